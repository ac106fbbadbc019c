//! Words as a reader sees them: NFC, single blanks, nothing invisible.

use unicode_normalization::UnicodeNormalization as _;

/// `words` in NFC with single blanks and without invisible characters; `None` if nothing is left.
pub fn tidy(words: &str) -> Option<String> {
    let mut tidy = String::with_capacity(words.len());
    for character in words.nfc().filter(|character| !is_invisible(*character)) {
        if !character.is_whitespace() {
            tidy.push(character);
        } else if !tidy.is_empty() && !tidy.ends_with(' ') {
            tidy.push(' ');
        }
    }
    if tidy.ends_with(' ') {
        tidy.pop();
    }
    (!tidy.is_empty()).then_some(tidy)
}

/// `words` with `most` characters at most, the last one an ellipsis where it was cut.
pub fn cut(words: String, most: usize) -> String {
    if words.len() <= most || words.chars().nth(most).is_none() {
        return words;
    }
    words.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// Characters that only steer line breaking or direction. Joiners (U+200C, U+200D) stay: words of Persian, Hindi and
/// others, and emoji, are spelt with them.
fn is_invisible(character: char) -> bool {
    match character {
        '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}' | '\u{180e}' | '\u{61c}' => true,
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => true,
        other => other.is_control() && !other.is_whitespace(),
    }
}

#[cfg(test)]
mod tests {
    use super::{cut, tidy};

    #[test]
    fn what_is_too_long_is_cut_and_shows_it() {
        assert_eq!(cut("şəhər".to_owned(), 5), "şəhər");
        assert_eq!(cut("şəhər".to_owned(), 4), "şəh…");
    }

    #[test]
    fn words_are_composed_and_single_spaced() {
        assert_eq!(tidy("  Cafe\u{301}\u{a0}\n opens\u{ad}ly  ").as_deref(), Some("Café opensly"));
    }

    #[test]
    fn nothing_visible_is_nothing() {
        assert_eq!(tidy(" \u{200b}\u{feff}\n"), None);
    }

    #[test]
    fn joiners_are_part_of_the_spelling() {
        assert_eq!(tidy("می\u{200c}شود").as_deref(), Some("می\u{200c}شود"));
    }
}
