//! Tables that are filled once, from our own data: pages look things up in them and add nothing.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// A table of our own data.
pub(crate) type Table<K, V> = HashMap<K, V, BuildHasherDefault<Quick>>;

/// Words are short, and looked up for every word of a page: eight bytes are taken in a step.
#[derive(Default)]
pub(crate) struct Quick(u64);

impl Quick {
    fn take(&mut self, part: u64) {
        self.0 = (self.0.rotate_left(5) ^ part).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Quick {
    fn finish(&self) -> u64 {
        // The best bits of a product are the upper ones; the table looks at both ends.
        self.0 ^ (self.0 >> 29)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (whole, rest) = bytes.as_chunks();
        whole.iter().for_each(|part| self.take(u64::from_le_bytes(*part)));
        self.take((rest.len() as u64) << 56 ^ packed(rest));
    }

    fn write_u8(&mut self, _: u8) {
        // What ends a text: its length is in it already.
    }
}

/// All of up to seven bytes, some of them twice: no loop whose end has to be guessed.
fn packed(bytes: &[u8]) -> u64 {
    match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(first), Some(last)) => u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << 32,
        _ => {
            let at = |at: usize| bytes.get(at).map_or(0, |byte| u64::from(*byte));
            at(0) | at(1) << 8 | at(2) << 16
        }
    }
}

/// Tells of most words that they are in no table, from a few kilobytes that stay near.
#[derive(Default)]
pub(crate) struct Filter(Vec<u64>);

impl Filter {
    const BITS: u64 = 1 << 17;

    /// The filter of all words.
    pub(crate) fn of<'a>(words: impl Iterator<Item = &'a String>) -> Self {
        let mut filter = Self(vec![0; Self::BITS as usize / 64]);
        for word in words {
            let (at, bit) = place(word.as_bytes());
            if let Some(bits) = filter.0.get_mut(at) {
                *bits |= bit;
            }
        }
        filter
    }

    /// Whether the word may be one of them.
    pub(crate) fn may_hold(&self, word: &[u8]) -> bool {
        let (at, bit) = place(word);
        self.0.get(at).is_some_and(|bits| bits & bit != 0)
    }
}

fn place(word: &[u8]) -> (usize, u64) {
    let mut hasher = Quick::default();
    hasher.write(word);
    let place = (hasher.finish() >> 32) % Filter::BITS;
    (place as usize / 64, 1 << (place % 64))
}
