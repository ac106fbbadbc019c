//! Transactions outside any lane, for jobs that move what a pipeline at rest has written.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};
use thiserror::Error;

use super::client::Clients;
use super::idle::IdleGroup;
use super::position::CommitNote;
use super::producer::{Producer, TxnError};
use super::record::Outgoing;
use crate::telemetry::clock;

/// How long a transaction may take.
const TIMEOUT: Duration = Duration::from_secs(60);
/// Records of one transaction.
const MOST: usize = 20_000;

/// Why something was not written.
#[derive(Debug, Error)]
pub enum RewriteError {
    /// No client, or no transactional id.
    #[error("no transactional producer")]
    Connect(#[source] KafkaError),
    /// Kafka does not answer.
    #[error("no transactional producer: the broker does not answer")]
    Silence,
    /// A step of a transaction failed; nothing of it is visible.
    #[error("the transaction was not committed: {0}")]
    Failed(String),
    /// The commit's outcome is unknown.
    #[error("whether the transaction was committed is not known: {0}")]
    Unknown(String),
}

impl From<TxnError> for RewriteError {
    fn from(error: TxnError) -> Self {
        match error {
            TxnError::Unknown { .. } => Self::Unknown(error.to_string()),
            _ => Self::Failed(error.to_string()),
        }
    }
}

/// A writer whose every transaction is visible as a whole or not at all.
pub struct Rewrite {
    producer: Producer,
    /// Records in the open transaction; none is open at 0.
    open: usize,
    deadline: Instant,
}

impl Rewrite {
    /// Takes the transactional id, ending whatever an earlier run left open. Ends of `state_topic` are kept for
    /// [`Self::state_ends`].
    ///
    /// # Errors
    /// [`RewriteError`]
    pub fn connect(clients: &Clients, id: &str, state_topic: String) -> Result<Self, RewriteError> {
        let config = clients.producer(id, TIMEOUT);
        let producer = Producer::create(&config, Some(state_topic), clients.login()).map_err(RewriteError::Connect)?;
        if !producer.init(TIMEOUT).map_err(RewriteError::Connect)? {
            return Err(RewriteError::Silence);
        }
        Ok(Self { producer, open: 0, deadline: Instant::now() })
    }

    /// Writes a record; commits what is open whenever it has grown large.
    ///
    /// # Errors
    /// [`RewriteError`]
    pub fn send(&mut self, outgoing: &Outgoing) -> Result<(), RewriteError> {
        if self.open >= MOST {
            self.commit()?;
        }
        self.add(outgoing)
    }

    /// Writes a record into the open transaction, whatever its size.
    ///
    /// # Errors
    /// [`RewriteError`]
    pub fn add(&mut self, outgoing: &Outgoing) -> Result<(), RewriteError> {
        if self.open == 0 {
            self.producer.begin()?;
            self.deadline = Instant::now() + TIMEOUT;
        }
        self.open += 1;
        Ok(self.producer.send(outgoing, None, clock::now().timestamp_millis(), self.deadline)?)
    }

    /// End of each partition of the state topic behind what the open transaction has written.
    ///
    /// # Errors
    /// [`RewriteError`] where a record was not delivered.
    pub fn state_ends(&self) -> Result<BTreeMap<i32, i64>, RewriteError> {
        self.producer.settle(self.deadline)?;
        Ok(self.producer.state_ends())
    }

    /// Puts a group's offsets into the open transaction.
    ///
    /// # Errors
    /// [`RewriteError`]
    pub fn offsets(
        &self,
        group: &IdleGroup,
        topic: &str,
        offsets: &BTreeMap<i32, (i64, CommitNote)>,
    ) -> Result<(), RewriteError> {
        let Some(metadata) = group.metadata() else {
            return Err(RewriteError::Failed(format!("group {} gives no metadata", group.name())));
        };
        let mut list = TopicPartitionList::with_capacity(offsets.len());
        for (&partition, (offset, note)) in offsets {
            let mut element = list.add_partition(topic, partition);
            element.set_metadata(note.to_metadata());
            // an offset that came from a commit or a watermark is representable
            let _ = element.set_offset(Offset::Offset(*offset));
        }
        Ok(self.producer.offsets(&list, &metadata, self.deadline)?)
    }

    /// Commits what is open.
    ///
    /// # Errors
    /// [`RewriteError`]
    pub fn commit(&mut self) -> Result<(), RewriteError> {
        if self.open > 0 {
            self.producer.settle(self.deadline)?;
            self.producer.commit(self.deadline)?;
            self.open = 0;
        }
        Ok(())
    }
}

impl std::fmt::Debug for Rewrite {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Rewrite")
    }
}
