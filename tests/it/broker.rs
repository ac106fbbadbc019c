//! The rig itself: that the broker is a real one, that the reader sees what is committed and nothing else, and that it objects.

use std::time::Duration;

use crate::rig::broker::Broker;
use crate::rig::kafka::{self, Ending, Record};
use crate::rig::proxy::Line;
use crate::rig::topics::Topics;
use crate::rig::{environment, reader, wait};

fn values(broker: &Broker, topic: &str) -> Vec<String> {
    let records = reader::records(broker.bootstrap(), &[topic]);
    records.iter().map(|record| String::from_utf8(record.value().unwrap()).unwrap()).collect()
}

#[test]
fn the_reader_sees_committed_records_and_no_others() {
    let broker = Broker::shared();
    let topic = Topics::reserve(broker, "committed", 1).named("records");
    kafka::create_topics(broker.bootstrap(), [kafka::topic(&topic, 1)]);
    let write = |id: &str, value: &str, ending| {
        kafka::produce_in_transaction(
            broker.bootstrap(),
            &format!("{topic}.{id}"),
            &topic,
            [Record::value(value)],
            ending,
        );
    };
    assert_eq!(values(broker, &topic), [""; 0]);
    write("a", "committed", Ending::Commit);
    write("a", "aborted", Ending::Abort);
    kafka::produce(broker.bootstrap(), &topic, [Record::value("plain")]);
    assert_eq!(values(broker, &topic), ["committed", "plain"]);

    write("b", "open", Ending::LeaveOpen);
    kafka::produce(broker.bootstrap(), &topic, [Record::value("behind it")]);
    let stuck = reader::run(broker.bootstrap(), &["--raw", "--timeout", "1"], &[&topic]);
    assert_eq!(stuck.status.code(), Some(3), "{}", String::from_utf8_lossy(&stuck.stderr));
    // Its successor fences it, which ends the transaction.
    write("b", "after it", Ending::Commit);
    assert_eq!(values(broker, &topic), ["committed", "plain", "behind it", "after it"]);
}

#[test]
fn records_keep_key_headers_and_time() {
    let broker = Broker::shared();
    let topic = Topics::reserve(broker, "whole", 1).named("records");
    kafka::create_topics(broker.bootstrap(), [kafka::topic(&topic, 2)]);
    let record = Record {
        partition: Some(1),
        headers: vec![("name".into(), b"\xff".to_vec())],
        timestamp: Some(1_700_000_000_000),
        ..Record::keyed("key", "value")
    };
    kafka::produce(broker.bootstrap(), &topic, [record]);
    let read = reader::records(broker.bootstrap(), &[&topic]);
    let [read] = read.as_slice() else { panic!("{read:?}") };
    assert_eq!((read.partition, read.offset, read.timestamp), (1, 0, 1_700_000_000_000));
    assert_eq!(read.key().as_deref(), Some(&b"key"[..]));
    assert_eq!(read.header("name").as_deref(), Some(&b"\xff"[..]));
}

#[test]
fn the_reader_objects_to_what_breaks_the_contract() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "objects");
    let bad = Record::keyed("another key", r#"{"id": "one"}"#);
    kafka::produce(broker.bootstrap(), &topics.headlines(), [bad]);
    let output = reader::run(broker.bootstrap(), &[], &[&topics.headlines()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("keys are missing"));
}

#[test]
fn a_killed_broker_comes_back_with_its_data() {
    let Some(broker) = Broker::start_for_killing("a_killed_broker_comes_back_with_its_data") else { return };
    kafka::create_topics(broker.bootstrap(), [kafka::topic("records", 1)]);
    kafka::produce(broker.bootstrap(), "records", [Record::value("before")]);
    broker.kill9();
    assert!(!kafka::answers(broker.bootstrap()));
    broker.restart();
    kafka::produce(broker.bootstrap(), "records", [Record::value("after")]);
    assert_eq!(values(&broker, "records"), ["before", "after"]);
    assert_eq!(kafka::watermarks(broker.bootstrap(), "records", 0), (0, 2));
}

#[test]
fn waiting_ends_at_its_deadline() {
    assert_eq!(wait::seen(Duration::from_millis(50), || None::<()>), None);
    assert!(environment::repository("Cargo.toml").exists());
}

#[test]
fn the_line_to_the_broker_can_be_frozen_and_cut() {
    let Some(broker) = Broker::start_for_killing("the_line_to_the_broker_can_be_frozen_and_cut") else { return };
    kafka::create_topics(broker.bootstrap(), [kafka::topic("records", 1)]);
    let proxy = broker.proxy();
    kafka::produce(proxy.bootstrap(), "records", [Record::value("open")]);
    for line in [Line::Frozen, Line::Cut] {
        proxy.set(line);
        assert!(!kafka::answers(proxy.bootstrap()), "{line:?}");
        assert!(kafka::answers(broker.bootstrap()), "{line:?}: the broker itself is not touched");
        proxy.set(Line::Open);
        wait::until("the line to be open", Duration::from_secs(10), || kafka::answers(proxy.bootstrap()).then_some(()));
    }
    assert_eq!(values(&broker, "records"), ["open"]);
}
