//! Page events through the core, with the dead letters and the counts that come of them: what every stage that reads
//! the page topic has in common.

mod read;

use std::sync::Arc;

use chrono::{DateTime, Utc};

use self::read::{PageOutcome, Reader};
use super::rules::SharedRules;
use crate::contract::dead_letter::{Circumstances, DeadLetter, Original};
use crate::contract::rejection::Rejection;
use crate::contract::sighting::Sighting;
use crate::headline::SectionKind;
use crate::kafka::record::{Outbox, Outgoing, Record, too_large};
use crate::pipeline::decode::Limits;
use crate::telemetry::metrics::{Cut, HoldReason, Metrics, PageResult};

/// What is needed to read pages. All names carry the prefix.
#[derive(Clone, Debug)]
pub struct PagesConfig {
    /// The page topic, as it is named in dead letters.
    pub topic: String,
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
}

/// The core on the page topic.
pub(super) struct Pages {
    config: PagesConfig,
    reader: Reader,
    metrics: Arc<Metrics>,
    /// The pages of the turn under way, told when it is committed.
    told: Vec<PageTold>,
    /// Dead letters of the turn that were cut to what their topic takes.
    cut: u64,
}

/// A page as it is counted.
struct PageTold {
    result: PageResult,
    clamped: bool,
    ignored: Vec<&'static str>,
    items: [u64; 5],
    rejected: Option<(Rejection, i32, i64)>,
}

impl Pages {
    pub(super) fn new(config: PagesConfig, metrics: Arc<Metrics>) -> Self {
        Self { reader: Reader::new(config.limits, config.rules.clone()), config, metrics, told: Vec::new(), cut: 0 }
    }

    /// The sightings of one page event; a page that can't be worked on goes to `out` as a dead letter.
    pub(super) fn read(&mut self, record: &Record, now: DateTime<Utc>, out: &mut Outbox) -> Vec<Sighting> {
        let mut outcome = self.reader.read(record, now);
        out.counts.items += outcome.items.iter().sum::<u64>();
        if let Some(rejection) = &outcome.rejection {
            self.send(record, rejection, now, out);
        }
        let sightings = std::mem::take(&mut outcome.sightings);
        self.told.push(told(outcome, record));
        sightings
    }

    /// The page that was read last can't be passed on after all: it becomes a dead letter.
    pub(super) fn reject(&mut self, record: &Record, rejection: Rejection, now: DateTime<Utc>, out: &mut Outbox) {
        self.send(record, &rejection, now, out);
        if let Some(page) = self.told.last_mut() {
            (page.result, page.rejected) = (PageResult::Rejected, Some((rejection, record.partition, record.offset)));
        }
    }

    /// A page that the process has died over again and again becomes a dead letter, unread.
    pub(super) fn refuse(&mut self, record: &Record, now: DateTime<Utc>, out: &mut Outbox) {
        self.send(record, &Rejection::Deadly, now, out);
        self.told.push(told(PageOutcome::rejected(Rejection::Deadly), record));
    }

    fn send(&mut self, record: &Record, rejection: &Rejection, now: DateTime<Utc>, out: &mut Outbox) {
        out.counts.dead_letters += 1;
        out.rejected.push((record.partition, record.offset));
        let limit = out.limits.get(&self.config.dead_letter).map_or(usize::MAX, |room| room.aim);
        let letter = self.dead_letter(record, rejection, now, limit);
        if out.refuses(&letter.topic, letter.size()) {
            // its value is cut as far as it may be; key and headers are the writer's
            let reason = too_large("a dead letter", letter.size(), &letter.topic);
            return out.halts.push(record.halt(HoldReason::TooLarge, reason));
        }
        self.cut += u64::from(letter.value.as_ref().map(Vec::len) < record.value.as_ref().map(Vec::len));
        out.records.push(letter);
    }

    pub(super) fn committed(&mut self) {
        self.metrics.records_cut(Cut::DeadLetter, std::mem::take(&mut self.cut));
        for page in self.told.drain(..) {
            page.tell(&self.metrics, &self.config.topic);
        }
    }

    pub(super) fn aborted(&mut self) {
        self.told.clear();
        self.cut = 0;
    }

    fn dead_letter(&self, record: &Record, rejection: &Rejection, now: DateTime<Utc>, limit: usize) -> Outgoing {
        let original = Original {
            topic: &self.config.topic,
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
            max_record_bytes: self.config.dead_letter_bytes.min(limit),
        };
        let letter = DeadLetter::new(original, rejection, &circumstances);
        let topic = self.config.dead_letter.clone();
        Outgoing { topic, partition: None, key: letter.key, value: letter.value, headers: letter.headers }
    }
}

impl PageTold {
    fn tell(self, metrics: &Metrics, topic: &str) {
        metrics.page_finished(self.result);
        for (kind, n) in SectionKind::ALL.into_iter().zip(self.items) {
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
