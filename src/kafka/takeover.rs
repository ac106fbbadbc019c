//! Taking over a partition: where the group stands, then the state as its predecessor left it, all of it.
//!
//! In steps between polls, so that no restore, however long, misses `max.poll.interval.ms` or holds up other partitions:
//!
//! 1. the group's *stable* committed offset (a read-committed consumer asks for stable ones only; unstable = ask again);
//! 2. the bounds of the input partition: did retention eat anything, was the topic made anew;
//! 3. the mark: the state partition's high watermark as a *read-uncommitted* client sees it. The watermark of a
//!    read-committed client is the last stable offset: to stop there would miss what a dying lane commits late;
//! 4. the barrier: wait until the last stable offset has reached the mark;
//! 5. only then read the change log, to its first end of partition: all of it, or from where a local snapshot ends;
//! 6. seek and resume.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::BorrowedMessage;
use rdkafka::{Message, Offset, TopicPartitionList};

use super::client::Clients;
use super::group::Group;
use super::position::{Bounds, CommitNote, Committed};
use super::quiet::QuietConsumer;
use super::snapshot::Reader;
use super::stage::{Stage, StateFault};
use crate::fault;

/// How long one question to the broker may hold up the lane.
const ASK: Duration = Duration::from_millis(250);
/// How long one slice of reading state may hold up the lane.
const SLICE: Duration = Duration::from_millis(20);
/// How long one wait for records of the change log lasts.
const WAIT: Duration = Duration::from_millis(5);
/// Records of it that are handed on at a time.
const SOME: usize = 64;

/// How far a takeover has come.
#[derive(Debug)]
pub(crate) enum Step {
    /// Ask for the group's offset.
    Offset,
    /// Ask for the state partition's mark.
    Mark,
    /// Wait for the last stable offset to reach the mark.
    Barrier {
        /// The state partition as the read-uncommitted client saw it.
        mark: Bounds,
    },
    /// Load a snapshot.
    Load {
        /// The state partition as the read-uncommitted client saw it.
        mark: Bounds,
        /// Where the snapshot is read from.
        reader: Box<Reader>,
    },
    /// Read the change log.
    Read,
    /// Seek and resume.
    Seek,
}

/// One partition on its way to being processed.
#[derive(Debug)]
pub(crate) struct Takeover {
    pub(crate) step: Step,
    pub(crate) since: Instant,
    pub(crate) committed: Option<Committed>,
    /// First offset to process.
    pub(crate) start: i64,
    /// End of the change log that was read.
    pub(crate) state_end: i64,
    pub(crate) told: bool,
    /// Records of the change log that were read.
    pub(crate) records: u64,
    /// librdkafka stopped fetching it, as its position was outside the log: it seeks no more, it has to be assigned anew.
    pub(crate) stopped: bool,
    /// A person has let it go on: what its note holds against it is forgotten.
    pub(crate) released: bool,
}

impl Takeover {
    pub(crate) fn new() -> Self {
        Self {
            step: Step::Offset,
            since: Instant::now(),
            committed: None,
            start: 0,
            state_end: 0,
            told: false,
            records: 0,
            stopped: false,
            released: false,
        }
    }
}

/// What the group has committed for a partition, or why that is not known now.
pub(crate) enum GroupOffset {
    /// A stable offset.
    At(Committed),
    /// None: never committed, or expired.
    Nowhere,
    /// Ask again.
    Unstable,
}

/// The group's stable offsets for `partitions` of `topic`, in their order.
///
/// `committed` can say Ok with an error on one partition, so each is looked at; only "invalid" without an error is none.
pub(crate) fn group_offsets(consumer: &BaseConsumer<Group>, topic: &str, partitions: &[i32]) -> Vec<GroupOffset> {
    let mut list = TopicPartitionList::with_capacity(partitions.len());
    for &partition in partitions {
        list.add_partition(topic, partition);
    }
    let Ok(answer) = consumer.committed_offsets(list, ASK) else {
        return partitions.iter().map(|_| GroupOffset::Unstable).collect();
    };
    partitions
        .iter()
        .map(|&partition| match answer.find_partition(topic, partition) {
            Some(element) if element.error().is_ok() => match element.offset() {
                Offset::Offset(offset) => {
                    GroupOffset::At(Committed { offset, note: CommitNote::from_metadata(element.metadata()) })
                }
                Offset::Invalid => GroupOffset::Nowhere,
                _ => GroupOffset::Unstable,
            },
            _ => GroupOffset::Unstable,
        })
        .collect()
}

/// The clients that a takeover asks and reads with, beside the lane's own consumer.
pub(crate) struct StateReader {
    topic: String,
    /// Read-uncommitted: the mark.
    uncommitted: QuietConsumer,
    /// Read-committed: the barrier and the records.
    reader: QuietConsumer,
}

impl StateReader {
    /// Makes both clients.
    pub(crate) fn create(clients: &Clients, topic: String, group: &str) -> Result<Self, KafkaError> {
        let uncommitted = clients.uncommitted().create_with_context(clients.quiet())?;
        Ok(Self { topic, uncommitted, reader: clients.reader(group).create_with_context(clients.quiet())? })
    }

    /// The mark: everything that was ever written, open transactions included.
    pub(crate) fn mark(&self, partition: i32) -> Result<Bounds, KafkaError> {
        let client = if fault::broken("stable-end-as-mark") { &self.reader } else { &self.uncommitted };
        bounds(client, &self.topic, partition)
    }

    /// Whether everything below the mark is decided.
    pub(crate) fn stable(&self, partition: i32, mark: Bounds) -> Result<bool, KafkaError> {
        Ok(bounds(&self.reader, &self.topic, partition)?.high >= mark.high)
    }

    /// Starts reading a partition.
    pub(crate) fn open(&self, partition: i32, from: i64) -> Result<(), KafkaError> {
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(&self.topic, partition, Offset::Offset(from))?;
        self.reader.incremental_assign(&list)
    }

    /// Stops reading a partition.
    pub(crate) fn close(&self, partition: i32) {
        let mut list = TopicPartitionList::new();
        list.add_partition(&self.topic, partition);
        if let Err(error) = self.reader.incremental_unassign(&list) {
            tracing::debug!(partition, %error, "the state reader was not on this partition");
        }
    }

    /// Feeds what has arrived to `stage` for one slice of time, and how many records of a partition that were to `count`;
    /// gives the partitions that came to their end or fault.
    pub(crate) fn read(
        &self,
        stage: &mut impl Stage,
        mut count: impl FnMut(i32, usize),
    ) -> Vec<(i32, Result<(), StateFault>)> {
        let until = Instant::now() + SLICE;
        let mut ended = Vec::new();
        let mut more = true;
        while more && Instant::now() < until && ended.is_empty() {
            let (messages, error) = self.poll_some();
            more = !messages.is_empty();
            for some in messages.chunk_by(|one, next| one.partition() == next.partition()) {
                let Some(partition) = some.first().map(BorrowedMessage::partition) else { continue };
                count(partition, some.len());
                let records = some.iter().map(|message| (message.key().unwrap_or_default(), message.payload()));
                if let Err(fault) = stage.restore(partition, &records.collect::<Vec<_>>()) {
                    ended.push((partition, Err(fault)));
                }
            }
            match error {
                Some(KafkaError::PartitionEOF(partition)) => ended.push((partition, Ok(()))),
                Some(error) => {
                    tracing::debug!(%error, "the state reader reports");
                    return ended;
                }
                None => {}
            }
        }
        ended
    }

    /// Records that have arrived, and the error behind them.
    fn poll_some(&self) -> (Vec<BorrowedMessage<'_>>, Option<KafkaError>) {
        let mut messages = Vec::with_capacity(SOME);
        while messages.len() < SOME {
            match self.reader.poll(if messages.is_empty() { WAIT } else { Duration::ZERO }) {
                Some(Ok(message)) => messages.push(message),
                Some(Err(error)) => return (messages, Some(error)),
                None => break,
            }
        }
        (messages, None)
    }
}

/// Low and high watermark as `client`'s isolation level sees them.
pub(crate) fn bounds<C: rdkafka::consumer::ConsumerContext>(
    client: &BaseConsumer<C>,
    topic: &str,
    partition: i32,
) -> Result<Bounds, KafkaError> {
    let (low, high) = client.fetch_watermarks(topic, partition, ASK)?;
    if low < 0 || high < 0 {
        return Err(KafkaError::OffsetFetch(RDKafkaErrorCode::UnknownPartition));
    }
    Ok(Bounds { low, high })
}
