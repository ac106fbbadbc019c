//! Verdicts → records of the headline topics, and what is told about them once they are committed.

use chrono::{DateTime, Utc};

use crate::contract::headline_event::EventKind;
use crate::contract::sighting::Sighting;
use crate::kafka::record::{Outgoing, Record};
use crate::pipeline::dedupe::Verdict;
use crate::pipeline::encode::{EncodeError, encode};
use crate::telemetry::metrics::{Event, Metrics};

/// The record of a verdict; it carries on the trace of the sighting it came from.
pub(super) fn record(verdict: &Verdict, group: &str, cause: &Record) -> Result<Outgoing, EncodeError> {
    let traceparent = cause.header("traceparent").and_then(|value| std::str::from_utf8(value).ok());
    let encoded = encode(verdict, group, traceparent)?;
    let header = |(name, value): (&str, String)| (name.to_owned(), Some(value.into_bytes()));
    Ok(Outgoing {
        topic: encoded.topic,
        partition: None,
        key: Some(encoded.key.into_bytes()),
        value: Some(encoded.value),
        headers: encoded.headers.into_iter().map(header).collect(),
    })
}

/// An event to be counted when its transaction is committed.
#[derive(Debug)]
pub(super) struct Told {
    event: Event,
    topic: String,
    page_timestamp: DateTime<Utc>,
}

impl Told {
    pub(super) fn of(verdict: &Verdict, sighting: &Sighting) -> Self {
        let event = match verdict.event.event {
            EventKind::Published => Event::Published,
            EventKind::Revised => Event::Revised,
        };
        Self { event, topic: verdict.topic.clone(), page_timestamp: sighting.page_timestamp }
    }

    pub(super) fn tell(self, metrics: &Metrics, now: DateTime<Utc>) {
        metrics.headline_committed(self.event, &self.topic);
        metrics.last_headline(now);
        metrics.e2e_latency((now - self.page_timestamp).to_std().unwrap_or_default());
    }
}
