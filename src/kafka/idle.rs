//! A consumer group that nobody is a member of: where it stands, and the right to move it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::consumer::{Consumer, ConsumerGroupMetadata};
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};
use thiserror::Error;

use super::client::Clients;
use super::quiet::QuietConsumer;

/// How long one question waits for its answer.
const ASK: Duration = Duration::from_secs(5);
/// Between two looks.
const LOOK: Duration = Duration::from_millis(200);
/// Offsets inside a transaction that a dead process left open are asked for again for so long.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a group can't be worked on.
#[derive(Debug, Error)]
pub enum IdleError {
    /// Somebody is a member.
    #[error("group {group} has {members} members: stop every process that works on these topics first")]
    Busy {
        /// The group.
        group: String,
        /// How many.
        members: usize,
    },
    /// Kafka's word.
    #[error("group {group}: no answer")]
    Kafka {
        /// The group.
        group: String,
        /// What it said.
        #[source]
        source: KafkaError,
    },
}

/// A group without members, as of when it was looked at.
pub struct IdleGroup {
    name: String,
    consumer: QuietConsumer,
}

impl IdleGroup {
    /// Waits until a group has no members: static ones stay until their session, `within` at most, has run out. A group
    /// that does not exist has none.
    ///
    /// # Errors
    /// [`IdleError`]
    pub fn of(clients: &Clients, name: String, within: Duration) -> Result<Self, IdleError> {
        let failed = |source| IdleError::Kafka { group: name.clone(), source };
        let consumer: QuietConsumer = clients.reader(&name).create_with_context(clients.quiet()).map_err(failed)?;
        let since = Instant::now();
        loop {
            let list = consumer.fetch_group_list(Some(&name), ASK).map_err(failed)?;
            let members = list.groups().iter().map(|group| group.members().len()).sum();
            if members == 0 {
                return Ok(Self { name, consumer });
            }
            if since.elapsed() > within {
                return Err(IdleError::Busy { group: name, members });
            }
            drop(consumer.poll(LOOK));
        }
    }

    /// The group's name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Its stable committed offsets in `topic`; a partition without one is missing.
    ///
    /// # Errors
    /// [`IdleError::Kafka`]
    pub fn committed(&self, topic: &str, partitions: usize) -> Result<BTreeMap<i32, i64>, IdleError> {
        let since = Instant::now();
        loop {
            match self.ask(topic, partitions) {
                Ok(offsets) => return Ok(offsets),
                Err(source) if since.elapsed() > PATIENCE => {
                    return Err(IdleError::Kafka { group: self.name.clone(), source });
                }
                Err(_) => drop(self.consumer.poll(LOOK)),
            }
        }
    }

    fn ask(&self, topic: &str, partitions: usize) -> Result<BTreeMap<i32, i64>, KafkaError> {
        let mut list = TopicPartitionList::with_capacity(partitions);
        for partition in 0..i32::try_from(partitions).unwrap_or(i32::MAX) {
            list.add_partition(topic, partition);
        }
        let answer = self.consumer.committed_offsets(list, ASK)?;
        let mut offsets = BTreeMap::new();
        for element in answer.elements() {
            // the call can say Ok with an error on one partition
            element.error()?;
            if let Offset::Offset(offset) = element.offset() {
                offsets.insert(element.partition(), offset);
            }
        }
        Ok(offsets)
    }

    /// What lets a transaction commit offsets for a group without members.
    pub(crate) fn metadata(&self) -> Option<ConsumerGroupMetadata> {
        self.consumer.group_metadata()
    }
}

impl std::fmt::Debug for IdleGroup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "IdleGroup({})", self.name)
    }
}
