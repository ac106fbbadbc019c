//! The headlines that are committed, packed: blocks that are only appended to, and rows that lead to them.
//!
//! A headline that changes is appended anew under another number; what it was stays in its block until the block holds
//! little else, and its last entries move on.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::block::{self, Block, ENTRIES, Open, Press};
use super::entry::Entry;
use super::find::Known;
use super::keys;
use super::late::Late;
use super::lookup::{Ways, hash};
use super::pack::{self, Packed};
use crate::headline::HeadlineId;

/// Leads that are put into rows at a time: each would wait for memory that is far away, together they wait once.
pub(super) const LEADING: usize = 64;

/// Blocks whose age is looked at again after a turn.
const AGED: usize = 64;

/// Where a headline is: its block and its slot there.
pub(super) type Number = u32;

/// The committed headlines of a partition.
#[derive(Debug, Default)]
pub(super) struct Store {
    pub(super) blocks: Vec<Block>,
    /// Places of blocks that hold nothing.
    pub(super) free: Vec<u32>,
    /// The block that is written to, and its place.
    open: Open,
    open_place: Option<u32>,
    /// Blocks that were ever begun.
    pub(super) born: u32,
    /// What leads to them.
    pub(super) ways: Ways,
    /// Leads that wait to be put into rows, a few at a time.
    pub(super) leading: Vec<(u32, Number)>,
    /// What waits for its rows while a change log is taken.
    pub(super) late: Late,
    /// Closed blocks by what was seen the longest ago in them.
    ages: BTreeSet<(i64, u32)>,
    press: RefCell<Press>,
    pub(super) len: usize,
    /// Entries in closed blocks that are no longer in force.
    dead: usize,
    bytes: usize,
    /// Where the next block to be emptied is looked for.
    hand: usize,
    /// Nothing is moved.
    pub(super) frozen: bool,
}

impl Store {
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// About how many bytes everything takes.
    pub(super) fn bytes(&self) -> usize {
        let open = if self.open_place.is_some() { self.open.bytes() } else { 0 };
        self.bytes + open + self.ways.rows.bytes()
    }

    /// A headline in force.
    pub(super) fn get(&self, number: Number) -> Option<Known> {
        self.view(number, |packed| Self::known(number, packed, |_| true))
    }

    /// A packed headline, unpacked if `is` holds of it.
    pub(super) fn known(number: Number, packed: Packed<'_>, is: impl Fn(&Entry) -> bool) -> Option<Known> {
        let (own, site, url) = (packed.own_id(), packed.site(), packed.url);
        let entry = packed.unpack().filter(is)?;
        let id = own.or_else(|| pack::id_of(site?, url?))?;
        Some(Known { id, entry: Arc::new(entry), number: Some(number) })
    }

    /// Looks at a headline in force as it is packed.
    pub(super) fn view<R>(&self, number: Number, look: impl FnOnce(Packed<'_>) -> Option<R>) -> Option<R> {
        let (place, slot) = parts(number);
        let block = self.block(place).filter(|block| block.is_live(slot))?;
        if self.open_place == Some(place) {
            return look(Packed::read(self.open.entry(slot)?).ok()?);
        }
        let inflated = self.press.borrow_mut().inflate(block)?;
        look(Packed::read(block::entry(&inflated, slot)?).ok()?)
    }

    /// Since which block something stands at a number: numbers are used again.
    pub(super) fn since(&self, number: Number) -> Option<u32> {
        let (place, slot) = parts(number);
        self.block(place).filter(|block| block.is_live(slot)).map(|block| block.born)
    }

    /// Headlines that may have been seen last at `limit` or before, the longest ago first, about.
    pub(super) fn older(&self, limit: i64) -> impl Iterator<Item = Known> {
        let closed = self.ages.range(..=(limit, u32::MAX)).map(|(_, place)| *place);
        let open = self.open_place.filter(|place| self.block(*place).is_some_and(|block| block.oldest <= limit));
        closed.chain(open).flat_map(|place| self.numbers(place)).filter_map(|number| self.get(number))
    }

    /// Looks again how old some blocks are that [`Self::older`] went through.
    pub(super) fn age(&mut self, limit: i64) {
        let closed: Vec<u32> = self.ages.range(..=(limit, u32::MAX)).map(|(_, place)| *place).take(AGED).collect();
        for place in closed {
            let seen = self.numbers(place).filter_map(|number| self.view(number, |packed| Some(packed.last_seen())));
            let Some(oldest) = seen.min() else { continue };
            let Some(block) = self.blocks.get_mut(index(place)) else { continue };
            self.ages.remove(&(block.oldest, place));
            block.oldest = oldest;
            self.ages.insert((oldest, place));
        }
    }

    /// Puts a headline in the place of what stands at `below`, or forgets it; says where it stands now.
    pub(super) fn put(&mut self, id: HeadlineId, below: Option<Number>, packed: Option<Packed<'_>>) -> Option<Number> {
        self.take_out(below);
        packed.and_then(|packed| self.append(id, &packed))
    }

    /// Lets go of a headline that may stand somewhere.
    pub(super) fn take_out(&mut self, below: Option<Number>) {
        if let Some(number) = below {
            self.unindex(number);
            self.kill(number);
        }
    }

    /// To be called after so many changes and before anything is looked up.
    pub(super) fn settle(&mut self, changes: usize) {
        self.tidy(changes);
        self.lead_all();
    }

    /// While a quarter of what the blocks hold is not in force, empties those that hold little: so many that garbage can't
    /// outgrow `changes`. Numbers change.
    fn tidy(&mut self, changes: usize) {
        let mut left = if self.frozen { 0 } else { 1 + changes / (ENTRIES / 4) };
        for _ in 0..self.blocks.len() {
            if left == 0 || 4 * self.dead <= self.len + ENTRIES {
                return;
            }
            self.hand = (self.hand + 1) % self.blocks.len().max(1);
            let place = u32::try_from(self.hand).unwrap_or(u32::MAX);
            let entries = self.blocks.get(self.hand).map_or(0, Block::entries);
            if (1..=ENTRIES * 3 / 4).contains(&entries) && self.open_place != Some(place) {
                self.numbers(place).collect::<Vec<_>>().into_iter().for_each(|number| self.shift(number));
                left -= 1;
            }
        }
    }

    fn block(&self, place: u32) -> Option<&Block> {
        self.blocks.get(index(place))
    }

    fn numbers(&self, place: u32) -> impl Iterator<Item = Number> + use<> {
        let slots = self.block(place).map(Block::slots);
        slots.into_iter().flatten().filter_map(move |slot| number(place, slot))
    }

    /// Appends a headline as it is.
    fn shift(&mut self, number: Number) {
        let Some(Known { id, entry, .. }) = self.get(number) else { return };
        self.take_out(Some(number));
        self.append(id, &Packed::of(id, &entry));
    }

    fn append(&mut self, id: HeadlineId, packed: &Packed<'_>) -> Option<Number> {
        let number = self.write(id, packed)?;
        for id in std::iter::once(&id).chain(&packed.aliases) {
            self.ways.rows.insert(hash(*id), number);
        }
        let leads = packed.site().map(|site| keys::leads(site, packed)).unwrap_or_default();
        self.leading.extend(leads.into_iter().map(|lead| (lead, number)));
        if self.leading.len() >= LEADING {
            self.lead_all();
        }
        Some(number)
    }

    /// Writes a headline behind the others; nothing leads to it yet.
    pub(super) fn write(&mut self, id: HeadlineId, packed: &Packed<'_>) -> Option<Number> {
        debug_assert!(packed.id() == Some(id), "an id that is not its link's");
        let place = self.begin();
        let slot = self.open.len();
        let number = number(place, slot)?;
        let block = self.blocks.get_mut(index(place))?;
        block.live |= 1 << slot;
        block.oldest = block.oldest.min(packed.last_seen());
        self.len += 1;
        self.open.push(|bytes| packed.write(bytes));
        if self.open.len() == ENTRIES {
            self.close();
        }
        Some(number)
    }

    /// The place of the open block.
    fn begin(&mut self) -> u32 {
        if let Some(place) = self.open_place {
            return place;
        }
        self.open.clear();
        self.born = self.born.wrapping_add(1).max(1);
        let block = Block::begun(self.born);
        let place = self.free.pop().unwrap_or_else(|| u32::try_from(self.blocks.len()).unwrap_or(u32::MAX));
        match self.blocks.get_mut(index(place)) {
            Some(old) => *old = block,
            None => self.blocks.push(block),
        }
        self.open_place = Some(place);
        place
    }

    pub(super) fn close(&mut self) {
        let Some(place) = self.open_place.take() else { return };
        let Some(block) = self.blocks.get_mut(index(place)) else { return };
        if block.live == 0 {
            self.free.push(place);
            return;
        }
        self.press.get_mut().close(&self.open, block);
        let block = std::mem::take(block);
        self.take_in(&block, place);
        if let Some(here) = self.blocks.get_mut(index(place)) {
            *here = block;
        }
    }

    /// A closed block stands at `place`.
    pub(super) fn take_in(&mut self, block: &Block, place: u32) {
        self.bytes += block.bytes();
        self.dead += ENTRIES - block.entries();
        self.ages.insert((block.oldest, place));
    }

    fn kill(&mut self, number: Number) {
        let (place, slot) = parts(number);
        let Some(block) = self.blocks.get_mut(index(place)) else { return };
        block.live &= !(1 << slot);
        self.len -= 1;
        let empty = block.live == 0;
        if self.open_place == Some(place) {
            self.open_place = self.open_place.filter(|_| !empty);
        } else {
            self.dead += 1;
            if empty {
                self.bytes -= block.bytes();
                self.dead -= ENTRIES;
                self.ages.remove(&(block.oldest, place));
                block.clear();
            }
        }
        if empty {
            self.free.push(place);
        }
    }
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
