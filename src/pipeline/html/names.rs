//! Short names that are known, found without comparing them one by one.

use super::eight::{EACH, below, equal};

/// How many places a table has: far more than names, so that most places are free.
const PLACES: usize = 512;

/// The bit of each byte that blanks, digits and marks lack.
const LETTERS: u64 = EACH * 0x40;
/// The bit of each byte that capitals lack.
const SMALL: u64 = EACH * 0x20;

/// What each of some names stands for; a free place holds what no name is.
pub(super) struct Names<T: 'static>([(Packed, Option<T>); PLACES]);

/// A name of up to fifteen bytes as two numbers, its own: eight bytes, the others and how many there are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Packed {
    first: u64,
    rest: u64,
}

impl Packed {
    const NONE: Self = Self { first: 0, rest: 0 };

    /// Packs a name of up to fifteen bytes.
    const fn of(name: &[u8]) -> Self {
        let (mut first, mut rest) = (0, (name.len() as u64) << 56);
        let (mut behind, mut at) = (name, 0);
        while let [byte, others @ ..] = behind {
            if at < 8 {
                first |= (*byte as u64) << (8 * at);
            } else {
                rest |= (*byte as u64) << (8 * (at - 8));
            }
            at += 1;
            behind = others;
        }
        Self { first, rest }
    }

    /// The name of up to fifteen small letters, digits and dashes that `bytes` begin with, and how long it is; `None` for
    /// any other beginning. What ends it is a blank, a slash, `=` or `>`, or something that it must not be ended by.
    #[inline(always)]
    pub(super) fn short(bytes: &[u8]) -> Option<(Self, usize)> {
        let (head, behind) = bytes.split_first_chunk()?;
        Self::plain(*head).or_else(|| Self::of_pieces(*head, behind))
    }

    /// The same for any such name.
    fn of_pieces(head: [u8; 8], behind: &[u8]) -> Option<(Self, usize)> {
        let first = Piece::of(head)?;
        if first.len < 8 {
            let sound = first.len > 0;
            return sound
                .then_some((Self { first: first.bytes, rest: u64::from(first.len) << 56 }, first.len as usize));
        }
        let second = Piece::of(*behind.first_chunk()?).filter(|second| second.len < 8)?;
        let len = 8 + second.len;
        Some((Self { first: first.bytes, rest: second.bytes | u64::from(len) << 56 }, len as usize))
    }

    /// The same for up to seven small letters and nothing else, which most names are: one look tells where they end.
    #[inline(always)]
    fn plain(bytes: [u8; 8]) -> Option<(Self, usize)> {
        let word = u64::from_le_bytes(bytes);
        let len = (!word & LETTERS).trailing_zeros() / 8;
        let ended = matches!(bytes.get(len as usize)?, b'>' | b' ' | b'=' | b'/');
        let kept = (1_u64 << (8 * len)) - 1;
        let sound = ended && len > 0 && word & SMALL & kept == SMALL & kept;
        sound.then_some((Self { first: word & kept, rest: u64::from(len) << 56 }, len as usize))
    }

    /// It begins with these bytes, five at most.
    pub(super) fn begins_with(self, start: [u8; 5]) -> bool {
        let start = Self::of(&start).first;
        self.first & 0xff_ffff_ffff == start
    }

    const fn place(self) -> usize {
        ((self.first ^ self.rest).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize % PLACES
    }

    const fn is(self, other: Self) -> bool {
        self.first == other.first && self.rest == other.rest
    }
}

/// What eight bytes have of a name.
struct Piece {
    bytes: u64,
    len: u32,
}

impl Piece {
    /// The bytes before the first that ends a name; `None` if one of them makes none that is known.
    #[inline]
    fn of(bytes: [u8; 8]) -> Option<Self> {
        let word = u64::from_le_bytes(bytes);
        let ends = below(word, 0x21) | equal(word, b'/') | equal(word, b'=') | equal(word, b'>');
        let len = ends.trailing_zeros() / 8;
        let kept = 1_u64.checked_shl(8 * len).map_or(u64::MAX, |behind| behind - 1);
        let small = SMALL & kept;
        (word & small == small).then_some(Self { bytes: word & kept, len })
    }
}

impl<T: Copy> Names<T> {
    /// The table of names of up to fifteen bytes.
    pub(super) const fn of(names: &[(&str, T)]) -> Self {
        let mut table = Self([(Packed::NONE, None); PLACES]);
        let mut rest = names;
        while let [(name, meaning), behind @ ..] = rest {
            let packed = Packed::of(name.as_bytes());
            let mut place = packed.place();
            #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
            while !table.0[place].0.is(Packed::NONE) {
                place = (place + 1) % PLACES;
            }
            #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
            {
                table.0[place] = (packed, Some(*meaning));
            }
            rest = behind;
        }
        table
    }

    /// What a name stands for.
    pub(super) fn get(&self, name: &[u8]) -> Option<T> {
        if name.len() > 15 { None } else { self.get_packed(Packed::of(name)) }
    }

    /// What a name stands for.
    #[inline]
    pub(super) fn get_packed(&self, name: Packed) -> Option<T> {
        let mut at = name.place();
        loop {
            let (known, meaning) = self.0.get(at)?;
            if known.is(name) || known.is(Packed::NONE) {
                return *meaning;
            }
            at = (at + 1) % PLACES;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        static NAMES: Names<u8> = Names::of(&[("a", 1), ("ab", 2), ("fifteen-letters", 3)]);
        assert_eq!([&b"a"[..], b"ab", b"fifteen-letters"].map(|name| NAMES.get(name)), [Some(1), Some(2), Some(3)]);
        assert_eq!([&b"b"[..], b"", b"\0a", b"a\0", b"fifteen-letters!"].map(|name| NAMES.get(name)), [None; 5]);
    }

    #[test]
    fn short_names_are_those_that_end_within_sixteen_bytes() {
        for end in [" ", "\n", "/", "=", ">"] {
            for name in ["a", "h1", "http-eq", "section", "datetime", "http-equiv", "fifteen-letters"] {
                let (packed, len) = Packed::short(format!("{name}{end}=/> \0AAé9012345").as_bytes()).unwrap();
                assert_eq!((packed, len), (Packed::of(name.as_bytes()), name.len()), "{name}{end}");
            }
        }
        for other in [
            "",
            "a",
            "=a=bcdefg",
            "Section>",
            "a_b >>>>>>",
            "textarea>",
            " a       ",
            "sixteen-letters->",
            "http-Equiv >     ",
        ] {
            assert_eq!(Packed::short(other.as_bytes()), None, "{other}");
        }
        assert!(Packed::of(b"data-x").begins_with(*b"data-") && !Packed::of(b"data").begins_with(*b"data-"));
    }
}
