//! Sizes in bytes, with or without a unit.

const UNITS: [(&str, i64); 8] = [
    ("b", 1),
    ("kb", 1000),
    ("mb", 1_000_000),
    ("gb", 1_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("", 1),
];

/// Reads `8 MiB`, `8MiB`, `8388608`.
pub(super) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = unit.trim().to_ascii_lowercase();
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
    number.parse::<i64>().ok()?.checked_mul(*factor)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn sizes_with_and_without_unit() {
        assert_eq!(parse("8388608"), Some(8 << 20));
        assert_eq!(parse(" 8 MiB "), Some(8 << 20));
        assert_eq!(parse("8mib"), Some(8 << 20));
        assert_eq!(parse("2 kB"), Some(2000));
        for wrong in ["", "MiB", "8 m", "8.5 MiB", "-1", "99999999999 GiB"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
