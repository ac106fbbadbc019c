//! Where content that is no markup ends: scripts, styles, titles, comments.

use memchr::{memchr, memchr2, memmem};

use super::{BLANK, CLOSE, SLASH, is};

/// The end tag of `name` at or behind `from`; `None` if there is none.
pub(super) fn end(bytes: &[u8], from: usize, name: &[u8]) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        if is_end_tag(bytes, at, name) {
            return Some(at);
        }
        at += 1;
    }
}

/// The end tag of a script: within `<!--` a nested script hides its own end tag.
pub(super) fn script_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut at = from;
    loop {
        at += memchr(b'<', bytes.get(at..)?)?;
        if is_end_tag(bytes, at, b"script") {
            return Some(at);
        }
        if bytes.get(at..)?.starts_with(b"<!--") {
            match escaped(bytes, at + 4) {
                Escaped::Ends(at) => return Some(at),
                Escaped::GoesOn(behind) => at = behind,
            }
        } else {
            at += 1;
        }
    }
}

enum Escaped {
    /// The script ends there.
    Ends(usize),
    /// The comment ends there, and the script goes on.
    GoesOn(usize),
}

/// Reads a script behind `<!--` to where the comment ends, or the script.
fn escaped(bytes: &[u8], from: usize) -> Escaped {
    let mut nested = false;
    // Its own dashes may be those of the comment's end.
    let mut at = from - 2;
    while let Some(step) = bytes.get(at..).and_then(|rest| memchr2(b'-', b'<', rest)) {
        at += step;
        let rest = bytes.get(at..).unwrap_or(&[]);
        if rest.starts_with(b"-") {
            let dashes = rest.iter().take_while(|byte| **byte == b'-').count();
            at += dashes;
            if dashes > 1 && bytes.get(at) == Some(&b'>') {
                return Escaped::GoesOn(at + 1);
            }
        } else if !nested && is_end_tag(bytes, at, b"script") {
            return Escaped::Ends(at);
        } else {
            let slash = usize::from(rest.get(1) == Some(&b'/'));
            if nested == (slash == 1) && is_tag(bytes, at + 1 + slash, b"script") {
                nested = !nested;
            }
            at += 1 + slash;
        }
    }
    Escaped::GoesOn(bytes.len())
}

/// Behind the comment that begins before `from`.
pub(super) fn comment_end(bytes: &[u8], from: usize) -> usize {
    let inside = bytes.get(from..).unwrap_or(&[]);
    if let Some(len) = [&b">"[..], b"->"].iter().find(|end| inside.starts_with(end)).map(|end| end.len()) {
        return from + len;
    }
    let mut at = from;
    while let Some(step) = bytes.get(at..).and_then(|rest| memmem::find(rest, b"--")) {
        at += step + 2;
        while bytes.get(at) == Some(&b'-') {
            at += 1;
        }
        let rest = bytes.get(at..).unwrap_or(&[]);
        if let Some(len) = [&b">"[..], b"!>"].iter().find(|end| rest.starts_with(end)).map(|end| end.len()) {
            return at + len;
        }
    }
    bytes.len()
}

fn is_end_tag(bytes: &[u8], at: usize, name: &[u8]) -> bool {
    bytes.get(at + 1) == Some(&b'/') && is_tag(bytes, at + 2, name)
}

/// Whether a tag's name stands there, whatever the size of its letters.
fn is_tag(bytes: &[u8], at: usize, name: &[u8]) -> bool {
    let end = at + name.len();
    bytes.get(at..end).is_some_and(|found| found.eq_ignore_ascii_case(name))
        && bytes.get(end).is_some_and(|next| is(*next, BLANK | SLASH | CLOSE))
}
