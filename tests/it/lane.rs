//! The lane by itself, with the smallest stage that has state: each value of its input is passed on once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;

use chrono::{DateTime, Utc};
use headlined::kafka::client::Clients;
use headlined::kafka::config::{InputConfig, KafkaConfig, KeyedBy, OnGap, Start, TransactionConfig};
use headlined::kafka::lane::{Lane, LaneConfig, LaneError, Reports};
use headlined::kafka::record::{Outbox, Outgoing, Record, StateChange};
use headlined::kafka::stage::{Stage, StateFault};
use headlined::kafka::stop::Stop;
use headlined::kafka::watch::Positions;
use headlined::telemetry::health::{Health, LaneHealth, Limits};
use headlined::telemetry::metrics::{self, Metrics};

use crate::rig::broker::Broker;
use crate::rig::kafka;
use crate::rig::topics::Topics;
use crate::rig::{reader, wait};

/// Passes each value on once. Its state is the set of values passed on.
struct Once {
    out: String,
    passed: BTreeMap<i32, BTreeSet<Vec<u8>>>,
    pending: Vec<(i32, Vec<u8>)>,
}

impl Once {
    fn knows(&self, partition: i32, value: &[u8]) -> bool {
        self.passed.get(&partition).is_some_and(|passed| passed.contains(value))
            || self.pending.iter().any(|(of, pending)| *of == partition && pending == value)
    }
}

impl Stage for Once {
    fn turn(&mut self, records: &[Record], _now: DateTime<Utc>, out: &mut Outbox) {
        for record in records {
            let value = record.value.clone().unwrap_or_default();
            if self.knows(record.partition, &value) {
                continue;
            }
            let key = Some(value.clone());
            out.records.push(Outgoing { topic: self.out.clone(), key: key.clone(), value: key, ..Outgoing::default() });
            out.changes.push((record.partition, StateChange { key: value.clone(), value: Some(b"1".to_vec()) }));
            self.pending.push((record.partition, value));
        }
    }

    fn committed(&mut self, _now: DateTime<Utc>) {
        for (partition, value) in self.pending.drain(..) {
            self.passed.entry(partition).or_default().insert(value);
        }
    }

    fn aborted(&mut self) {
        self.pending.clear();
    }

    fn assigned(&mut self, partition: i32) {
        self.passed.insert(partition, BTreeSet::new());
    }

    fn restore(&mut self, partition: i32, records: &[(&[u8], Option<&[u8]>)]) -> Result<(), StateFault> {
        self.passed.entry(partition).or_default().extend(records.iter().map(|(key, _)| key.to_vec()));
        Ok(())
    }

    fn restored(&mut self, _partition: i32, _fresh: bool, _out: &mut Outbox) -> Result<(), StateFault> {
        Ok(())
    }

    fn revoked(&mut self, partition: i32) {
        self.passed.remove(&partition);
    }
}

/// A lane on a thread of its own.
struct Running {
    stop: Stop,
    health: Arc<LaneHealth>,
    metrics: Arc<Metrics>,
    thread: JoinHandle<Result<(), LaneError>>,
}

impl Running {
    fn start(topics: &Topics<'_>, instance: &str) -> Self {
        let kafka = KafkaConfig {
            group: topics.named("lane"),
            session_timeout_ms: 6000,
            ..kafka::client_settings(topics.broker.bootstrap())
        };
        let config = LaneConfig {
            stage: metrics::Stage::Dedupe,
            number: 0,
            topic: topics.sightings(),
            state_topic: Some(topics.state()),
            group: kafka.group.clone(),
            id: format!("{}.{instance}", kafka.group),
            instance: instance.to_owned(),
            input: InputConfig {
                keyed_by: KeyedBy::Any,
                start: Start::Earliest,
                on_gap: OnGap::Continue,
                max_page_bytes: 1 << 20,
                max_rejected_run: 0,
                max_rejected_percent: 100,
            },
            transaction: TransactionConfig {
                interval_ms: 100,
                max_records: 50,
                max_bytes: 1 << 20,
                min_interval_ms: 5,
                timeout_ms: 10_000,
            },
            snapshots: None,
        };
        let metrics = Metrics::new(&["out"]).unwrap();
        let health = Health::new(Limits { turn: Duration::from_secs(300), transaction: Duration::from_secs(10) })
            .lane(instance, DateTime::default());
        let reports =
            Reports { metrics: Arc::clone(&metrics), health: Arc::clone(&health), positions: Positions::default() };
        let stage = Once { out: topics.headlines(), passed: BTreeMap::new(), pending: Vec::new() };
        let lane = Lane::new(config, Clients::new(&kafka, 2 << 20).unwrap(), stage, reports).unwrap();
        let stop = Stop::default();
        let thread = std::thread::spawn({
            let stop = stop.clone();
            move || lane.run(&stop)
        });
        Self { stop, health, metrics, thread }
    }

    fn end(self) -> Result<(), LaneError> {
        self.stop.ask(Duration::from_secs(25));
        self.thread.join().unwrap()
    }
}

fn passed_on(topics: &Topics<'_>) -> Vec<String> {
    let records = reader::records(topics.broker.bootstrap(), &[&topics.headlines()]);
    records.iter().map(|record| String::from_utf8(record.value().unwrap()).unwrap()).collect()
}

fn send(topics: &Topics<'_>, values: std::ops::Range<usize>) {
    let records = values.map(|n| kafka::Record::keyed(format!("{}", n % 7), format!("value {n}")));
    kafka::produce(topics.broker.bootstrap(), &topics.sightings(), records);
}

fn wait_for(topics: &Topics<'_>, wanted: usize) -> Vec<String> {
    let mut values = wait::until("every value was passed on", Duration::from_secs(40), || {
        Some(passed_on(topics)).filter(|values| values.len() >= wanted)
    });
    values.sort();
    values
}

fn sorted(values: std::ops::Range<usize>) -> Vec<String> {
    let mut values: Vec<String> = values.map(|n| format!("value {n}")).collect();
    values.sort();
    values
}

#[test]
fn a_successor_knows_what_its_predecessor_passed_on() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "lane-successor", 4);
    send(&topics, 0..500);
    let first = Running::start(&topics, "a");
    assert_eq!(wait_for(&topics, 500), sorted(0..500));
    first.end().unwrap();

    send(&topics, 0..600);
    let second = Running::start(&topics, "a");
    assert_eq!(wait_for(&topics, 600), sorted(0..600));
    second.end().unwrap();
}

#[test]
fn two_lanes_share_the_partitions_and_take_over_from_each_other() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "lane-share", 4);
    send(&topics, 0..300);
    let first = Running::start(&topics, "a");
    wait_for(&topics, 300);
    let second = Running::start(&topics, "b");
    send(&topics, 0..600);
    assert_eq!(wait_for(&topics, 600), sorted(0..600));
    let share = |lane: &Running| lane.metrics.render().contains("headlined_partitions_assigned{stage=\"dedupe\"} 2");
    wait::until("each lane has two partitions", Duration::from_secs(30), || {
        (share(&first) && share(&second)).then_some(())
    });
    // nothing moves now: a lane that kept its partitions through the rebalance must still be able to commit
    send(&topics, 600..900);
    assert_eq!(wait_for(&topics, 900), sorted(0..900));
    first.end().unwrap();
    send(&topics, 0..1000);
    assert_eq!(wait_for(&topics, 1000), sorted(0..1000));
    second.end().unwrap();
}

/// A topic that takes none of its records: the lane keeps what it has, fetches no more than it may, and goes on once it can.
#[test]
fn a_lane_that_can_commit_nothing_waits_and_loses_nothing() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "lane-waits", 2);
    // the markers of transactions still fit, no record does
    kafka::alter_topic(broker.bootstrap(), &topics.headlines(), "max.message.bytes", "80");
    send(&topics, 0..1000);
    let lane = Running::start(&topics, "a");
    let aborted = "headlined_txn_total{result=\"aborted\",stage=\"dedupe\"} ";
    let aborts = || lane.metrics.render().lines().find_map(|line| line.strip_prefix(aborted)?.parse::<u32>().ok());
    wait::until("some turns to fail", Duration::from_secs(60), || aborts().filter(|aborts| *aborts >= 2));
    assert_eq!(passed_on(&topics), [""; 0]);
    kafka::alter_topic(broker.bootstrap(), &topics.headlines(), "max.message.bytes", "100000");
    assert_eq!(wait_for(&topics, 1000), sorted(0..1000));
    lane.end().unwrap();
}

#[test]
fn a_twin_ends_the_first_with_the_settings_name() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "lane-twin", 1);
    send(&topics, 0..10);
    let first = Running::start(&topics, "same");
    wait_for(&topics, 10);
    let second = Running::start(&topics, "same");
    wait::until("the first lane has ended", Duration::from_secs(30), || first.thread.is_finished().then_some(()));
    let error = first.thread.join().unwrap().unwrap_err().to_string();
    assert!(error.contains("service.instance") && error.contains("same"), "{error}");
    send(&topics, 10..20);
    assert_eq!(wait_for(&topics, 20), sorted(0..20));
    second.end().unwrap();
}
