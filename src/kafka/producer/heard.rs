//! What the producer tells outside of any call's result: delivery reports, errors of its connections, what brokers can do.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rdkafka::client::OAuthToken;
use rdkafka::config::RDKafkaLogLevel;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::producer::{DeliveryResult, ProducerContext};
use rdkafka::{ClientContext, Message};

use crate::kafka::login::Login;

/// Stands for a record that has no place in the outbox.
pub(super) const NOWHERE: usize = usize::MAX;

/// What was heard since the transaction began.
#[derive(Debug, Default)]
pub(super) struct Heard {
    /// Last offset + 1 written to each partition of the state topic.
    pub(super) state_ends: BTreeMap<i32, i64>,
    /// The first record that was not delivered, and why.
    pub(super) failure: Option<String>,
    /// Places in the outbox of the records that were refused for their size.
    pub(super) too_large: Vec<usize>,
    /// A connection broke, or a request got no answer in time.
    pub(super) transport: Option<String>,
}

/// The producer's context: collects what its callbacks say.
pub(crate) struct Deliveries {
    state_topic: Option<String>,
    login: Login,
    heard: Mutex<Heard>,
    offsets_version: Mutex<Option<i16>>,
}

impl Deliveries {
    pub(super) fn new(state_topic: Option<String>, login: Login) -> Self {
        Self { state_topic, login, heard: Mutex::default(), offsets_version: Mutex::default() }
    }

    pub(super) fn heard(&self) -> MutexGuard<'_, Heard> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The lowest of the highest versions of `TxnOffsetCommit` that brokers speak; none before a broker was reached.
    pub(super) fn offsets_version(&self) -> Option<i16> {
        *self.offsets_version.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl ClientContext for Deliveries {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "the producer reports");
        if error.rdkafka_error_code().is_some_and(breaks_the_line) {
            self.heard().transport.get_or_insert_with(|| reason.to_owned());
        }
    }

    fn log(&self, level: RDKafkaLogLevel, facility: &str, text: &str) {
        if let Some(version) = offsets_version(text) {
            let mut known = self.offsets_version.lock().unwrap_or_else(PoisonError::into_inner);
            *known = Some(known.map_or(version, |known| known.min(version)));
        }
        match level {
            RDKafkaLogLevel::Debug => tracing::debug!(target: "librdkafka", "librdkafka: {facility} {text}"),
            RDKafkaLogLevel::Info | RDKafkaLogLevel::Notice => {
                tracing::info!(target: "librdkafka", "librdkafka: {facility} {text}");
            }
            RDKafkaLogLevel::Warning => tracing::warn!(target: "librdkafka", "librdkafka: {facility} {text}"),
            _ => tracing::error!(target: "librdkafka", "librdkafka: {facility} {text}"),
        }
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        self.login.token()
    }
}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = usize;

    fn delivery(&self, result: &DeliveryResult<'_>, place: usize) {
        let mut heard = self.heard();
        match result {
            Ok(message) if self.state_topic.as_deref() == Some(message.topic()) => {
                heard.state_ends.insert(message.partition(), message.offset() + 1);
            }
            Ok(_) => {}
            Err((error, message)) => {
                if error.rdkafka_error_code().is_some_and(refuses_size) && place != NOWHERE {
                    heard.too_large.push(place);
                }
                heard.failure.get_or_insert_with(|| format!("{error} (topic {})", message.topic()));
            }
        }
    }
}

/// After these a request may still be under way that the transaction knows nothing of.
fn breaks_the_line(code: RDKafkaErrorCode) -> bool {
    matches!(
        code,
        RDKafkaErrorCode::BrokerTransportFailure
            | RDKafkaErrorCode::AllBrokersDown
            | RDKafkaErrorCode::OperationTimedOut
            | RDKafkaErrorCode::RequestTimedOut
    )
}

/// The record, or the batch it went in, is larger than its topic takes.
pub(super) fn refuses_size(code: RDKafkaErrorCode) -> bool {
    matches!(code, RDKafkaErrorCode::MessageSizeTooLarge | RDKafkaErrorCode::MessageBatchTooLarge)
}

/// librdkafka tells nobody but its log what a broker can do: `  ApiKey TxnOffsetCommit (28) Versions 0..3`.
fn offsets_version(line: &str) -> Option<i16> {
    let (_, versions) = line.split_once("ApiKey TxnOffsetCommit (28) Versions ")?;
    versions.split_once("..")?.1.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_broker_can_do_is_read_from_the_log() {
        let line =
            "[thrd:127.0.0.1:9092/bootstrap]: 127.0.0.1:9092/bootstrap:   ApiKey TxnOffsetCommit (28) Versions 0..3";
        assert_eq!(offsets_version(line), Some(3));
        assert_eq!(offsets_version("  ApiKey Produce (0) Versions 3..11"), None);
    }
}
