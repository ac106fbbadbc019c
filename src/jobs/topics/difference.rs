//! What is not as it should be, how much it weighs and what to do about it.

use std::fmt;

use super::declared::{Role, Topic};
use crate::kafka::cluster::TopicFound;

/// How much a difference matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// The operator may have meant it: told, no more.
    Chosen,
    /// It should be put right.
    Wrong,
    /// The service does not start on it.
    Stops,
}

/// One thing that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// The topic on the cluster.
    pub topic: String,
    /// The setting that names it.
    pub setting: &'static str,
    /// What differs.
    pub kind: Kind,
}

/// What differs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// It is not there.
    Missing,
    /// Another number of partitions than declared, where any number works.
    Partitions {
        /// As declared.
        wanted: usize,
        /// As it is.
        found: usize,
    },
    /// State and what it is kept of have different numbers of partitions.
    StatePartitions {
        /// The other topic.
        of: String,
        /// Its number.
        wanted: usize,
        /// The state's.
        found: usize,
    },
    /// A value of its configuration.
    Config {
        /// The name.
        key: String,
        /// As declared.
        wanted: String,
        /// As it is.
        found: String,
        /// How much that matters.
        weight: Weight,
    },
    /// We are not allowed to see its configuration.
    Hidden,
}

impl Difference {
    /// How much it matters.
    pub fn weight(&self) -> Weight {
        match &self.kind {
            Kind::Missing | Kind::StatePartitions { .. } => Weight::Stops,
            Kind::Partitions { .. } | Kind::Hidden => Weight::Chosen,
            Kind::Config { weight, .. } => *weight,
        }
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { topic, setting, .. } = self;
        match &self.kind {
            Kind::Missing => write!(
                f,
                "topic {topic} ({setting}) is not there: create it with `headlined topics apply`, or correct {setting}"
            ),
            Kind::Partitions { wanted, found } => {
                write!(f, "topic {topic} has {found} partitions, {wanted} by default: fine if that is meant")
            }
            Kind::StatePartitions { of, wanted, found } => write!(
                f,
                "topic {topic} ({setting}) has {found} partitions and {of} has {wanted}: they must be equal, for good. If nothing \
                 is published yet, delete {topic} and run `headlined topics apply`; else start anew under another topics.prefix"
            ),
            Kind::Config { key, wanted, found, weight: Weight::Chosen } => {
                write!(f, "topic {topic} has {key}={found}, {wanted} by default: fine if that is meant")
            }
            Kind::Config { key, wanted, found, .. } => write!(
                f,
                "topic {topic} ({setting}) has {key}={found} and needs {wanted}: kafka-configs.sh --alter --entity-type topics \
                 --entity-name {topic} --add-config {key}={}",
                bracketed(wanted)
            ),
            Kind::Hidden => write!(
                f,
                "topic {topic}: its configuration may not be read (ACL DescribeConfigs), so it is not checked"
            ),
        }
    }
}

/// `kafka-configs.sh` takes commas as the end of a value.
pub(super) fn bracketed(value: &str) -> String {
    if value.contains(',') { format!("[{value}]") } else { value.to_owned() }
}

/// What differs in one topic by itself.
pub(super) fn of_topic(topic: &Topic, found: Option<&TopicFound>) -> Vec<Difference> {
    let different = |kind| Difference { topic: topic.wanted.name.clone(), setting: topic.setting, kind };
    let Some(found) = found else { return vec![different(Kind::Missing)] };
    let mut kinds = Vec::new();
    if found.partitions != topic.wanted.partitions && topic.role != Role::State {
        kinds.push(Kind::Partitions { wanted: topic.wanted.partitions, found: found.partitions });
    }
    match &found.config {
        None => kinds.push(Kind::Hidden),
        Some(config) => kinds.extend(topic.wanted.config.iter().filter_map(|(key, wanted)| {
            let found = config.get(key)?;
            let weight = weigh(topic.role, key, wanted, found)?;
            Some(Kind::Config { key: key.clone(), wanted: wanted.clone(), found: found.clone(), weight })
        })),
    }
    kinds.into_iter().map(different).collect()
}

/// What differs between topics: the state's partitions are those of what it is kept of.
pub(super) fn among(pairs: &[(&Topic, Option<&TopicFound>)]) -> Option<Difference> {
    let find = |role| pairs.iter().find(|(topic, _)| topic.role == role);
    let (state, state_found) = find(Role::State)?;
    let (source, source_found) = find(Role::Sightings).or_else(|| find(Role::Pages))?;
    let (wanted, found) = ((*source_found)?.partitions, (*state_found)?.partitions);
    let kind = Kind::StatePartitions { of: source.wanted.name.clone(), wanted, found };
    (wanted != found).then(|| Difference { topic: state.wanted.name.clone(), setting: state.setting, kind })
}

/// How much another value matters; none where it does not.
fn weigh(role: Role, key: &str, wanted: &str, found: &str) -> Option<Weight> {
    if wanted == found {
        return None;
    }
    match key {
        "max.message.bytes" => {
            let (wanted, found) = (wanted.parse::<u64>().ok()?, found.parse::<u64>().ok()?);
            (found < wanted).then_some(Weight::Wrong)
        }
        "cleanup.policy" if matches!(role, Role::State | Role::Sightings) => Some(Weight::Stops),
        "retention.ms" | "retention.bytes" if role != Role::Sightings => Some(Weight::Chosen),
        "segment.bytes" | "segment.ms" => Some(Weight::Chosen),
        _ => Some(Weight::Wrong),
    }
}
