//! One look at the bytes of a text, for what is asked of it more than once.

use super::words::{is_number, is_unseen, push_blank};

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
    let text = text.trim_ascii();
    let mut seen = Seen::default();
    let (words, rest) = text.as_bytes().as_chunks();
    words.iter().enumerate().for_each(|(nth, word)| seen.add(*word, text, 8 * nth));
    let mut last = [b'.'; 8];
    last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    seen.add(last, text, 8 * words.len());
    Look { tidy: !seen.untidy, numbered: seen.numbered }
}

/// What was seen in words of eight bytes.
#[derive(Default)]
struct Seen {
    untidy: bool,
    numbered: bool,
    /// The byte before was a blank.
    spaced: u64,
}

impl Seen {
    /// Sees the eight bytes of `text` that stand at `at`.
    fn add(&mut self, bytes: [u8; 8], text: &str, at: usize) {
        const EACH: u64 = 0x0101_0101_0101_0101;
        const TOP: u64 = EACH << 7;
        let word = u64::from_le_bytes(bytes);
        let (low, ascii) = (word & !TOP, !word & TOP);
        // The upper bit of each byte whose lower seven bits are no smaller.
        let from = |byte: u8| low.wrapping_add(EACH * u64::from(128 - byte)) & TOP;
        let blanks = from(b' ') & !from(b' ' + 1) & ascii;
        let others = from(b'\t') & !from(b'\r' + 1) & ascii;
        let digits = from(b'0') & !from(b'9' + 1) & ascii;
        self.untidy |= others | (blanks & (blanks << 8 | self.spaced)) != 0;
        self.numbered |= digits != 0;
        self.spaced = blanks >> 56;
        // Blanks, numbers and what nobody sees begin with 0xc2, or from 0xd9 on.
        let begins = (from(0x59) | from(0x42) & !from(0x43)) & !ascii;
        if begins != 0 {
            self.look_further(begins, text, at);
        }
    }

    /// The same for the characters that begin where bits are set.
    fn look_further(&mut self, mut begins: u64, text: &str, at: usize) {
        while begins != 0 {
            let begin = at + begins.trailing_zeros() as usize / 8;
            if let Some(c) = text.get(begin..).and_then(|rest| rest.chars().next()) {
                self.untidy |= c.is_whitespace() || is_unseen(c);
                self.numbered |= is_number(c);
            }
            begins &= begins - 1;
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::text::words::{has_number, push_tidy, tidy};

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
