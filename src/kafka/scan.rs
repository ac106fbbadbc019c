//! Whole partitions read once, to the end they have now: for jobs that work on a pipeline at rest.
//!
//! What a process that died left open is waited for, as in a takeover: nothing that may still be committed is missed.

use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer;
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};
use thiserror::Error;

use super::client::Clients;
use super::position::Bounds;
use super::quiet::QuietConsumer;
use super::record::Record;
use super::takeover::bounds;

/// Silence for so long in the middle of a partition is an error.
const PATIENCE: Duration = Duration::from_secs(60);
/// Between two looks at a transaction that is still open.
const LOOK: Duration = Duration::from_millis(200);

/// Why a partition was not read to its end.
#[derive(Debug, Error)]
pub enum ScanError {
    /// Kafka's word.
    #[error("{topic} [{partition}]: the log cannot be read")]
    Kafka {
        /// The topic.
        topic: String,
        /// The partition.
        partition: i32,
        /// What it said.
        #[source]
        source: KafkaError,
    },
    /// An open transaction that nobody ends, or a broker that says nothing more.
    #[error("{topic} [{partition}]: nothing came for {} s: is a transaction still open there?", PATIENCE.as_secs())]
    Silence {
        /// The topic.
        topic: String,
        /// The partition.
        partition: i32,
    },
}

/// A reader of whole partitions.
pub struct Scan {
    uncommitted: QuietConsumer,
    reader: QuietConsumer,
}

impl Scan {
    /// Makes the clients; `group` is only a name, nothing joins it.
    ///
    /// # Errors
    /// Where librdkafka refuses the configuration.
    pub fn new(clients: &Clients, group: &str) -> Result<Self, KafkaError> {
        Ok(Self {
            uncommitted: clients.uncommitted().create_with_context(clients.quiet())?,
            reader: clients.reader(group).create_with_context(clients.quiet())?,
        })
    }

    /// Offset of the first record and end of the log, once every transaction in it is decided.
    ///
    /// # Errors
    /// [`ScanError`]
    pub fn bounds(&self, topic: &str, partition: i32) -> Result<(i64, i64), ScanError> {
        let since = Instant::now();
        loop {
            match self.settled(topic, partition) {
                Ok(Some(log)) => return Ok((log.low, log.high)),
                Ok(None) if since.elapsed() > PATIENCE => {
                    return Err(ScanError::Silence { topic: topic.to_owned(), partition });
                }
                Err(source) if since.elapsed() > PATIENCE => {
                    return Err(ScanError::Kafka { topic: topic.to_owned(), partition, source });
                }
                // a poll without an assignment waits, and serves callbacks
                Ok(None) | Err(_) => drop(self.reader.poll(LOOK)),
            }
        }
    }

    /// The log's bounds, if no transaction in it is open.
    fn settled(&self, topic: &str, partition: i32) -> Result<Option<Bounds>, KafkaError> {
        let mark = bounds(&self.uncommitted, topic, partition)?;
        let stable = bounds(&self.reader, topic, partition)?;
        Ok((stable.high >= mark.high).then_some(mark))
    }

    /// Hands over every committed record from `from` on (the log's start where it is earlier), in order.
    ///
    /// # Errors
    /// [`ScanError`], or what `each` returns.
    pub fn read<E: From<ScanError>>(
        &self,
        topic: &str,
        partition: i32,
        from: i64,
        mut each: impl FnMut(&Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let (low, high) = self.bounds(topic, partition)?;
        let log = Bounds { low: low.max(from), high };
        if log.low >= log.high {
            return Ok(());
        }
        let failed = |source| ScanError::Kafka { topic: topic.to_owned(), partition, source };
        let mut list = TopicPartitionList::new();
        list.add_partition_offset(topic, partition, Offset::Offset(log.low)).map_err(failed)?;
        self.reader.assign(&list).map_err(failed)?;
        let result = self.to_end(topic, partition, &mut each);
        self.reader.unassign().map_err(failed)?;
        result
    }

    fn to_end<E: From<ScanError>>(
        &self,
        topic: &str,
        partition: i32,
        each: &mut impl FnMut(&Record) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut last = Instant::now();
        loop {
            match self.reader.poll(LOOK) {
                Some(Ok(message)) => {
                    last = Instant::now();
                    each(&Record::copy(&message))?;
                }
                Some(Err(KafkaError::PartitionEOF(_))) => return Ok(()),
                // librdkafka goes on by itself when a connection is back
                Some(Err(source)) if last.elapsed() > PATIENCE => {
                    return Err(ScanError::Kafka { topic: topic.to_owned(), partition, source }.into());
                }
                None if last.elapsed() > PATIENCE => {
                    return Err(ScanError::Silence { topic: topic.to_owned(), partition }.into());
                }
                Some(Err(_)) | None => {}
            }
        }
    }
}

impl std::fmt::Debug for Scan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Scan")
    }
}
