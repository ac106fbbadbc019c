//! The promise, on a real Apache Kafka: every headline exactly once, whoever dies on the way.

use std::collections::BTreeSet;
use std::time::Duration;

use crate::newsroom::{Newsroom, titles};
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::kafka::{self, Record};
use crate::rig::keeper::Signal;
use crate::rig::reader::{self, Headline};
use crate::rig::topics::Topics;
use crate::rig::wait;

pub const SITES: [Newsroom; 3] =
    [Newsroom { name: "harbour" }, Newsroom { name: "valley" }, Newsroom { name: "northfield" }];
pub const LONG: Duration = Duration::from_secs(90);

/// Pages of all sites, each showing ten headlines, overlapping by eight: every headline stands on five pages.
pub fn pages(from: usize, to: usize) -> Vec<Record> {
    (from..to).step_by(2).flat_map(|first| SITES.map(|site| site.page(&format!("story-{first}"), first, 10))).collect()
}

fn published(events: &[Headline]) -> Vec<String> {
    events.iter().filter(|event| event.event() == "published").map(|event| event.title().to_owned()).collect()
}

/// Every title once, no other, nothing revised.
pub fn assert_exactly_once(events: &[Headline], expected: &BTreeSet<String>) {
    let all = published(events);
    let once: BTreeSet<String> = all.iter().cloned().collect();
    assert_eq!(once, *expected, "lost or invented");
    assert_eq!(all.len(), once.len(), "published twice");
    assert_eq!(events.len(), all.len(), "revised, though nothing was edited");
    let ids: BTreeSet<&str> = events.iter().map(Headline::id).collect();
    assert_eq!(ids.len(), events.len(), "one id, two headlines");
}

fn run(topics: &Topics<'_>, instance: &str) -> Headlined {
    Headlined::run(
        topics,
        &[("HEADLINED__SERVICE__INSTANCE", instance), ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", "6000")],
    )
}

pub fn wait_published(topics: &Topics<'_>, count: usize) -> Vec<Headline> {
    wait::until(&format!("{count} headlines"), LONG, || {
        let events = topics.read_headlines();
        (events.len() >= count).then_some(events)
    })
}

#[test]
fn a_process_killed_in_the_middle_loses_and_doubles_nothing() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "killed", 4);
    let mut one = run(&topics, "one");
    let mut two = run(&topics, "two");
    one.wait_ready(LONG);
    two.wait_ready(LONG);
    topics.send_pages(pages(0, 100));
    wait_published(&topics, 60);
    two.kill9();
    topics.send_pages(pages(100, 200));
    let mut two = run(&topics, "two");
    topics.send_pages(pages(200, 300));
    two.wait_ready(LONG);
    topics.wait_settled(LONG);
    let events = wait_published(&topics, 3 * 308);
    assert_exactly_once(&events, &titles(&SITES, 308));
    assert_offsets_end_at_the_logs_end(&topics);
}

fn assert_offsets_end_at_the_logs_end(topics: &Topics<'_>) {
    let group = format!("{}headlined.extract", topics.prefix);
    for partition in 0..topics.partitions {
        let (_, end) = kafka::watermarks(topics.broker.bootstrap(), &topics.pages(), partition);
        let committed = kafka::committed(topics.broker.bootstrap(), &group, &topics.pages(), partition);
        assert_eq!(committed.unwrap_or(0), end, "partition {partition}");
    }
}

#[test]
fn a_restart_brings_nothing_new_for_pages_sent_again() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "again", 2);
    let mut first = run(&topics, "same");
    first.wait_ready(LONG);
    topics.send_pages(pages(0, 40));
    wait_published(&topics, 3 * 48);
    first.signal(Signal::Term);
    assert_eq!(first.wait_exit(Duration::from_secs(30)).code(), Some(0), "a drained end is 0");
    assert_eq!(first.stdout(), "", "standard output of run is empty");

    let mut second = run(&topics, "same");
    topics.send_pages(pages(0, 40));
    second.wait_ready(LONG);
    wait_pages(&mut second, 60.0);
    second.kill9();

    let mut third = run(&topics, "same");
    topics.send_pages(pages(0, 40));
    topics.send_pages(pages(40, 42));
    third.wait_ready(LONG);
    wait_published(&topics, 3 * 50);
    topics.wait_settled(LONG);
    third.wait_metrics("no lag", LONG, |metrics| metrics.sum("consumer_lag_records", &[]) == 0.0);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 50));
}

fn wait_pages(process: &mut Headlined, count: f64) {
    process.wait_metrics(&format!("{count} pages"), LONG, |metrics| metrics.sum("pages_total", &[]) >= count);
}

#[test]
fn an_undecodable_record_is_one_dead_letter_and_the_line_goes_on() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "dead", 1);
    let bad = Record { headers: vec![("from".into(), b"a crawler".to_vec())], ..Record::keyed("the key", "{not json") };
    topics.send_pages(pages(0, 2));
    topics.send_pages([bad]);
    topics.send_pages(pages(2, 4));
    let mut process = run(&topics, "one");
    wait_published(&topics, 3 * 12);
    topics.wait_settled(LONG);
    let letters = reader::records(broker.bootstrap(), &[&topics.dead_letters()]);
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(letter.key().as_deref(), Some(&b"the key"[..]));
    assert_eq!(letter.value().as_deref(), Some(&b"{not json"[..]));
    let text = |name| letter.header(name).and_then(|value| String::from_utf8(value).ok());
    let group = format!("{}headlined.extract", topics.prefix);
    for (name, expected) in [
        ("from", "a crawler"),
        ("dlq.error.code", "not_json"),
        ("dlq.error.stage", "read"),
        ("dlq.original.topic", topics.pages().as_str()),
        ("dlq.original.partition", "0"),
        ("dlq.original.offset", "3"),
        ("dlq.consumer.group", group.as_str()),
        ("dlq.app", "headlined"),
        ("dlq.app.version", env!("CARGO_PKG_VERSION")),
        ("dlq.attempts", "1"),
    ] {
        assert_eq!(text(name).as_deref(), Some(expected), "{name}");
    }
    for name in ["dlq.error.message", "dlq.original.timestamp", "dlq.failed.at"] {
        assert!(text(name).is_some_and(|value| !value.is_empty()), "{name}");
    }
    assert_eq!(process.metrics().sum("rejections_total", &[("code", "not_json")]), 1.0);
}

#[test]
#[cfg(feature = "fault-injection")]
fn a_page_that_panics_the_core_is_a_dead_letter() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "panic", 1);
    let mut process = Headlined::run(&topics, &[("HEADLINED_FAULTS", "panic-on=story-2")]);
    topics.send_pages(pages(0, 6));
    wait_pages(&mut process, 9.0);
    topics.wait_settled(LONG);
    let letters = reader::records(broker.bootstrap(), &[&topics.dead_letters()]);
    assert_eq!(letters.len(), 3);
    for letter in letters {
        assert_eq!(letter.header("dlq.error.code").as_deref(), Some(&b"panic"[..]));
    }
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 14));
}

/// A process that dies inside a transaction and never comes back holds readers up for as long as its transaction lives.
#[test]
#[cfg(feature = "fault-injection")]
fn a_process_that_never_comes_back_holds_readers_up_for_25_seconds_at_most() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "gone", 1);
    let stages = |stage| ("HEADLINED__SERVICE__STAGES", stage);
    let _extract = Headlined::run(&topics, &[stages("extract")]);
    let doomed =
        [stages("dedupe"), ("HEADLINED_FAULTS", "kill-at=after-send"), ("HEADLINED__SERVICE__INSTANCE", "doomed")];
    let mut doomed = Headlined::run(&topics, &doomed);
    topics.send_pages(pages(0, 2));
    doomed.wait_exit(LONG);
    let since = std::time::Instant::now();
    kafka::produce(broker.bootstrap(), &topics.headlines(), [Record::keyed("after", "it")]);
    wait::until("the open transaction to end", Duration::from_secs(40), || {
        let output = reader::run(broker.bootstrap(), &["--raw", "--timeout", "1"], &[&topics.headlines()]);
        output.status.success().then_some(())
    });
    let stalled = since.elapsed();
    assert!(stalled < Duration::from_secs(25), "readers were held up for {stalled:?}");
}

/// Sightings have no retention of their own: the dedupe stage deletes what it has committed, once a minute.
#[test]
fn sightings_that_are_done_with_are_deleted() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "trimmed", 1);
    let _process = run(&topics, "one");
    topics.send_pages(pages(0, 10));
    topics.wait_settled(LONG);
    wait::until("the sightings to be deleted", LONG, || {
        let (low, high) = kafka::watermarks(broker.bootstrap(), &topics.sightings(), 0);
        (low > 0 && high - low <= 1).then_some(())
    });
    // what was deleted was done with: nothing is lost, nothing comes again
    topics.send_pages(pages(0, 12));
    topics.wait_settled(LONG);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 20));
}
