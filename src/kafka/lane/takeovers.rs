//! Taking partitions over, a step at a time, between polls.

use std::time::Duration;

use rdkafka::consumer::Consumer;
use rdkafka::error::KafkaResult;
use rdkafka::{Offset, TopicPartitionList};

use super::caution::Caution;
use super::owned::{Owned, Phase};
use super::snapshots::Taken;
use super::{Lane, LaneError};
use crate::fault;
use crate::kafka::config::{OnGap, Start};
use crate::kafka::position::{Bounds, Committed};
use crate::kafka::stage::{Stage, StateFault};
use crate::kafka::takeover::{GroupOffset, Step, Takeover, bounds, group_offsets};
use crate::telemetry::metrics::HoldReason;

/// How long a seek may hold up the lane.
const SEEK: Duration = Duration::from_millis(500);

impl<S: Stage> Lane<S> {
    /// Moves every takeover on by one step.
    pub(super) fn take_over(&mut self) -> Result<(), LaneError> {
        let asking = self.at_step(|step| matches!(step, Step::Offset));
        if !asking.is_empty() {
            self.ask_offsets(&asking)?;
        }
        for partition in self.at_step(|step| matches!(step, Step::Mark)) {
            self.take_mark(partition);
        }
        for partition in self.at_step(|step| matches!(step, Step::Barrier { .. })) {
            self.wait_at_barrier(partition);
        }
        self.load_snapshots();
        if !self.at_step(|step| matches!(step, Step::Read)).is_empty() {
            self.read_state();
        }
        for partition in self.at_step(|step| matches!(step, Step::Seek)) {
            self.resume(partition);
        }
        self.tell_long_takeovers();
        Ok(())
    }

    pub(super) fn at_step(&self, wanted: impl Fn(&Step) -> bool) -> Vec<i32> {
        let here = |owned: &Owned| matches!(&owned.phase, Phase::TakingOver(takeover) if wanted(&takeover.step));
        self.partitions.iter().filter(|(_, owned)| here(owned)).map(|(partition, _)| *partition).collect()
    }

    pub(super) fn takeover(&mut self, partition: i32) -> Option<&mut Takeover> {
        match &mut self.partitions.get_mut(&partition)?.phase {
            Phase::TakingOver(takeover) => Some(takeover),
            _ => None,
        }
    }

    fn ask_offsets(&mut self, partitions: &[i32]) -> Result<(), LaneError> {
        let answers = group_offsets(&self.consumer, &self.config.topic, partitions);
        for (&partition, answer) in partitions.iter().zip(answers) {
            let committed = match answer {
                GroupOffset::Unstable => continue,
                GroupOffset::Nowhere => None,
                GroupOffset::At(committed) => Some(committed),
            };
            if let Ok(bounds) = bounds(&self.consumer, &self.config.topic, partition) {
                let start = self.start_at(partition, committed, bounds)?;
                self.begin_state(partition, committed, start);
            }
        }
        Ok(())
    }

    fn begin_state(&mut self, partition: i32, committed: Option<Committed>, start: i64) {
        let step = if self.state.is_some() { Step::Mark } else { Step::Seek };
        if let Some(takeover) = self.takeover(partition) {
            takeover.committed = committed;
            takeover.start = start;
            takeover.step = step;
        }
    }

    /// The first offset to process. A commit below the log's start means that retention ate input.
    fn start_at(&self, partition: i32, committed: Option<Committed>, log: Bounds) -> Result<i64, LaneError> {
        let topic = &self.config.topic;
        let Some(Committed { offset, .. }) = committed else {
            return Ok(if self.starts_at_end() { log.high } else { log.low });
        };
        if offset > log.high {
            let (topic, group) = (topic.clone(), self.config.group.clone());
            return Err(LaneError::Recreated { topic, partition, group, committed: offset, end: log.high });
        }
        if offset >= log.low {
            return Ok(offset);
        }
        if self.config.input.on_gap == OnGap::Stop {
            return Err(LaneError::Gap { topic: topic.clone(), partition, from: offset, to: log.low });
        }
        self.metrics.input_lost(topic, partition, log.low.abs_diff(offset));
        Ok(log.low)
    }

    /// `input.start` is for a group without any offset in its topic.
    fn starts_at_end(&self) -> bool {
        self.config.input.start == Start::Latest && !self.group_has_offsets()
    }

    fn group_has_offsets(&self) -> bool {
        let Ok(metadata) = self.consumer.fetch_metadata(Some(&self.config.topic), SEEK) else { return true };
        let partitions: Vec<i32> =
            metadata.topics().iter().flat_map(|topic| topic.partitions().iter().map(|p| p.id())).collect();
        let answers = group_offsets(&self.consumer, &self.config.topic, &partitions);
        answers.iter().any(|answer| !matches!(answer, GroupOffset::Nowhere))
    }

    fn take_mark(&mut self, partition: i32) {
        let Some(Ok(mark)) = self.state.as_ref().map(|state| state.mark(partition)) else { return };
        self.read_early(partition, mark);
        let Some(takeover) = self.takeover(partition) else { return };
        takeover.step = Step::Barrier { mark };
        takeover.state_end = mark.high;
        let promised = takeover.committed.and_then(|committed| committed.note).map_or(0, |note| note.state_end);
        if promised > mark.high {
            let reason = format!(
                "the group's offset goes with state up to {promised}, but the change log ends at {}: it was emptied, \
                 truncated or made anew, or topics.prefix is another; restore the topic, or delete the group's offsets \
                 to begin anew",
                mark.high
            );
            self.halt(partition, HoldReason::State, reason);
        }
    }

    fn wait_at_barrier(&mut self, partition: i32) {
        let Some(Step::Barrier { mark }) = self.takeover(partition).map(|takeover| &takeover.step) else { return };
        let mark = *mark;
        let Some(state) = &self.state else { return };
        if !fault::broken("no-barrier") && !matches!(state.stable(partition, mark), Ok(true)) {
            return;
        }
        if mark.low == mark.high {
            return self.restored(partition, Ok(()));
        }
        let Some(Owned { phase: Phase::TakingOver(takeover), .. }) = self.partitions.get(&partition) else { return };
        match self.open_snapshot(partition, takeover, mark) {
            None => self.read_state_from(partition, mark, mark.low),
            Some(reader) => {
                if let Some(takeover) = self.takeover(partition) {
                    takeover.step = Step::Load { mark, reader: Box::new(reader) };
                }
            }
        }
    }

    /// Starts reading the change log; waits at the barrier again where that can't be.
    pub(super) fn read_state_from(&mut self, partition: i32, mark: Bounds, from: i64) {
        let opened =
            fault::broken("early-end") || self.state.as_ref().is_some_and(|state| state.open(partition, from).is_ok());
        if !opened {
            self.stage.assigned(partition);
        }
        if let Some(takeover) = self.takeover(partition) {
            takeover.step = if opened { Step::Read } else { Step::Barrier { mark } };
        }
    }

    fn read_state(&mut self) {
        let Some(state) = &self.state else { return };
        fault::at("during-takeover", self.config.stage.name(), 0);
        if self.slowed() {
            return;
        }
        let partitions = &mut self.partitions;
        let ended = state.read(&mut self.stage, |partition, records| {
            if let Some(Owned { phase: Phase::TakingOver(takeover), .. }) = partitions.get_mut(&partition) {
                takeover.records += u64::try_from(records).unwrap_or(u64::MAX);
            }
        });
        for (partition, result) in ended {
            if let Some(state) = &self.state {
                state.close(partition);
            }
            self.restored(partition, result);
        }
    }

    fn restored(&mut self, partition: i32, read: Result<(), StateFault>) {
        let Some(takeover) = self.takeover(partition) else { return };
        takeover.step = Step::Seek;
        let (took, records) = (takeover.since.elapsed(), takeover.records);
        let fresh = takeover.committed.is_none();
        let result = read.and_then(|()| self.stage.restored(partition, fresh, &mut self.opening));
        match result {
            Ok(()) => self.metrics.state_restored(partition, took, records),
            Err(fault) => self.halt(partition, HoldReason::State, fault.reason),
        }
    }

    fn resume(&mut self, partition: i32) {
        let Some(takeover) = self.takeover(partition) else { return };
        let &mut Takeover { start, committed, state_end, released, stopped, .. } = takeover;
        let list = self.consumer.context().list(&[partition]);
        let sought = if stopped { self.assign_anew(partition, start) } else { self.seek(partition, start) };
        if let Err(error) = sought.and_then(|()| self.consumer.resume(&list)) {
            // the assignment may not have reached librdkafka's fetcher yet: the next step tries again
            tracing::debug!(lane = self.config.id, partition, %error, "a partition could not be resumed yet");
            return;
        }
        let owes_commit = released
            || committed.is_none_or(|committed| committed.offset != start)
            || self.opening.changes.iter().any(|(of, _)| *of == partition);
        let found = committed.filter(|_| !released);
        let caution = self.caution_of(partition, found, start);
        let rejects = found.and_then(|found| found.note).map(|note| note.rejects).unwrap_or_default();
        let (phase, snapshot) = (Phase::Active, Taken::never());
        let owned = Owned { phase, start, next: start, committed, state_end, owes_commit, caution, rejects, snapshot };
        self.partitions.insert(partition, owned);
        self.positions.active(self.config.stage, partition, start);
        if let Caution::Careful { until, attempts, most } = caution {
            let (lane, topic) = (&self.config.id, &self.config.topic);
            tracing::warn!(
                lane,
                topic,
                partition,
                start,
                until,
                attempts,
                most,
                "a predecessor ended over these records: they run alone, or few at a time"
            );
        }
        if self.hold_flood(partition, rejects) {
            return;
        }
        tracing::info!(
            lane = self.config.id,
            topic = self.config.topic,
            partition,
            start,
            "a partition was taken over"
        );
    }

    fn seek(&self, partition: i32, start: i64) -> KafkaResult<()> {
        self.consumer.seek(&self.config.topic, partition, Offset::Offset(start), SEEK)
    }

    fn assign_anew(&self, partition: i32, start: i64) -> KafkaResult<()> {
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(&self.config.topic, partition, Offset::Offset(start))?;
        self.consumer.incremental_unassign(&list)?;
        self.consumer.incremental_assign(&list)
    }

    /// Unstable offsets or a barrier for longer than two transaction time-outs: something does not let go.
    fn tell_long_takeovers(&mut self) {
        let long = self.config.transaction_timeout() * 2;
        for (partition, owned) in &mut self.partitions {
            if let Phase::TakingOver(takeover) = &mut owned.phase
                && !takeover.told
                && takeover.since.elapsed() > long
                && !matches!(takeover.step, Step::Read | Step::Load { .. })
            {
                takeover.told = true;
                let (lane, step) = (&self.config.id, format!("{:?}", takeover.step));
                tracing::warn!(
                    lane,
                    partition,
                    step,
                    "a partition waits for an open transaction or an unreachable broker"
                );
            }
        }
    }
}
