//! Partitions that wait for a person: why, and what their word sets going again. The lane stays in the group meanwhile,
//! for nobody else could do better.

use std::collections::{BTreeMap, BTreeSet};

use rdkafka::consumer::Consumer;

use super::owned::{Attempt, Owned, Phase};
use super::{Lane, Takeover};
use crate::kafka::position::Rejects;
use crate::kafka::stage::Stage;
use crate::kafka::takeover::Step;
use crate::telemetry::health::Held;
use crate::telemetry::metrics::HoldReason;

impl<S: Stage> Lane<S> {
    /// The partition waits for a person; the rest goes on.
    pub(super) fn halt(&mut self, partition: i32, why: HoldReason, reason: String) {
        let (lane, topic) = (&self.config.id, &self.config.topic);
        tracing::error!(lane, topic, partition, why = why.name(), reason, "a partition stays paused");
        let list = self.consumer.context().list(&[partition]);
        if let Err(error) = self.consumer.pause(&list) {
            tracing::warn!(lane, partition, %error, "a partition could not be paused");
        }
        self.batch.drop_partition(partition);
        self.held_up.remove(&partition);
        if let Some(owned) = self.partitions.get_mut(&partition) {
            owned.phase = Phase::Halted { why, reason };
        }
        self.tell_halted();
    }

    /// Tells health and metrics which partitions wait for a person.
    pub(super) fn tell_halted(&self) {
        let held: Vec<Held> =
            self.partitions.iter().filter_map(|(partition, owned)| self.held(*partition, owned)).collect();
        let count = |why: HoldReason| held.iter().filter(|held| held.why == why).count();
        let counts = HoldReason::ALL.iter().map(|why| (*why, count(*why))).collect::<Vec<_>>();
        self.metrics.held(self.config.stage, self.config.number, &counts);
        self.health.held(held);
    }

    fn held(&self, partition: i32, owned: &Owned) -> Option<Held> {
        let Phase::Halted { why, reason } = &owned.phase else { return None };
        let text = format!("{} [{partition}] is paused: {reason}", self.config.topic);
        Some(Held { partition, why: *why, text })
    }

    /// What the turn just committed stops: records that can't be understood, and floods of dead letters.
    pub(super) fn hold_back(&mut self, attempt: &Attempt) {
        for halt in std::mem::take(&mut self.outbox.halts) {
            self.halt(halt.partition, halt.why, format!("offset {}: {}", halt.offset, halt.reason));
        }
        for (partition, (_, note)) in &attempt.offsets {
            self.hold_flood(*partition, note.rejects);
        }
    }

    /// Pauses a partition that would be drained into the dead-letter topic; says whether it did.
    pub(super) fn hold_flood(&mut self, partition: i32, rejects: Rejects) -> bool {
        let Some(flood) = self.config.input.flood(&rejects) else { return false };
        let reason = format!(
            "{flood}: mend what writes these pages, then let it go on with `headlined release --partition {partition}`; the \
             dead letters' header dlq.error.code says what is wrong with them"
        );
        self.halt(partition, HoldReason::Flood, reason);
        true
    }

    /// The rejects of each partition as this turn leaves them. Counting begins with the first dead letter.
    pub(super) fn rejects(&self) -> BTreeMap<i32, Rejects> {
        let mut rejects: BTreeMap<i32, Rejects> =
            self.partitions.iter().map(|(partition, owned)| (*partition, owned.rejects)).collect();
        let rejected: BTreeSet<(i32, i64)> = self.outbox.rejected.iter().copied().collect();
        if rejected.is_empty() && rejects.values().all(|rejects| *rejects == Rejects::default()) {
            return rejects;
        }
        for record in self.batch.records() {
            let is_rejected = rejected.contains(&(record.partition, record.offset));
            if let Some(rejects) = rejects.get_mut(&record.partition)
                && (is_rejected || *rejects != Rejects::default())
            {
                rejects.count(is_rejected);
            }
        }
        rejects
    }

    /// Lets go what a person has released since the last look.
    pub(super) fn release(&mut self) {
        for partition in self.health.take_released() {
            let Some(Owned { phase: Phase::Halted { why, .. }, committed, state_end, .. }) =
                self.partitions.get(&partition)
            else {
                continue;
            };
            tracing::warn!(
                lane = self.config.id,
                topic = self.config.topic,
                partition,
                why = why.name(),
                "a partition is released"
            );
            match (why, committed) {
                // its state is whole: it goes on where it stood, with a clean slate
                (HoldReason::Flood | HoldReason::Poison, Some(committed)) => {
                    let start = committed.offset;
                    let takeover = Takeover {
                        step: Step::Seek,
                        committed: Some(*committed),
                        start,
                        state_end: *state_end,
                        released: true,
                        ..Takeover::new()
                    };
                    if let Some(owned) = self.partitions.get_mut(&partition) {
                        owned.phase = Phase::TakingOver(takeover);
                    }
                }
                // what was wrong may have been mended: another look
                _ => {
                    if *why == HoldReason::TooLarge {
                        self.forget_sizes();
                    }
                    self.take_over_anew(partition);
                }
            }
            self.tell_halted();
        }
    }
}
