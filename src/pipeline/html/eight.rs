//! Eight bytes at a time: what is looked for is near as a rule, too near for a search that has to be set up.

use memchr::memchr2;

/// One in each byte.
pub(super) const EACH: u64 = 0x0101_0101_0101_0101;

/// The upper bit of each byte.
const TOP: u64 = EACH << 7;

/// The upper bit of the first byte that is smaller; what stands in the bits above it says nothing.
pub(super) fn below(word: u64, byte: u8) -> u64 {
    word.wrapping_sub(EACH * u64::from(byte)) & !word & TOP
}

/// The same for the first byte that is equal.
pub(super) fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ (EACH * u64::from(byte)), 1)
}

/// The upper bit of each byte that is not equal.
fn other(word: u64, byte: u8) -> u64 {
    let differs = word ^ (EACH * u64::from(byte));
    (((differs & !TOP) + !TOP) | differs) & TOP
}

/// So many times eight bytes are looked at before the search is set up that is faster further on.
const NEAR: usize = 4;

/// Whether eight bytes that are looked for, told by some bit, stand somewhere.
#[inline]
pub(super) fn any(bytes: &[u8], found: impl Fn(u64) -> u64) -> bool {
    let (words, rest) = bytes.as_chunks();
    let mut last = [b'.'; 8];
    last.iter_mut().zip(rest).for_each(|(place, byte)| *place = *byte);
    words.iter().chain([&last]).any(|word| found(u64::from_le_bytes(*word)) != 0)
}

/// Where the first of two bytes stands, which is not far as a rule.
#[inline]
pub(super) fn near(one: u8, other: u8, bytes: &[u8]) -> Option<usize> {
    let mut rest = bytes;
    for near in 0..NEAR {
        let Some((head, behind)) = rest.split_first_chunk() else { break };
        let word = u64::from_le_bytes(*head);
        let found = equal(word, one) | equal(word, other);
        if found != 0 {
            return Some(8 * near + found.trailing_zeros() as usize / 8);
        }
        rest = behind;
    }
    memchr2(one, other, rest).map(|at| bytes.len() - rest.len() + at)
}

/// Where a quotation mark, `"` or `'`, or `&` stands, which is not far as a rule: the two differ in one bit, so that one
/// comparison finds either.
#[inline]
pub(super) fn near_quote(quote: u8, bytes: &[u8]) -> Option<usize> {
    let shared = !(EACH * u64::from(quote ^ b'&'));
    let mut rest = bytes;
    for near in 0..NEAR {
        let Some((head, behind)) = rest.split_first_chunk() else { break };
        let found = equal(u64::from_le_bytes(*head) & shared, quote & b'&');
        if found != 0 {
            return Some(8 * near + found.trailing_zeros() as usize / 8);
        }
        rest = behind;
    }
    memchr2(quote, b'&', rest).map(|at| bytes.len() - rest.len() + at)
}

/// What is behind the spaces, tabs and ends of lines that `bytes` begin with, but for less than eight at the end of all.
#[inline]
pub(super) fn behind_blanks(mut bytes: &[u8]) -> &[u8] {
    while let Some((head, behind)) = bytes.split_first_chunk() {
        let word = u64::from_le_bytes(*head);
        if word == EACH * u64::from(b' ') {
            bytes = behind;
            continue;
        }
        let words = other(word, b' ') & other(word, b'\t') & other(word, b'\n') & other(word, b'\r');
        if words != 0 {
            return bytes.get(words.trailing_zeros() as usize / 8..).unwrap_or(bytes);
        }
        bytes = behind;
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_near_is_found_as_what_is_far() {
        for at in 0..80 {
            for end in ["\"", "&"] {
                let text = format!("{}{end}&\"{}", "é".repeat(at / 2) + &"!".repeat(at % 2), "#".repeat(at % 9));
                assert_eq!(near(b'"', b'&', text.as_bytes()), Some(at), "{text}");
                assert_eq!(near_quote(b'"', text.as_bytes()), Some(at), "{text}");
                let single = text.replace('"', "'");
                assert_eq!(near_quote(b'\'', single.as_bytes()), Some(at), "{single}");
            }
            assert_eq!(near(b'"', b'&', "%".repeat(at).as_bytes()), None);
            assert_eq!(near_quote(b'"', "%".repeat(at).as_bytes()), None);
        }
    }

    #[test]
    fn blanks_of_any_number_are_stepped_over() {
        for count in 0..40 {
            let blanks: String = " \t\n \r\n\t ".chars().cycle().take(count).collect();
            for words in ["<a>      ", "é        ", "\u{b}       ", "!\n\n\n\n\n\n\n\n"] {
                assert_eq!(behind_blanks(format!("{blanks}{words}").as_bytes()), words.as_bytes(), "{count}");
            }
        }
    }
}
