//! `topics apply` and its check, and `replay`, on a real broker.

use std::path::PathBuf;

use headlined::headline::SectionKind;
use headlined::jobs::replay::page::About;
use headlined::jobs::replay::sender::Sender;
use headlined::jobs::replay::source::Sources;
use headlined::jobs::replay::{self, Told};
use headlined::jobs::topics::{self, Topic, TopicsError, Weight};
use headlined::kafka::client::Clients;
use headlined::kafka::cluster::{Cluster, ClusterError};
use headlined::kafka::config::{InputConfig, KeyedBy, OnGap, Start, TopicsConfig};
use headlined::kafka::sizes;
use headlined::stages::config::RouteConfig;

use crate::rig::broker::Broker;
use crate::rig::kafka;
use crate::rig::reader;
use crate::rig::topics::Topics;

const MAX_PAGE: usize = 1 << 20;

/// The topics as these tests have them, under a prefix of the test's own.
fn declared(prefix: &str) -> Vec<Topic> {
    let topics = TopicsConfig {
        prefix: Some(prefix.to_owned()),
        pages: "pages.raw".into(),
        sightings: "headlined.sightings.v1".into(),
        state: "headlined.state.v1".into(),
        headlines: "headlines.v1".into(),
        dead_letter: "pages.dead-letter".into(),
    };
    let input = InputConfig {
        keyed_by: KeyedBy::Any,
        start: Start::Earliest,
        on_gap: OnGap::Continue,
        max_page_bytes: MAX_PAGE,
        max_rejected_run: 0,
        max_rejected_percent: 100,
    };
    let route =
        RouteConfig { topic: "headlines.v1".into(), sections: vec![SectionKind::Latest], sites: None, languages: None };
    topics::declared(&topics, &input, &[route]).unwrap()
}

fn clients(servers: &str) -> Clients {
    Clients::new(&kafka::client_settings(servers), sizes::dead_letter_bytes(MAX_PAGE)).unwrap()
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

#[test]
fn apply_creates_what_is_missing_and_then_finds_nothing_to_say() {
    let broker = Broker::shared();
    let cluster = Cluster::new(&clients(broker.bootstrap())).unwrap();
    let topics = declared(&Topics::reserve(broker, "apply", 12).prefix);
    let missing = block_on(topics::check(&cluster, &topics));
    assert!(matches!(&missing, Err(TopicsError::Wrong(wrong)) if wrong.len() == 5), "{missing:?}");
    let first = block_on(topics::apply(&cluster, &topics)).unwrap();
    assert!(first.iter().all(|finding| finding.created && finding.differences.is_empty()), "{first:?}");
    let second = block_on(topics::apply(&cluster, &topics)).unwrap();
    assert!(second.iter().all(|finding| !finding.created && finding.differences.is_empty()), "{second:?}");
    assert_eq!(block_on(topics::check(&cluster, &topics)).unwrap(), []);
}

#[test]
fn what_the_service_rests_on_is_checked_on_the_cluster() {
    let broker = Broker::shared();
    let cluster = Cluster::new(&clients(broker.bootstrap())).unwrap();
    let topics = declared(&Topics::reserve(broker, "checked", 12).prefix);
    let state = topics.iter().find(|topic| topic.setting == "topics.state").unwrap();
    // Deleted by age, and of another number than the sightings will have.
    kafka::create_topics(broker.bootstrap(), [kafka::topic(&state.wanted.name, 4)]);
    let findings = block_on(topics::apply(&cluster, &topics)).unwrap();
    let weights = |finding: &topics::Finding| finding.differences.iter().map(topics::Difference::weight).max();
    let worst: Vec<_> = findings.iter().filter_map(weights).collect();
    assert_eq!(worst, [Weight::Stops]);
    let told = block_on(topics::check(&cluster, &topics)).unwrap_err().to_string();
    assert!(told.contains("has cleanup.policy=delete and needs compact"), "{told}");
    assert!(told.contains("has 4 partitions and") && told.contains("must be equal"), "{told}");
}

#[test]
fn a_broker_that_is_not_there_is_told_apart_from_wrong_topics() {
    let nobody = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let cluster = Cluster::new(&clients(&nobody.to_string())).unwrap();
    let told = block_on(topics::check(&cluster, &declared("x.")));
    assert!(matches!(told, Err(TopicsError::Cluster(ClusterError::Unreachable { .. }))), "{told:?}");
}

#[test]
fn replay_sends_every_page_once_and_says_what_it_left_out() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "replay");
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.jsonl"), "{\"url\":\"https://a.example/1\",\"body\":\"x\"}\nnot json\n")
        .unwrap();
    std::fs::write(folder.path().join("b.html"), "<link rel=canonical href=https://a.example/2>").unwrap();
    let sender = Sender::new(&clients(broker.bootstrap()), topics.pages()).unwrap();
    let mut skipped = Vec::new();
    let sources = Sources::new([PathBuf::from(folder.path())], About::default());
    let progress = replay::replay(sources, &sender, Some(50.0), |told| {
        if let Told::Skipped(error) = told {
            skipped.push(error.to_string());
        }
    });
    let progress = progress.unwrap();
    assert_eq!((progress.sent, progress.delivered, progress.failed), (2, 2, 1));
    assert!(skipped[0].contains("a.jsonl, line 2: expected"), "{skipped:?}");
    let records = reader::records(broker.bootstrap(), &[&topics.pages()]);
    let mut keys: Vec<_> = records.iter().map(|record| String::from_utf8(record.key().unwrap()).unwrap()).collect();
    keys.sort();
    assert_eq!(keys, ["https://a.example/1", "https://a.example/2"]);
    let page = records.iter().find(|record| record.header("url").is_some()).unwrap();
    assert_eq!(page.header("content-type").as_deref(), Some(&b"text/html"[..]));
}

#[test]
fn replay_says_which_page_is_too_large_and_goes_on() {
    let broker = Broker::shared();
    let topics = Topics::create(broker, "large");
    let folder = tempfile::tempdir().unwrap();
    let large = "x".repeat(sizes::dead_letter_bytes(MAX_PAGE));
    let lines =
        [&large, "x"].map(|body| format!("{{\"url\":\"https://a.example/{}\",\"body\":\"{body}\"}}", body.len()));
    std::fs::write(folder.path().join("a.jsonl"), lines.join("\n")).unwrap();
    let sender = Sender::new(&clients(broker.bootstrap()), topics.pages()).unwrap();
    let sources = Sources::new([folder.path().join("a.jsonl")], About::default());
    let mut skipped = Vec::new();
    let progress = replay::replay(sources, &sender, None, |told| {
        if let Told::Skipped(error) = told {
            skipped.push(error.to_string());
        }
    });
    assert_eq!(progress.unwrap().delivered, 1);
    assert!(skipped[0].contains(&format!("https://a.example/{}", large.len())), "{skipped:?}");
}

#[test]
fn replay_to_a_topic_that_is_not_there_says_so_at_once() {
    let cluster = Cluster::new(&clients(Broker::shared().bootstrap())).unwrap();
    let told = block_on(replay::expect_topic(&cluster, "none-of-ours")).unwrap_err().to_string();
    assert!(
        told.contains("topic none-of-ours (topics.pages) is not there: create it with `headlined topics apply`"),
        "{told}"
    );
}
