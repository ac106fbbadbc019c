//! What words mean: character references, ends of lines, nulls. References that are not common are left to `html5gum`.

use encoding_rs::WINDOWS_1252;
use html5gum::{Token, Tokenizer};
use memchr::memchr3;

/// Where words stand, which decides how they are decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Between tags.
    Text,
    /// In a `CDATA` section.
    Data,
    /// In a title.
    Decoded,
    /// In a script.
    Raw,
    /// The value of an attribute.
    Attribute,
}

impl Place {
    pub(super) fn has_references(self) -> bool {
        !matches!(self, Self::Data | Self::Raw)
    }
}

/// The longest name of a character, with room to spare.
const LONGEST: usize = 40;

/// Appends what `words` mean.
pub(super) fn decode(words: &str, place: Place, into: &mut String) {
    let mut rest = words;
    while let Some(at) = memchr3(b'&', b'\r', b'\0', rest.as_bytes()) {
        into.push_str(rest.get(..at).unwrap_or(""));
        rest = rest.get(at..).unwrap_or("");
        let read = match rest.as_bytes().first() {
            Some(0) => {
                into.push(if matches!(place, Place::Text | Place::Data) { '\0' } else { '\u{fffd}' });
                1
            }
            Some(b'\r') => {
                // However a line ends, it means a line feed.
                into.push('\n');
                if rest.starts_with("\r\n") { 2 } else { 1 }
            }
            _ if place.has_references() => reference(rest, place, into),
            _ => 0,
        };
        if read == 0 {
            into.push('&');
        }
        rest = rest.get(read.max(1)..).unwrap_or("");
    }
    into.push_str(rest);
}

/// Appends the character that `rest` begins with a reference to; how long that is, 0 for none.
fn reference(rest: &str, place: Place, into: &mut String) -> usize {
    if rest.starts_with("&#") {
        return numeric(rest, into);
    }
    let name = rest.bytes().skip(1).take_while(u8::is_ascii_alphanumeric).count();
    let next = rest.as_bytes().get(name + 1);
    // In an attribute a name must be a whole word, else addresses would lose their parameters.
    if name == 0 || (place == Place::Attribute && next == Some(&b'=')) {
        return 0;
    }
    let closed = next == Some(&b';');
    if let Some(common) = rest.get(1..=name).filter(|_| closed).and_then(common) {
        into.push(common);
        return name + 2;
    }
    let (read, closed) = if name > LONGEST { (LONGEST, false) } else { (name, closed) };
    let piece = rest.get(..1 + read + usize::from(closed)).unwrap_or("");
    let meant = meant(piece);
    // What is left of a longer word shows at the end.
    let is_whole = if closed { !meant.ends_with(';') || piece == "&semi;" } else { !ends_in_word(&meant) };
    if place == Place::Attribute && !is_whole {
        return 0;
    }
    into.push_str(&meant);
    piece.len()
}

fn ends_in_word(words: &str) -> bool {
    words.ends_with(|last: char| last.is_ascii_alphanumeric())
}

/// References that pages are full of.
fn common(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{a0}',
        "ndash" => '–',
        "mdash" => '—',
        "hellip" => '…',
        "laquo" => '«',
        "raquo" => '»',
        "bdquo" => '„',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "auml" => 'ä',
        "ouml" => 'ö',
        "uuml" => 'ü',
        "Auml" => 'Ä',
        "Ouml" => 'Ö',
        "Uuml" => 'Ü',
        "szlig" => 'ß',
        "eacute" => 'é',
        _ => return None,
    })
}

/// `&#8217;`, `&#x27;`, with or without the semicolon.
fn numeric(rest: &str, into: &mut String) -> usize {
    let hexadecimal = rest.as_bytes().get(2).is_some_and(|x| x.eq_ignore_ascii_case(&b'x'));
    let (from, radix) = if hexadecimal { (3, 16) } else { (2, 10) };
    let count = rest.bytes().skip(from).take_while(|byte| char::from(*byte).is_digit(radix)).count();
    let Some(digits) = rest.get(from..from + count).filter(|digits| !digits.is_empty()) else { return 0 };
    // What has more digits than can be counted is no character.
    let code = digits.bytes().fold(0_u32, |code, byte| {
        code.saturating_mul(radix).saturating_add(char::from(byte).to_digit(radix).unwrap_or(0))
    });
    into.push(character(code));
    from + count + usize::from(rest.as_bytes().get(from + count) == Some(&b';'))
}

/// The character of a number; those of the old control characters are what Windows has in their place.
fn character(code: u32) -> char {
    match code {
        0 => '\u{fffd}',
        0x80..=0x9f => {
            let byte = [code.to_le_bytes()[0]];
            WINDOWS_1252.decode_without_bom_handling(&byte).0.chars().next().unwrap_or('\u{fffd}')
        }
        _ => char::from_u32(code).unwrap_or('\u{fffd}'),
    }
}

/// What a piece of text means that is a reference, perhaps.
fn meant(piece: &str) -> String {
    let mut meant = Vec::with_capacity(piece.len());
    for token in Tokenizer::new(piece).flatten() {
        if let Token::String(words) = token {
            meant.extend_from_slice(&words);
        }
    }
    String::from_utf8(meant).unwrap_or_default()
}
