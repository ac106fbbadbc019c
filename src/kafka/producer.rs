//! The lane's transactional producer: each call's result sorted into what the lane has to do about it.
//!
//! Until `commit` is called an error leaves two ways: abort and run the turn again, or a new producer. Once it is
//! called, anything but Ok is *unknown*: librdkafka itself says that the commit may have succeeded.

mod heard;

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::TopicPartitionList;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _, PurgeConfig};
use thiserror::Error;

use self::heard::{Deliveries, Heard};
use super::login::Login;
use super::record::Outgoing;
use crate::fault;
use crate::telemetry::metrics::RecreateReason;

/// How long one wait for delivery reports lasts: it decides what a transaction costs beyond the broker's own time.
/// `commit_transaction` would wait for them in slices of 100 ms.
const DELIVERY_SLICE: Duration = Duration::from_millis(1);

/// How long what librdkafka has to tell may hold up the lane.
const SERVE: Duration = Duration::from_millis(100);

/// From this version on (Kafka 2.5) `TxnOffsetCommit` carries member and generation.
const FENCED_VERSION: i16 = 3;

/// What the lane has to do about a failed step of a transaction.
#[derive(Debug, Error)]
pub(crate) enum TxnError {
    /// Abort, then run the same turn again.
    #[error("{step}: {reason}")]
    Abort {
        /// The call.
        step: &'static str,
        /// What it said.
        reason: String,
        /// The group refused the generation: wait for the next rebalance.
        refused: bool,
    },
    /// Records were refused for their size: take a new producer, for the sequence numbers of this one are out of step with
    /// the broker's, then run the same turn again with what fits.
    #[error("{} records are larger than their topic takes", places.len())]
    TooLarge {
        /// Their places in the outbox: the records', then the changes'.
        places: Vec<usize>,
    },
    /// This producer is of no more use: take a new one, then run the same turn again.
    #[error("{step}: {detail}")]
    Renew {
        /// The call.
        step: &'static str,
        /// Why, as a label.
        reason: RecreateReason,
        /// What it said.
        detail: String,
    },
    /// The commit may or may not have happened: take a new producer, then ask.
    #[error("commit: {detail}")]
    Unknown {
        /// What it said.
        detail: String,
        /// Another producer has taken this one's place, or the broker timed the transaction out.
        fenced: bool,
    },
}

impl TxnError {
    /// A step was taken before there was a producer to take it with.
    pub(crate) fn no_producer() -> Self {
        Self::Abort { step: "begin", reason: "there is no producer".to_owned(), refused: false }
    }
}

/// A producer with a transactional id.
pub(crate) struct Producer {
    inner: BaseProducer<Deliveries>,
}

impl Producer {
    /// Makes the client; nothing is sent yet.
    pub(crate) fn create(
        config: &rdkafka::ClientConfig,
        state_topic: Option<String>,
        login: Login,
    ) -> Result<Self, KafkaError> {
        Ok(Self { inner: config.create_with_context(Deliveries::new(state_topic, login))? })
    }

    /// Takes the transactional id's place, fencing and settling whatever a predecessor left open.
    ///
    /// # Errors
    /// `Ok(false)` while the broker does not answer: call again. A fatal error needs another producer.
    pub(crate) fn init(&self, wait: Duration) -> Result<bool, KafkaError> {
        match self.inner.init_transactions(wait) {
            Ok(()) => Ok(true),
            Err(KafkaError::Transaction(error)) if timed_out(&error) || error.is_retriable() => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Begins a transaction.
    pub(crate) fn begin(&self) -> Result<(), TxnError> {
        *self.inner.context().heard() = Heard::default();
        self.inner.begin_transaction().map_err(|error| sort("begin", &error))
    }

    /// Puts a record into the transaction, waiting while the producer's queue is full. `place` is where it stands in the
    /// outbox; none for what is no part of the turn.
    pub(crate) fn send(
        &self,
        outgoing: &Outgoing,
        place: Option<usize>,
        timestamp: i64,
        deadline: Instant,
    ) -> Result<(), TxnError> {
        loop {
            let record: BaseRecord<'_, [u8], [u8], usize> =
                BaseRecord::with_opaque_to(&outgoing.topic, place.unwrap_or(heard::NOWHERE));
            let mut record = record.timestamp(timestamp).headers(outgoing.owned_headers());
            record.partition = outgoing.partition;
            record.key = outgoing.key.as_deref();
            record.payload = outgoing.value.as_deref();
            match self.inner.send(record) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) if Instant::now() < deadline => {
                    self.inner.poll(DELIVERY_SLICE);
                }
                Err((KafkaError::MessageProduction(code), _)) if heard::refuses_size(code) && place.is_some() => {
                    return Err(TxnError::TooLarge { places: place.into_iter().collect() });
                }
                Err((error, _)) => return Err(sort("send", &error)),
            }
        }
    }

    /// Waits until every record of the transaction is delivered, or one has failed: the others wait for the abort then.
    pub(crate) fn settle(&self, deadline: Instant) -> Result<(), TxnError> {
        while self.inner.in_flight_count() > 0 && self.inner.context().heard().failure.is_none() {
            if Instant::now() >= deadline {
                let detail = format!("{} records are not delivered in time", self.inner.in_flight_count());
                return Err(TxnError::Renew { step: "send", reason: RecreateReason::TimedOut, detail });
            }
            self.inner.poll(DELIVERY_SLICE);
        }
        let (places, failure) = {
            let mut heard = self.inner.context().heard();
            (std::mem::take(&mut heard.too_large), heard.failure.take())
        };
        if !places.is_empty() {
            return Err(TxnError::TooLarge { places });
        }
        failure.map_or(Ok(()), |reason| Err(TxnError::Abort { step: "send", reason, refused: false }))
    }

    /// Ends of the change logs this transaction wrote to, by partition.
    pub(crate) fn state_ends(&self) -> BTreeMap<i32, i64> {
        self.inner.context().heard().state_ends.clone()
    }

    /// A connection broke or a request got no answer since the transaction began: a stray retry of librdkafka's may hit
    /// the next one, so this producer must not begin another.
    pub(crate) fn is_unsteady(&self) -> Option<String> {
        self.serve();
        self.inner.context().heard().transport.take()
    }

    /// Serves what waits to be told: with nothing under way only that counts as in flight. One call serves one event.
    fn serve(&self) {
        let deadline = Instant::now() + SERVE;
        while self.inner.in_flight_count() > 0 && Instant::now() < deadline {
            self.inner.poll(Duration::ZERO);
        }
    }

    /// The version of `TxnOffsetCommit` that every broker met so far speaks, where that leaves out the group's generation:
    /// the broker would take offsets from anybody.
    pub(crate) fn unfenced_version(&self) -> Option<i16> {
        self.serve();
        self.inner.context().offsets_version().filter(|version| *version < FENCED_VERSION)
    }

    /// Puts the offsets into the transaction; the same call again while the error is retriable.
    pub(crate) fn offsets(
        &self,
        offsets: &TopicPartitionList,
        group: &ConsumerGroupMetadata,
        deadline: Instant,
    ) -> Result<(), TxnError> {
        loop {
            let wait = deadline.saturating_duration_since(Instant::now());
            match self.inner.send_offsets_to_transaction(offsets, group, wait) {
                Ok(()) => return Ok(()),
                Err(KafkaError::Transaction(error))
                    if !timed_out(&error) && error.is_retriable() && !wait.is_zero() => {}
                Err(error) => return Err(sort("offsets", &error)),
            }
        }
    }

    /// Commits. Anything but Ok is unknown.
    pub(crate) fn commit(&self, deadline: Instant) -> Result<(), TxnError> {
        let wait = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(500));
        fault::hang_at("in-commit");
        self.inner.commit_transaction(wait).map_err(|error| TxnError::Unknown {
            detail: error.to_string(),
            fenced: matches!(&error, KafkaError::Transaction(error) if fenced(error)),
        })
    }

    /// Aborts; delivery reports are served first, an abort with unserved ones fails. Whatever goes wrong in it, a new
    /// producer puts right.
    pub(crate) fn abort(&self, wait: Duration) -> Result<(), TxnError> {
        let deadline = Instant::now() + wait;
        self.inner.purge(PurgeConfig::default().queue().inflight());
        self.inner.poll(Duration::ZERO);
        while self.inner.in_flight_count() > 0 && Instant::now() < deadline {
            self.inner.poll(DELIVERY_SLICE);
        }
        loop {
            let wait = deadline.saturating_duration_since(Instant::now());
            match self.inner.abort_transaction(wait) {
                Ok(()) => return Ok(()),
                Err(KafkaError::Transaction(error))
                    if !timed_out(&error) && error.is_retriable() && !wait.is_zero() => {}
                Err(error) => return Err(past_aborting(sort("abort", &error))),
            }
        }
    }
}

/// There is no aborting an abort.
fn past_aborting(error: TxnError) -> TxnError {
    match error {
        TxnError::Abort { step, reason, .. } => TxnError::Renew { step, reason: RecreateReason::Fatal, detail: reason },
        error => error,
    }
}

/// What an error before the commit means. A time-out says "retriable" too, so it is asked for first.
fn sort(step: &'static str, error: &KafkaError) -> TxnError {
    let detail = error.to_string();
    match error {
        KafkaError::Transaction(error) if timed_out(error) => {
            TxnError::Renew { step, reason: RecreateReason::TimedOut, detail }
        }
        KafkaError::Transaction(error) if fenced(error) => {
            TxnError::Renew { step, reason: RecreateReason::Fenced, detail }
        }
        KafkaError::Transaction(error) if error.txn_requires_abort() => {
            TxnError::Abort { step, reason: error.string(), refused: refused(error) }
        }
        KafkaError::MessageProduction(code) if fences(*code) => {
            TxnError::Renew { step, reason: RecreateReason::Fenced, detail }
        }
        KafkaError::MessageProduction(RDKafkaErrorCode::Fatal | RDKafkaErrorCode::State) => {
            TxnError::Renew { step, reason: RecreateReason::Fatal, detail }
        }
        KafkaError::MessageProduction(_) => TxnError::Abort { step, reason: detail, refused: false },
        _ => TxnError::Renew { step, reason: RecreateReason::Fatal, detail },
    }
}

fn timed_out(error: &RDKafkaError) -> bool {
    matches!(error.code(), RDKafkaErrorCode::OperationTimedOut | RDKafkaErrorCode::RequestTimedOut)
}

/// Not always a twin: a transaction that the broker timed out looks the same.
fn fenced(error: &RDKafkaError) -> bool {
    fences(error.code())
}

fn fences(code: RDKafkaErrorCode) -> bool {
    matches!(code, RDKafkaErrorCode::Fenced | RDKafkaErrorCode::ProducerFenced | RDKafkaErrorCode::InvalidProducerEpoch)
}

/// The group no longer knows this member or generation.
fn refused(error: &RDKafkaError) -> bool {
    matches!(
        error.code(),
        RDKafkaErrorCode::IllegalGeneration
            | RDKafkaErrorCode::UnknownMemberId
            | RDKafkaErrorCode::FencedInstanceId
            | RDKafkaErrorCode::RebalanceInProgress
    )
}

#[cfg(test)]
mod tests;
