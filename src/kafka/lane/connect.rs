//! The lane's clients: made, connected, made anew; and what a fencing means.

use std::time::{Duration, Instant};

use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::error::{KafkaError, RDKafkaErrorCode};

use super::{Lane, LaneConfig, LaneError, broken};
use crate::kafka::client::Clients;
use crate::kafka::group::Group;
use crate::kafka::producer::Producer;
use crate::kafka::stage::Stage;
use crate::telemetry::clock;
use crate::telemetry::metrics::RecreateReason;

/// How long one attempt to reach the transaction coordinator holds up the lane.
const CONNECT: Duration = Duration::from_secs(1);
/// So many fencings in [`FENCING_WINDOW`] are not the broker's time-outs: somebody else uses this name.
const FENCINGS: usize = 3;
const FENCING_WINDOW: Duration = Duration::from_secs(300);
/// A fencing so soon after a broker was out of reach is an echo of that: librdkafka, its session run out, beats with an
/// empty member id, and the broker calls that fenced.
const ECHO: Duration = Duration::from_secs(30);

/// The consumer of a lane; nothing is sent yet.
pub(super) fn consumer(config: &LaneConfig, clients: &Clients) -> Result<BaseConsumer<Group>, KafkaError> {
    let group = Group::new(config.topic.clone(), clients.login());
    broken::membership(clients.consumer(&config.group, &config.id)).create_with_context(group)
}

/// What the broker says to `init_transactions` now it says for ever.
fn never_lets_us(code: RDKafkaErrorCode) -> bool {
    matches!(
        code,
        RDKafkaErrorCode::TransactionalIdAuthorizationFailed
            | RDKafkaErrorCode::ClusterAuthorizationFailed
            | RDKafkaErrorCode::InvalidTransactionTimeout
            | RDKafkaErrorCode::UnsupportedFeature
    )
}

impl<S: Stage> Lane<S> {
    /// The producer first (its `init_transactions` fences and settles a predecessor), only then the group.
    pub(super) fn subscribe(&mut self) -> Result<bool, LaneError> {
        if !self.subscribed && !self.backing_off() && self.connect()? {
            self.consumer.subscribe(&[&self.config.topic]).map_err(|source| self.failed(source))?;
            self.subscribed = true;
        }
        Ok(self.subscribed)
    }

    /// Whether there is a producer with its transactional id; makes one attempt at it if not.
    pub(super) fn connect(&mut self) -> Result<bool, LaneError> {
        if self.connected || self.backing_off() {
            return Ok(self.connected);
        }
        let producer = match self.producer.take() {
            Some(producer) => producer,
            None => self.create_producer()?,
        };
        let call = self.health.call("init_transactions", clock::now(), CONNECT);
        let initialised = producer.init(CONNECT);
        drop(call);
        match initialised {
            Ok(connected) => {
                if let Some(version) = producer.unfenced_version() {
                    return Err(LaneError::OldBroker { version });
                }
                self.connected = connected;
                self.producer = Some(producer);
            }
            Err(error) if error.rdkafka_error_code().is_some_and(never_lets_us) => {
                return Err(LaneError::Refused { lane: self.config.id.clone(), source: error });
            }
            Err(error) => {
                tracing::warn!(lane = self.config.id, %error, "the transactional producer could not start");
                self.back_off();
            }
        }
        Ok(self.connected)
    }

    fn create_producer(&self) -> Result<Producer, LaneError> {
        let mut config = self.clients.producer(&self.transactional_id(), self.config.transaction_timeout());
        if self.fits.one_by_one() {
            config.set("batch.num.messages", "1");
        }
        Producer::create(&config, self.config.state_topic.clone(), self.clients.login())
            .map_err(|source| self.failed(source))
    }

    /// Takes a new producer, with the reason counted.
    pub(super) fn renew(&mut self, reason: RecreateReason, detail: &str) -> Result<(), LaneError> {
        self.metrics.producer_recreated(self.config.stage, reason);
        tracing::debug!(lane = self.config.id, detail, "why the producer was made anew");
        self.producer = None;
        self.connected = false;
        if reason == RecreateReason::Fenced { self.fenced(detail) } else { Ok(()) }
    }

    /// A transaction that the broker timed out looks like a fencing, so one proves nothing.
    fn fenced(&mut self, detail: &str) -> Result<(), LaneError> {
        let now = Instant::now();
        if self.unreachable_at.is_some_and(|at| now.duration_since(at) < ECHO) {
            return Ok(());
        }
        self.fencings.retain(|at| now.duration_since(*at) < FENCING_WINDOW);
        self.fencings.push_back(now);
        if self.fencings.len() >= FENCINGS { Err(self.twin(detail)) } else { Ok(()) }
    }

    pub(super) fn backing_off(&self) -> bool {
        self.retry_at.is_some_and(|at| Instant::now() < at)
    }

    pub(super) fn back_off(&mut self) {
        self.failures = (self.failures + 1).min(6);
        self.retry_at = Some(Instant::now() + Duration::from_millis(25 << self.failures));
    }

    pub(super) fn twin(&self, detail: &str) -> LaneError {
        LaneError::Twin {
            instance: self.config.instance.clone(),
            group: self.config.group.clone(),
            detail: detail.to_owned(),
        }
    }

    pub(super) fn failed(&self, source: KafkaError) -> LaneError {
        LaneError::Client { lane: self.config.id.clone(), source }
    }

    /// The consumer is of no more use: its partitions are lost, and librdkafka takes them away without a word. Begins
    /// with a new one, unless a twin is at work.
    pub(super) fn lose_consumer(&mut self, error: KafkaError) -> Result<(), LaneError> {
        if !matches!(error, KafkaError::MessageConsumptionFatal(RDKafkaErrorCode::FencedInstanceId)) {
            return Err(self.failed(error));
        }
        tracing::warn!(lane = self.config.id, %error, "the group fenced this lane: joining anew");
        self.fenced(&error.to_string())?;
        self.back_off();
        for partition in self.partitions.keys().copied().collect::<Vec<_>>() {
            self.give_up(partition);
        }
        self.health.member(false);
        self.tell_halted();
        self.consumer = consumer(&self.config, &self.clients).map_err(|source| self.failed(source))?;
        self.subscribed = false;
        Ok(())
    }
}
