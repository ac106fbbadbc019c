//! Where a test breaks a rule that exactly-once rests on, to see that it is caught. Without the feature `fault-injection`
//! nothing here does anything.

use std::time::Instant;

use rdkafka::ClientConfig;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerGroupMetadata};

use super::{Lane, Phase};
use crate::fault;
use crate::kafka::position::Bounds;
use crate::kafka::producer::{Producer, TxnError};
use crate::kafka::record::Outgoing;
use crate::kafka::stage::Stage;

/// A member of the group without a name that outlives it.
pub(super) fn membership(mut config: ClientConfig) -> ClientConfig {
    if fault::broken("no-static-member") {
        config.remove("group.instance.id");
    }
    config
}

/// A dead letter that is committed whatever becomes of its turn.
pub(super) fn dead_letter_apart(producer: &Producer, sent: &Outgoing, deadline: Instant) -> Result<(), TxnError> {
    let is_one = || sent.headers.iter().any(|(name, _)| name == "dlq.error.code");
    if fault::broken("dead-letter-outside") && is_one() { apart(producer, deadline) } else { Ok(()) }
}

/// Commits what was sent so far by itself, without offsets, and begins anew.
fn apart(producer: &Producer, deadline: Instant) -> Result<(), TxnError> {
    producer.settle(deadline)?;
    producer.commit(deadline)?;
    producer.begin()
}

impl<S: Stage> Lane<S> {
    /// A point of a turn is passed.
    pub(super) fn pass(&self, point: &'static str) {
        fault::at(point, self.config.stage.name(), self.batch.records().len());
    }

    /// The lane turns while it is asked to end.
    pub(super) fn pass_drain(&self, draining: bool) {
        if draining {
            self.pass("during-drain");
        }
    }

    /// Group metadata that is not the copy taken with the assignment.
    pub(super) fn broken_metadata(&self) -> Option<ConsumerGroupMetadata> {
        if fault::broken("fresh-group-metadata") {
            return self.consumer.group_metadata();
        }
        if fault::broken("no-generation") {
            let stranger: BaseConsumer = self.clients.reader(&self.config.group).create().ok()?;
            return stranger.group_metadata();
        }
        None
    }

    /// What is forgotten is committed by itself, without offsets.
    pub(super) fn sweep_apart(&self, producer: &Producer, now: i64, deadline: Instant) -> Result<(), TxnError> {
        let Some(topic) = self.config.state_topic.as_ref().filter(|_| fault::broken("sweep-without-offsets")) else {
            return Ok(());
        };
        for (partition, change) in self.outbox.changes.iter().filter(|(_, change)| change.value.is_none()) {
            producer.send(&Outgoing::change(topic, *partition, change), None, now, deadline)?;
        }
        apart(producer, deadline)
    }

    /// The change log is read from before the barrier on, so that its first end may stand short of the mark.
    pub(super) fn read_early(&self, partition: i32, mark: Bounds) {
        if let Some(state) = self.state.as_ref().filter(|_| fault::broken("early-end")) {
            // where it fails nothing is read, and the test that broke the rule sees nothing
            let _ = state.open(partition, mark.low);
        }
    }

    /// A name that no successor of this process will have.
    pub(super) fn transactional_id(&self) -> String {
        let id = &self.config.id;
        if fault::broken("new-transactional-id") { format!("{id}.{}", self.started_micros) } else { id.clone() }
    }

    /// Some restore is not to be done yet.
    pub(super) fn slowed(&self) -> bool {
        let slow =
            |phase: &Phase| matches!(phase, Phase::TakingOver(takeover) if fault::restore_is_slow(takeover.since));
        self.partitions.values().any(|owned| slow(&owned.phase))
    }
}
