//! One look at the bytes of a text, for what is asked of it more than once.

use super::words::{DIGIT, FAR, FIRST, NUMBER, SPACE, UNTIDY, has, has_number, is_unseen, push_blank};

/// What a look at the bytes of a text tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Look {
    /// Between its ends there is nothing to tidy.
    pub(crate) tidy: bool,
    /// A digit or number of any script is in it.
    pub(crate) numbered: bool,
}

/// Looks at a text that will be asked for more than once.
pub(crate) fn look(text: &str) -> Look {
    let bytes = text.as_bytes().trim_ascii();
    let mut seen = Seen::default();
    let (words, rest) = bytes.as_chunks();
    words.iter().for_each(|word| seen.add(*word));
    let mut last = [b'.'; 8];
    last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    seen.add(last);
    if seen.far { look_further(text, bytes) } else { Look { tidy: !seen.untidy, numbered: seen.digit } }
}

/// What was seen in words of eight bytes; of no meaning from the first that is not of ASCII.
#[derive(Default)]
struct Seen {
    untidy: bool,
    digit: bool,
    far: bool,
    /// The byte before was a blank.
    spaced: u64,
}

impl Seen {
    fn add(&mut self, bytes: [u8; 8]) {
        const EACH: u64 = 0x0101_0101_0101_0101;
        const TOP: u64 = EACH << 7;
        let word = u64::from_le_bytes(bytes);
        // The upper bit of each byte that is no smaller, if all are of ASCII.
        let from = |byte: u8| word.wrapping_add(EACH * u64::from(128 - byte)) & TOP;
        let blanks = from(b' ') & !from(b' ' + 1);
        self.untidy |= (from(b'\t') & !from(b'\r' + 1)) | (blanks & (blanks << 8 | self.spaced)) != 0;
        self.digit |= from(b'0') & !from(b'9' + 1) != 0;
        self.far |= word & TOP != 0;
        self.spaced = blanks >> 56;
    }
}

/// The same where some letters are not of ASCII.
fn look_further(text: &str, bytes: &[u8]) -> Look {
    let (mut seen, mut twice, mut before) = (0, 0, 0);
    for byte in bytes {
        let first = FIRST.get(usize::from(*byte)).copied().unwrap_or_default();
        seen |= first;
        twice |= first & before;
        before = first;
    }
    Look {
        tidy: seen & UNTIDY == 0 && twice & SPACE == 0 && !(seen & FAR != 0 && has(text, FAR, is_no_part)),
        numbered: seen & DIGIT != 0 || seen & NUMBER != 0 && has_number(text),
    }
}

/// [`push_tidy`](super::words::push_tidy) of a text that is known to be tidy between its ends.
pub(crate) fn push_trimmed(out: &mut String, text: &str) {
    let from_words = text.trim_ascii_start();
    let words = from_words.trim_ascii_end();
    if from_words.len() < text.len() {
        push_blank(out);
    }
    out.push_str(words);
    if words.len() < from_words.len() {
        push_blank(out);
    }
}

/// A blank that is none of ASCII, or a character that nobody sees.
fn is_no_part(c: char) -> bool {
    !c.is_ascii() && (c.is_whitespace() || is_unseen(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::text::words::{push_tidy, tidy};

    #[test]
    fn a_look_tells_what_there_is_to_do() {
        let untidy = ["a  b", "a\tb", "a\u{a0}b", "so\u{ad}ft", "a \n b", "a\u{3000}b"];
        assert!(untidy.iter().all(|text| !look(text).tidy));
        for text in ["a b", "\n  a b\t", " Лиман „b“", "", " ", "\u{2026}"] {
            let (mut tidied, mut trimmed) = (String::from("x"), String::from("x"));
            push_tidy(&mut tidied, text);
            push_trimmed(&mut trimmed, text);
            assert!(look(text).tidy, "{text:?}");
            assert_eq!(tidied, trimmed, "{text:?}");
        }
        for c in '\0'..=char::MAX {
            let text = format!("a{c}b");
            assert_eq!(look(&text).numbered, has_number(&text), "{c:?}");
            assert!(!look(&text).tidy || tidy(&text) == text, "{c:?}");
        }
    }
}
