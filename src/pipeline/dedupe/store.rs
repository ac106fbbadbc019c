//! The headlines that are committed, packed: blocks that are only appended to, and rows that lead to them.
//!
//! A headline that changes is appended anew under another number; what it was stays in its block until the block holds
//! little else, and its last entries move on.

use std::cell::RefCell;
use std::collections::BTreeSet;

use super::block::{self, Block, ENTRIES, Open, Press};
use super::entry::Entry;
use super::find;
use super::index::Index;
use super::pack;
use super::rows::Rows;
use crate::headline::HeadlineId;

/// So many headlines under one key are kept by their times.
const CROWD: usize = 16;

/// Blocks whose age is looked at again after a turn.
const AGED: usize = 64;

/// Where a headline is: its block and its slot there.
pub(super) type Number = u32;

/// The committed headlines of a partition.
#[derive(Debug, Default)]
pub(super) struct Store {
    blocks: Vec<Block>,
    /// Places of blocks that hold nothing.
    free: Vec<u32>,
    /// The block that is written to, and its place.
    open: Open,
    open_place: Option<u32>,
    /// Blocks that were ever begun.
    born: u32,
    /// Hashes of ids, further links, texts and minutes.
    rows: Rows,
    /// Texts and minutes of so many headlines that they must be asked by time.
    crowds: Index<Number>,
    /// Closed blocks by what was seen the longest ago in them.
    ages: BTreeSet<(i64, u32)>,
    press: RefCell<Press>,
    len: usize,
    /// Entries in closed blocks that are no longer in force.
    dead: usize,
    bytes: usize,
    /// Where the next block to be emptied is looked for.
    hand: usize,
}

impl Store {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// About how many bytes everything takes.
    pub(super) fn bytes(&self) -> usize {
        let open = if self.open_place.is_some() { self.open.bytes() } else { 0 };
        self.bytes + open + self.rows.bytes()
    }

    /// The headline whose own id that is.
    pub(super) fn number(&self, id: HeadlineId) -> Option<Number> {
        self.rows.find(hash_of_id(id)).find(|number| self.id(*number) == Some(id))
    }

    /// The headline that has that id as a further one.
    pub(super) fn by_alias(&self, alias: HeadlineId) -> Option<HeadlineId> {
        let owners = self.rows.find(hash_of_id(alias)).filter(|number| self.id(*number) != Some(alias));
        let mut known = owners.filter(|number| self.entry(*number).is_some_and(|entry| entry.aliases.contains(&alias)));
        known.next().and_then(|number| self.id(number))
    }

    /// Headlines that a text key leads to at about that time, and perhaps others.
    pub(super) fn near(&self, key: u64, interval: Option<(i64, i64)>) -> Vec<HeadlineId> {
        let hash = hash_of_key(key);
        let numbers = if self.crowds.contains(u64::from(hash)) {
            self.crowds.near(u64::from(hash), interval)
        } else {
            self.rows.find(hash).collect()
        };
        numbers.into_iter().filter_map(|number| self.id(number)).collect()
    }

    /// The id of a headline in force.
    pub(super) fn id(&self, number: Number) -> Option<HeadlineId> {
        let (place, slot) = parts(number);
        let block = self.block(place).filter(|block| block.is_live(slot))?;
        if self.open_place == Some(place) { self.open.id(slot) } else { block.id(slot) }
    }

    /// What is remembered of a headline in force.
    pub(super) fn entry(&self, number: Number) -> Option<Entry> {
        let (place, slot) = parts(number);
        let block = self.block(place).filter(|block| block.is_live(slot))?;
        if self.open_place == Some(place) {
            return pack::unpack(self.open.entry(slot)?);
        }
        let inflated = self.press.borrow_mut().inflate(block)?;
        pack::unpack(block::entry(&inflated, slot)?)
    }

    /// What names the content of a number for good: a place may be used again.
    pub(super) fn born(&self, number: Number) -> Option<u32> {
        let (place, slot) = parts(number);
        self.block(place).filter(|block| block.is_live(slot)).map(|block| block.born)
    }

    /// Puts a headline in the place of what stood there, or forgets it; gives its number.
    pub(super) fn put(&mut self, id: HeadlineId, entry: Option<Entry>) -> Option<Number> {
        let before = self.number(id).and_then(|number| Some((number, self.entry(number)?)));
        if let Some((number, before)) = &before {
            self.unindex(*number, id, before);
            self.kill(*number);
        }
        let number = entry.map(|entry| self.append(id, entry));
        self.tidy();
        number
    }

    /// Headlines that may have been seen last at `limit` or before, the longest ago first, about.
    pub(super) fn older(&self, limit: i64) -> impl Iterator<Item = (HeadlineId, Number)> {
        let closed = self.ages.range(..=(limit, u32::MAX)).map(|(_, place)| *place);
        let open = self.open_place.filter(|place| self.block(*place).is_some_and(|block| block.oldest <= limit));
        let numbers = closed.chain(open).flat_map(|place| self.numbers(place));
        numbers.filter_map(|number| Some((self.id(number)?, number)))
    }

    /// Looks again how old some blocks are that [`Self::older`] went through.
    pub(super) fn age(&mut self, limit: i64) {
        let closed: Vec<u32> = self.ages.range(..=(limit, u32::MAX)).map(|(_, place)| *place).take(AGED).collect();
        for place in closed {
            let ages = self.numbers(place).filter_map(|number| self.entry(number)).map(|entry| entry.last_seen);
            let Some(oldest) = ages.min() else { continue };
            let Some(block) = self.blocks.get_mut(index(place)) else { continue };
            self.ages.remove(&(block.oldest, place));
            block.oldest = oldest;
            self.ages.insert((oldest, place));
        }
    }

    fn block(&self, place: u32) -> Option<&Block> {
        self.blocks.get(index(place))
    }

    fn numbers(&self, place: u32) -> impl Iterator<Item = Number> + use<> {
        let slots = self.block(place).map(Block::slots);
        slots.into_iter().flatten().filter_map(move |slot| number(place, slot))
    }

    fn append(&mut self, id: HeadlineId, entry: Entry) -> Number {
        let place = self.begin();
        let slot = self.open.len();
        let number = number(place, slot).unwrap_or(Number::MAX);
        let keys = keys(&entry);
        let aliases = entry.aliases.clone();
        if let Some(block) = self.blocks.get_mut(index(place)) {
            block.live |= 1 << slot;
            block.oldest = block.oldest.min(entry.last_seen);
        }
        self.open.push(id, |bytes| pack::pack(entry, bytes));
        self.len += 1;
        self.rows.insert(hash_of_id(id), number);
        for alias in &aliases {
            self.rows.insert(hash_of_id(*alias), number);
        }
        self.index(number, &keys);
        if self.open.len() == ENTRIES {
            self.close();
        }
        number
    }

    /// The place of the open block.
    fn begin(&mut self) -> u32 {
        if let Some(place) = self.open_place {
            return place;
        }
        self.open.clear();
        self.born = self.born.wrapping_add(1);
        let block = Block::begun(self.born);
        let place = self.free.pop().unwrap_or_else(|| u32::try_from(self.blocks.len()).unwrap_or(u32::MAX));
        match self.blocks.get_mut(index(place)) {
            Some(old) => *old = block,
            None => self.blocks.push(block),
        }
        self.open_place = Some(place);
        place
    }

    fn close(&mut self) {
        let Some(place) = self.open_place.take() else { return };
        let Some(block) = self.blocks.get_mut(index(place)) else { return };
        if block.live == 0 {
            self.free.push(place);
            return;
        }
        self.press.get_mut().close(&self.open, block);
        self.bytes += block.bytes() + size_of::<Block>();
        self.dead += ENTRIES - block.entries();
        self.ages.insert((block.oldest, place));
    }

    fn kill(&mut self, number: Number) {
        let (place, slot) = parts(number);
        let open = self.open_place == Some(place);
        let Some(block) = self.blocks.get_mut(index(place)) else { return };
        block.live &= !(1 << slot);
        self.len -= 1;
        if open {
            if block.live == 0 {
                self.open_place = None;
                self.free.push(place);
            }
            return;
        }
        self.dead += 1;
        if block.live == 0 {
            self.bytes -= block.bytes() + size_of::<Block>();
            self.dead -= ENTRIES;
            self.ages.remove(&(block.oldest, place));
            block.clear();
            self.free.push(place);
        }
    }

    /// While a quarter of what the blocks hold is not in force, empties one that holds little.
    fn tidy(&mut self) {
        for _ in 0..8 {
            if 4 * self.dead <= self.len + ENTRIES {
                return;
            }
            self.hand = (self.hand + 1) % self.blocks.len().max(1);
            let place = u32::try_from(self.hand).unwrap_or(u32::MAX);
            let sparse = self.blocks.get(self.hand).is_some_and(|block| (1..=ENTRIES * 3 / 4).contains(&block.entries()));
            if sparse && self.open_place != Some(place) {
                let moving: Vec<Number> = self.numbers(place).collect();
                for number in moving {
                    self.shift(number);
                }
                return;
            }
        }
    }

    /// Appends a headline as it is.
    fn shift(&mut self, number: Number) {
        let Some((id, entry)) = self.id(number).zip(self.entry(number)) else { return };
        self.unindex(number, id, &entry);
        self.kill(number);
        self.append(id, entry);
    }

    fn unindex(&mut self, number: Number, id: HeadlineId, entry: &Entry) {
        self.rows.remove(hash_of_id(id), number);
        for alias in &entry.aliases {
            self.rows.remove(hash_of_id(*alias), number);
        }
        for (hash, interval) in keys(entry) {
            if self.crowds.contains(u64::from(hash)) {
                self.crowds.remove(u64::from(hash), interval, number);
            } else {
                self.rows.remove(hash, number);
            }
        }
    }

    fn index(&mut self, number: Number, keys: &[(u32, Option<(i64, i64)>)]) {
        let mut last = None;
        for (hash, interval) in keys {
            if self.crowds.contains(u64::from(*hash)) {
                self.crowds.insert(u64::from(*hash), *interval, number);
            } else if last != Some(*hash) && self.rows.insert(*hash, number) > CROWD {
                self.crowd(*hash);
            }
            last = Some(*hash);
        }
    }

    /// From now on these are asked by time.
    fn crowd(&mut self, hash: u32) {
        let numbers: Vec<Number> = self.rows.find(hash).collect();
        for number in numbers {
            let Some(entry) = self.entry(number) else { continue };
            for (_, interval) in keys(&entry).into_iter().filter(|(key, _)| *key == hash) {
                self.crowds.insert(u64::from(hash), interval, number);
                self.rows.remove(hash, number);
            }
        }
    }
}

/// The keys of an entry's texts and minutes, as they are kept, sorted.
fn keys(entry: &Entry) -> Vec<(u32, Option<(i64, i64)>)> {
    let mut keys: Vec<_> = find::places(entry).into_iter().map(|(key, time)| (hash_of_key(key), time)).collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn hash_of_key(key: u64) -> u32 {
    u32::try_from(key >> 32).unwrap_or(0)
}

fn hash_of_id(id: HeadlineId) -> u32 {
    let [a, b, c, d, ..] = *id.as_bytes();
    u32::from_le_bytes([a, b, c, d])
}

fn number(place: u32, slot: usize) -> Option<Number> {
    place.checked_mul(32)?.checked_add(u32::try_from(slot).ok()?)
}

fn parts(number: Number) -> (u32, usize) {
    (number / 32, index(number % 32))
}

fn index(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
