//! What the first and the last word of a text say: most lines are told apart by them, before they are cut up.

use super::fold::fold;
use super::lexicon::{Lexicon, Use};
use super::line::{divides, is_dash};
use super::token::{digit, is_invisible, is_letter, is_unspaced, word};

/// Words up to so many bytes are folded where they stand.
const SHORT: usize = 24;

/// Whether the first word of `text` is one that a time may begin with; a number always is.
pub(super) fn first_is_known(text: &str, known: &Lexicon) -> bool {
    let text = text.trim_start_matches(is_beside);
    if text.is_empty() {
        return false;
    }
    if !text.starts_with(|c| is_letter(c) && !is_unspaced(c)) {
        return true;
    }
    !uses(text.get(..word(text)).unwrap_or_default(), known).is_none()
}

/// Whether the last word of `text` is one that a time may end with, or that may follow one; a number always is.
pub(super) fn last_is_known(text: &str, known: &Lexicon, language: &str) -> bool {
    let text = text.trim_end_matches(is_beside);
    let before = text.char_indices().rev().find(|(_, c)| !is_letter(*c) || is_unspaced(*c));
    let last = match before {
        // What is glued to a number or mark may belong to it.
        Some((at, c)) if c.is_whitespace() => text.get(at + c.len_utf8()..).unwrap_or_default(),
        Some(_) => return true,
        None => text,
    };
    if last.is_empty() || uses(last, known).may_end() {
        return true;
    }
    let mut folded = String::with_capacity(last.len());
    fold(last, &mut folded);
    known.month_like(&folded, language).is_some()
}

/// Whether no letters and no second number stand in `text`: whatever its number is, it is no time.
pub(super) fn is_lone_number(text: &str) -> bool {
    let mut numbers = 0;
    let mut was_digit = false;
    for byte in text.bytes() {
        if byte.is_ascii_alphabetic() || !byte.is_ascii() {
            return false;
        }
        let digit = byte.is_ascii_digit();
        numbers += usize::from(digit && !was_digit);
        was_digit = digit;
    }
    numbers < 2
}

/// How many marks stand in `text` that could part a time from what is beside it; two stand for more.
pub(super) fn dividers(text: &str) -> usize {
    let near = text.bytes().enumerate().filter(|(_, byte)| may_divide(*byte));
    let chars = near.filter_map(|(at, _)| Some((at, text.get(at..)?.chars().next()?)));
    let marks = chars.filter(|(_, c)| *c == ':' || divides(*c));
    marks.filter(|(at, c)| !is_dash(*c) || stands_free(text, *at, c.len_utf8())).take(2).count()
}

/// Whether something that is no blank does not stand on both sides of a mark.
fn stands_free(text: &str, at: usize, len: usize) -> bool {
    let is_blank = |c: char| c.is_whitespace() || is_invisible(c);
    let (before, behind) = (text.get(..at).unwrap_or_default(), text.get(at + len..).unwrap_or_default());
    before.chars().next_back().is_none_or(is_blank) || behind.chars().next().is_none_or(is_blank)
}

/// Whether a mark that divides may begin with a byte, which most bytes of a text do not.
fn may_divide(byte: u8) -> bool {
    matches!(byte, b'|' | b'-' | b'/' | b'(' | b')' | b'[' | b']' | b'<' | b'>' | b'~' | b':')
        || matches!(byte, 0xc2 | 0xe2 | 0xe3 | 0xef | 0xf0)
}

fn is_beside(c: char) -> bool {
    !is_letter(c) && digit(c).is_none()
}

fn uses(word: &str, known: &Lexicon) -> Use {
    let mut letters = [0; SHORT];
    let plain = word.bytes().all(|byte| byte.is_ascii_alphabetic());
    if let Some(small) = letters.get_mut(..word.len()).filter(|_| plain) {
        small.copy_from_slice(word.as_bytes());
        small.make_ascii_lowercase();
        return known.uses_of_bytes(small);
    }
    let mut folded = String::with_capacity(word.len());
    fold(word, &mut folded);
    known.uses(&folded)
}

#[cfg(test)]
mod tests {
    use super::super::lexicon::lexicon;
    use super::*;

    #[test]
    fn the_last_word_may_end_a_time_or_not() {
        let known = |text: &str, language: &str| last_is_known(text, lexicon(), language);
        for text in [
            "5 minutes ago",
            "Crane lifts 12",
            "on 5 May",
            "the 12th",
            "10時",
            "10:20 Uhr!",
            "il y a 5 heures",
            "",
            "?",
        ] {
            assert!(known(text, "en"), "{text}");
        }
        assert!(known("5 septembr", "en"), "it begins as a month does");
        for text in ["5 cranes were lifted", "12 Kräne stehen.", "“Five of 12 boats”"] {
            assert!(!known(text, "en"), "{text}");
        }
    }

    #[test]
    fn a_number_alone_is_no_time() {
        for text in ["12", "(7)", "+4 %", "#", "#3*"] {
            assert!(is_lone_number(text) && super::super::read(text, Some("en")).is_none(), "{text}");
        }
        for text in ["10:20", "10h", "5日", "3 4", "٣"] {
            assert!(!is_lone_number(text), "{text}");
        }
    }

    #[test]
    fn marks_that_divide_are_counted() {
        assert_eq!(dividers("Crane | 5 May 2031 | Dock (new)"), 2);
        assert_eq!((dividers("Crane · 5 May 2031: dock"), dividers("Crane: 5 boats, 3 docks")), (2, 1));
        assert_eq!((dividers("Rust-free docks lose 3:1 on 5/6"), dividers("Crane - 5 docks –")), (0, 2));
        assert_eq!(dividers("Кран, док."), 0);
        assert!(('\0'..=char::MAX).filter(|c| divides(*c)).all(|c| may_divide(c.to_string().as_bytes()[0])));
    }
}
