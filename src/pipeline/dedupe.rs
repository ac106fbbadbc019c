//! Sightings → verdicts: which of them is a new headline, which an edit, and which says nothing new.
//!
//! A [`Memory`] is the state of one partition, purely: a function of the change-log records it was restored from and of
//! the sightings it observed since, in their order. What it changed stays open until the turn is committed
//! ([`Memory::merge`]) or dropped ([`Memory::rollback`]).
//!
//! ```text
//! Sighting ─ facts ▶ find (whose is it?) ─ wording, times (what is new?) ─ tell (who hears of it?) ▶ Verdict*
//! ```

mod block;
mod entry;
mod facts;
mod find;
mod image;
mod index;
mod join;
mod keys;
mod late;
mod line;
mod lookup;
mod overlay;
mod pack;
mod quiet;
mod record;
pub mod rekey;
pub mod route;
mod rows;
mod similar;
mod store;
mod table;
mod tell;
mod time;
mod times;
mod wording;

use chrono::{DateTime, TimeDelta, Utc};

use crate::contract::headline_event::HeadlineEvent;
use crate::contract::sighting::{Glance, Sighting};
use crate::headline::HeadlineId;

use entry::Entry;
use facts::Facts;
use find::Known;
pub use image::ImageError;
use line::{Effect, Effects};
pub use record::{MemoryError, VERSION as FORMAT};
use route::{Routes, RoutesError};
use table::Table;

/// One event for one topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verdict {
    /// The route's topic.
    pub topic: String,
    /// What it is told.
    pub event: HeadlineEvent,
}

/// One record for the change log; no value is a tombstone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The record's key.
    pub key: Vec<u8>,
    /// The record's value.
    pub value: Option<Vec<u8>>,
}

/// Key and value of a record of the change log.
pub type Logged<'a> = (&'a [u8], Option<&'a [u8]>);

/// The settings that dedupe acts on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DedupeRules {
    /// A headline is forgotten so long after it last arrived.
    pub horizon: TimeDelta,
    /// How long a withdrawn wording must stand again before its return is told.
    pub revert_hold: TimeDelta,
    /// Headlines older than that when first seen are remembered, not published.
    pub max_age: Option<TimeDelta>,
}

/// What happened since it was last taken, for metrics.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Sightings that gave no event.
    pub duplicates: u64,
    /// Headlines remembered and not published: older than `max_age` when first seen.
    pub aged: u64,
    /// Matches by text whose times overlap only in part: there the order of arrival decides.
    pub chained: u64,
    /// Headlines that turned out to be another one, and were joined to it.
    pub joined: u64,
}

/// How stale "last seen" may be: a refresh is written at most so often.
const GRAIN: TimeDelta = TimeDelta::days(1);

/// The headlines of one partition.
#[derive(Debug)]
pub struct Memory {
    rules: DedupeRules,
    routes: Routes,
    table: Table,
    tally: Tally,
}

impl Memory {
    /// An empty memory.
    pub fn new(rules: DedupeRules, routes: Routes) -> Self {
        Self { rules, routes, table: Table::default(), tally: Tally::default() }
    }

    /// Binds the routes to the bits that the state was written with: its header names their topics in order.
    ///
    /// # Errors
    /// [`RoutesError::TooMany`] where retired and present topics together don't fit.
    pub fn bind_routes(&mut self, names: &[String]) -> Result<(), RoutesError> {
        self.routes = self.routes.clone().bound_to(names)?;
        self.table.listen();
        Ok(())
    }

    /// The topics in the order of their bits: what the state's header holds.
    pub fn route_names(&self) -> Vec<String> {
        self.routes.names()
    }

    /// Takes records of the change log (not its header), in the log's order. Some dozens at a time are quicker than one by
    /// one. [`Self::restored`] follows the last one.
    ///
    /// # Errors
    /// [`MemoryError`] where a record is not what this release knows; it must never be skipped.
    pub fn restore(&mut self, records: &[Logged<'_>]) -> Result<(), MemoryError> {
        record::restore(&mut self.table, records)
    }

    /// The change log is at its end: to be called before anything else is asked.
    pub fn restored(&mut self) {
        self.table.restored();
    }

    /// Whether a sighting that arrived at `mark` is known to say nothing new. If so it is counted, and done with.
    pub fn is_repeat(&mut self, glance: &Glance<'_>, mark: DateTime<Utc>) -> bool {
        self.is_quiet(quiet::digest(glance), mark)
    }

    /// Judges one sighting that arrived at `mark`.
    pub fn observe(&mut self, sighting: &Sighting, mark: DateTime<Utc>) -> Vec<Verdict> {
        let digest = quiet::digest(&Glance::of(sighting));
        if self.is_quiet(digest, mark) {
            return Vec::new();
        }
        let facts = Facts::of(sighting);
        let verdicts = match self.find(&facts) {
            Some(known) => {
                self.tally.chained += u64::from(find::is_chained(&known.entry, &facts));
                self.again(&known, &facts, digest)
            }
            None => self.first(&facts, digest),
        };
        self.tally.duplicates += u64::from(verdicts.is_empty());
        verdicts
    }

    /// Forgets up to `limit` headlines that last arrived longer than the horizon before `mark`; says how many.
    pub fn sweep(&mut self, mark: DateTime<Utc>, limit: usize) -> usize {
        self.table.advance(mark.timestamp_millis());
        let longest = self.table.mark().saturating_sub(self.forgotten_after());
        let due = self.table.due(longest, limit);
        for id in &due {
            self.table.put(*id, None);
        }
        due.len()
    }

    /// What changed since the last merge, for the change log, in a fixed order.
    pub fn changes(&mut self) -> Vec<Change> {
        record::changes(&self.table)
    }

    /// The turn was committed: what changed stands.
    pub fn merge(&mut self) {
        self.table.merge();
    }

    /// The turn was dropped: everything is as it was at the last merge.
    pub fn rollback(&mut self) {
        self.table.rollback();
    }

    /// How many headlines are remembered.
    pub fn headlines(&self) -> usize {
        self.table.len()
    }

    /// About how many bytes they take.
    pub fn bytes(&self) -> usize {
        self.table.bytes()
    }

    /// What happened since this was last asked. Not part of the state: a dropped turn's counts are the caller's to drop.
    pub fn take_tally(&mut self) -> Tally {
        std::mem::take(&mut self.tally)
    }

    /// "Last seen" is written at most once a [`GRAIN`], so only a grain past the horizon is a headline surely due.
    fn forgotten_after(&self) -> i64 {
        self.rules.horizon.num_milliseconds().saturating_add(GRAIN.num_milliseconds())
    }

    fn is_due(&self, entry: &Entry) -> bool {
        self.table.mark().saturating_sub(entry.last_seen) >= self.forgotten_after()
    }

    fn is_quiet(&mut self, digest: Option<u64>, mark: DateTime<Utc>) -> bool {
        self.table.advance(mark.timestamp_millis());
        let since = self.table.mark().saturating_sub(GRAIN.num_milliseconds());
        let quiet = digest.is_some_and(|digest| self.table.is_quiet(digest, since));
        self.tally.duplicates += u64::from(quiet);
        quiet
    }

    fn first(&mut self, facts: &Facts<'_>, digest: Option<u64>) -> Vec<Verdict> {
        let id = self.new_id(facts);
        let mut entry = Entry::first(id, facts, self.table.mark());
        entry.aged = self.is_aged(facts);
        self.tally.aged += u64::from(entry.aged);
        let verdicts = tell::verdicts(id, &mut entry, facts, &self.routes, None);
        let quiet = entry.by_link && entry.published.as_ref().is_none_or(|line| line.now.agrees(&line.now));
        self.table.put(id, Some(entry));
        self.table.hush_open(id, digest.filter(|_| quiet));
        verdicts
    }

    fn is_aged(&self, facts: &Facts<'_>) -> bool {
        let age = facts.text.bounds().map(|(_, latest)| facts.fetched_at.saturating_sub(latest));
        self.rules.max_age.zip(age).is_some_and(|(max, age)| age > max.num_milliseconds())
    }

    fn again(&mut self, known: &Known, facts: &Facts<'_>, digest: Option<u64>) -> Vec<Verdict> {
        let mut entry = Entry::clone(&known.entry);
        let effects = self.apply(known.id, &mut entry, facts);
        let more = effects.learned || (effects.any() > Effect::None && !entry.has_texts_of(&known.entry));
        let joined = if more { self.join(known, &entry) } else { None };
        match joined {
            Some(joined) => self.tell_joined(joined, facts),
            None if digest.is_some() && self.is_silent(known, facts, effects) => {
                let verdicts = self.tell(known, entry, facts, effects);
                self.table.hush_known(known, digest.filter(|_| verdicts.is_empty()));
                verdicts
            }
            None => self.tell(known, entry, facts, effects),
        }
    }

    /// Whether a sighting of that link changes nothing, whenever its page is fetched. What depends on when it is fetched
    /// has an effect at the end of time: an edit, or a wording that has stood again for long.
    fn is_silent(&self, known: &Known, facts: &Facts<'_>, effects: Effects) -> bool {
        let by_link = facts.link.is_some_and(|link| link == known.id || known.entry.aliases.contains(&link));
        let silent = |effects: Effects| !effects.learned && effects.any() == Effect::None;
        by_link && silent(effects) && {
            let late = Facts { fetched_at: i64::MAX / 2, ..facts.clone() };
            silent(self.apply(known.id, &mut Entry::clone(&known.entry), &late))
        }
    }

    /// What an observation makes of `entry`.
    fn apply(&self, id: HeadlineId, entry: &mut Entry, facts: &Facts<'_>) -> Effects {
        let hold = self.rules.revert_hold.num_milliseconds();
        let first_link = facts.link.is_some() && !entry.linked;
        let learned = entry.learn(id, facts);
        Effects { learned, words: wording::see(entry, facts, first_link, hold), time: times::see(entry, facts, hold) }
    }

    /// Tells what `entry` says beyond what is known of it, and remembers it if that is worth a write.
    fn tell(&mut self, known: &Known, mut entry: Entry, facts: &Facts<'_>, effects: Effects) -> Vec<Verdict> {
        let before = &known.entry;
        let revised = (effects.any() >= Effect::Reading).then_some(tell::Revised { known: before, effects });
        if revised.is_some() {
            entry.revise(facts);
        }
        let verdicts = tell::verdicts(known.id, &mut entry, facts, &self.routes, revised.as_ref());
        let refresh = self.table.mark().saturating_sub(entry.last_seen) >= GRAIN.num_milliseconds();
        if effects.learned || refresh || effects.any() > Effect::None || !verdicts.is_empty() {
            entry.last_seen = self.table.mark();
            entry.shed();
            self.table.replace(known, entry);
        }
        verdicts
    }
}

#[cfg(test)]
mod tests;
