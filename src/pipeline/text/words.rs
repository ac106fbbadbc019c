//! Small judgements on words: blanks, letters, what can be a headline.

use std::borrow::Cow;
use std::sync::LazyLock;

/// `text` with single blanks; characters that nobody sees are gone.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_tidy(&mut out, text);
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Words without the brackets that a time has left empty, or open at their end.
pub(crate) fn without_empty_brackets(words: &str) -> String {
    const OPENING: [char; 4] = ['(', '[', '（', '【'];
    // Most words have none, which their bytes tell: 0xef and 0xe3 begin those that are not ASCII.
    if !words.bytes().any(|byte| matches!(byte, b'(' | b'[' | 0xe3 | 0xef)) {
        return words.trim_end_matches(' ').to_owned();
    }
    let pairs = ["()", "( )", "[]", "[ ]", "（）", "（ ）", "【】", "【 】"];
    let filled = pairs
        .iter()
        .fold(words.to_owned(), |left, pair| if left.contains(pair) { tidy(&left.replace(pair, " ")) } else { left });
    filled.trim_end_matches(|c| c == ' ' || OPENING.contains(&c)).to_owned()
}

/// [`tidy`] where there is something to do.
pub(crate) fn tidied(text: &str) -> Cow<'_, str> {
    let words = text.trim();
    if is_tidy(words) { Cow::Borrowed(words) } else { Cow::Owned(tidy(words)) }
}

/// Whether single blanks are all that could have to be tidied.
fn is_tidy(words: &str) -> bool {
    let mut was_blank = false;
    words.bytes().all(|byte| {
        let blank = byte == b' ';
        let twice = blank && was_blank;
        was_blank = blank;
        !twice && (blank || !may_end_run(byte))
    })
}

/// Appends `text` to tidy words; a blank at its end stays, one at the start of `out` does not.
pub(crate) fn push_tidy(out: &mut String, text: &str) {
    // Words are taken in runs, with the single blanks between them: what ends a run is a blank, or a character that goes.
    let bytes = text.as_bytes();
    let (mut start, mut at) = (0, 0);
    while let Some(byte) = bytes.get(at).copied() {
        if !may_end_run(byte) {
            at += 1;
            continue;
        }
        let end = if byte.is_ascii() {
            at + bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| is_ascii_blank(**byte)).count())
        } else {
            at + text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8)
        };
        let gone = text.get(at..end).unwrap_or("");
        let single = gone == " " && at > start;
        let unseen = gone.chars().all(is_unseen);
        if !single && (unseen || gone.chars().all(char::is_whitespace)) {
            out.push_str(text.get(start..at).unwrap_or(""));
            start = end;
            if !unseen {
                push_blank(out);
            }
        }
        at = end;
    }
    out.push_str(text.get(start..).unwrap_or(""));
}

/// What characters may begin with a byte, a bit each.
pub(super) static FIRST: [u8; 256] = {
    let mut first = [0; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        let blank = if matches!(byte, b' ' | b'\t'..=b'\r') { BLANK } else { 0 };
        let end = if blank != 0 || matches!(byte, 0xc2 | 0xe1..=0xe3 | 0xef) { END } else { 0 };
        let blanks = match byte {
            b' ' => SPACE,
            _ if blank != 0 => UNTIDY,
            _ if end != 0 => FAR,
            _ => 0,
        };
        let digit = if byte.is_ascii_digit() { DIGIT } else { 0 };
        let number = matches!(byte, b'0'..=b'9' | 0xc2 | 0xd9 | 0xdb | 0xdf | 0xe0..=0xe3 | 0xea | 0xef..=0xff);
        #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
        {
            first[at] = blank | end | blanks | digit | if number { NUMBER } else { 0 };
        }
        at += 1;
    }
    first
};
const BLANK: u8 = 1;
const END: u8 = 2;
pub(super) const NUMBER: u8 = 4;
pub(super) const DIGIT: u8 = 8;
/// The blank that may stand between words, alone.
pub(super) const SPACE: u8 = 16;
/// Any other blank of ASCII.
pub(super) const UNTIDY: u8 = 32;
/// Perhaps a blank, or what nobody sees, that is not of ASCII.
pub(super) const FAR: u8 = 64;

fn may_begin(byte: u8, with: u8) -> bool {
    FIRST.get(usize::from(byte)).is_some_and(|first| first & with != 0)
}

fn is_ascii_blank(byte: u8) -> bool {
    may_begin(byte, BLANK)
}

/// Whether a blank, or a character that nobody sees, may begin with this byte.
fn may_end_run(byte: u8) -> bool {
    may_begin(byte, END)
}

/// Appends one blank, unless there is one or nothing to part.
pub(crate) fn push_blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// How many letters stand in `text`; ideographs count double, for they say more.
pub(crate) fn letters(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_alphabetic).count();
    }
    let of_byte = |(at, byte): (usize, u8)| match WEIGHTS.get(usize::from(byte)).copied() {
        Some(weight) if weight != UNTOLD => usize::from(weight),
        _ => text.get(at..).and_then(|rest| rest.chars().next()).map_or(0, letters_of),
    };
    text.bytes().enumerate().map(of_byte).sum()
}

/// How many letters a character counts by its first byte.
static WEIGHTS: [u8; 256] = {
    let mut weights = [UNTOLD; 256];
    let mut at = 0;
    while at < 256 {
        #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
        {
            weights[at] = match at as u8 {
                b'a'..=b'z' | b'A'..=b'Z' => 1,
                // What is no first byte, and what is no letter's.
                0..=0xbf => 0,
                // All that begin so are letters.
                0xc4..=0xc8 | 0xd0..=0xd1 => 1,
                0xe5..=0xe9 | 0xeb..=0xec => 2,
                _ => UNTOLD,
            };
        }
        at += 1;
    }
    weights
};
/// The first byte does not tell.
const UNTOLD: u8 = u8::MAX;

fn letters_of(c: char) -> usize {
    if is_letter(c) { 1 + usize::from(is_dense(c)) } else { 0 }
}

/// Which of the first 65,536 characters are letters, a bit each.
static LETTERS: LazyLock<Vec<u64>> = LazyLock::new(|| {
    let is_letter = |code| char::from_u32(code).is_some_and(char::is_alphabetic);
    let word = |first: u32| (0..64).fold(0, |word, bit| word | u64::from(is_letter(first + bit)) << bit);
    (0..0x400).map(|at| word(at * 64)).collect()
});

/// [`char::is_alphabetic`], without the search through its tables.
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    match LETTERS.get(c as usize / 64) {
        Some(word) => word >> (c as usize % 64) & 1 != 0,
        None => c.is_alphabetic(),
    }
}

/// The block of quotes and dashes, where no letters and no numbers are.
pub(crate) fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{206f}')
}

fn is_common_letter(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{400}'..='\u{481}'
        | '\u{48a}'..='\u{52f}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether a digit or number of any script stands in `text`.
pub(crate) fn has_number(text: &str) -> bool {
    has(text, NUMBER, is_number)
}

/// Whether a character of some kind stands in `text`, given what it may begin with.
pub(super) fn has(text: &str, beginning: u8, is: impl Fn(char) -> bool) -> bool {
    let mut bytes = text.bytes().enumerate().filter(|(_, byte)| may_begin(*byte, beginning));
    bytes.any(|(at, _)| text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(&is))
}

fn is_dense(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff)
}

/// Letters and digits only, lower case: to compare titles and labels.
pub(crate) fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            folded.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && (is_letter(c) || c.is_numeric()) {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}

fn is_number(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { !is_common_letter(c) && !is_punctuation(c) && c.is_numeric() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_unicode() {
        assert!(('\0'..=char::MAX).all(|c| is_letter(c) == c.is_alphabetic() && is_number(c) == c.is_numeric()));
    }

    #[test]
    fn what_is_looked_for_is_known_by_its_first_byte() {
        for c in '\0'..=char::MAX {
            let mut bytes = [0; 4];
            let first = c.encode_utf8(&mut bytes).as_bytes()[0];
            assert!(may_begin(first, NUMBER) || !c.is_numeric(), "{c:?}");
            assert!(may_end_run(first) || !(c.is_whitespace() || is_unseen(c)), "{c:?}");
            assert_eq!(has_number(&format!("a{c}b")), c.is_numeric(), "{c:?}");
            assert_eq!(
                letters(c.encode_utf8(&mut bytes)),
                if is_letter(c) { 1 + usize::from(is_dense(c)) } else { 0 },
                "{c:?}"
            );
        }
    }

    #[test]
    fn blanks_are_single_and_what_nobody_sees_goes() {
        assert_eq!(tidy("  Der\u{ad}by \u{a0}\n in \u{200b}Лиман\t"), "Derby in Лиман");
        let mut words = String::from("a ");
        push_tidy(&mut words, " b\u{feff} \u{feff} c ");
        assert_eq!(words, "a b c ");
        for (text, words) in
            [("a  b", "a b"), ("a \tb ", "a b"), (" a \u{ad} b", "a b"), ("a\u{a0} b", "a b"), ("a \n", "a")]
        {
            assert_eq!((tidy(text).as_str(), tidied(text).as_ref()), (words, words));
        }
    }
}
