//! Short names that are known, found without comparing them one by one.

/// How many places a table has: far more than names, so that most places are free.
const PLACES: usize = 512;

/// What each of some names stands for.
pub(super) struct Names<T: 'static>([Option<(u128, T)>; PLACES]);

impl<T: Copy> Names<T> {
    /// The table of names of up to fifteen bytes.
    pub(super) const fn of(names: &[(&str, T)]) -> Self {
        let mut places = [None; PLACES];
        let mut rest = names;
        while let [(name, meaning), behind @ ..] = rest {
            let packed = packed(name.as_bytes());
            let mut place = place(packed);
            #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
            while places[place].is_some() {
                place = (place + 1) % PLACES;
            }
            #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
            {
                places[place] = Some((packed, *meaning));
            }
            rest = behind;
        }
        Self(places)
    }

    /// What a name stands for.
    pub(super) fn get(&self, name: &[u8]) -> Option<T> {
        if name.len() > 15 {
            return None;
        }
        let packed = packed(name);
        let mut at = place(packed);
        while let Some((known, meaning)) = self.0.get(at).copied().flatten() {
            if known == packed {
                return Some(meaning);
            }
            at = (at + 1) % PLACES;
        }
        None
    }
}

/// A name of up to fifteen bytes as one number, its own.
const fn packed(name: &[u8]) -> u128 {
    let (mut packed, mut rest) = (1, name);
    while let [first, behind @ ..] = rest {
        packed = packed << 8 | *first as u128;
        rest = behind;
    }
    packed
}

const fn place(packed: u128) -> usize {
    let folded = packed as u64 ^ (packed >> 64) as u64;
    (folded.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 55) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart() {
        static NAMES: Names<u8> = Names::of(&[("a", 1), ("ab", 2), ("fifteen-letters", 3)]);
        assert_eq!([&b"a"[..], b"ab", b"fifteen-letters"].map(|name| NAMES.get(name)), [Some(1), Some(2), Some(3)]);
        assert_eq!([&b"b"[..], b"", b"\0a", b"fifteen-letters!"].map(|name| NAMES.get(name)), [None; 4]);
    }
}
