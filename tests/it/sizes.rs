//! Topics that take less than they should: one aborted transaction, then what is too large goes cut.

use chrono::DateTime;
use headlined::contract::sighting::Sighting;
use headlined::headline::{PageRef, Section, SectionKind};

use crate::exactly_once::LONG;
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::kafka::{self, Record};
use crate::rig::reader;
use crate::rig::topics::Topics;
use crate::rig::wait;

/// Text that does not compress.
fn noise(bytes: usize) -> String {
    let mut state = 7_u64;
    let mut letter = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b"abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[(state >> 33) as usize % 62])
    };
    (0..bytes).map(|_| letter()).collect()
}

fn sighting(number: usize, more_title: &str, deck: usize) -> Record {
    let fetched_at = DateTime::from_timestamp(1_700_000_000, 0).unwrap();
    let sighting = Sighting {
        site: "a.example".into(),
        link: Some(format!("https://a.example/news/{}-story", 100_000 + number)),
        link_shared: false,
        title: format!("Headline number {number}{more_title}"),
        kicker: None,
        deck: Some(noise(deck)),
        published: None,
        sections: vec![Section { kind: SectionKind::Latest, label: None, position: 0 }],
        language: None,
        page: PageRef { id: None, url: "https://a.example/".into(), fetched_at },
        page_timestamp: fetched_at,
    };
    Record::keyed("a.example", sighting.to_bytes().unwrap())
}

fn aborted(process: &mut Headlined, stage: &str) -> f64 {
    process.metrics().sum("txn_total", &[("stage", stage), ("result", "aborted")])
}

#[test]
fn a_dead_letter_too_large_for_its_topic_is_cut_and_the_line_goes_on() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "letters", 1);
    let mut process = Headlined::run(&topics, &[]);
    process.wait_ready(LONG);
    kafka::alter_topic(broker.bootstrap(), &topics.dead_letters(), "max.message.bytes", "1048588");
    let page = noise(3_000_000);
    topics.send_pages([Record::keyed("key", page.clone()), Record::value("small and no page")]);
    let letters = wait::until("both dead letters", LONG, || {
        let letters = reader::records(broker.bootstrap(), &[&topics.dead_letters()]);
        (letters.len() == 2).then_some(letters)
    });
    topics.wait_settled(LONG);
    let large = letters.iter().find(|letter| letter.key().is_some()).unwrap();
    assert_eq!(large.header("dlq.truncated").as_deref(), Some(&b"3000000"[..]));
    let kept = large.value().unwrap();
    assert!(kept.len() > 900_000 && page.as_bytes().starts_with(&kept), "{} bytes are kept", kept.len());
    let small = letters.iter().find(|letter| letter.key().is_none()).unwrap();
    assert_eq!(small.header("dlq.truncated"), None);
    assert_eq!(aborted(&mut process, "extract"), 1.0, "one abort, no more");
    assert_eq!(process.metrics().sum("records_cut_total", &[("kind", "dead_letter")]), 1.0);
}

#[test]
fn an_event_too_large_for_its_topic_loses_its_deck_and_nothing_else() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "events", 1);
    let mut process = Headlined::run(&topics, &[]);
    process.wait_ready(LONG);
    kafka::alter_topic(broker.bootstrap(), &topics.headlines(), "max.message.bytes", "4096");
    let sightings = [(0, 50), (1, 8000), (2, 60)].map(|(number, deck)| sighting(number, "", deck));
    kafka::produce(broker.bootstrap(), &topics.sightings(), sightings);
    let events = wait::until("all three", LONG, || {
        let events = topics.read_headlines();
        (events.len() >= 3).then_some(events)
    });
    assert_eq!(events.len(), 3);
    let deck = |number| {
        let title = format!("Headline number {number}");
        let event = events.iter().find(|event| event.title() == title).unwrap();
        event.value["deck"].as_str().unwrap().to_owned()
    };
    assert_eq!((deck(0), deck(2)), (noise(50), noise(60)));
    let cut = deck(1);
    assert!(cut.ends_with('…') && noise(8000).starts_with(cut.trim_end_matches('…')), "{cut}");
    let aborts = aborted(&mut process, "dedupe");
    assert!((1.0..=4.0).contains(&aborts), "{aborts} aborts");
    assert_eq!(process.metrics().sum("records_cut_total", &[("kind", "event")]), 1.0);
}

#[test]
fn an_event_that_fits_in_no_way_holds_its_partition_until_its_topic_takes_more() {
    held_until_it_fits("narrow", |topics| topics.headlines(), "an event of");
}

#[test]
fn a_change_of_state_that_fits_in_no_way_holds_its_partition_until_its_topic_takes_more() {
    held_until_it_fits("full", |topics| topics.state(), "a change of state of");
}

/// The second of three headlines can't be written: nothing of it is remembered, nothing is lost, nothing comes twice.
fn held_until_it_fits(test: &str, narrow: fn(&Topics<'_>) -> String, told: &str) {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, test, 1);
    let mut process = Headlined::run(&topics, &[]);
    process.wait_ready(LONG);
    kafka::alter_topic(broker.bootstrap(), &narrow(&topics), "max.message.bytes", "2048");
    let title = format!(" {}", noise(4000));
    kafka::produce(broker.bootstrap(), &topics.sightings(), [sighting(0, "", 50)]);
    topics.wait_settled(LONG);
    kafka::produce(broker.bootstrap(), &topics.sightings(), [sighting(1, &title, 50), sighting(2, "", 60)]);
    let ready = process.wait_held("too_large");
    assert!(ready.contains(told) && ready.contains(&narrow(&topics)), "{ready}");
    let before = aborted(&mut process, "dedupe");
    assert_eq!(process.release(0).0, Some(0));
    let again = [("stage", "dedupe"), ("result", "aborted")];
    process.wait_metrics("another try", LONG, |metrics| metrics.sum("txn_total", &again) > before);
    assert!(process.wait_held("too_large").contains(told));
    assert_eq!(topics.read_headlines().len(), 1);

    kafka::alter_topic(broker.bootstrap(), &narrow(&topics), "max.message.bytes", "1048588");
    assert_eq!(process.release(0).0, Some(0));
    topics.wait_settled(LONG);
    let titles: Vec<_> = topics.read_headlines().iter().map(|event| event.title().to_owned()).collect();
    assert_eq!(
        titles,
        ["Headline number 0".to_owned(), format!("Headline number 1{title}"), "Headline number 2".into()]
    );
    process.wait_ready(LONG);
    assert_eq!(process.metrics().sum("partitions_held", &[]), 0.0);
}
