//! What goes through a lane: bytes, keys, positions. What they mean is the stage's business.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rdkafka::Message;
use rdkafka::message::{BorrowedMessage, Header, Headers, OwnedHeaders};

use crate::telemetry::metrics::HoldReason;

/// A header as Kafka keeps it: the value may be null.
pub type RecordHeader = (String, Option<Vec<u8>>);

/// A consumed record, copied out of librdkafka's fetch buffer so that an aborted turn can be run again from memory.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Partition of the lane's input topic.
    pub partition: i32,
    /// Offset in the partition.
    pub offset: i64,
    /// The record's timestamp, milliseconds since the epoch.
    pub timestamp: i64,
    /// The key.
    pub key: Option<Vec<u8>>,
    /// The value.
    pub value: Option<Vec<u8>>,
    /// The headers in their order.
    pub headers: Vec<RecordHeader>,
}

impl Record {
    /// Copies a message out of its fetch buffer.
    pub fn copy(message: &BorrowedMessage<'_>) -> Self {
        let headers = message.headers().map_or_else(Vec::new, |headers| {
            headers.iter().map(|header| (header.key.to_owned(), header.value.map(<[u8]>::to_vec))).collect()
        });
        Self {
            partition: message.partition(),
            offset: message.offset(),
            timestamp: message.timestamp().to_millis().unwrap_or(0),
            key: message.key().map(<[u8]>::to_vec),
            value: message.payload().map(<[u8]>::to_vec),
            headers,
        }
    }

    /// The first header of that name with a value.
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(key, _)| key == name).and_then(|(_, value)| value.as_deref())
    }

    /// It stops its partition.
    pub fn halt(&self, why: HoldReason, reason: impl ToString) -> Halt {
        Halt { partition: self.partition, offset: self.offset, why, reason: reason.to_string() }
    }

    /// What it takes in memory, near enough for the bound on a turn.
    pub fn size(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(k, v)| k.len() + v.as_ref().map_or(0, Vec::len) + 48).sum();
        size_of::<Self>() + self.key.as_ref().map_or(0, Vec::len) + self.value.as_ref().map_or(0, Vec::len) + headers
    }
}

/// A record to write in the turn's transaction. Its timestamp is always the time of writing: one with its page's time
/// would be refused, or eaten by retention.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outgoing {
    /// The topic, prefix included.
    pub topic: String,
    /// The partition; where none, murmur2 of the key decides, as Java's default partitioner does.
    pub partition: Option<i32>,
    /// The key.
    pub key: Option<Vec<u8>>,
    /// The value; none is a tombstone.
    pub value: Option<Vec<u8>>,
    /// The headers in their order.
    pub headers: Vec<RecordHeader>,
}

impl Outgoing {
    /// A change of state, for the same partition of the change log.
    pub(crate) fn change(topic: &str, partition: i32, change: &StateChange) -> Self {
        let (key, value) = (Some(change.key.clone()), change.value.clone());
        Self { topic: topic.to_owned(), partition: Some(partition), key, value, headers: Vec::new() }
    }

    /// Bytes of the record, about as the broker counts them before compression.
    pub fn size(&self) -> usize {
        let headers: usize = self.headers.iter().map(|(k, v)| k.len() + v.as_ref().map_or(0, Vec::len) + 10).sum();
        128 + self.key.as_ref().map_or(0, Vec::len) + self.value.as_ref().map_or(0, Vec::len) + headers
    }

    /// The headers as librdkafka wants them.
    pub(crate) fn owned_headers(&self) -> OwnedHeaders {
        self.headers.iter().fold(OwnedHeaders::new_with_capacity(self.headers.len()), |headers, (key, value)| {
            headers.insert(Header { key, value: value.as_deref() })
        })
    }
}

/// What a turn wants written, filled by the stage.
#[derive(Debug, Default)]
pub struct Outbox {
    /// Output records and dead letters, in order.
    pub records: Vec<Outgoing>,
    /// Changes of state by partition of the lane's input: they go to the same partition of the state topic.
    pub changes: Vec<(i32, StateChange)>,
    /// Partitions that must not go on, each with the offset of the record that stops it.
    pub halts: Vec<Halt>,
    /// Records of this turn (partition, offset) that became dead letters.
    pub rejected: Vec<(i32, i64)>,
    /// The room in topics whose brokers have refused records for their size. It outlasts the turn.
    pub limits: BTreeMap<String, Room>,
    /// Figures of this turn for its span.
    pub counts: TurnCounts,
}

impl Outbox {
    /// Whether a record of that size is known not to fit into that topic.
    pub fn refuses(&self, topic: &str, size: usize) -> bool {
        self.limits.get(topic).is_some_and(|room| room.refuses(size))
    }

    /// Whether this turn has found that a partition must not go on.
    pub fn is_halted(&self, partition: i32) -> bool {
        self.halts.iter().any(|halt| halt.partition == partition)
    }
}

/// One record of a state partition's change log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StateChange {
    /// The key.
    pub key: Vec<u8>,
    /// The new value; none is a tombstone.
    pub value: Option<Vec<u8>>,
}

/// What is known of the room for one record in a topic, bytes as in [`Outgoing::size`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// What is larger is cut to this.
    pub aim: usize,
    /// So many bytes were refused while they were alone in their batch: as many are not worth another try.
    pub refused: usize,
}

impl Room {
    /// Whether a record of that size is known not to fit.
    pub fn refuses(self, size: usize) -> bool {
        size >= self.refused
    }

    /// Bytes that a record's value may have beside its key and headers.
    pub fn left_for_value(self, record: &Outgoing) -> usize {
        let around = record.size() - record.value.as_ref().map_or(0, Vec::len);
        self.aim.saturating_sub(around)
    }
}

/// A partition that must wait for a person: a record of an unknown version, for example. Nothing that was learned of the
/// record that stops it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Halt {
    /// The input partition.
    pub partition: i32,
    /// The record that stops it: it is not committed.
    pub offset: i64,
    /// What kind of trouble it is.
    pub why: HoldReason,
    /// What to do about it.
    pub reason: String,
}

/// Figures of one turn, shown on the transaction's span.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct TurnCounts {
    /// Items found or sightings worked through.
    pub items: u64,
    /// Headline events written.
    pub headlines: u64,
    /// Dead letters written.
    pub dead_letters: u64,
}

/// The instant of a record's timestamp; the epoch where it is out of range.
pub fn instant(timestamp: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(timestamp).unwrap_or_default()
}

/// What to tell a person about a record that a topic can't take.
pub fn too_large(what: &str, size: usize, topic: &str) -> String {
    format!(
        "{what} of {size} bytes is larger than {topic} takes, and can't be made smaller: raise the topic's max.message.bytes, \
         then let it go on with `headlined release`"
    )
}
