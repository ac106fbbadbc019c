//! Stage "extract": page events in, sightings and dead letters out. It keeps nothing but the combiner.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::pages::{Pages, PagesConfig};
use crate::contract::rejection::Rejection;
use crate::contract::sighting::Sighting;
use crate::fault;
use crate::kafka::murmur2;
use crate::kafka::record::{Outbox, Outgoing, Record, RecordHeader};
use crate::kafka::stage::{Stage, StateFault};
use crate::pipeline::combiner::Combiner;
use crate::pipeline::shorten;
use crate::telemetry::metrics::{self, Cut, Metrics};
use crate::telemetry::traceparent::TraceParent;

/// Headlines that the combiner of one lane remembers: some 100 bytes each. Evicting costs a repeat, no more.
const COMBINER_CAPACITY: usize = 200_000;

/// What the stage is given. All names carry the prefix.
#[derive(Clone, Debug)]
pub struct ExtractConfig {
    /// What it reads.
    pub pages: PagesConfig,
    /// Where sightings go.
    pub sightings: String,
    /// Its number of partitions: a site's sightings go to murmur2(site) mod this.
    pub sightings_partitions: i32,
    /// How often the combiner lets a repeat through.
    pub repeat_every: TimeDelta,
}

/// The stage on one lane.
pub struct Extract {
    pages: Pages,
    sightings: String,
    sightings_partitions: i32,
    combiner: Combiner,
    metrics: Arc<Metrics>,
    pending: Pending,
}

/// What happened in the turn under way; told when it is committed.
#[derive(Default)]
struct Pending {
    sent: u64,
    dropped: u64,
    cut: u64,
}

impl Extract {
    /// A stage that has seen nothing yet.
    pub fn new(config: ExtractConfig, metrics: Arc<Metrics>) -> Self {
        Self {
            pages: Pages::new(config.pages, Arc::clone(&metrics)),
            sightings: config.sightings,
            sightings_partitions: config.sightings_partitions,
            combiner: Combiner::new(COMBINER_CAPACITY, config.repeat_every),
            metrics,
            pending: Pending::default(),
        }
    }

    /// Sends a sighting on, unless it is a repeat; cut where its topic is known to take no more.
    fn send(&mut self, sighting: &Sighting, record: &Record, out: &mut Outbox) -> Result<(), Rejection> {
        if !self.passes(sighting) {
            self.pending.dropped += 1;
            return Ok(());
        }
        let mut outgoing = self.outgoing(sighting, record)?;
        if let Some(room) = out.limits.get(&self.sightings).filter(|room| outgoing.size() > room.aim) {
            let mut cut = sighting.clone();
            shorten::sighting(&mut cut, room.left_for_value(&outgoing));
            outgoing = self.outgoing(&cut, record)?;
            let size = outgoing.size();
            if room.refuses(size) {
                return Err(unpublishable(format!("a sighting of it, {size} bytes, is larger than its topic takes")));
            }
            self.pending.cut += 1;
        }
        self.pending.sent += 1;
        out.records.push(outgoing);
        Ok(())
    }

    fn passes(&mut self, sighting: &Sighting) -> bool {
        if fault::broken("combiner-blind-to-kinds") {
            return self.combiner.pass(&Sighting { sections: Vec::new(), ..sighting.clone() });
        }
        self.combiner.pass(sighting)
    }

    fn outgoing(&self, sighting: &Sighting, record: &Record) -> Result<Outgoing, Rejection> {
        Ok(Outgoing {
            topic: self.sightings.clone(),
            partition: Some(murmur2::partition(sighting.site.as_bytes(), self.sightings_partitions)),
            key: Some(sighting.site.clone().into_bytes()),
            value: Some(sighting.to_bytes().map_err(unpublishable)?),
            headers: forwarded(record),
        })
    }
}

impl Stage for Extract {
    fn turn(&mut self, records: &[Record], now: DateTime<Utc>, out: &mut Outbox) {
        for record in records {
            let sightings = self.pages.read(record, now, out);
            let unsent = sightings.iter().filter_map(|sighting| self.send(sighting, record, out).err()).last();
            if let Some(rejection) = unsent {
                self.pages.reject(record, rejection, now, out);
            }
        }
    }

    fn refuse(&mut self, record: &Record, now: DateTime<Utc>, out: &mut Outbox) {
        self.pages.refuse(record, now, out);
    }

    fn committed(&mut self, _now: DateTime<Utc>) {
        self.combiner.merge();
        self.pages.committed();
        let pending = std::mem::take(&mut self.pending);
        self.metrics.sightings_sent(pending.sent);
        self.metrics.records_cut(Cut::Sighting, pending.cut);
        self.metrics.duplicates_dropped(metrics::Stage::Extract, pending.dropped);
    }

    fn aborted(&mut self) {
        if fault::broken("combiner-keeps-uncommitted") {
            self.combiner.merge();
        }
        self.combiner.rollback();
        self.pages.aborted();
        self.pending = Pending::default();
    }

    fn assigned(&mut self, _partition: i32) {}

    fn restore(&mut self, _partition: i32, _records: &[(&[u8], Option<&[u8]>)]) -> Result<(), StateFault> {
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

fn unpublishable(reason: impl ToString) -> Rejection {
    Rejection::Unpublishable { reason: reason.to_string() }
}

/// The page's trace goes on with the sighting: its trace id, a new span id.
fn forwarded(record: &Record) -> Vec<RecordHeader> {
    let text = |name| record.header(name).and_then(|value| std::str::from_utf8(value).ok());
    let Some(parent) = text("traceparent").and_then(TraceParent::parse) else { return Vec::new() };
    let mut headers = vec![("traceparent".to_owned(), Some(parent.forward().into_bytes()))];
    headers.extend(text("tracestate").map(|state| ("tracestate".to_owned(), Some(state.as_bytes().to_vec()))));
    headers
}
