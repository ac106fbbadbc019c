//! Verdicts → records of the headline topics, and what is told about them once they are committed.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::contract::headline_event::EventKind;
use crate::contract::sighting::Sighting;
use crate::kafka::record::{Halt, Outgoing, Record, Room, too_large};
use crate::pipeline::dedupe::Verdict;
use crate::pipeline::encode::{EncodeError, encode};
use crate::pipeline::shorten;
use crate::telemetry::metrics::{Cut, Event, HoldReason, Metrics};

/// The record of a verdict, and whether it had to be cut to fit into its topic.
pub(super) fn record(
    verdict: &Verdict,
    group: &str,
    cause: &Record,
    limits: &BTreeMap<String, Room>,
) -> Result<(Outgoing, bool), Halt> {
    let encoded =
        |verdict: &Verdict| encoded(verdict, group, cause).map_err(|error| cause.halt(HoldReason::Record, error));
    let whole = encoded(verdict)?;
    let Some(room) = limits.get(&whole.topic).filter(|room| whole.size() > room.aim) else {
        return Ok((whole, false));
    };
    let mut cut = verdict.clone();
    shorten::event(&mut cut.event, room.left_for_value(&whole));
    let cut = encoded(&cut)?;
    if room.refuses(cut.size()) {
        // a headline is never left out
        return Err(cause.halt(HoldReason::TooLarge, too_large("an event", cut.size(), &cut.topic)));
    }
    Ok((cut, true))
}

/// It carries on the trace of the sighting it came from.
fn encoded(verdict: &Verdict, group: &str, cause: &Record) -> Result<Outgoing, EncodeError> {
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
    cut: bool,
}

impl Told {
    pub(super) fn of(verdict: &Verdict, sighting: &Sighting, cut: bool) -> Self {
        let event = match verdict.event.event {
            EventKind::Published => Event::Published,
            EventKind::Revised => Event::Revised,
        };
        Self { event, topic: verdict.topic.clone(), page_timestamp: sighting.page_timestamp, cut }
    }

    pub(super) fn tell(self, metrics: &Metrics, now: DateTime<Utc>) {
        metrics.records_cut(Cut::Event, u64::from(self.cut));
        metrics.headline_committed(self.event, &self.topic);
        metrics.last_headline(now);
        metrics.e2e_latency((now - self.page_timestamp).to_std().unwrap_or_default());
    }
}
