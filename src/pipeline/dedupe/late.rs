//! Rows that are made late while a change log is taken, for next to nothing is looked up meanwhile: only records of which
//! one may have gone before.
//!
//! Rows are far apart in memory, and each record has some. So they are made by parts, of which each has but few buckets:
//! what is brought near for one record serves the next ones. The parts take turns, so that no call does much.

use super::keys;
use super::lookup::{Shown, hash};
use super::pack::Packed;
use super::store::{LEADING, Number, Store};
use crate::headline::HeadlineId;

/// As many parts as the low bits of a hash tell apart, which tell the bucket as well.
const PARTS: usize = 256;
/// Records from one part's turn to the next one's: so many, about, does each part have when its turn comes.
const TURN: usize = 1024;
/// Bits of a part's [`Seen`], as a power of two: of ten million ids one in eight, on the way, has a bit that is set.
const BITS: u32 = 17;

/// What waits for its rows.
#[derive(Debug, Default)]
pub(super) struct Late {
    parts: Vec<Part>,
    /// Which ids there were, unless there were others before the log.
    seen: Option<Seen>,
    /// Whose turn is next.
    hand: usize,
    /// Records since the last turn.
    taken: usize,
    /// Memory for the leads of one.
    scratch: Vec<u32>,
}

/// Pairs of hash and number.
#[derive(Debug, Default)]
struct Part {
    ids: Vec<(u32, Number)>,
    leads: Vec<(u32, Number)>,
}

impl Late {
    /// The numbers that wait with the hash of an id.
    pub(super) fn find(&self, hash: u32) -> impl Iterator<Item = Number> {
        let ids = self.parts.get(place(hash)).map(|part| part.ids.as_slice()).unwrap_or_default();
        ids.iter().filter(move |(of, _)| *of == hash).map(|(_, number)| *number)
    }

    /// A headline is gone, perhaps before it had all its rows.
    pub(super) fn forget(&mut self, id: u32, leads: &[u32], number: Number) {
        if let Some(part) = self.parts.get_mut(place(id)) {
            forget(&mut part.ids, (id, number));
        }
        for lead in leads {
            if let Some(part) = self.parts.get_mut(place(*lead)) {
                forget(&mut part.leads, (*lead, number));
            }
        }
    }

    /// Whether a record of an id may have had one before it.
    fn may_know(&self, hash: u32) -> bool {
        self.seen.as_ref().is_none_or(|seen| seen.may_hold(hash))
    }
}

/// A set of hashes that may hold others as well: a bit is quicker to look at than a bucket.
#[derive(Debug)]
struct Seen(Vec<u64>);

impl Seen {
    fn new() -> Self {
        Self(vec![0; (PARTS << BITS) / 64])
    }

    fn may_hold(&self, hash: u32) -> bool {
        let (word, bit) = Self::bit(hash);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    fn put(&mut self, hash: u32) {
        let (word, bit) = Self::bit(hash);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    fn bit(hash: u32) -> (usize, u64) {
        let bit = index(hash) % (PARTS << BITS);
        (bit / 64, 1 << (bit % 64))
    }
}

impl Store {
    /// Takes the next record of a change log. What leads to it may be late until [`Self::catch_up`].
    pub(super) fn take(&mut self, id: HeadlineId, packed: Option<&Packed<'_>>) {
        if self.late.parts.is_empty() {
            self.late.parts.resize_with(PARTS, Part::default);
            self.late.seen = (self.len == 0).then(Seen::new);
        }
        let hash = hash(id);
        if self.late.may_know(hash) {
            let shown: Option<Shown<'_>> = packed.and_then(|packed| packed.site().zip(packed.url));
            self.take_out(self.place_of(id, shown));
        }
        let Some((packed, number)) = packed.and_then(|packed| Some((packed, self.write(id, packed)?))) else { return };
        for alias in &packed.aliases {
            self.ways.rows.insert(super::lookup::hash(*alias), number);
        }
        let mut leads = std::mem::take(&mut self.late.scratch);
        leads.clear();
        keys::leads_of(packed, &mut leads);
        let late = &mut self.late;
        if let Some(seen) = &mut late.seen {
            seen.put(hash);
        }
        if let Some(part) = late.parts.get_mut(place(hash)) {
            part.ids.push((hash, number));
        }
        for lead in &leads {
            if let Some(part) = late.parts.get_mut(place(*lead)) {
                part.leads.push((*lead, number));
            }
        }
        self.late.scratch = leads;
    }

    /// Brings near what [`Self::take`] will look at.
    pub(super) fn bring(&self, id: HeadlineId) {
        if self.late.may_know(hash(id)) {
            self.ways.rows.bring(hash(id));
        }
    }

    /// So many records were taken: makes some of the rows that are late.
    pub(super) fn taken(&mut self, records: usize) {
        self.late.taken += records;
        while self.late.taken >= TURN {
            self.late.taken -= TURN;
            self.make_rows(self.late.hand);
            self.late.hand = (self.late.hand + 1) % PARTS;
        }
    }

    /// Makes all rows that are late.
    pub(super) fn catch_up(&mut self) {
        (0..self.late.parts.len()).for_each(|part| self.make_rows(part));
        self.late = Late::default();
    }

    fn make_rows(&mut self, part: usize) {
        let Some(Part { mut ids, mut leads }) = self.late.parts.get_mut(part).map(std::mem::take) else { return };
        for some in ids.chunks(LEADING) {
            some.iter().for_each(|(hash, _)| self.ways.rows.bring_end(*hash));
            for (hash, number) in some {
                self.ways.rows.insert(*hash, *number);
            }
        }
        self.lead(&leads);
        ids.clear();
        leads.clear();
        if let Some(part) = self.late.parts.get_mut(part) {
            *part = Part { ids, leads };
        }
    }
}

fn forget(waiting: &mut Vec<(u32, Number)>, pair: (u32, Number)) {
    if let Some(at) = waiting.iter().rposition(|waits| *waits == pair) {
        waiting.swap_remove(at);
    }
}

fn place(hash: u32) -> usize {
    index(hash) % PARTS
}

fn index(hash: u32) -> usize {
    usize::try_from(hash).unwrap_or(usize::MAX)
}
