//! Gathering the records of a turn.

use std::time::{Duration, Instant};

use rdkafka::Message;
use rdkafka::consumer::Consumer;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::BorrowedMessage;

use super::{IDLE, Lane, LaneError, Phase};
use crate::kafka::record::Record;
use crate::kafka::stage::Stage;

/// While a partition is being taken over, or a turn waits to run again, polls are short.
const BUSY: Duration = Duration::from_millis(5);

impl<S: Stage> Lane<S> {
    /// Polls until the turn is full, or nothing more is waiting. Every call serves the group's events.
    pub(super) fn fill(&mut self, stopping: bool) -> Result<(), LaneError> {
        // once a round: a clock read for every record would cost as much as its copy
        self.health.polled(crate::telemetry::clock::now());
        let waits = stopping || self.batch.runs_again() || self.unsettled.is_some();
        let most = self.careful().unwrap_or(usize::MAX);
        self.hold_up((waits || self.batch.len() >= most) && self.batch.is_full(&self.config.transaction));
        if waits || self.batch.len() >= most {
            return self.poll(if waits { BUSY } else { Duration::ZERO }).map(|_| ());
        }
        let idle = if self.taking_over() || self.backing_off() { BUSY } else { IDLE };
        while let Some(wait) = self.batch.room(&self.config.transaction, Instant::now(), idle) {
            let found = self.poll(wait)?;
            if self.batch.len() >= most || (!found && (wait.is_zero() || self.batch.is_empty())) {
                break;
            }
        }
        Ok(())
    }

    /// While the lane holds all that it may and can't be rid of it, nothing more is fetched; it polls all the same.
    fn hold_up(&mut self, full: bool) {
        let active: Vec<i32> = self.partitions.iter().filter(|(_, owned)| owned.is_active()).map(|(p, _)| *p).collect();
        let changing: Vec<i32> =
            active.into_iter().filter(|partition| self.held_up.contains(partition) != full).collect();
        if changing.is_empty() {
            return;
        }
        let list = self.consumer.context().list(&changing);
        let changed = if full { self.consumer.pause(&list) } else { self.consumer.resume(&list) };
        match changed {
            Ok(()) if full => self.held_up.extend(changing),
            Ok(()) => self.held_up.retain(|partition| !changing.contains(partition)),
            Err(error) => tracing::warn!(lane = self.config.id, %error, "partitions could not be held up, or let go"),
        }
    }

    /// One poll; whether it brought a record.
    fn poll(&mut self, wait: Duration) -> Result<bool, LaneError> {
        match self.consumer.poll(wait) {
            None => Ok(false),
            Some(Ok(message)) => {
                let taken = wanted(&self.partitions, &message).then(|| Record::copy(&message));
                drop(message);
                if let Some(record) = taken {
                    self.take(record);
                }
                Ok(true)
            }
            Some(Err(KafkaError::PartitionEOF(partition))) => {
                self.positions.at_end(self.config.stage, partition);
                Ok(false)
            }
            Some(Err(error)) => {
                self.poll_failed(error)?;
                Ok(false)
            }
        }
    }

    fn take(&mut self, record: Record) {
        if let Some(owned) = self.partitions.get_mut(&record.partition) {
            owned.next = record.offset + 1;
            self.positions.waiting(self.config.stage, record.partition, record.timestamp);
        }
        self.batch.push(record, Instant::now);
    }

    pub(super) fn taking_over(&self) -> bool {
        self.partitions.values().any(|owned| matches!(owned.phase, Phase::TakingOver(_)))
    }

    fn poll_failed(&mut self, error: KafkaError) -> Result<(), LaneError> {
        match error {
            KafkaError::MessageConsumptionFatal(_) => self.lose_consumer(error),
            KafkaError::MessageConsumption(RDKafkaErrorCode::AutoOffsetReset | RDKafkaErrorCode::OffsetOutOfRange) => {
                tracing::warn!(lane = self.config.id, %error, "a position is outside its log");
                self.recheck();
                Ok(())
            }
            KafkaError::MessageConsumption(
                RDKafkaErrorCode::BrokerTransportFailure
                | RDKafkaErrorCode::AllBrokersDown
                | RDKafkaErrorCode::OperationTimedOut
                | RDKafkaErrorCode::Resolve,
            ) => {
                tracing::debug!(lane = self.config.id, %error, "the broker is not reachable");
                self.unreachable_at = Some(Instant::now());
                Ok(())
            }
            error => {
                tracing::warn!(lane = self.config.id, %error, "the consumer reports an error");
                Ok(())
            }
        }
    }

    /// Some position is outside its log: librdkafka does not say which, and fetches no more there. So every active
    /// partition is taken over anew; and those that are being taken over may have been at the log's first offset, which
    /// retention had deleted, before they were paused.
    fn recheck(&mut self) {
        let active: Vec<i32> = self.partitions.iter().filter(|(_, owned)| owned.is_active()).map(|(p, _)| *p).collect();
        for partition in active {
            self.take_over_anew(partition);
        }
        for owned in self.partitions.values_mut() {
            if let Phase::TakingOver(takeover) = &mut owned.phase {
                takeover.stopped = true;
            }
        }
    }

    /// Throws away what the lane holds of a partition and begins with it again, without leaving the group.
    pub(super) fn take_over_anew(&mut self, partition: i32) {
        self.batch.drop_partition(partition);
        let list = self.consumer.context().list(&[partition]);
        if let Err(error) = self.consumer.pause(&list) {
            tracing::warn!(lane = self.config.id, partition, %error, "a partition could not be paused");
        }
        self.begin_takeover(partition);
    }
}

/// Only active partitions are read, and only forwards: a record below the next expected offset is a repeat.
fn wanted(partitions: &std::collections::BTreeMap<i32, super::Owned>, message: &BorrowedMessage<'_>) -> bool {
    partitions.get(&message.partition()).is_some_and(|owned| owned.is_active() && message.offset() >= owned.next)
}
