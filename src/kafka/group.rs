//! The lane's membership in its consumer group: what a rebalance says, and the group metadata that goes with it.
//!
//! The callback assigns, pauses and takes the group metadata, nothing else: `committed()` in it would block while
//! offsets are unstable. What has to be done about a partition is done by the lane, between polls and in slices.
//!
//! The metadata is a copy taken with the assignment it speaks for, used until the next rebalance. Taken afresh at each
//! commit it can belong to a generation that librdkafka joined behind our back, and the broker, which checks member and
//! generation but never ownership, would accept offsets of a partition that another lane owns by then.

use std::sync::{Mutex, MutexGuard, PoisonError};

use rdkafka::client::OAuthToken;
use rdkafka::consumer::{BaseConsumer, Consumer, ConsumerContext, ConsumerGroupMetadata};
use rdkafka::error::KafkaError;
use rdkafka::types::RDKafkaRespErr;
use rdkafka::{ClientContext, Offset, TopicPartitionList};

use super::login::Login;

/// What a rebalance brought.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum GroupEvent {
    /// These partitions are this lane's from now on; they are paused. May be empty: a new generation without news.
    Assigned(Vec<i32>),
    /// These are no longer.
    Revoked(Vec<i32>),
    /// The assignment speaks of another topic: the coordinator gave a returning static member what it had before, though
    /// it subscribes to something else by now, and brings no rebalance about by itself.
    Stale,
}

/// The consumer's context: collects what its callbacks say until the lane asks.
pub(crate) struct Group {
    topic: String,
    login: Login,
    events: Mutex<Vec<GroupEvent>>,
    metadata: Mutex<Option<ConsumerGroupMetadata>>,
}

impl Group {
    /// A context for the consumer of `topic`.
    pub(crate) fn new(topic: String, login: Login) -> Self {
        Self { topic, login, events: Mutex::default(), metadata: Mutex::default() }
    }

    /// What has happened since the last call.
    pub(crate) fn take_events(&self) -> Vec<GroupEvent> {
        std::mem::take(&mut *lock(&self.events))
    }

    /// The copy to commit with; `None` while the lane is no member.
    pub(crate) fn metadata(&self) -> MutexGuard<'_, Option<ConsumerGroupMetadata>> {
        lock(&self.metadata)
    }

    fn assigned(&self, consumer: &BaseConsumer<Self>, partitions: &TopicPartitionList) {
        let numbers = self.numbers(partitions);
        if numbers.len() < partitions.count() {
            lock(&self.events).push(GroupEvent::Stale);
        }
        let list = self.list(&numbers);
        if let Err(error) = consumer.incremental_assign(&list).and_then(|()| consumer.pause(&list)) {
            tracing::error!(topic = self.topic, %error, "an assignment was not taken");
        }
        *lock(&self.metadata) = consumer.group_metadata();
        lock(&self.events).push(GroupEvent::Assigned(numbers));
    }

    fn revoked(&self, consumer: &BaseConsumer<Self>, partitions: &TopicPartitionList) {
        if consumer.assignment_lost() {
            *lock(&self.metadata) = None;
        }
        let numbers = self.numbers(partitions);
        let list = self.list(&numbers);
        lock(&self.events).push(GroupEvent::Revoked(numbers));
        if let Err(error) = consumer.incremental_unassign(&list) {
            tracing::error!(topic = self.topic, %error, "a revocation was not taken");
        }
    }

    /// The partitions of this lane's topic among these.
    fn numbers(&self, partitions: &TopicPartitionList) -> Vec<i32> {
        let elements = partitions.elements();
        elements.iter().filter(|element| element.topic() == self.topic).map(|element| element.partition()).collect()
    }

    /// Partitions with an explicit offset, so that librdkafka looks none up; the lane seeks before it resumes.
    pub(crate) fn list(&self, partitions: &[i32]) -> TopicPartitionList {
        let mut list = TopicPartitionList::with_capacity(partitions.len());
        for &partition in partitions {
            let mut element = list.add_partition(&self.topic, partition);
            // 0 is a valid offset: setting it cannot fail
            let _ = element.set_offset(Offset::Offset(0));
        }
        list
    }
}

impl ClientContext for Group {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(topic = self.topic, %error, reason, "the consumer reports");
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        self.login.token()
    }
}

impl ConsumerContext for Group {
    fn rebalance(&self, consumer: &BaseConsumer<Self>, err: RDKafkaRespErr, partitions: &mut TopicPartitionList) {
        match err {
            RDKafkaRespErr::RD_KAFKA_RESP_ERR__ASSIGN_PARTITIONS => self.assigned(consumer, partitions),
            _ => self.revoked(consumer, partitions),
        }
    }
}

/// A poisoned lock means a lane died, and a lane that dies takes the process with it: the value is still whole.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
