//! The lane's transactional producer: each call's result sorted into what the lane has to do about it.
//!
//! Until `commit` is called an error leaves two ways: abort and run the turn again, or a new producer. Once it is
//! called, anything but Ok is *unknown*: librdkafka itself says that the commit may have succeeded.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::client::OAuthToken;
use rdkafka::consumer::ConsumerGroupMetadata;
use rdkafka::error::{KafkaError, RDKafkaError, RDKafkaErrorCode};
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer as _, ProducerContext};
use rdkafka::{ClientContext, Message, TopicPartitionList};
use thiserror::Error;

use super::client::Login;
use super::record::Outgoing;
use crate::telemetry::metrics::RecreateReason;

/// How long one wait for delivery reports lasts: it decides what a transaction costs beyond the broker's own time.
/// `commit_transaction` would wait for them in slices of 100 ms.
const DELIVERY_SLICE: Duration = Duration::from_millis(1);

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

/// What the delivery reports of a transaction say.
#[derive(Debug, Default)]
struct Delivered {
    /// Last offset + 1 written to each partition of the state topic.
    state_ends: BTreeMap<i32, i64>,
    failure: Option<String>,
}

/// Collects delivery reports.
pub(crate) struct Deliveries {
    state_topic: Option<String>,
    login: Login,
    delivered: Mutex<Delivered>,
}

impl ClientContext for Deliveries {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "the producer reports");
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        self.login.token()
    }
}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let mut delivered = self.delivered.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(message) if self.state_topic.as_deref() == Some(message.topic()) => {
                delivered.state_ends.insert(message.partition(), message.offset() + 1);
            }
            Ok(_) => {}
            Err((error, message)) => {
                delivered.failure.get_or_insert_with(|| format!("{error} (topic {})", message.topic()));
            }
        }
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
        let context = Deliveries { state_topic, login, delivered: Mutex::default() };
        Ok(Self { inner: config.create_with_context(context)? })
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
        *self.inner.context().delivered.lock().unwrap_or_else(PoisonError::into_inner) = Delivered::default();
        self.inner.begin_transaction().map_err(|error| sort("begin", &error))
    }

    /// Puts a record into the transaction, waiting while the producer's queue is full.
    pub(crate) fn send(&self, outgoing: &Outgoing, timestamp: i64, deadline: Instant) -> Result<(), TxnError> {
        loop {
            let mut record: BaseRecord<'_, [u8], [u8]> =
                BaseRecord::to(&outgoing.topic).timestamp(timestamp).headers(outgoing.owned_headers());
            record.partition = outgoing.partition;
            record.key = outgoing.key.as_deref();
            record.payload = outgoing.value.as_deref();
            match self.inner.send(record) {
                Ok(()) => return Ok(()),
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) if Instant::now() < deadline => {
                    self.inner.poll(DELIVERY_SLICE);
                }
                Err((error, _)) => return Err(sort("send", &error)),
            }
        }
    }

    /// Waits until every record of the transaction is delivered.
    pub(crate) fn settle(&self, deadline: Instant) -> Result<(), TxnError> {
        while self.inner.in_flight_count() > 0 {
            if Instant::now() >= deadline {
                let detail = format!("{} records are not delivered in time", self.inner.in_flight_count());
                return Err(TxnError::Renew { step: "send", reason: RecreateReason::TimedOut, detail });
            }
            self.inner.poll(DELIVERY_SLICE);
        }
        let failure = self.inner.context().delivered.lock().unwrap_or_else(PoisonError::into_inner).failure.take();
        failure.map_or(Ok(()), |reason| Err(TxnError::Abort { step: "send", reason, refused: false }))
    }

    /// Ends of the change logs this transaction wrote to, by partition.
    pub(crate) fn state_ends(&self) -> BTreeMap<i32, i64> {
        self.inner.context().delivered.lock().unwrap_or_else(PoisonError::into_inner).state_ends.clone()
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
        self.inner.commit_transaction(wait).map_err(|error| TxnError::Unknown {
            detail: error.to_string(),
            fenced: matches!(&error, KafkaError::Transaction(error) if fenced(error)),
        })
    }

    /// Aborts; delivery reports are served first, an abort with unserved ones fails.
    pub(crate) fn abort(&self, wait: Duration) -> Result<(), KafkaError> {
        self.inner.poll(Duration::ZERO);
        self.inner.abort_transaction(wait)
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
        KafkaError::MessageProduction(_) => TxnError::Abort { step, reason: detail, refused: false },
        _ => TxnError::Renew { step, reason: RecreateReason::Fatal, detail },
    }
}

fn timed_out(error: &RDKafkaError) -> bool {
    matches!(error.code(), RDKafkaErrorCode::OperationTimedOut | RDKafkaErrorCode::RequestTimedOut)
}

/// Not always a twin: a transaction that the broker timed out looks the same.
fn fenced(error: &RDKafkaError) -> bool {
    matches!(
        error.code(),
        RDKafkaErrorCode::Fenced | RDKafkaErrorCode::ProducerFenced | RDKafkaErrorCode::InvalidProducerEpoch
    )
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
