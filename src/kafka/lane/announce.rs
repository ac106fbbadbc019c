//! Small transactions that carry nothing but unchanged offsets: what a successor should know before records are begun.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use super::alone::Alone;
use super::caution::Caution;
use super::owned::{Attempt, Owned};
use super::{Lane, LaneError};
use crate::kafka::position::{CommitNote, Committed, Suspicion, TurnId};
use crate::kafka::producer::TxnError;
use crate::kafka::record::Record;
use crate::kafka::stage::Stage;
use crate::telemetry::clock;
use crate::telemetry::metrics::TxnResult;

/// How long a lane waits for another one's suspected record before it goes round once more.
const PATIENCE: Duration = Duration::from_millis(5);

/// Leave to begin the records of a turn.
pub(super) struct Leave(#[expect(dead_code, reason = "given back when it is dropped")] Option<Alone>);

impl<S: Stage> Lane<S> {
    /// How many records may be begun at a time, while any of the lane's partitions asks for care.
    pub(super) fn careful(&self) -> Option<usize> {
        self.partitions.values().filter(|owned| owned.is_active()).filter_map(|owned| owned.caution.most()).min()
    }

    /// Says what is about to be begun, where that is not known yet; none where it can't be begun now.
    pub(super) fn begin_carefully(&mut self) -> Result<Option<Leave>, LaneError> {
        let most = self.careful().map_or(self.fits.turn(), |most| most.min(self.fits.turn()));
        self.batch.begin(most, &self.config.transaction);
        let suspected = self.batch.records().iter().any(|record| self.is_suspected(record));
        let alone = if suspected { Alone::take(PATIENCE) } else { None };
        if suspected && alone.is_none() {
            return Ok(None);
        }
        let announced = self.announce(self.announcements())?;
        Ok(announced.then_some(Leave(alone)))
    }

    fn is_suspected(&self, record: &Record) -> bool {
        self.partitions.get(&record.partition).is_some_and(|owned| owned.caution.most().is_some())
    }

    /// The record that was begun too often, if this turn is about it.
    pub(super) fn refused(&self) -> Option<&Record> {
        let [record] = self.batch.records() else { return None };
        self.partitions.get(&record.partition).filter(|owned| owned.caution.refuses()).map(|_| record)
    }

    /// The last attempt at a record came through the work: whatever ends the process from here on, it is not this
    /// record. Said before the turn's own transaction, for the next attempt would refuse it.
    pub(super) fn absolve(&mut self) -> Result<bool, LaneError> {
        let [record] = self.batch.records() else { return Ok(true) };
        let Some(owned) = self.partitions.get(&record.partition).filter(|owned| owned.caution.is_last_attempt()) else {
            return Ok(true);
        };
        let (offset, suspicion) =
            (owned.committed.map_or(record.offset, |found| found.offset), owned.caution.unchanged());
        self.announce(BTreeMap::from([(record.partition, (offset, suspicion))]))
    }

    /// What to say of each partition of this turn that is not said already.
    fn announcements(&self) -> BTreeMap<i32, (i64, Option<Suspicion>)> {
        let mut spans: BTreeMap<i32, (i64, i64)> = BTreeMap::new();
        if self.partitions.values().all(|owned| owned.caution == Caution::Trusted) {
            return BTreeMap::new();
        }
        for record in self.batch.records() {
            spans.entry(record.partition).or_insert((record.offset, 0)).1 = record.offset + 1;
        }
        let alone = self.batch.records().len() == 1;
        let wanted = spans.into_iter().filter_map(|(partition, (first, end))| {
            let owned = self.partitions.get(&partition)?;
            let suspicion = owned.caution.announces(alone, end)?;
            let said = owned.committed.and_then(|committed| committed.note?.suspicion);
            let offset = owned.committed.map_or(first, |committed| committed.offset);
            (said != Some(suspicion)).then_some((partition, (offset, Some(suspicion))))
        });
        wanted.collect()
    }

    /// How carefully to go on from what the group has committed. Whoever said it lives where this lane did: then it stands
    /// where it stood before that.
    pub(super) fn caution_of(&self, partition: i32, found: Option<Committed>, start: i64) -> Caution {
        let turn = found.and_then(|found| found.note).map(|note| note.turn);
        match self.said.get(&partition) {
            Some((said, before)) if turn == Some(*said) => *before,
            _ => Caution::found(found, start),
        }
    }

    /// Whether it is committed; if not, the turn is to begin anew.
    fn announce(&mut self, said: BTreeMap<i32, (i64, Option<Suspicion>)>) -> Result<bool, LaneError> {
        if said.is_empty() {
            return Ok(true);
        }
        self.turns += 1;
        let turn = TurnId::new(self.started_micros, self.turns);
        let note = |partition: &i32, suspicion| {
            let owned = self.partitions.get(partition);
            let (state_end, rejects) = owned.map(|owned| (owned.state_end, owned.rejects)).unwrap_or_default();
            CommitNote { turn, state_end, suspicion, rejects, log: owned.and_then(Owned::log) }
        };
        let offsets =
            said.into_iter().map(|(partition, (offset, suspicion))| (partition, (offset, note(&partition, suspicion))));
        let attempt = Attempt { turn, offsets: offsets.collect(), worked: false };
        tracing::debug!(lane = self.config.id, offsets = ?attempt.offsets, "saying beforehand what is begun");
        self.health.transaction_open_since(Some(clock::now()));
        let committed = self.commit_offsets(&attempt);
        self.health.transaction_open_since(None);
        let is_committed = committed.is_ok();
        self.concluded(committed.map(|()| attempt.clone()).map_err(|error| (error, attempt)))?;
        // committed, and yet the producer may have had to go
        Ok(is_committed && self.connected)
    }

    fn commit_offsets(&self, attempt: &Attempt) -> Result<(), TxnError> {
        let Some(producer) = &self.producer else { return Err(TxnError::no_producer()) };
        let deadline = Instant::now() + self.config.turn_timeout();
        producer.begin()?;
        self.offer_offsets(producer, attempt, deadline)?;
        let _call = self.calls("commit_transaction", deadline);
        producer.commit(deadline)
    }

    /// An announcement is committed: it changes nothing but the note.
    pub(super) fn noted(&mut self, attempt: &Attempt) {
        for (partition, (offset, note)) in &attempt.offsets {
            if let Some(owned) = self.partitions.get_mut(partition) {
                owned.note(*offset, *note);
                self.said.insert(*partition, (attempt.turn, owned.caution));
            }
        }
        self.metrics.transaction(self.config.stage, TxnResult::Committed);
    }
}
