//! One turn as one transaction.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer;
use rdkafka::{Offset, TopicPartitionList};

use super::broken::dead_letter_apart;
use super::caution::Caution;
use super::owned::Attempt;
use super::{Lane, LaneError, Owned};
use crate::fault;
use crate::kafka::position::{CommitNote, TurnId};
use crate::kafka::producer::{Producer, TxnError};
use crate::kafka::record::{Halt, Outbox, Outgoing, Record, TurnCounts};
use crate::kafka::stage::Stage;
use crate::telemetry::health::InCall;
use crate::telemetry::metrics::Phase as TxnPhase;
use crate::telemetry::{clock, traces};

impl<S: Stage> Lane<S> {
    /// Runs a turn, if there is anything to commit and a membership to commit it with.
    pub(super) fn turn(&mut self) -> Result<(), LaneError> {
        let owes = self.partitions.values().any(|owned| owned.is_active() && owned.owes_commit);
        if (self.batch.is_empty() && !owes) || self.consumer.context().metadata().is_none() {
            return Ok(());
        }
        let Some(_leave) = self.begin_carefully()? else { return Ok(()) };
        self.turns += 1;
        let span = tracing::info_span!(
            "transaction",
            stage = self.config.stage.name(),
            records = self.batch.records().len(),
            items = tracing::field::Empty,
            headlines = tracing::field::Empty,
            dead_letters = tracing::field::Empty,
            fill_ms = tracing::field::Empty,
            send_ms = tracing::field::Empty,
            offsets_ms = tracing::field::Empty,
            commit_ms = tracing::field::Empty,
        );
        let _entered = span.enter();
        self.link_pages(&span);
        let offsets = self.work();
        if !self.absolve()? {
            self.stage.aborted();
            self.batch.run_again();
            return Ok(());
        }
        self.health.transaction_open_since(Some(clock::now()));
        let result = self.transact(&offsets, &span);
        self.health.transaction_open_since(None);
        self.concluded(result)
    }

    /// Lets the stage work; gives what the turn will commit. No transaction is open yet.
    fn work(&mut self) -> BTreeMap<i32, i64> {
        let mut outbox = std::mem::take(&mut self.outbox);
        clear(&mut outbox);
        // a partition that is held back has no offset to go with its changes: they wait for its release
        let active = |partition: &i32| self.partitions.get(partition).is_some_and(Owned::is_active);
        outbox.changes.extend(self.opening.changes.iter().filter(|(partition, _)| active(partition)).cloned());
        let refused = self.refused().cloned();
        work_out(&mut self.stage, self.batch.records(), refused.as_ref(), &mut outbox);
        let mut offsets: BTreeMap<i32, i64> = self.owed_offsets(&outbox);
        for record in self.batch.records() {
            if !stops(&outbox.halts, record) {
                offsets.insert(record.partition, record.offset + i64::from(!fault::broken("offset-without-one")));
            }
        }
        self.outbox = outbox;
        offsets
    }

    /// Offsets that go along unchanged: only offsets are fenced by the group's generation, so a change of state without
    /// its partition's offset would commit even from a zombie.
    fn owed_offsets(&self, outbox: &Outbox) -> BTreeMap<i32, i64> {
        let written = |partition: &i32| outbox.changes.iter().any(|(of, _)| of == partition);
        self.partitions
            .iter()
            .filter(|(partition, owned)| owned.is_active() && (owned.owes_commit || written(partition)))
            .map(|(partition, owned)| (*partition, owned.position()))
            .collect()
    }

    /// begin → send → offsets → commit.
    fn transact(&mut self, offsets: &BTreeMap<i32, i64>, span: &tracing::Span) -> Result<Attempt, (TxnError, Attempt)> {
        let turn = TurnId::new(self.started_micros, self.turns);
        let mut attempt = Attempt { turn, offsets: BTreeMap::new(), worked: true };
        let Some(producer) = &self.producer else { return Err((TxnError::no_producer(), attempt)) };
        let deadline = Instant::now() + self.config.turn_timeout();
        let filled = self.batch.since().map_or(Duration::ZERO, |since| since.elapsed());
        self.phase(span, TxnPhase::Fill, "fill_ms", filled);

        self.pass("before-begin");
        let clock = Instant::now();
        let call = self.calls("send", deadline);
        let sent = self.send_all(producer, deadline);
        drop(call);
        self.phase(span, TxnPhase::Send, "send_ms", clock.elapsed());
        if let Err(error) = sent {
            return Err((error, attempt));
        }
        self.pass("after-send");
        attempt.offsets = self.notes(offsets, turn, &producer.state_ends());

        let clock = Instant::now();
        let offered = self.offer_offsets(producer, &attempt, deadline);
        self.phase(span, TxnPhase::Offsets, "offsets_ms", clock.elapsed());
        if let Err(error) = offered {
            return Err((error, attempt));
        }
        self.pass("after-offsets");
        self.pass("during-commit");
        let clock = Instant::now();
        let call = self.calls("commit_transaction", deadline);
        let committed = producer.commit(deadline);
        drop(call);
        self.phase(span, TxnPhase::Commit, "commit_ms", clock.elapsed());
        let counts = self.outbox.counts;
        span.record("items", counts.items).record("headlines", counts.headlines);
        span.record("dead_letters", counts.dead_letters);
        match committed {
            Ok(()) => {
                self.pass("after-commit");
                Ok(attempt)
            }
            Err(error) => Err((error, attempt)),
        }
    }

    fn send_all(&self, producer: &Producer, deadline: Instant) -> Result<(), TxnError> {
        producer.begin()?;
        let now = clock::now().timestamp_millis();
        self.sweep_apart(producer, now, deadline)?;
        for (place, outgoing) in self.outbox.records.iter().enumerate() {
            producer.send(outgoing, Some(place), now, deadline)?;
            dead_letter_apart(producer, outgoing, deadline)?;
        }
        if let Some(topic) = &self.config.state_topic {
            // their places follow those of the records
            for (place, (partition, change)) in (self.outbox.records.len()..).zip(&self.outbox.changes) {
                producer.send(&Outgoing::change(topic, *partition, change), Some(place), now, deadline)?;
            }
        }
        producer.settle(deadline)
    }

    fn notes(
        &self,
        offsets: &BTreeMap<i32, i64>,
        turn: TurnId,
        state_ends: &BTreeMap<i32, i64>,
    ) -> BTreeMap<i32, (i64, CommitNote)> {
        let rejects = self.rejects();
        let begun = self.config.state_topic.as_ref().map(|_| turn);
        let note = |partition: &i32, offset: i64| {
            let owned = self.partitions.get(partition);
            let before = owned.map_or(0, |owned| owned.state_end);
            let state_end = state_ends.get(partition).copied().unwrap_or(before);
            let caution = owned.map_or(Caution::Fresh, |owned| owned.caution);
            let moved = owned.is_some_and(|owned| owned.position() < offset);
            let suspicion = if moved { caution.past(offset).unchanged() } else { caution.unchanged() };
            let rejects = rejects.get(partition).copied().unwrap_or_default();
            CommitNote { turn, state_end, suspicion, rejects, log: owned.and_then(Owned::log).or(begun) }
        };
        offsets.iter().map(|(partition, offset)| (*partition, (*offset, note(partition, *offset)))).collect()
    }

    pub(super) fn offer_offsets(
        &self,
        producer: &Producer,
        attempt: &Attempt,
        deadline: Instant,
    ) -> Result<(), TxnError> {
        let mut list = TopicPartitionList::with_capacity(attempt.offsets.len());
        for (&partition, (offset, note)) in &attempt.offsets {
            let mut element = list.add_partition(&self.config.topic, partition);
            element.set_metadata(note.to_metadata());
            // an offset that came from a record or a commit is representable
            let _ = element.set_offset(Offset::Offset(*offset));
        }
        let metadata = self.consumer.context().metadata();
        let broken = self.broken_metadata();
        let _call = self.calls("send_offsets_to_transaction", deadline);
        match broken.as_ref().or(metadata.as_ref()) {
            Some(group) => producer.offsets(&list, group, deadline),
            None => Err(TxnError::Abort { step: "offsets", reason: "not a member of the group".into(), refused: true }),
        }
    }

    /// The watchdog may know what this lane is in, and when it should be back.
    pub(super) fn calls(&self, name: &'static str, deadline: Instant) -> InCall {
        self.health.call(name, clock::now(), deadline.saturating_duration_since(Instant::now()))
    }

    fn phase(&self, span: &tracing::Span, phase: TxnPhase, field: &str, took: Duration) {
        self.metrics.transaction_phase(self.config.stage, phase, took);
        span.record(field, u64::try_from(took.as_millis()).unwrap_or(u64::MAX));
    }

    /// Links the transaction's span to its pages' traces, where there are any.
    fn link_pages(&self, span: &tracing::Span) {
        let pages = self.batch.records().iter();
        traces::link_all(span, pages.filter_map(|page| Some((text(page, "traceparent")?, text(page, "tracestate")))));
    }
}

/// The stage's work on these records. What it learned of a record that stops a partition, and what it would write of it,
/// must not be committed without that record's offset: then it works once more, on what comes before.
fn work_out<S: Stage>(stage: &mut S, records: &[Record], refused: Option<&Record>, outbox: &mut Outbox) {
    let opening = outbox.changes.clone();
    match refused {
        Some(record) => stage.refuse(record, clock::steady(), outbox),
        None => stage.turn(records, clock::steady(), outbox),
    }
    let mut halts = std::mem::take(&mut outbox.halts);
    while !halts.is_empty() {
        let rest: Vec<Record> = records.iter().filter(|record| !stops(&halts, record)).cloned().collect();
        stage.aborted();
        clear(outbox);
        outbox.changes.clone_from(&opening);
        stage.turn(&rest, clock::steady(), outbox);
        if outbox.halts.is_empty() {
            break;
        }
        halts.append(&mut outbox.halts);
    }
    outbox.halts = halts;
}

/// Whether it is what stops its partition, or stands behind that.
fn stops(halts: &[Halt], record: &Record) -> bool {
    halts.iter().any(|halt| halt.partition == record.partition && record.offset >= halt.offset)
}

fn clear(outbox: &mut Outbox) {
    outbox.records.clear();
    outbox.changes.clear();
    outbox.halts.clear();
    outbox.rejected.clear();
    outbox.counts = TurnCounts::default();
}

/// A header's value as text.
fn text<'r>(record: &'r Record, name: &str) -> Option<&'r str> {
    record.header(name).and_then(|value| std::str::from_utf8(value).ok())
}
