//! Both stages as one: page events in, headline events and dead letters out, in one transaction.
//!
//! For page topics that are keyed by site: a site's pages stay in one partition, so whoever reads it remembers all that
//! the site has published, and nothing needs to travel between two stages. The state is the dedupe stage's.

mod places;

use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use self::places::Places;
use super::dedupe::Dedupe;
use super::pages::{Pages, PagesConfig};
use crate::kafka::record::{Outbox, Record};
use crate::kafka::stage::{Stage, StateFault};
use crate::telemetry::metrics::Metrics;

/// The stage on one lane.
pub struct Fused {
    pages: Pages,
    dedupe: Dedupe,
    places: Places,
    metrics: Arc<Metrics>,
    /// Pages of the turn under way whose site belongs to another partition, with both partitions.
    astray: Vec<Astray>,
}

struct Astray {
    site: String,
    partition: i32,
    home: i32,
}

impl Fused {
    /// A stage that has seen nothing yet. `places` is shared by all lanes of the process.
    pub fn new(pages: PagesConfig, dedupe: Dedupe, places: Places, metrics: Arc<Metrics>) -> Self {
        Self { pages: Pages::new(pages, Arc::clone(&metrics)), dedupe, places, metrics, astray: Vec::new() }
    }

    fn page(&mut self, record: &Record, now: DateTime<Utc>, out: &mut Outbox) {
        let sightings = self.pages.read(record, now, out);
        if let Some(sighting) = sightings.first()
            && let Some(home) = self.places.home(&sighting.site, record.partition)
        {
            self.astray.push(Astray { site: sighting.site.clone(), partition: record.partition, home });
        }
        for sighting in &sightings {
            if let Err(halt) = self.dedupe.observe(sighting, record, now, out) {
                out.halts.push(halt);
                return;
            }
        }
    }
}

impl Stage for Fused {
    fn turn(&mut self, records: &[Record], now: DateTime<Utc>, out: &mut Outbox) {
        for record in records {
            if !out.is_halted(record.partition) {
                self.page(record, now, out);
            }
        }
        self.dedupe.close(out);
    }

    fn refuse(&mut self, record: &Record, now: DateTime<Utc>, out: &mut Outbox) {
        self.pages.refuse(record, now, out);
    }

    fn committed(&mut self, now: DateTime<Utc>) {
        self.pages.committed();
        self.dedupe.committed(now);
        for Astray { site, partition, home } in self.astray.drain(..) {
            self.metrics.site_astray(&site, partition, home);
        }
    }

    fn aborted(&mut self) {
        self.pages.aborted();
        self.dedupe.aborted();
        self.astray.clear();
    }

    fn assigned(&mut self, partition: i32) {
        self.dedupe.assigned(partition);
    }

    fn restore(&mut self, partition: i32, records: &[(&[u8], Option<&[u8]>)]) -> Result<(), StateFault> {
        self.dedupe.restore(partition, records)
    }

    fn restored(&mut self, partition: i32, fresh: bool, out: &mut Outbox) -> Result<(), StateFault> {
        self.dedupe.restored(partition, fresh, out)
    }

    fn revoked(&mut self, partition: i32) {
        self.dedupe.revoked(partition);
    }

    fn layout(&self) -> Option<String> {
        self.dedupe.layout()
    }

    fn begin_snapshot(&mut self, partition: i32) {
        self.dedupe.begin_snapshot(partition);
    }

    fn snapshot_slice(&mut self, partition: i32) -> Result<Option<Vec<u8>>, StateFault> {
        self.dedupe.snapshot_slice(partition)
    }

    fn end_snapshot(&mut self, partition: i32) {
        self.dedupe.end_snapshot(partition);
    }

    fn load(&mut self, partition: i32, slice: &[u8]) -> Result<(), StateFault> {
        self.dedupe.load(partition, slice)
    }
}
