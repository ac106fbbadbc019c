//! The topics of one test: those that `deploy/topics.toml` declares, under a prefix that nobody else has.

use std::collections::BTreeMap;
use std::fs;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rdkafka::admin::{NewTopic, TopicReplication};
use serde::Deserialize;

use crate::rig::broker::Broker;
use crate::rig::kafka::{self, Record};
use crate::rig::reader::{self, Headline};
use crate::rig::wait;

const DECLARED: &str = include_str!("../../../deploy/topics.toml");

/// What `deploy/topics.toml` holds.
#[derive(Deserialize)]
pub struct Declaration {
    pub topic: Vec<Declared>,
}

/// One topic of it.
#[derive(Deserialize)]
pub struct Declared {
    pub name: String,
    pub role: String,
    pub partitions: i32,
    pub config: BTreeMap<String, String>,
}

/// The topics of one pipeline on a broker.
pub struct Topics<'b> {
    pub broker: &'b Broker,
    /// `topics.prefix` of the service.
    pub prefix: String,
    pub partitions: i32,
}

impl<'b> Topics<'b> {
    /// Creates all declared topics under a prefix of this test's own, with few partitions.
    pub fn create(broker: &'b Broker, test: &str) -> Self {
        Self::create_with(broker, test, 3)
    }

    /// The same with so many partitions for every topic.
    pub fn create_with(broker: &'b Broker, test: &str, partitions: i32) -> Self {
        let topics = Self::reserve(broker, test, partitions);
        let declaration = declaration();
        let names: Vec<_> = declaration.topic.iter().map(|declared| topics.named(&declared.name)).collect();
        let new = declaration.topic.iter().zip(&names).map(|(declared, name)| {
            let new = NewTopic::new(name, partitions, TopicReplication::Fixed(-1));
            declared.config.iter().fold(new, |new, (key, value)| new.set(key, value))
        });
        kafka::create_topics(broker.bootstrap(), new);
        topics
    }

    /// A prefix without topics, for tests that create them otherwise.
    pub fn reserve(broker: &'b Broker, test: &str, partitions: i32) -> Self {
        let chance = RandomState::new().build_hasher().finish();
        Self { broker, prefix: format!("{test}-{:08x}.", chance as u32), partitions }
    }

    /// Settings of a service that works on these topics, as environment variables; time-outs are short, as tests want them.
    pub fn settings(&self) -> Vec<(String, String)> {
        [
            ("HEADLINED__KAFKA__BOOTSTRAP_SERVERS", self.broker.bootstrap()),
            ("HEADLINED__TOPICS__PREFIX", &self.prefix),
            ("HEADLINED__ADMIN__LISTEN", "127.0.0.1:0"),
            ("HEADLINED__SERVICE__INSTANCE", "test-1"),
            ("HEADLINED__SERVICE__LANES", "1"),
        ]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .to_vec()
    }

    pub fn pages(&self) -> String {
        self.named("pages.raw")
    }

    pub fn sightings(&self) -> String {
        self.named("headlined.sightings.v1")
    }

    pub fn state(&self) -> String {
        self.named("headlined.state.v1")
    }

    pub fn headlines(&self) -> String {
        self.named("headlines.v1")
    }

    pub fn dead_letters(&self) -> String {
        self.named("pages.dead-letter")
    }

    /// Any name under the prefix.
    pub fn named(&self, name: &str) -> String {
        format!("{}{name}", self.prefix)
    }

    /// Writes records to the page topic.
    pub fn send_pages(&self, pages: impl IntoIterator<Item = Record>) {
        kafka::produce(self.broker.bootstrap(), &self.pages(), pages);
    }

    /// Waits until both stages have committed everything that is there: the group's offsets stand at the end of the pages,
    /// and behind the last sighting. What stands behind that are markers of transactions, one or more.
    pub fn wait_settled(&self, within: Duration) {
        assert!(self.is_settled_within(within), "waited {within:?} for both stages to be at the end of their input");
    }

    /// Whether that is so before long.
    pub fn is_settled_within(&self, within: Duration) -> bool {
        let settled = wait::seen(within, || {
            let pages = self.pages();
            let read = |partition| self.committed("extract", &pages, partition) == self.end(&pages, partition);
            (0..self.partitions).all(read).then_some(())?;
            let sightings = self.sightings();
            (0..self.partitions).all(|partition| self.is_decided(&sightings, partition)).then_some(())?;
            let left = |partition| {
                let from = self.committed("dedupe", &sightings, partition);
                kafka::has_records(self.broker.bootstrap(), &sightings, partition, from)
            };
            (!(0..self.partitions).any(left)).then_some(())
        });
        settled.is_some()
    }

    fn committed(&self, stage: &str, topic: &str, partition: i32) -> i64 {
        let group = format!("{}headlined.{stage}", self.prefix);
        kafka::committed(self.broker.bootstrap(), &group, topic, partition).unwrap_or(0)
    }

    fn end(&self, topic: &str, partition: i32) -> i64 {
        kafka::watermarks(self.broker.bootstrap(), topic, partition).1
    }

    /// Whether no transaction on it is without its marker.
    fn is_decided(&self, topic: &str, partition: i32) -> bool {
        kafka::stable_end(self.broker.bootstrap(), topic, partition) == self.end(topic, partition)
    }

    /// A disk that is full in the way of a process' next snapshot: the file that its first lane begins with is there
    /// already, and takes nothing ("no space left on device").
    pub fn fill_disk(&self, folder: &Path, instance: &str, partition: i32) -> PathBuf {
        let lane = format!("{}headlined.dedupe.{instance}.0", self.prefix);
        let draft = folder.join(format!("{}.{partition}.{lane}.draft", self.state()));
        // a draft that a death has left
        let _ = fs::remove_file(&draft);
        symlink("/dev/full", &draft).expect("a link to the full device");
        draft
    }

    /// Every headline event on the headline topic as of now, read and checked by the independent reader.
    pub fn read_headlines(&self) -> Vec<Headline> {
        reader::headlines(self.broker.bootstrap(), &[&self.headlines()])
    }
}

/// The declared topics.
pub fn declaration() -> Declaration {
    toml::from_str(DECLARED).expect("deploy/topics.toml")
}

#[test]
fn sizes_and_counts_of_the_declared_topics_fit_together() {
    let topics = declaration().topic;
    let of =
        |role: &str| topics.iter().find(|topic| topic.role == role).unwrap_or_else(|| panic!("no topic for {role}"));
    let bytes = |role: &str| of(role).config["max.message.bytes"].parse::<u64>().unwrap();
    assert_eq!(of("sightings").partitions, of("state").partitions);
    assert_eq!(bytes("dead_letter"), bytes("pages") + 65_536);
    assert_eq!(of("state").config["cleanup.policy"], "compact");
    assert_eq!(of("sightings").config["retention.ms"], "-1");
}
