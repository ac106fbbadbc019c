//! Verdicts → records of the headline topics, and what is told about them once they are committed.

use chrono::{DateTime, Utc};

use crate::contract::headline_event::{self, EventKind};
use crate::contract::sighting::Sighting;
use crate::kafka::record::{Outgoing, Record};
use crate::pipeline::dedupe::Verdict;
use crate::telemetry::metrics::{Event, Metrics};

/// Makes records of verdicts.
#[derive(Debug)]
pub(super) struct Publisher {
    group: String,
}

impl Publisher {
    pub(super) fn new(group: String) -> Self {
        Self { group }
    }

    /// The record of a verdict; it carries on the trace of the sighting it came from.
    pub(super) fn record(&self, verdict: &Verdict, cause: &Record) -> Outgoing {
        let traceparent = cause.header("traceparent").and_then(|value| std::str::from_utf8(value).ok());
        let headers = headline_event::headers(&verdict.event, &verdict.topic, &self.group, traceparent);
        Outgoing {
            topic: verdict.topic.clone(),
            partition: None,
            key: Some(verdict.event.id.clone().into_bytes()),
            // the event's types have no way to fail
            value: Some(verdict.event.to_json().unwrap_or_default()),
            headers: headers.into_iter().map(|(name, value)| (name.to_owned(), Some(value.into_bytes()))).collect(),
        }
    }
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
