//! Words → what two spellings of the same words have in common.

use std::hash::{DefaultHasher, Hasher as _};

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

/// `words` with compatibility forms and case folded, letters and digits only. What holds neither stays as it is, less
/// blanks.
pub fn fold(words: &str) -> String {
    let letters = letters(words);
    if letters.is_empty() { symbols(words) } else { letters }
}

/// Title and deck run together, folded: the text that identifies.
pub fn run_together(title: &str, deck: Option<&str>) -> String {
    let Some(deck) = deck else { return fold(title) };
    let both = letters(title) + &letters(deck);
    if both.is_empty() { symbols(title) + &symbols(deck) } else { both }
}

/// 64 bits of a folded text on a site, for maps in memory: not the same in every release.
pub fn fingerprint(site: &str, folded: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    hasher.write(site.as_bytes());
    hasher.write_u8(0);
    hasher.write(folded.as_bytes());
    hasher.finish()
}

fn letters(words: &str) -> String {
    let mut folded = String::with_capacity(words.len());
    if words.is_ascii() {
        folded.extend(words.chars().filter(char::is_ascii_alphanumeric).map(|letter| letter.to_ascii_lowercase()));
    } else if is_nfkc_quick(words.chars()) == IsNormalized::Yes {
        words.chars().for_each(|character| push(&mut folded, character));
    } else {
        words.nfkc().for_each(|character| push(&mut folded, character));
    }
    folded
}

fn push(folded: &mut String, character: char) {
    for lower in character.to_lowercase().filter(|lower| lower.is_alphanumeric()) {
        match lower {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
}

fn symbols(words: &str) -> String {
    words.nfkc().filter(|character| !character.is_whitespace()).collect()
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
        assert_eq!(fold("İSTANBUL IŞIK"), fold("istanbul ışık"));
        assert_eq!(fold("ΌΣΟΣ"), fold("όσος"));
    }

    #[test]
    fn run_together_is_how_lists_print_it() {
        assert_eq!(run_together("Rain returns", Some("Bring a coat.")), fold("Rain returns Bring a coat"));
        assert_eq!(run_together("…!", Some("Rain")), fold("…! Rain"));
    }

    #[test]
    fn an_ellipsis_cuts() {
        assert!(is_cut_of("Rain returns to the…", "Rain returns to the valley"));
        assert!(is_cut_of("Rain returns to the ...", "Rain returns to the valley"));
        assert!(!is_cut_of("Rain returns to the", "Rain returns to the valley"));
        assert!(!is_cut_of("Rain returns…", "Rain returns"));
    }
}
