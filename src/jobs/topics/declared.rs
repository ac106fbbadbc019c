//! `deploy/topics.toml`, compiled in, with the names and sizes that the settings give.

use std::collections::BTreeMap;

use serde::Deserialize;
use thiserror::Error;

use crate::kafka::cluster::{TopicFound, TopicWanted};
use crate::kafka::config::{InputConfig, KeyedBy, TopicsConfig};
use crate::kafka::sizes;
use crate::stages::config::RouteConfig;

const DECLARATION: &str = include_str!("../../../deploy/topics.toml");

/// What a topic is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Page events, in.
    Pages,
    /// Extract to dedupe.
    Sightings,
    /// Change log of the dedupe state.
    State,
    /// Headline events, out.
    Headlines,
    /// Page events that can't be processed, out.
    DeadLetter,
}

impl Role {
    /// Whether a process that runs these stages touches topics of this role.
    pub fn used_by(self, extract: bool, dedupe: bool) -> bool {
        match self {
            Self::Pages => extract,
            Self::Sightings | Self::DeadLetter => extract || dedupe,
            Self::State | Self::Headlines => dedupe,
        }
    }
}

/// A topic as it should be.
#[derive(Clone, Debug)]
pub struct Topic {
    /// What it is for.
    pub role: Role,
    /// Where its name stands in the settings.
    pub setting: &'static str,
    /// What it should be on the cluster.
    pub wanted: TopicWanted,
}

/// The compiled-in declaration does not hold, which a test rules out.
#[derive(Debug, Error)]
pub enum DeclarationError {
    /// It is not what was expected.
    #[error("deploy/topics.toml does not parse")]
    Syntax(#[from] toml::de::Error),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declaration {
    topic: Vec<Declared>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Declared {
    role: Role,
    #[expect(dead_code, reason = "the settings have the names; there it stands for readers")]
    name: String,
    partitions: usize,
    config: BTreeMap<String, String>,
}

/// Every topic that these settings need, in the order in which records pass.
///
/// # Errors
/// [`DeclarationError`], which a test rules out.
pub fn declared(
    topics: &TopicsConfig,
    input: &InputConfig,
    routes: &[RouteConfig],
) -> Result<Vec<Topic>, DeclarationError> {
    let declaration: Declaration = toml::from_str(DECLARATION)?;
    let fused = input.keyed_by == KeyedBy::Site;
    let needed = declaration.topic.into_iter().filter(|declared| !(fused && declared.role == Role::Sightings));
    Ok(needed.flat_map(|declared| named(declared, topics, input, routes)).collect())
}

/// In the fused form the state has as many partitions as the page topic, which may be there already.
pub(super) fn follow(topics: &mut [Topic], found: &[Option<TopicFound>]) {
    let fused = !topics.iter().any(|topic| topic.role == Role::Sightings);
    let leader = if fused { Role::Pages } else { Role::Sightings };
    let there = topics.iter().zip(found).find(|(topic, _)| topic.role == leader);
    let Some(partitions) = there.and_then(|(_, found)| found.as_ref()).map(|found| found.partitions) else { return };
    for topic in topics.iter_mut().filter(|topic| topic.role == Role::State) {
        topic.wanted.partitions = partitions;
    }
}

fn named(declared: Declared, topics: &TopicsConfig, input: &InputConfig, routes: &[RouteConfig]) -> Vec<Topic> {
    let (setting, names) = match declared.role {
        Role::Pages => ("topics.pages", vec![topics.pages()]),
        Role::Sightings => ("topics.sightings", vec![topics.sightings()]),
        Role::State => ("topics.state", vec![topics.state()]),
        Role::DeadLetter => ("topics.dead_letter", vec![topics.dead_letter()]),
        Role::Headlines => ("publish.routes", routes.iter().map(|route| topics.prefixed(&route.topic)).collect()),
    };
    let config = sized(declared.role, declared.config, input.max_page_bytes);
    let wanted = |name| TopicWanted { name, partitions: declared.partitions, config: config.clone() };
    names.into_iter().map(|name| Topic { role: declared.role, setting, wanted: wanted(name) }).collect()
}

fn sized(role: Role, mut config: BTreeMap<String, String>, max_page_bytes: usize) -> BTreeMap<String, String> {
    let bytes = match role {
        Role::Pages => sizes::page_event_bytes(max_page_bytes),
        Role::DeadLetter => sizes::dead_letter_bytes(max_page_bytes),
        Role::Sightings | Role::State | Role::Headlines => return config,
    };
    config.insert("max.message.bytes".to_owned(), bytes.to_string());
    config
}
