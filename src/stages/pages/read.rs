//! One page event through the pure core. A panic in it is caught, counted and becomes a dead letter.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, TimeDelta, Utc};

use crate::contract::page_event::{self, Incoming};
use crate::contract::rejection::Rejection;
use crate::contract::sighting::Sighting;
use crate::fault;
use crate::headline::SectionKind;
use crate::kafka::record::{Record, instant};
use crate::pipeline::decode::{self, Limits};
use crate::pipeline::extract::Extractor;
use crate::pipeline::normalize::{normalize, reconcile};
use crate::stages::rules::SharedRules;
use crate::telemetry::metrics::PageResult;

/// What became of a page event.
pub(super) struct PageOutcome {
    pub(super) result: PageResult,
    pub(super) clamped: bool,
    /// Optional fields that could not be used.
    pub(super) ignored: Vec<&'static str>,
    /// Items found, by kind in the order of [`SectionKind::ALL`].
    pub(super) items: [u64; 5],
    pub(super) sightings: Vec<Sighting>,
    pub(super) rejection: Option<Rejection>,
}

impl PageOutcome {
    fn empty(result: PageResult) -> Self {
        Self { result, clamped: false, ignored: Vec::new(), items: [0; 5], sightings: Vec::new(), rejection: None }
    }

    pub(super) fn rejected(rejection: Rejection) -> Self {
        Self { rejection: Some(rejection), ..Self::empty(PageResult::Rejected) }
    }
}

/// The core with the memory it keeps between pages.
pub(super) struct Reader {
    extractor: Extractor,
    rules: SharedRules,
    limits: Limits,
}

impl Reader {
    pub(super) fn new(limits: Limits, rules: SharedRules) -> Self {
        Self { extractor: Extractor::default(), rules, limits }
    }

    /// Reads one record of the page topic.
    pub(super) fn read(&mut self, record: &Record, now: DateTime<Utc>) -> PageOutcome {
        let read = catch_unwind(AssertUnwindSafe(|| self.page(record, now))).unwrap_or_else(|panic| {
            // whatever the panic left half-done in the arena goes with it
            self.extractor = Extractor::default();
            Err(Rejection::from_panic(&*panic))
        });
        read.unwrap_or_else(PageOutcome::rejected)
    }

    fn page(&mut self, record: &Record, now: DateTime<Utc>) -> Result<PageOutcome, Rejection> {
        let timestamp = instant(record.timestamp);
        let headers = record.headers.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_deref()?)));
        let event = match page_event::read(record.value.as_deref(), headers, timestamp)? {
            Incoming::Page(event) => event,
            Incoming::PassedOver(_) => return Ok(PageOutcome::empty(PageResult::PassedOver)),
        };
        fault::panic_on_page(event.url.as_str());
        fault::end_on_page(event.url.as_str());
        let decoded = decode::decode(&event, latest(timestamp.min(now)), &self.limits)?;
        let rules = self.rules.current();
        let extraction = self.extractor.extract(&decoded.page, &rules)?;
        let standings = normalize(&decoded.page, &extraction, rules.timezone(&decoded.page.site));
        let mut items = [0; 5];
        for (count, kind) in items.iter_mut().zip(SectionKind::ALL) {
            *count = standings.iter().filter(|standing| standing.section.kind == kind).count() as u64;
        }
        let sightings = reconcile::reconcile(&decoded.page, standings, timestamp);
        let result = if sightings.is_empty() { PageResult::NoList } else { PageResult::Ok };
        Ok(PageOutcome { result, clamped: decoded.clamped, ignored: event.ignored, items, sightings, rejection: None })
    }
}

/// No page was fetched later than that.
fn latest(now: DateTime<Utc>) -> DateTime<Utc> {
    if fault::broken("fetched-at-unclamped") { DateTime::<Utc>::MAX_UTC - TimeDelta::days(1) } else { now }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(value: &[u8]) -> Record {
        Record { timestamp: 1_700_000_000_000, value: Some(value.to_vec()), ..Record::default() }
    }

    #[test]
    fn a_bad_record_is_an_outcome_not_an_end() {
        let mut reader = Reader::new(Limits::default(), SharedRules::default());
        let outcome = reader.read(&record(b"\xff"), DateTime::UNIX_EPOCH);
        assert!(matches!(outcome.result, PageResult::Rejected));
        assert_eq!(outcome.rejection.map(|rejection| rejection.code()), Some("not_json"));
    }

    #[test]
    fn a_page_that_was_not_found_is_passed_over() {
        let mut reader = Reader::new(Limits::default(), SharedRules::default());
        let value = br#"{"url": "https://a.example/", "body": "<p>", "status": 404}"#;
        assert!(matches!(reader.read(&record(value), DateTime::UNIX_EPOCH).result, PageResult::PassedOver));
    }
}
