//! Stage "dedupe": sightings in, headline events out. Its state is one [`Memory`] a partition.

mod header;
mod publish;
pub mod rekey;
mod snapshot;

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};

pub use self::header::Form;
use self::header::{Expected, Header};
use self::publish::Told;
use super::config::{DedupeConfig, PublishConfig, RouteConfig};
use crate::contract::sighting::{Glance, Sighting};
use crate::fault;
use crate::kafka::record::{Halt, Outbox, Record, StateChange, instant};
use crate::kafka::stage::{Stage, StateFault};
use crate::pipeline::dedupe::route::{Route, Routes, RoutesError};
use crate::pipeline::dedupe::{self, DedupeRules, Memory};
use crate::pipeline::identity;
use crate::telemetry::metrics::{self, HoldReason, Metrics};

/// Headlines that one turn forgets at most, a partition: a sweep must not make a turn long.
const SWEEP: usize = 1000;

/// What the stage is given.
#[derive(Clone, Debug)]
pub struct DedupeSettings {
    /// `[dedupe]`
    pub dedupe: DedupeConfig,
    /// `[publish]`
    pub publish: PublishConfig,
    /// What stands before the routes' topics.
    pub prefix: String,
    /// `kafka.group` with the prefix: the events' source.
    pub group: String,
    /// Form of the line that the state belongs to.
    pub form: Form,
    /// Partitions of the state topic.
    pub partitions: usize,
    /// The cluster's id, where it tells one.
    pub cluster_id: Option<String>,
}

/// The stage on one lane.
pub struct Dedupe {
    rules: DedupeRules,
    routes: Routes,
    expected: Expected,
    group: String,
    /// The label of its counts.
    stage: metrics::Stage,
    partitions: BTreeMap<i32, Partition>,
    metrics: Arc<Metrics>,
    /// Partitions of the turn under way, with the arrival of its last sighting there.
    arrivals: BTreeMap<i32, DateTime<Utc>>,
    /// What the turn under way tells.
    told: Vec<Told>,
    duplicates: u64,
}

/// One partition's state.
struct Partition {
    memory: Memory,
    header: Option<Header>,
    /// A snapshot is begun, its header not yet taken.
    owes_header: bool,
}

impl Dedupe {
    /// A stage that owns nothing yet.
    ///
    /// # Errors
    /// [`RoutesError`] where the routes don't fit.
    pub fn new(settings: DedupeSettings, metrics: Arc<Metrics>) -> Result<Self, RoutesError> {
        let route = |route: &RouteConfig| Route {
            topic: format!("{}{}", settings.prefix, route.topic),
            sections: route.sections.clone(),
            sites: route.sites.clone(),
            languages: route.languages.clone(),
        };
        Ok(Self {
            rules: settings.dedupe.rules(&settings.publish),
            routes: Routes::new(settings.publish.routes.iter().map(route).collect())?,
            expected: Expected {
                form: settings.form,
                partitions: settings.partitions,
                cluster: settings.cluster_id,
                identity: identity::VERSION,
                format: u32::from(dedupe::FORMAT),
            },
            group: settings.group,
            stage: match settings.form {
                Form::Staged => metrics::Stage::Dedupe,
                Form::Fused => metrics::Stage::Fused,
            },
            partitions: BTreeMap::new(),
            metrics,
            arrivals: BTreeMap::new(),
            told: Vec::new(),
            duplicates: 0,
        })
    }

    /// Whether a sighting says nothing new, as far as a glance at it tells.
    fn is_repeat(&mut self, glance: &Glance<'_>, cause: &Record, now: DateTime<Utc>) -> bool {
        let Some(partition) = self.partitions.get_mut(&cause.partition) else { return false };
        let arrival = arrival(cause, now);
        self.arrivals.insert(cause.partition, arrival);
        let repeat = partition.memory.is_repeat(glance, arrival);
        self.duplicates += u64::from(repeat);
        repeat
    }

    /// Judges one sighting; `cause` is the record that brought it.
    pub(super) fn observe(
        &mut self,
        sighting: &Sighting,
        cause: &Record,
        now: DateTime<Utc>,
        out: &mut Outbox,
    ) -> Result<(), Halt> {
        let Some(partition) = self.partitions.get_mut(&cause.partition) else { return Ok(()) };
        let arrival = arrival(cause, now);
        self.arrivals.insert(cause.partition, arrival);
        let verdicts = partition.memory.observe(sighting, arrival);
        self.duplicates += u64::from(verdicts.is_empty());
        for verdict in verdicts {
            let (outgoing, cut) = publish::record(&verdict, &self.group, cause, &out.limits)?;
            out.counts.headlines += 1;
            self.told.push(Told::of(&verdict, sighting, cut));
            out.records.push(outgoing);
        }
        Ok(())
    }

    /// Forgets what is past the horizon and hands over what changed, for every partition of the turn.
    pub(super) fn close(&mut self, out: &mut Outbox) {
        for (&number, &mark) in &self.arrivals {
            let Some(partition) = self.partitions.get_mut(&number) else { continue };
            partition.memory.sweep(mark, SWEEP);
            let changes = partition.memory.changes().into_iter();
            out.changes.extend(changes.map(|change| (number, StateChange { key: change.key, value: change.value })));
        }
    }
}

impl Stage for Dedupe {
    fn turn(&mut self, records: &[Record], now: DateTime<Utc>, out: &mut Outbox) {
        for record in records {
            if out.is_halted(record.partition) {
                continue;
            }
            out.counts.items += 1;
            let read = Glance::from_bytes(record.value.as_deref().unwrap_or_default());
            let observed = read.map_err(|error| record.halt(HoldReason::Record, error)).and_then(|glance| {
                if self.is_repeat(&glance, record, now) {
                    return Ok(());
                }
                let sighting = glance.sighting().map_err(|error| record.halt(HoldReason::Record, error))?;
                self.observe(&sighting, record, now, out)
            });
            out.halts.extend(observed.err());
        }
        self.close(out);
    }

    fn committed(&mut self, now: DateTime<Utc>) {
        for number in std::mem::take(&mut self.arrivals).into_keys() {
            if let Some(partition) = self.partitions.get_mut(&number) {
                partition.memory.merge();
                let tally = partition.memory.take_tally();
                self.metrics.headlines_aged(tally.aged);
                self.metrics.headlines_chained(tally.chained);
                self.metrics.headlines_joined(tally.joined);
                self.metrics.state(number, partition.memory.headlines(), partition.memory.bytes());
            }
        }
        for told in self.told.drain(..) {
            told.tell(&self.metrics, now);
        }
        self.metrics.duplicates_dropped(self.stage, std::mem::take(&mut self.duplicates));
    }

    fn aborted(&mut self) {
        for number in std::mem::take(&mut self.arrivals).into_keys() {
            if let Some(partition) = self.partitions.get_mut(&number).filter(|_| !fault::broken("no-rollback")) {
                partition.memory.rollback();
                partition.memory.take_tally();
            }
        }
        self.told.clear();
        self.duplicates = 0;
    }

    fn assigned(&mut self, partition: i32) {
        let memory = Memory::new(self.rules, self.routes.clone());
        self.partitions.insert(partition, Partition { memory, header: None, owes_header: false });
    }

    fn restore(&mut self, partition: i32, records: &[(&[u8], Option<&[u8]>)]) -> Result<(), StateFault> {
        let Some(partition) = self.partitions.get_mut(&partition) else { return Ok(()) };
        // the header stands anywhere in the log, and apart from the headlines
        for some in records.split_inclusive(|(key, _)| *key == header::KEY) {
            let (headlines, header) = match some.split_last() {
                Some(((header::KEY, header), headlines)) => (headlines, Some(header)),
                _ => (some, None),
            };
            partition.memory.restore(headlines).map_err(StateFault::new)?;
            if let Some(header) = header {
                partition.header = header.map(Header::from_bytes).transpose()?;
            }
        }
        Ok(())
    }

    fn restored(&mut self, number: i32, fresh: bool, out: &mut Outbox) -> Result<(), StateFault> {
        let Some(partition) = self.partitions.get_mut(&number) else { return Ok(()) };
        partition.memory.restored();
        if partition.header.is_none() && partition.memory.headlines() > 0 {
            return Err(StateFault::new(
                "the state has headlines but no header: the change log was cut or is not ours",
            ));
        }
        if let Some(header) = &partition.header {
            header.check(&self.expected)?;
            partition.memory.bind_routes(&header.routes).map_err(StateFault::new)?;
            if fresh {
                tracing::warn!(
                    partition = number,
                    "the group has no offset, but there is state: beginning at the earliest"
                );
            }
        }
        let header = self.expected.header(partition.memory.route_names());
        if partition.header.as_ref() != Some(&header) {
            let change = StateChange { key: header::KEY.to_vec(), value: Some(header.to_bytes()) };
            out.changes.push((number, change));
        }
        partition.header = Some(header);
        self.metrics.state(number, partition.memory.headlines(), partition.memory.bytes());
        Ok(())
    }

    fn revoked(&mut self, partition: i32) {
        self.partitions.remove(&partition);
        self.arrivals.remove(&partition);
    }

    fn layout(&self) -> Option<String> {
        Some(self.image_layout())
    }

    fn begin_snapshot(&mut self, partition: i32) {
        self.begin_image(partition);
    }

    fn snapshot_slice(&mut self, partition: i32) -> Result<Option<Vec<u8>>, StateFault> {
        self.image_slice(partition)
    }

    fn end_snapshot(&mut self, partition: i32) {
        self.end_image(partition);
    }

    fn load(&mut self, partition: i32, slice: &[u8]) -> Result<(), StateFault> {
        self.load_slice(partition, slice)
    }
}

/// Arrival is Kafka's time, never later than the lane's clock: no page "from 2099" empties the state.
fn arrival(record: &Record, now: DateTime<Utc>) -> DateTime<Utc> {
    instant(record.timestamp).min(now)
}
