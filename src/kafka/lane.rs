//! The exactly-once lane: one OS thread, one consumer, one transactional producer, whole partitions, nothing shared.
//!
//! A turn: poll until full → the stage works → begin → outputs, dead letters, state changes → offsets → commit → only
//! then the stage keeps what it learned. On abort it forgets, and the same records run again from memory. No
//! transaction is ever open while the lane polls, so a rebalance can never fall into one.
//!
//! ```text
//! connect ─▶ subscribe ─▶ ┌ fill ─▶ group events ─▶ takeovers ─▶ settle ─▶ turn ┐ ─▶ drained
//! (init_transactions      └───────────────────◀────────────────────────────────┘
//!  fences a predecessor)
//! ```

mod alone;
mod announce;
mod batch;
mod broken;
mod caution;
mod connect;
mod error;
mod events;
mod fill;
mod fits;
mod holds;
mod outcome;
mod owned;
mod settle;
mod snapshots;
mod takeovers;
mod turn;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};

use rdkafka::consumer::BaseConsumer;

pub use self::error::LaneError;

use self::batch::Batch;
use self::caution::Caution;
use self::fits::Fits;
use self::owned::{Attempt, Owned, Phase};
use self::snapshots::Snapshots;
use super::client::Clients;
use super::config::{InputConfig, TransactionConfig};
use super::group::Group;
use super::position::TurnId;
use super::producer::Producer;
use super::record::Outbox;
use super::snapshot::SnapshotConfig;
use super::stage::Stage;
use super::stop::Stop;
use super::takeover::{StateReader, Takeover};
use super::watch::Positions;
use crate::telemetry::clock;
use crate::telemetry::health::LaneHealth;
use crate::telemetry::metrics::{self, Metrics};

/// How long an idle lane waits in one poll: it decides what a lane that has nothing to do costs.
const IDLE: Duration = Duration::from_millis(100);

/// What a lane is given.
#[derive(Clone, Debug)]
pub struct LaneConfig {
    /// The label of its metrics.
    pub stage: metrics::Stage,
    /// Its number among the lanes of its stage in this process.
    pub number: usize,
    /// The topic it reads.
    pub topic: String,
    /// The change log of its stage's state, if it has any.
    pub state_topic: Option<String>,
    /// Its consumer group.
    pub group: String,
    /// Its `transactional.id` and `group.instance.id`.
    pub id: String,
    /// The setting that decides `id`, named when another process uses it too.
    pub instance: String,
    /// Where a group without offsets begins, and what a gap means.
    pub input: InputConfig,
    /// When a turn ends.
    pub transaction: TransactionConfig,
    /// Where snapshots of the state are kept, if they are.
    pub snapshots: Option<SnapshotConfig>,
}

impl LaneConfig {
    fn transaction_timeout(&self) -> Duration {
        Duration::from_millis(self.transaction.timeout_ms)
    }

    /// A turn takes at most a third of the transaction's time-out.
    fn turn_timeout(&self) -> Duration {
        self.transaction_timeout() / 3
    }
}

/// A lane before and while it runs.
pub struct Lane<S: Stage> {
    config: LaneConfig,
    clients: Clients,
    stage: S,
    metrics: Arc<Metrics>,
    health: Arc<LaneHealth>,
    positions: Positions,
    consumer: BaseConsumer<Group>,
    state: Option<StateReader>,
    producer: Option<Producer>,
    /// The producer has its transactional id.
    connected: bool,
    subscribed: bool,
    partitions: BTreeMap<i32, Owned>,
    batch: Batch,
    /// Active partitions that are paused because the batch is full and can't be run.
    held_up: BTreeSet<i32>,
    /// What taken-over partitions owe their change log before anything else (a header).
    opening: Outbox,
    outbox: Outbox,
    /// What this lane said last of each partition, and how careful it was then: it lives, so nothing of that is suspected.
    said: BTreeMap<i32, (TurnId, Caution)>,
    snapshots: Snapshots,
    /// What topics are known to refuse.
    fits: Fits,
    /// A commit whose outcome is not known.
    unsettled: Option<Attempt>,
    started_micros: u64,
    turns: u64,
    failures: u32,
    retry_at: Option<Instant>,
    refused_since: Option<Instant>,
    fencings: VecDeque<Instant>,
    /// When a broker was last out of reach: what Kafka says right after that proves no twin.
    unreachable_at: Option<Instant>,
}

/// What a lane reports to.
#[derive(Clone, Debug)]
pub struct Reports {
    /// The catalogue.
    pub metrics: Arc<Metrics>,
    /// This lane's part of `/live` and `/ready`.
    pub health: Arc<LaneHealth>,
    /// Where lag is measured from.
    pub positions: Positions,
}

impl<S: Stage> Lane<S> {
    /// Makes the clients; nothing is sent before [`Self::run`].
    ///
    /// # Errors
    /// [`LaneError::Client`] where librdkafka refuses the configuration.
    pub fn new(config: LaneConfig, clients: Clients, stage: S, reports: Reports) -> Result<Self, LaneError> {
        let client = |source| LaneError::Client { lane: config.id.clone(), source };
        let consumer = connect::consumer(&config, &clients).map_err(client)?;
        let state = config
            .state_topic
            .clone()
            .map(|topic| StateReader::create(&clients, topic, &format!("{}.state", config.group)))
            .transpose()
            .map_err(client)?;
        Ok(Self {
            clients,
            stage,
            metrics: reports.metrics,
            health: reports.health,
            positions: reports.positions,
            consumer,
            state,
            producer: None,
            connected: false,
            subscribed: false,
            partitions: BTreeMap::new(),
            batch: Batch::default(),
            held_up: BTreeSet::new(),
            opening: Outbox::default(),
            outbox: Outbox::default(),
            said: BTreeMap::new(),
            snapshots: Snapshots::new(config.snapshots.clone()),
            fits: Fits::default(),
            unsettled: None,
            // the first look at that clock: one that is set back before the first turn is noticed, too
            started_micros: clock::steady().timestamp_micros().unsigned_abs(),
            turns: 0,
            failures: 0,
            retry_at: None,
            refused_since: None,
            fencings: VecDeque::new(),
            unreachable_at: None,
            config,
        })
    }

    /// Its `transactional.id` and `group.instance.id`.
    pub fn id(&self) -> &str {
        &self.config.id
    }

    /// What it reports to, for whoever outlives it.
    pub fn health(&self) -> Arc<LaneHealth> {
        Arc::clone(&self.health)
    }

    /// Turns until `stop` is asked for and the last turn is committed, or its deadline has passed.
    ///
    /// # Errors
    /// [`LaneError`] ends the process.
    pub fn run(mut self, stop: &Stop) -> Result<(), LaneError> {
        while !self.drained(stop) {
            self.health.turned(clock::now());
            self.pass_drain(stop.asked());
            if self.subscribe()? {
                self.fill(stop.asked())?;
                self.serve_group();
                self.release();
                self.take_over()?;
            }
            if self.connect()? && self.settle() && !self.backing_off() {
                self.turn()?;
            }
            self.take_snapshots();
            self.health.restored(!self.taking_over());
        }
        self.take_last_snapshots(stop);
        self.health.ended("drained");
        Ok(())
    }

    fn drained(&self, stop: &Stop) -> bool {
        // what waits to run alone is not begun: the successor may as well do it
        let begun = !self.batch.is_empty() && (self.batch.runs_again() || self.careful().is_none());
        let idle = !begun && self.unsettled.is_none();
        stop.asked() && (idle || !self.subscribed || stop.overdue())
    }
}
