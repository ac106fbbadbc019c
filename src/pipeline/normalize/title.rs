//! Words as a reader sees them: NFC, single blanks, nothing invisible.

use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfc_quick};

/// [`tidy`], no longer than `most` characters: what the schema of a headline event promises.
pub fn tidy_to(words: &str, most: usize) -> Option<String> {
    let mut tidy = tidy(words)?;
    if let Some((cut, _)) = tidy.char_indices().nth(most) {
        tidy.truncate(cut);
        tidy.truncate(tidy.trim_end().len());
    }
    Some(tidy)
}

/// `words` in NFC with single blanks and without invisible characters; `None` if nothing is left.
pub fn tidy(words: &str) -> Option<String> {
    if is_plain(words.as_bytes()) {
        return Some(words.to_owned());
    }
    // Most words are composed as they stand.
    let composed = is_nfc_quick(words.chars()) == IsNormalized::Yes;
    if composed { tidied(words.chars(), words.len()) } else { tidied(words.nfc(), words.len()) }
}

/// Whether words are of ASCII, with single blanks between them and none around them.
fn is_plain(words: &[u8]) -> bool {
    let mut before = b' ';
    let shown = words.iter().all(|byte| {
        let twice = *byte == b' ' && before == b' ';
        before = *byte;
        matches!(byte, b' '..=b'~') && !twice
    });
    shown && before != b' '
}

fn tidied(characters: impl Iterator<Item = char>, len: usize) -> Option<String> {
    let mut tidy = String::with_capacity(len);
    for character in characters.filter(|character| !is_invisible(*character)) {
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
    use super::{tidy, tidy_to};

    #[test]
    fn words_are_composed_and_single_spaced() {
        assert_eq!(tidy("  Cafe\u{301}\u{a0}\n opens\u{ad}ly  ").as_deref(), Some("Café opensly"));
    }

    #[test]
    fn plain_words_are_what_is_left_of_others() {
        for words in ["a b", "a", "A-b, c~"] {
            assert_eq!(tidy(words), tidy(&format!(" {words}\u{feff}")), "{words}");
        }
        for (words, left) in [(" a", "a"), ("a ", "a"), ("a  b", "a b"), ("a\u{7f}b", "ab"), ("a\nb", "a b")] {
            assert_eq!(tidy(words).as_deref(), Some(left), "{words:?}");
        }
    }

    #[test]
    fn words_without_end_are_cut() {
        assert_eq!(tidy_to("ää bb cc", 5).as_deref(), Some("ää bb"));
        assert_eq!(tidy_to("ää bb cc", 3).as_deref(), Some("ää"));
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
