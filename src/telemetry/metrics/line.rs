//! What flows along the line, counted when it is committed.

use std::time::Duration;

use prometheus::{Histogram, IntCounter, IntCounterVec};

use super::family::Families;
use super::labels::{Cut, Event, PageResult, Stage};
use super::{Metrics, labels};
use crate::contract::page_event::OPTIONAL;
use crate::contract::rejection::Rejection;
use crate::headline::SectionKind;

/// From 10 ms, a turn without waiting, to half an hour, a pipeline that catches up.
const LATENCY_BUCKETS: [f64; 18] =
    [0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1.0, 1.5, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0];

pub(super) struct LineMetrics {
    pages: IntCounterVec,
    items: IntCounterVec,
    sightings: IntCounter,
    duplicates: IntCounterVec,
    headlines: IntCounterVec,
    rejections: IntCounterVec,
    ignored: IntCounterVec,
    clamped: IntCounter,
    lost: IntCounter,
    astray: IntCounter,
    cut: IntCounterVec,
    aged: IntCounter,
    chained: IntCounter,
    joined: IntCounter,
    latency: Histogram,
}

impl LineMetrics {
    pub(super) fn new<T: AsRef<str>>(families: &mut Families, topics: &[T]) -> prometheus::Result<Self> {
        let line = Self {
            pages: families.counters("pages_total", "Page events finished (committed).", &["result"])?,
            items: families.counters("items_total", "Items found, by the kind of their list.", &["kind"])?,
            sightings: families.counter("sightings_total", "Sightings sent on to dedupe.")?,
            duplicates: families.counters("duplicates_dropped_total", "Repeats dropped.", &["stage"])?,
            headlines: families.counters("headlines_total", "Headline events committed.", &["event", "topic"])?,
            rejections: families.counters("rejections_total", "Dead letters committed.", &["code"])?,
            ignored: families.counters(
                "page_fields_ignored_total",
                "Optional fields of page events that could not be used.",
                &["field"],
            )?,
            clamped: families.counter("clamped_total", "Pages whose fetched_at lay in the future.")?,
            lost: families
                .counter("lost_input_records_total", "Input records that retention deleted before they were read.")?,
            astray: families.counter(
                "pages_astray_total",
                "Pages in another partition than earlier ones of their site, with input.keyed_by = \"site\".",
            )?,
            cut: families.counters("records_cut_total", "Records cut to what their topic takes.", &["kind"])?,
            aged: families.counter(
                "headlines_aged_total",
                "Headlines remembered and not published: older than publish.max_age_hours when first seen.",
            )?,
            chained: families.counter(
                "headlines_chained_total",
                "Matches by text whose times overlap only in part: there the order of arrival decides.",
            )?,
            joined: families.counter(
                "headlines_joined_total",
                "Headlines that turned out to be another one, and were joined to it.",
            )?,
            latency: families.histogram(
                "e2e_latency_seconds",
                "From the page record's timestamp to the commit of the transaction that holds its headline.",
                &LATENCY_BUCKETS,
            )?,
        };
        line.stand_at_zero(topics);
        Ok(line)
    }

    fn stand_at_zero<T: AsRef<str>>(&self, topics: &[T]) {
        PageResult::ALL.iter().for_each(|result| drop(self.pages.with_label_values(&[result.name()])));
        SectionKind::ALL.iter().for_each(|kind| drop(self.items.with_label_values(&[kind.name()])));
        Stage::ALL.iter().for_each(|stage| drop(self.duplicates.with_label_values(&[stage.name()])));
        Cut::ALL.iter().for_each(|kind| drop(self.cut.with_label_values(&[kind.name()])));
        Rejection::CODES.iter().for_each(|code| drop(self.rejections.with_label_values(&[code])));
        OPTIONAL.iter().for_each(|field| drop(self.ignored.with_label_values(&[field])));
        for event in labels::Event::ALL {
            topics.iter().for_each(|topic| drop(self.headlines.with_label_values(&[event.name(), topic.as_ref()])));
        }
    }
}

impl Metrics {
    /// An optional field of a page event could not be used; it never costs the page.
    pub fn field_ignored(&self, field: &'static str) {
        self.line.ignored.with_label_values(&[field]).inc();
    }

    /// A page event was committed.
    pub fn page_finished(&self, result: PageResult) {
        self.line.pages.with_label_values(&[result.name()]).inc();
    }

    /// Items were found in lists of this kind.
    pub fn items_found(&self, kind: SectionKind, n: u64) {
        self.line.items.with_label_values(&[kind.name()]).inc_by(n);
    }

    /// Sightings were committed to the sightings topic.
    pub fn sightings_sent(&self, n: u64) {
        self.line.sightings.inc_by(n);
    }

    /// Repeats were dropped: by the combiner (`Extract`), by dedupe (`Dedupe`), or by the fused lane.
    pub fn duplicates_dropped(&self, stage: Stage, n: u64) {
        self.line.duplicates.with_label_values(&[stage.name()]).inc_by(n);
    }

    /// A headline event was committed to a route's topic.
    pub fn headline_committed(&self, event: Event, topic: &str) {
        self.line.headlines.with_label_values(&[event.name(), topic]).inc();
    }

    /// A dead letter was committed. `at` says of which record (topic, partition, offset).
    pub fn rejected(&self, rejection: &Rejection, at: (&str, i32, i64)) {
        self.line.rejections.with_label_values(&[rejection.code()]).inc();
        let (topic, partition, offset) = at;
        tracing::info!(topic, partition, offset, code = rejection.code(), reason = %rejection, "a page was rejected");
    }

    /// Records were cut to what their topic takes.
    pub fn records_cut(&self, kind: Cut, n: u64) {
        if n > 0 {
            self.line.cut.with_label_values(&[kind.name()]).inc_by(n);
            tracing::warn!(kind = kind.name(), records = n, "records were cut to what their topic takes");
        }
    }

    /// Headlines were remembered and not published: too old when first seen.
    pub fn headlines_aged(&self, n: u64) {
        self.line.aged.inc_by(n);
    }

    /// Matches by text rested on times that overlap only in part.
    pub fn headlines_chained(&self, n: u64) {
        self.line.chained.inc_by(n);
    }

    /// Headlines turned out to be another one.
    pub fn headlines_joined(&self, n: u64) {
        self.line.joined.inc_by(n);
    }

    /// A page claimed to be fetched in the future.
    pub fn fetched_at_clamped(&self) {
        self.line.clamped.inc();
    }

    /// Retention deleted input before it was read.
    pub fn input_lost(&self, topic: &str, partition: i32, records: u64) {
        self.line.lost.inc_by(records);
        tracing::error!(topic, partition, records, "input was deleted by retention before it was read");
    }

    /// A page stood in another partition than earlier ones of its site: its headlines may be published twice.
    pub fn site_astray(&self, site: &str, partition: i32, home: i32) {
        self.line.astray.inc();
        tracing::error!(
            site,
            partition,
            home,
            "a site's pages stand in two partitions: the page topic is not keyed by site"
        );
    }

    /// A headline was committed so long after its page's record was written.
    pub fn e2e_latency(&self, latency: Duration) {
        self.line.latency.observe(latency.as_secs_f64());
    }
}
