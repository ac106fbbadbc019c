//! Page events to their topic, each acknowledged by the broker before the job ends.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::ClientContext;
use rdkafka::client::OAuthToken;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::message::{Header, Message as _, OwnedHeaders};
use rdkafka::producer::{BaseProducer, BaseRecord, DeliveryResult, Producer as _, ProducerContext};
use thiserror::Error;

use super::source::Event;
use crate::kafka::client::Clients;
use crate::kafka::login::Login;

/// How long one wait for delivery reports lasts.
const SLICE: Duration = Duration::from_millis(20);

/// How long the last records may take.
const FLUSH: Duration = Duration::from_secs(60);

/// A producer of page events: idempotent, so that a retry never doubles a page.
pub struct Sender {
    producer: BaseProducer<Deliveries>,
    topic: String,
}

/// What the broker did not take.
#[derive(Debug, Error)]
pub enum SendError {
    /// The settings make no client.
    #[error("the settings of kafka make no producer")]
    Client(#[source] KafkaError),
    /// One page event.
    #[error("the page event of {url} ({bytes} bytes) was not taken: {source}")]
    Refused {
        /// Its page.
        url: String,
        /// Its size.
        bytes: usize,
        /// What librdkafka said.
        source: KafkaError,
    },
    /// Page events that were handed over and not acknowledged.
    #[error("{lost} page events were not acknowledged by topic {topic}, the first because: {first}")]
    Lost {
        /// How many.
        lost: u64,
        /// The topic.
        topic: String,
        /// The first reason.
        first: String,
    },
}

impl Sender {
    /// Makes the producer; nothing is sent yet.
    ///
    /// # Errors
    /// [`SendError::Client`]
    pub fn new(clients: &Clients, topic: String) -> Result<Self, SendError> {
        let mut config = clients.plain();
        config.set("enable.idempotence", "true").set("message.timeout.ms", FLUSH.as_millis().to_string());
        config.set("linger.ms", "5");
        let context = Deliveries { login: clients.login(), report: Mutex::default() };
        let producer = config.create_with_context(context).map_err(SendError::Client)?;
        Ok(Self { producer, topic })
    }

    /// Hands one page event to the producer, waiting while its queue is full.
    ///
    /// # Errors
    /// [`SendError::Refused`]
    pub fn send(&self, event: &Event) -> Result<(), SendError> {
        let deadline = Instant::now() + FLUSH;
        loop {
            let headers = event
                .headers
                .iter()
                .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(value) }));
            let record = BaseRecord::to(&self.topic).key(&event.url).payload(&event.value).headers(headers);
            match self.producer.send(record) {
                Ok(()) => {
                    self.producer.poll(Duration::ZERO);
                    return Ok(());
                }
                Err((KafkaError::MessageProduction(RDKafkaErrorCode::QueueFull), _)) if Instant::now() < deadline => {
                    self.producer.poll(SLICE);
                }
                Err((source, _)) => {
                    let (url, bytes) = (event.url.clone(), event.value.len());
                    return Err(SendError::Refused { url, bytes, source });
                }
            }
        }
    }

    /// Waits, and takes delivery reports meanwhile.
    pub fn wait_until(&self, due: Instant) {
        loop {
            let left = due.saturating_duration_since(Instant::now());
            self.producer.poll(left.min(SLICE));
            if left.is_zero() {
                return;
            }
        }
    }

    /// How many page events the broker has acknowledged.
    pub fn delivered(&self) -> u64 {
        self.report().delivered
    }

    /// Waits for every acknowledgement that is still out; gives how many there were in all.
    ///
    /// # Errors
    /// [`SendError::Lost`]
    pub fn finish(&self) -> Result<u64, SendError> {
        let flushed = self.producer.flush(FLUSH + SLICE);
        let report = self.report();
        let waiting = u64::try_from(self.producer.in_flight_count()).unwrap_or(0);
        let lost = report.failed + waiting;
        if lost == 0 {
            return Ok(report.delivered);
        }
        let first = report.first.or_else(|| flushed.err().map(|error| error.to_string())).unwrap_or_default();
        Err(SendError::Lost { lost, topic: self.topic.clone(), first })
    }

    fn report(&self) -> Report {
        self.producer.context().report.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// What the delivery reports say so far.
#[derive(Clone, Debug, Default)]
struct Report {
    delivered: u64,
    failed: u64,
    first: Option<String>,
}

struct Deliveries {
    login: Login,
    report: Mutex<Report>,
}

impl ClientContext for Deliveries {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        self.login.token()
    }
}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = ();

    fn delivery(&self, result: &DeliveryResult<'_>, (): ()) {
        let mut report = self.report.lock().unwrap_or_else(PoisonError::into_inner);
        match result {
            Ok(_) => report.delivered += 1,
            Err((error, message)) => {
                report.failed += 1;
                let url = String::from_utf8_lossy(message.key().unwrap_or_default());
                report.first.get_or_insert_with(|| format!("{url}: {error}"));
            }
        }
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sender({})", self.topic)
    }
}
