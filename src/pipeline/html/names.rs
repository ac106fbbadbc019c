//! Short names that are known, found without comparing them one by one.

/// How many places a table has: far more than names, so that most places are free.
const PLACES: usize = 512;

/// What each of some names stands for.
pub(super) struct Names<T: 'static> {
    /// A free place holds what no name is.
    names: [Packed; PLACES],
    meanings: [Option<T>; PLACES],
}

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

    /// The name of up to seven small letters, digits and dashes that `bytes` begin with, and how long it is; `None` for
    /// any other beginning. What ends it is a blank, a slash, `=` or `>`, or something that it must not be ended by.
    pub(super) fn short(bytes: &[u8]) -> Option<(Self, usize)> {
        let word = u64::from_le_bytes(*bytes.first_chunk()?);
        let ends = below(word, 0x21) | equal(word, b'/') | equal(word, b'=') | equal(word, b'>');
        let len = ends.trailing_zeros() / 8;
        let kept = 1_u64.checked_shl(8 * len)?.wrapping_sub(1);
        // All these bytes have the bit that capitals lack.
        let small = (EACH * 0x20) & kept;
        let sound = len > 0 && word & small == small;
        sound.then(|| (Self { first: word & kept, rest: u64::from(len) << 56 }, len as usize))
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

/// One in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;

/// The upper bit of the first byte that is smaller; what stands in the bits above it says nothing.
fn below(word: u64, byte: u8) -> u64 {
    word.wrapping_sub(EACH * u64::from(byte)) & !word & (EACH << 7)
}

/// The same for the first byte that is equal.
fn equal(word: u64, byte: u8) -> u64 {
    below(word ^ (EACH * u64::from(byte)), 1)
}

impl<T: Copy> Names<T> {
    /// The table of names of up to fifteen bytes.
    pub(super) const fn of(names: &[(&str, T)]) -> Self {
        let mut table = Self { names: [Packed::NONE; PLACES], meanings: [None; PLACES] };
        let mut rest = names;
        while let [(name, meaning), behind @ ..] = rest {
            let packed = Packed::of(name.as_bytes());
            let mut place = packed.place();
            #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
            while !table.names[place].is(Packed::NONE) {
                place = (place + 1) % PLACES;
            }
            #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
            {
                table.names[place] = packed;
                table.meanings[place] = Some(*meaning);
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
    pub(super) fn get_packed(&self, name: Packed) -> Option<T> {
        let mut at = name.place();
        while let Some(known) = self.names.get(at).filter(|known| !known.is(Packed::NONE)) {
            if known.is(name) {
                return self.meanings.get(at).copied().flatten();
            }
            at = (at + 1) % PLACES;
        }
        None
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
    fn short_names_are_those_that_end_within_eight_bytes() {
        for end in [" ", "\n", "/", "=", ">"] {
            for name in ["a", "h1", "http-eq", "section"] {
                let (packed, len) = Packed::short(format!("{name}{end}=/> \0AAé").as_bytes()).unwrap();
                assert_eq!((packed, len), (Packed::of(name.as_bytes()), name.len()), "{name}{end}");
            }
        }
        for other in ["", "a", "=a=bcdefg", "Section>", "a_b >>>>>>", "textarea>", " a       "] {
            assert_eq!(Packed::short(other.as_bytes()), None, "{other}");
        }
        assert!(Packed::of(b"data-x").begins_with(*b"data-") && !Packed::of(b"data").begins_with(*b"data-"));
    }
}
