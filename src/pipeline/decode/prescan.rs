//! The charset that an HTML page declares in its first bytes: `meta` tags and the XML declaration.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, X_USER_DEFINED};

/// How far a declaration may stand from the beginning. The standard says 1024; pages with a long comment or script
/// before it are read by browsers too, which look on until the head ends.
const PRESCANNED: usize = 4096;

/// The encoding the page declares.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..PRESCANNED).unwrap_or(bytes);
    meta(head).or_else(|| xml(head))
}

/// The first `meta` tag with a usable charset. Comments are skipped.
fn meta(head: &[u8]) -> Option<&'static Encoding> {
    let mut rest = head;
    while let Some(at) = rest.iter().position(|&byte| byte == b'<') {
        rest = rest.get(at + 1..).unwrap_or_default();
        if let Some(comment) = rest.strip_prefix(b"!--") {
            rest = comment.windows(3).position(|end| end == b"-->").and_then(|end| comment.get(end..))?;
        } else if starts_with_word(rest, b"meta") {
            let tag = rest.split(|&byte| byte == b'>').next().unwrap_or_default();
            if let Some(encoding) = of_tag(tag) {
                return Some(encoding);
            }
        }
    }
    None
}

fn starts_with_word(bytes: &[u8], word: &[u8]) -> bool {
    let next = bytes.get(word.len()).copied().unwrap_or(b' ');
    bytes.get(..word.len()).is_some_and(|found| found.eq_ignore_ascii_case(word))
        && (next.is_ascii_whitespace() || next == b'/')
}

/// `charset=…`, as an attribute of its own or inside `content`. Other attributes that hold such words ("data-charset")
/// are not told apart from it: they are as rare as they are harmless.
fn of_tag(tag: &[u8]) -> Option<&'static Encoding> {
    let at = tag.windows(7).position(|window| window.eq_ignore_ascii_case(b"charset"))?;
    label(tag.get(at + 7..)?.trim_ascii_start().strip_prefix(b"=")?)
}

/// `<?xml … encoding="…"?>`
fn xml(head: &[u8]) -> Option<&'static Encoding> {
    let declaration = head.trim_ascii_start().strip_prefix(b"<?xml")?.split(|&byte| byte == b'>').next()?;
    let at = declaration.windows(8).position(|window| window == b"encoding")?;
    label(declaration.get(at + 8..)?.trim_ascii_start().strip_prefix(b"=")?)
}

/// The encoding behind `="label"`. A page whose ASCII can be read is not UTF-16, whatever it says.
fn label(value: &[u8]) -> Option<&'static Encoding> {
    let value = value.trim_ascii_start();
    let value = value.strip_prefix(b"\"").or_else(|| value.strip_prefix(b"'")).unwrap_or(value);
    let ends = |byte: &u8| matches!(byte, b'"' | b'\'' | b';' | b'/' | b'>') || byte.is_ascii_whitespace();
    let encoding = Encoding::for_label(value.split(ends).next()?)?;
    Some(match encoding {
        found if found == UTF_16LE || found == UTF_16BE => UTF_8,
        found if found == X_USER_DEFINED => WINDOWS_1252,
        found => found,
    })
}
