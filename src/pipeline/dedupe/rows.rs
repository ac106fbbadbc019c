//! Hash → numbers of headlines, five bytes a row and no key: whoever asks looks whether a headline found is the one.
//!
//! Linear hashing: the table grows by splitting one bucket at a time, so that no turn pays for all rows. A row holds what
//! its bucket does not tell of the hash, and the number; each split moves a bit from the one to the other. So a row is as
//! long in a small table as in a large one, and only as many numbers fit as a table of that size needs.

/// Bytes of a row.
const ROW: usize = 5;
/// Bits of a row's number in a table of one bucket.
const SPARE: u32 = 8 * ROW as u32 - 32;
/// Rows a bucket holds on average before one is split.
const FULL: usize = 96;
/// Buckets grow by so many rows.
const STEP: usize = 16;
/// Bytes that come near together.
const LINE: usize = 64;

/// A map from 32 bits to numbers, each pair once.
#[derive(Debug)]
pub(super) struct Rows {
    buckets: Vec<Vec<u8>>,
    /// Buckets before `split` go by `level + 1` bits of the hash, the others by `level`.
    level: u32,
    split: usize,
    len: usize,
    /// It must not grow.
    frozen: bool,
}

impl Default for Rows {
    fn default() -> Self {
        Self { buckets: vec![Vec::new()], level: 0, split: 0, len: 0, frozen: false }
    }
}

impl Rows {
    /// Adds a pair that is not there. Now and then it says that its bucket needed memory for that.
    pub(super) fn insert(&mut self, hash: u32, number: u32) -> bool {
        while (self.len >= FULL * self.buckets.len() && !self.frozen) || !fits(number, self.level) {
            self.grow();
        }
        let (place, level) = self.place(hash);
        let Some(bucket) = self.buckets.get_mut(place) else { return false };
        let grows = bucket.len() == bucket.capacity();
        push(bucket, row(hash, number, level));
        self.len += 1;
        grows
    }

    /// Takes a pair out.
    pub(super) fn remove(&mut self, hash: u32, number: u32) {
        let (place, level) = self.place(hash);
        let Some(bucket) = self.buckets.get_mut(place) else { return };
        let wanted = row(hash, number, level);
        let Some(found) = rows(bucket).position(|row| row == wanted) else { return };
        let last = bucket.len() - ROW;
        bucket.copy_within(last.., found * ROW);
        bucket.truncate(last);
        if bucket.capacity() - last > 3 * STEP * ROW {
            bucket.shrink_to(last + STEP * ROW);
        }
        self.len -= 1;
    }

    /// The numbers of a hash, and perhaps some of another.
    pub(super) fn find(&self, hash: u32) -> impl Iterator<Item = u32> {
        let (place, level) = self.place(hash);
        let bucket = self.buckets.get(place).map(Vec::as_slice).unwrap_or_default();
        let (wanted, mask) = (rest(hash, level), rest(u32::MAX, level));
        // it stands in the first four bytes, whatever the level: this loop is where a lookup spends its time
        let is = move |[a, b, c, d, _]: &&[u8; ROW]| u32::from_le_bytes([*a, *b, *c, *d]) & mask == wanted;
        bucket.as_chunks().0.iter().filter(is).map(row_of).map(move |row| number_of(row, level))
    }

    /// Brings the rows of a hash near. To wait for several at once takes little longer than for one.
    pub(super) fn bring(&self, hash: u32) {
        let bucket = self.buckets.get(self.place(hash).0);
        std::hint::black_box(bucket.map(|bucket| bucket.iter().step_by(LINE).fold(0, |all, byte| all ^ byte)));
    }

    /// Brings near where the next row of a hash will stand.
    pub(super) fn bring_end(&self, hash: u32) {
        std::hint::black_box(self.buckets.get(self.place(hash).0).and_then(|bucket| bucket.last()));
    }

    /// While it is frozen it grows for no number of rows, only for numbers that would not fit otherwise.
    pub(super) fn freeze(&mut self, frozen: bool) {
        self.frozen = frozen;
    }

    /// What tells how the buckets are to be read.
    pub(super) fn shape(&self) -> (u32, usize) {
        (self.level, self.split)
    }

    /// The buckets, for an image.
    pub(super) fn buckets(&self) -> &[Vec<u8>] {
        &self.buckets
    }

    /// Makes way for the buckets of an image.
    pub(super) fn begin(&mut self, (level, split): (u32, usize)) {
        *self = Self { buckets: Vec::new(), level, split, len: 0, frozen: false };
    }

    /// Takes the next bucket of an image.
    pub(super) fn load(&mut self, bucket: &[u8]) {
        self.len += bucket.len() / ROW;
        self.buckets.push(bucket.to_vec());
    }

    /// Whether it has all the buckets that its shape asks for.
    pub(super) fn is_whole(&self) -> bool {
        1_usize.checked_shl(self.level).is_some_and(|buckets| buckets + self.split == self.buckets.len())
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.len * (ROW + 1)
    }

    fn place(&self, hash: u32) -> (usize, u32) {
        let by = |level: u32| usize::try_from(low(hash, level)).unwrap_or(0);
        let place = by(self.level);
        if place < self.split { (by(self.level + 1), self.level + 1) } else { (place, self.level) }
    }

    /// Splits the next bucket.
    fn grow(&mut self) {
        let level = self.level;
        let Some(bucket) = self.buckets.get_mut(self.split).map(std::mem::take) else { return };
        let going = rows(&bucket).filter(|row| rest_of(*row, level) & 1 == 1).count();
        let room = |rows: usize| Vec::with_capacity(rows.next_multiple_of(STEP) * ROW);
        let (mut stays, mut goes) = (room(bucket.len() / ROW - going), room(going));
        for row in rows(&bucket) {
            let (rest, number) = (rest_of(row, level), number_of(row, level));
            let side = if rest & 1 == 0 { &mut stays } else { &mut goes };
            push(side, (u64::from(number) << (31 - level)) | u64::from(rest >> 1));
        }
        if let Some(place) = self.buckets.get_mut(self.split) {
            *place = stays;
        }
        self.buckets.push(goes);
        self.split += 1;
        if self.split == 1 << level {
            (self.level, self.split) = (level + 1, 0);
        }
    }
}

fn fits(number: u32, level: u32) -> bool {
    level + SPARE >= 32 || number >> (level + SPARE) == 0
}

/// The bits that a bucket's place tells.
fn low(hash: u32, level: u32) -> u32 {
    if level >= 32 { hash } else { hash & ((1 << level) - 1) }
}

/// The other bits.
fn rest(hash: u32, level: u32) -> u32 {
    hash.checked_shr(level).unwrap_or(0)
}

fn row(hash: u32, number: u32, level: u32) -> u64 {
    (u64::from(number) << (32 - level)) | u64::from(rest(hash, level))
}

fn rest_of(row: u64, level: u32) -> u32 {
    let bits = row & ((1 << (32 - level)) - 1);
    u32::try_from(bits).unwrap_or(0)
}

fn number_of(row: u64, level: u32) -> u32 {
    u32::try_from(row >> (32 - level)).unwrap_or(0)
}

fn rows(bucket: &[u8]) -> impl Iterator<Item = u64> {
    bucket.as_chunks().0.iter().map(row_of)
}

fn row_of([a, b, c, d, e]: &[u8; ROW]) -> u64 {
    u64::from_le_bytes([*a, *b, *c, *d, *e, 0, 0, 0])
}

fn push(bucket: &mut Vec<u8>, row: u64) {
    if bucket.len() == bucket.capacity() {
        bucket.reserve_exact(STEP * ROW);
    }
    let [a, b, c, d, e, ..] = row.to_le_bytes();
    bucket.extend_from_slice(&[a, b, c, d, e]);
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    fn all(rows: &Rows, hash: u32) -> BTreeSet<u32> {
        rows.find(hash).collect()
    }

    #[test]
    fn a_large_table_finds_what_a_small_one_took() {
        let mut rows = Rows::default();
        let hash = |number: u32| number.wrapping_mul(0x9E37_79B1);
        for number in 0..200_000 {
            rows.insert(hash(number), number);
        }
        assert!((0..200_000).all(|number| all(&rows, hash(number)).contains(&number)));
        let strangers: usize = (200_000..300_000).map(|number| rows.find(hash(number)).count()).sum();
        assert!(strangers < 300, "{strangers} rows of another hash were found");
        (0..200_000).for_each(|number| rows.remove(hash(number), number));
        assert_eq!((rows.len, rows.bytes()), (0, 0));
    }

    proptest! {
        #[test]
        fn it_is_a_map(pairs in prop::collection::btree_set((0..50_u32, 0..5_000_000_u32), 0..300)) {
            let mut rows = Rows::default();
            for (hash, number) in &pairs {
                rows.insert(*hash << 7, *number);
            }
            for hash in 0..50 {
                let wanted: BTreeSet<u32> = pairs.range((hash, 0)..(hash + 1, 0)).map(|(_, number)| *number).collect();
                prop_assert!(all(&rows, hash << 7).is_superset(&wanted));
            }
            for (hash, number) in &pairs {
                rows.remove(*hash << 7, *number);
            }
            prop_assert_eq!(rows.len, 0);
        }
    }
}
