//! What stops a partition, or the service, until a person has looked: said in `/ready`, log and metrics, and released.

use std::time::Duration;

use rdkafka::mocking::MockCluster;
use rdkafka::types::RDKafkaApiKey;

use crate::exactly_once::{LONG, SITES, assert_exactly_once, pages, wait_published};
use crate::newsroom::titles;
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::kafka::{self, Record};
use crate::rig::topics::Topics;
use crate::rig::{reader, wait};

const FEW: [(&str, &str); 2] =
    [("HEADLINED__TRANSACTION__MAX_RECORDS", "10"), ("HEADLINED__INPUT__MAX_REJECTED_RUN", "20")];

fn letters(topics: &Topics<'_>) -> usize {
    reader::records(topics.broker.bootstrap(), &[&topics.dead_letters()]).len()
}

#[test]
fn a_flood_of_dead_letters_is_held_back_until_it_is_released() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "flood", 1);
    topics.send_pages((0..50).map(|n| Record::value(format!("no page {n}"))));
    topics.send_pages(pages(0, 2));
    let mut process = Headlined::run(&topics, &FEW);
    let told = process.wait_held("flood");
    assert!(told.contains("pages in a row became dead letters (input.max_rejected_run = 20)"), "{told}");
    let first = letters(&topics);
    assert!((20..=30).contains(&first), "{first} dead letters");
    let group = format!("{}headlined.extract", topics.prefix);
    assert_eq!(kafka::members(broker.bootstrap(), &group), 1, "the lane stays in its group");

    // a restart remembers
    process.kill9();
    let mut process = Headlined::run(&topics, &FEW);
    process.wait_held("flood");
    assert_eq!(letters(&topics), first);

    assert_eq!(process.release(7).0, Some(1), "nothing of that is held");
    let (code, said) = process.release(0);
    assert_eq!(code, Some(0));
    assert!(said.contains("[0] is paused: the last"), "{said}");
    wait::until("more dead letters", LONG, || (letters(&topics) > first).then_some(()));
    process.wait_held("flood");
    assert_eq!(process.release(0).0, Some(0));
    wait_published(&topics, 3 * 10);
    topics.wait_settled(LONG);
    process.wait_ready(LONG);
    assert_eq!(letters(&topics), 50);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 10));
    assert_eq!(process.metrics().sum("partitions_held", &[]), 0.0);
}

#[test]
fn a_sighting_that_is_no_sighting_holds_its_partition_and_is_never_skipped() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "unread", 1);
    kafka::produce(broker.bootstrap(), &topics.sightings(), [Record::keyed("a.example", [9_u8, 9, 9])]);
    let mut process = Headlined::run(&topics, &[]);
    let told = process.wait_held("record");
    assert!(told.contains("offset 0: sighting version 9 is not known"), "{told}");
    let group = format!("{}headlined.dedupe", topics.prefix);
    assert!(kafka::committed(broker.bootstrap(), &group, &topics.sightings(), 0).unwrap_or(0) == 0);
}

#[test]
fn state_that_is_gone_or_foreign_holds_its_partition() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "foreign", 1);
    let header = r#"{"version":1,"partitions":7,"form":"staged","cluster":null,"identity":1,"format":1,"routes":[]}"#;
    kafka::produce(broker.bootstrap(), &topics.state(), [Record::keyed("header", header)]);
    let mut process = Headlined::run(&topics, &[]);
    let told = process.wait_held("state");
    assert!(told.contains("the state was written for 7 partitions, the topic has 1"), "{told}");
}

/// Offsets that go with more state than there is.
#[test]
fn state_that_was_emptied_holds_its_partition() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "emptied", 1);
    let mut process = Headlined::run(&topics, &[]);
    topics.send_pages(pages(0, 2));
    wait_published(&topics, 3 * 10);
    topics.wait_settled(LONG);
    process.kill9();
    kafka::delete_topic(broker.bootstrap(), &topics.state());
    kafka::create_topics(broker.bootstrap(), [kafka::topic(&topics.state(), 1).set("cleanup.policy", "compact")]);
    let mut process = Headlined::run(&topics, &[]);
    let told = process.wait_held("state");
    assert!(told.contains("but the change log ends at 0"), "{told}");
    assert_eq!(topics.read_headlines().len(), 30, "nothing is published again");
}

#[test]
fn a_partition_count_that_changes_while_it_runs_ends_the_process_with_the_way_out() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "grown", 1);
    let mut process = Headlined::run(&topics, &[]);
    process.wait_ready(LONG);
    kafka::add_partitions(broker.bootstrap(), &topics.sightings(), 2);
    assert_eq!(process.wait_exit(Duration::from_secs(60)).code(), Some(1));
    let log = process.log();
    assert!(log.contains("had 1 partitions at the start and has 2") && log.contains("re-key the state"), "{log}");

    // and it does not start on it
    let mut process = Headlined::run(&topics, &[]);
    assert_eq!(process.wait_exit(LONG).code(), Some(2));
    assert!(process.log().contains("they must be equal, for good"), "{}", process.log());
}

/// Offsets without the group's generation would be taken from a process that has lost its partitions.
#[test]
fn a_broker_before_2_5_is_refused_with_2() {
    let broker = MockCluster::new(1).unwrap();
    broker.apiversion(RDKafkaApiKey::TxnOffsetCommit, Some(0), Some(2)).unwrap();
    for topic in ["pages.raw", "headlined.sightings.v1", "headlined.state.v1", "headlines.v1", "pages.dead-letter"] {
        broker.create_topic(topic, 1, 1).unwrap();
    }
    let servers = broker.bootstrap_servers();
    let settings =
        [("HEADLINED__KAFKA__BOOTSTRAP_SERVERS", servers.as_str()), ("HEADLINED__ADMIN__LISTEN", "127.0.0.1:0")];
    let mut service = Headlined::spawn(&["run"], settings);
    assert_eq!(service.wait_exit(Duration::from_secs(60)).code(), Some(2));
    let log = service.log();
    assert!(log.contains("the broker is older than Kafka 2.5") && log.contains("upgrade every broker"), "{log}");
}
