//! Words → what two spellings of the same words have in common.

use sha2::{Digest as _, Sha256};
use unicode_normalization::UnicodeNormalization as _;

/// `words` with compatibility forms and case folded, letters and digits only. What holds neither stays as it is, less
/// blanks.
pub fn fold(words: &str) -> String {
    let lower = words.nfkc().flat_map(char::to_lowercase);
    let mut folded = String::with_capacity(words.len());
    for character in lower.filter(|character| character.is_alphanumeric()) {
        match character {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
    if folded.is_empty() {
        folded.extend(words.nfkc().filter(|character| !character.is_whitespace()));
    }
    folded
}

/// Title and deck run together, folded: the text that identifies.
pub fn run_together(title: &str, deck: Option<&str>) -> String {
    deck.map_or_else(|| fold(title), |deck| fold(&format!("{title} {deck}")))
}

/// 64 bits of a folded text.
pub fn fingerprint(folded: &str) -> u64 {
    let digest = Sha256::digest(folded.as_bytes());
    digest.iter().take(8).fold(0, |bits, byte| bits << 8 | u64::from(*byte))
}

/// `cut` ends in an ellipsis, and what stands before it begins `whole`, which says more.
pub fn is_cut_of(cut: &str, whole: &str) -> bool {
    let Some(beginning) = cut.trim_end().strip_suffix('…').or_else(|| cut.trim_end().strip_suffix("...")) else {
        return false;
    };
    let (beginning, whole) = (fold(beginning), fold(whole));
    !beginning.is_empty() && beginning.len() < whole.len() && whole.starts_with(&beginning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_quotes_dashes_and_blanks_fold() {
        assert_eq!(fold("“Fünf – SECHS”, sieben"), fold("\"fünf - sechs\" sieben"));
        assert_eq!(fold("ＡＢＣ ﬁn STRASSE"), fold("abc fin Straße"));
        assert_eq!(fold("?!"), "?!");
    }

    #[test]
    fn run_together_is_how_lists_print_it() {
        assert_eq!(run_together("Rain returns", Some("Bring a coat.")), fold("Rain returns Bring a coat"));
    }

    #[test]
    fn an_ellipsis_cuts() {
        assert!(is_cut_of("Rain returns to the…", "Rain returns to the valley"));
        assert!(is_cut_of("Rain returns to the ...", "Rain returns to the valley"));
        assert!(!is_cut_of("Rain returns to the", "Rain returns to the valley"));
        assert!(!is_cut_of("Rain returns…", "Rain returns"));
    }
}
