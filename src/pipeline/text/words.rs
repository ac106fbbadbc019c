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
    // Words are taken in runs, with the single blanks between them: what ends a run is any other blank, or a character
    // that goes.
    let bytes = text.as_bytes();
    let (mut start, mut at) = (0, 0);
    while let Some(step) = bytes.get(at..).and_then(|rest| run_end(rest, at == start)) {
        at += step;
        let blanks = bytes.get(at..).map_or(0, |rest| rest.iter().take_while(|byte| is_ascii_blank(**byte)).count());
        let char = || text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
        let end = at + if blanks > 0 { blanks } else { char() };
        // The first of two blanks looked like a single one.
        let from = at - usize::from(blanks > 0 && at > start && bytes.get(at - 1) == Some(&b' '));
        let gone = text.get(from..end).unwrap_or("");
        let unseen = gone.chars().all(is_unseen);
        if unseen || gone.chars().all(char::is_whitespace) {
            out.push_str(text.get(start..from).unwrap_or(""));
            start = end;
            if !unseen {
                push_blank(out);
            }
        }
        at = end;
    }
    out.push_str(text.get(start..).unwrap_or(""));
}

/// Where something else than words and single blanks stands, or may stand; a blank before all words is no single one.
fn run_end(bytes: &[u8], begins: bool) -> Option<usize> {
    let mut before = if begins { SPACE } else { 0 };
    bytes.iter().position(|byte| {
        let first = FIRST.get(usize::from(*byte)).copied().unwrap_or_default();
        let ends = first & (UNTIDY | FAR) | first & before & SPACE;
        before = first;
        ends != 0
    })
}

/// What characters may begin with a byte, a bit each.
static FIRST: [u8; 256] = {
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
        let number = matches!(byte, b'0'..=b'9' | 0xc2 | 0xd9 | 0xdb | 0xdf | 0xe0..=0xe3 | 0xea | 0xef..=0xff);
        #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
        {
            first[at] = blank | end | blanks | if number { NUMBER } else { 0 };
        }
        at += 1;
    }
    first
};
const BLANK: u8 = 1;
const END: u8 = 2;
const NUMBER: u8 = 4;
/// The blank that may stand between words, alone.
const SPACE: u8 = 16;
/// Any other blank of ASCII.
const UNTIDY: u8 = 32;
/// Perhaps a blank, or what nobody sees, that is not of ASCII.
const FAR: u8 = 64;

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
    // Most runs of some bytes are of ASCII, in any text.
    let (runs, rest) = text.as_bytes().as_chunks::<RUN>();
    let of_run = |(nth, run): (usize, &[u8; RUN])| match run.is_ascii() {
        // a difference, for no branch tells what comes next in a text
        true => usize::from(run.iter().map(|byte| u8::from((byte | 0x20).wrapping_sub(b'a') < 26)).sum::<u8>()),
        false => letters_from(text, nth * RUN, run),
    };
    let in_runs: usize = runs.iter().enumerate().map(of_run).sum();
    in_runs + letters_from(text, text.len() - rest.len(), rest)
}

/// Bytes whose letters are counted in a step.
const RUN: usize = 16;

/// The letters that begin in a run or less of `text`, the first byte of which is the one at `from`.
fn letters_from(text: &str, from: usize, run: &[u8]) -> usize {
    let weight = |byte: &u8| WEIGHTS.get(usize::from(*byte)).copied().unwrap_or_default();
    let told: usize = run.iter().map(|byte| usize::from(weight(byte))).sum();
    if told < usize::from(UNTOLD) {
        return told;
    }
    let of_byte = |(at, byte): (usize, &u8)| match weight(byte) {
        UNTOLD => text.get(from + at..).and_then(|rest| rest.chars().next()).map_or(0, letters_of),
        weight => usize::from(weight),
    };
    run.iter().enumerate().map(of_byte).sum()
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

/// Which of the first 65,536 characters are of some kind, a bit each.
struct Kind(Vec<u64>);

static LETTERS: LazyLock<Kind> = LazyLock::new(|| Kind::of(char::is_alphabetic));
static NUMBERS: LazyLock<Kind> = LazyLock::new(|| Kind::of(char::is_numeric));

impl Kind {
    fn of(is: fn(char) -> bool) -> Self {
        let bit = |code| u64::from(char::from_u32(code).is_some_and(is)) << (code % 64);
        Self((0..0x400).map(|at| (at * 64..(at + 1) * 64).map(bit).sum()).collect())
    }

    /// Whether a character is of the kind; `None` for one further on.
    fn has(&self, c: char) -> Option<bool> {
        self.0.get(c as usize / 64).map(|word| word >> (c as usize % 64) & 1 != 0)
    }
}

/// [`char::is_alphabetic`], without the search through its tables.
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    LETTERS.has(c).unwrap_or_else(|| c.is_alphabetic())
}

/// The block of quotes and dashes, where no letters and no numbers are.
pub(crate) fn is_punctuation(c: char) -> bool {
    matches!(c, '\u{2000}'..='\u{206f}')
}

/// Whether a digit or number of any script stands in `text`.
pub(crate) fn has_number(text: &str) -> bool {
    let mut bytes = text.bytes().enumerate().filter(|(_, byte)| may_begin(*byte, NUMBER));
    bytes.any(|(at, _)| text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_number))
}

fn is_dense(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff)
}

/// Letters and digits only, lower case: to compare titles and labels.
pub(crate) fn fold(text: &str) -> String {
    if text.is_ascii() {
        return fold_ascii(text.as_bytes());
    }
    let mut folded = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_ascii_alphanumeric() {
            folded.push(c.to_ascii_lowercase());
        } else if !c.is_ascii() && (is_letter(c) || is_number(c)) {
            folded.extend(c.to_lowercase());
        }
    }
    folded
}

/// The same for text of ASCII. Each byte is written, and where it goes the next one is written over it: which ones go is
/// nothing that a processor could guess.
fn fold_ascii(text: &[u8]) -> String {
    let mut folded = vec![0; text.len()];
    let mut length = 0;
    for byte in text {
        if let Some(next) = folded.get_mut(length) {
            *next = byte.to_ascii_lowercase();
        }
        length += usize::from(byte.is_ascii_alphanumeric());
    }
    folded.truncate(length);
    String::from_utf8(folded).unwrap_or_default()
}

/// [`char::is_numeric`], without the search through its tables.
pub(crate) fn is_number(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { NUMBERS.has(c).unwrap_or_else(|| c.is_numeric()) }
}

#[cfg(test)]
mod tests;
