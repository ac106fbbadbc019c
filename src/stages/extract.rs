//! Stage "extract": page events in, sightings and dead letters out. It keeps nothing but the combiner.

mod page;

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use self::page::{PageOutcome, Reader};
use crate::contract::dead_letter::{Circumstances, DeadLetter, Original};
use crate::contract::rejection::Rejection;
use crate::contract::sighting::Sighting;
use crate::kafka::murmur2;
use crate::kafka::record::{Outbox, Outgoing, Record, RecordHeader};
use crate::kafka::stage::{Stage, StateFault};
use crate::pipeline::combiner::Combiner;
use crate::pipeline::decode::Limits;
use crate::stages::rules::SharedRules;
use crate::telemetry::metrics::{self, Metrics, PageResult};
use crate::telemetry::traceparent::TraceParent;

/// Headlines that the combiner of one lane remembers: some 100 bytes each. Evicting costs a repeat, no more.
const COMBINER_CAPACITY: usize = 200_000;

/// What the stage is given. All names carry the prefix.
#[derive(Clone, Debug)]
pub struct ExtractConfig {
    /// The page topic, as it is named in dead letters.
    pub pages: String,
    /// Where sightings go.
    pub sightings: String,
    /// Its number of partitions: a site's sightings go to murmur2(site) mod this.
    pub sightings_partitions: i32,
    /// Where dead letters go.
    pub dead_letter: String,
    /// Bytes that fit into one record there.
    pub dead_letter_bytes: usize,
    /// The consumer group, as it is named in dead letters.
    pub group: String,
    /// What a page may cost.
    pub limits: Limits,
    /// What is known of single sites.
    pub rules: SharedRules,
    /// How often the combiner lets a repeat through.
    pub repeat_every: TimeDelta,
}

/// The stage on one lane.
pub struct Extract {
    config: ExtractConfig,
    reader: Reader,
    combiner: Combiner,
    metrics: Arc<Metrics>,
    pending: Pending,
}

/// What happened in the turn under way; told when it is committed.
#[derive(Default)]
struct Pending {
    pages: Vec<PageTold>,
    sent: u64,
    dropped: u64,
}

/// A page as it is counted.
struct PageTold {
    result: PageResult,
    clamped: bool,
    ignored: Vec<&'static str>,
    items: [u64; 5],
    rejected: Option<(Rejection, i32, i64)>,
}

impl Extract {
    /// A stage that has seen nothing yet.
    pub fn new(config: ExtractConfig, metrics: Arc<Metrics>) -> Self {
        Self {
            reader: Reader::new(config.limits, config.rules.clone()),
            combiner: Combiner::new(COMBINER_CAPACITY, config.repeat_every),
            pending: Pending::default(),
            metrics,
            config,
        }
    }

    fn page(&mut self, record: &Record, now: DateTime<Utc>, out: &mut Outbox) {
        let outcome = self.reader.read(record, now);
        out.counts.items += outcome.items.iter().sum::<u64>();
        for sighting in &outcome.sightings {
            self.send(sighting, record, out);
        }
        if let Some(rejection) = &outcome.rejection {
            out.counts.dead_letters += 1;
            out.records.push(self.dead_letter(record, rejection, now));
        }
        self.pending.pages.push(told(outcome, record));
    }

    fn send(&mut self, sighting: &Sighting, record: &Record, out: &mut Outbox) {
        if !self.combiner.pass(sighting) {
            self.pending.dropped += 1;
            return;
        }
        self.pending.sent += 1;
        match sighting.to_bytes() {
            Ok(value) => out.records.push(Outgoing {
                topic: self.config.sightings.clone(),
                partition: Some(murmur2::partition(sighting.site.as_bytes(), self.config.sightings_partitions)),
                key: Some(sighting.site.clone().into_bytes()),
                value: Some(value),
                headers: forwarded(record),
            }),
            // the encoder has no way to fail on these types; if it ever does, the log says so
            Err(error) => tracing::error!(%error, title = sighting.title, "a sighting could not be written"),
        }
    }

    fn dead_letter(&self, record: &Record, rejection: &Rejection, now: DateTime<Utc>) -> Outgoing {
        let original = Original {
            topic: &self.config.pages,
            partition: record.partition,
            offset: record.offset,
            timestamp: Some(record.timestamp),
            key: record.key.as_deref(),
            value: record.value.as_deref(),
            headers: &record.headers,
        };
        let circumstances = Circumstances {
            group: &self.config.group,
            version: env!("CARGO_PKG_VERSION"),
            failed_at: now,
            max_record_bytes: self.config.dead_letter_bytes,
        };
        let letter = DeadLetter::new(original, rejection, &circumstances);
        let topic = self.config.dead_letter.clone();
        Outgoing { topic, partition: None, key: letter.key, value: letter.value, headers: letter.headers }
    }
}

impl Stage for Extract {
    fn turn(&mut self, records: &[Record], now: DateTime<Utc>, out: &mut Outbox) {
        for record in records {
            self.page(record, now, out);
        }
    }

    fn committed(&mut self, _now: DateTime<Utc>) {
        self.combiner.merge();
        let pending = std::mem::take(&mut self.pending);
        for page in pending.pages {
            page.tell(&self.metrics, &self.config.pages);
        }
        self.metrics.sightings_sent(pending.sent);
        self.metrics.duplicates_dropped(metrics::Stage::Extract, pending.dropped);
    }

    fn aborted(&mut self) {
        self.combiner.rollback();
        self.pending = Pending::default();
    }

    fn assigned(&mut self, _partition: i32) {}

    fn restore(&mut self, _partition: i32, _key: &[u8], _value: Option<&[u8]>) -> Result<(), StateFault> {
        Ok(())
    }

    fn restored(&mut self, _partition: i32, _fresh: bool, _out: &mut Outbox) -> Result<(), StateFault> {
        Ok(())
    }

    /// Another lane sends for these pages from now on: what was sent last is no longer known here.
    fn revoked(&mut self, _partition: i32) {
        self.combiner.clear();
    }
}

impl PageTold {
    fn tell(self, metrics: &Metrics, topic: &str) {
        metrics.page_finished(self.result);
        for (kind, n) in crate::headline::SectionKind::ALL.into_iter().zip(self.items) {
            if n > 0 {
                metrics.items_found(kind, n);
            }
        }
        self.ignored.into_iter().for_each(|field| metrics.field_ignored(field));
        if self.clamped {
            metrics.fetched_at_clamped();
        }
        if let Some((rejection, partition, offset)) = self.rejected {
            metrics.rejected(&rejection, (topic, partition, offset));
        }
    }
}

fn told(outcome: PageOutcome, record: &Record) -> PageTold {
    PageTold {
        result: outcome.result,
        clamped: outcome.clamped,
        ignored: outcome.ignored,
        items: outcome.items,
        rejected: outcome.rejection.map(|rejection| (rejection, record.partition, record.offset)),
    }
}

/// The page's trace goes on with the sighting: its trace id, a new span id.
fn forwarded(record: &Record) -> Vec<RecordHeader> {
    let text = |name| record.header(name).and_then(|value| std::str::from_utf8(value).ok());
    let Some(parent) = text("traceparent").and_then(TraceParent::parse) else { return Vec::new() };
    let mut headers = vec![("traceparent".to_owned(), Some(parent.forward().into_bytes()))];
    headers.extend(text("tracestate").map(|state| ("tracestate".to_owned(), Some(state.as_bytes().to_vec()))));
    headers
}
