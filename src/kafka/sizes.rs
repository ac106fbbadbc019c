//! How large a record may be: everything follows the one setting `input.max_page_bytes`.

/// What a page event holds besides its page: address, headers, braces.
const AROUND_A_PAGE: usize = 64 * 1024;

/// What a dead letter holds besides the record it came from: headers that say what was wrong.
const AROUND_A_DEAD_LETTER: usize = 64 * 1024;

/// The largest page event: a page of the largest size in base64, which is more than escaping makes of ordinary markup.
pub fn page_event_bytes(max_page_bytes: usize) -> usize {
    max_page_bytes.div_ceil(3).saturating_mul(4).saturating_add(AROUND_A_PAGE)
}

/// The largest dead letter, and so the largest record of all.
pub fn dead_letter_bytes(max_page_bytes: usize) -> usize {
    page_event_bytes(max_page_bytes).saturating_add(AROUND_A_DEAD_LETTER)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_fits_as_base64_and_its_dead_letter_around_it() {
        assert_eq!(page_event_bytes(3 << 20), (4 << 20) + 65_536);
        assert_eq!(dead_letter_bytes(3 << 20), (4 << 20) + 131_072);
        assert_eq!(dead_letter_bytes(usize::MAX), usize::MAX);
    }
}
