//! Lag, partition counts and the trimming of sightings, asked beside the lanes so that no turn waits for it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use rdkafka::admin::{AdminClient, AdminOptions};
use rdkafka::consumer::Consumer;
use rdkafka::error::KafkaError;
use rdkafka::{Offset, TopicPartitionList};
use thiserror::Error;

use super::client::Clients;
use super::quiet::{Quiet, QuietConsumer};
use crate::telemetry::clock;
use crate::telemetry::metrics::{Metrics, Stage};

const ASK: Duration = Duration::from_secs(2);

/// Where every owned partition of this process stands, as its lane said last.
#[derive(Clone, Debug, Default)]
pub struct Positions(Arc<Mutex<BTreeMap<(Stage, i32), Position>>>);

#[derive(Clone, Copy, Debug, Default)]
struct Position {
    committed: i64,
    /// Timestamp (epoch milliseconds) of the oldest record read and not yet committed.
    waiting: Option<i64>,
    /// Timestamp of the last committed record.
    last: Option<i64>,
    /// Everything up to the last stable offset was read; how far that was, once it has been asked.
    at_end: Option<Option<i64>>,
}

impl Positions {
    pub(crate) fn active(&self, stage: Stage, partition: i32, committed: i64) {
        self.lock().insert((stage, partition), Position { committed, ..Position::default() });
    }

    pub(crate) fn release(&self, stage: Stage, partition: i32) {
        self.lock().remove(&(stage, partition));
    }

    /// Records from `oldest` (epoch milliseconds) on were read and are not committed.
    pub(crate) fn waiting(&self, stage: Stage, partition: i32, oldest: i64) {
        self.change(stage, partition, |position| {
            position.waiting.get_or_insert(oldest);
            position.at_end = None;
        });
    }

    /// The end of the log was read. Behind the last record there may be markers of transactions, which have offsets too.
    pub(crate) fn at_end(&self, stage: Stage, partition: i32) {
        self.change(stage, partition, |position| position.at_end = Some(None));
    }

    pub(crate) fn committed(&self, stage: Stage, partition: i32, committed: i64, last: Option<i64>) {
        self.change(stage, partition, |position| {
            position.committed = committed;
            position.waiting = None;
            position.last = last.or(position.last);
        });
    }

    fn change(&self, stage: Stage, partition: i32, change: impl FnOnce(&mut Position)) {
        if let Some(position) = self.lock().get_mut(&(stage, partition)) {
            change(position);
        }
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<(Stage, i32), Position>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What must not change while the service runs.
#[derive(Debug, Error)]
#[error(
    "topic {topic} had {before} partitions at the start and has {now}: a site's state would be split; stop every process \
     of the group and re-key the state, or set the number back by making the topic anew"
)]
pub struct CountChanged {
    /// The topic.
    pub topic: String,
    /// Partitions at the start.
    pub before: usize,
    /// Partitions now.
    pub now: usize,
}

/// Asks the broker what the lanes don't.
pub struct Watch {
    client: QuietConsumer,
    admin: AdminClient<Quiet>,
    metrics: Arc<Metrics>,
    positions: Positions,
    topics: Vec<Watched>,
}

/// A topic that a stage of this process reads.
#[derive(Clone, Debug)]
pub struct Watched {
    /// The stage.
    pub stage: Stage,
    /// Its input topic.
    pub topic: String,
    /// The partition count it must keep; `None` where it may grow.
    pub pinned: Option<usize>,
    /// Records are deleted up to what this process has committed.
    pub trimmed: bool,
}

impl Watch {
    /// Makes the clients.
    ///
    /// # Errors
    /// If librdkafka refuses the configuration.
    pub fn create(
        clients: &Clients,
        metrics: Arc<Metrics>,
        positions: Positions,
        topics: Vec<Watched>,
    ) -> Result<Self, KafkaError> {
        let client = clients.committed().create_with_context(clients.quiet())?;
        let admin = clients.plain().create_with_context(clients.quiet())?;
        Ok(Self { client, admin, metrics, positions, topics })
    }

    /// Measures lag and counts partitions. Blocks for some round trips.
    ///
    /// # Errors
    /// [`CountChanged`] where a pinned count is another now.
    pub fn look(&self) -> Result<(), CountChanged> {
        for watched in &self.topics {
            self.count(watched)?;
            let owned: Vec<i32> =
                self.positions.lock().keys().filter(|(stage, _)| *stage == watched.stage).map(|(_, p)| *p).collect();
            for partition in owned {
                self.measure(watched, partition);
            }
        }
        Ok(())
    }

    fn count(&self, watched: &Watched) -> Result<(), CountChanged> {
        let Ok(metadata) = self.client.fetch_metadata(Some(&watched.topic), ASK) else { return Ok(()) };
        let now = metadata.topics().iter().map(|topic| topic.partitions().len()).sum();
        if now == 0 {
            return Ok(());
        }
        self.metrics.input_partitions(watched.stage, &watched.topic, now);
        match watched.pinned {
            Some(before) if before != now => Err(CountChanged { topic: watched.topic.clone(), before, now }),
            _ => Ok(()),
        }
    }

    fn measure(&self, watched: &Watched, partition: i32) {
        let Ok((_, high)) = self.client.fetch_watermarks(&watched.topic, partition, ASK) else { return };
        let Some(position) = self.positions.lock().get_mut(&(watched.stage, partition)).map(|position| {
            if let Some(end @ None) = &mut position.at_end {
                *end = Some(high);
            }
            *position
        }) else {
            return;
        };
        let read = if position.waiting.is_none() { position.at_end.flatten() } else { None };
        let records = (high - position.committed.max(read.unwrap_or(0))).max(0);
        let oldest = position.waiting.or(position.last).filter(|_| records > 0);
        let age = oldest.map_or(0, |oldest| clock::now().timestamp_millis().saturating_sub(oldest).max(0));
        let age = Duration::from_millis(age.unsigned_abs());
        self.metrics.lag(watched.stage, &watched.topic, partition, records, age);
    }

    /// Deletes what this process has committed of the topics that keep nothing: sightings have no retention of their own.
    ///
    /// # Errors
    /// What the broker said; nothing is lost by trying again later.
    pub async fn trim(&self) -> Result<(), KafkaError> {
        let mut list = TopicPartitionList::new();
        for watched in self.topics.iter().filter(|watched| watched.trimmed) {
            for ((stage, partition), position) in self.positions.lock().iter() {
                if *stage == watched.stage && position.committed > 0 {
                    list.add_partition_offset(&watched.topic, *partition, Offset::Offset(position.committed))?;
                }
            }
        }
        if list.count() > 0 {
            self.admin.delete_records(&list, &AdminOptions::new().operation_timeout(Some(ASK))).await?;
        }
        Ok(())
    }
}
