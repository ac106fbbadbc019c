//! Why a lane ends.

use rdkafka::error::KafkaError;
use thiserror::Error;

/// Why a lane ended. It takes the process with it.
#[derive(Debug, Error)]
pub enum LaneError {
    /// Two processes, one name.
    #[error(
        "another process uses the name {instance:?} in group {group}: give each process its own service.instance ({detail})"
    )]
    Twin {
        /// The name in use.
        instance: String,
        /// The group.
        group: String,
        /// What Kafka said.
        detail: String,
    },
    /// Retention deleted input before it was read, and `input.on_gap` is `stop`.
    #[error(
        "{topic} [{partition}]: records {from} to {to} were deleted before they were read (input.on_gap = \"stop\"); \
         set input.on_gap = \"continue\" to go on at the earliest record"
    )]
    Gap {
        /// The topic.
        topic: String,
        /// The partition.
        partition: i32,
        /// First lost offset.
        from: i64,
        /// First offset that is there.
        to: i64,
    },
    /// The group is ahead of the log.
    #[error(
        "{topic} [{partition}]: group {group} has committed offset {committed}, but the log ends at {end}: the topic was \
         made anew; delete the group's offsets, or use another kafka.group or topics.prefix"
    )]
    Recreated {
        /// The topic.
        topic: String,
        /// The partition.
        partition: i32,
        /// The group.
        group: String,
        /// What it has committed.
        committed: i64,
        /// Where the log ends.
        end: i64,
    },
    /// The brokers can't do what exactly-once rests on.
    #[error(
        "the broker is older than Kafka 2.5 (it takes TxnOffsetCommit up to version {version}, 3 is needed): it would commit \
         offsets without the group's generation, and so those of a process that has lost its partitions; upgrade every broker"
    )]
    OldBroker {
        /// The highest version it takes.
        version: i16,
    },
    /// The broker refuses to let this lane write in transactions.
    #[error(
        "lane {lane} may not write in transactions: {source}; grant write on transactional ids with that prefix, or correct transaction.timeout_ms"
    )]
    Refused {
        /// The lane's id, its `transactional.id`.
        lane: String,
        /// What the broker said.
        #[source]
        source: KafkaError,
    },
    /// The client gave up for good.
    #[error("lane {lane}: Kafka client failed for good: {source}")]
    Client {
        /// The lane's id.
        lane: String,
        /// What it said.
        #[source]
        source: KafkaError,
    },
}

impl LaneError {
    /// Whether a person has to change something before it can run.
    pub fn is_refusal(&self) -> bool {
        matches!(self, Self::OldBroker { .. } | Self::Refused { .. })
    }
}
