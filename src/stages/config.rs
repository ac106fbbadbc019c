//! Settings of the stages.

use std::path::PathBuf;

use serde::Deserialize;

use crate::headline::SectionKind;

/// Routes that fit into the state's bits.
pub const MAX_ROUTES: usize = 8;

/// `[dedupe]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DedupeConfig {
    /// A headline is forgotten so long after it last arrived.
    pub horizon_days: u64,
    /// Where local snapshots are kept; none = always restored from Kafka.
    pub snapshot_dir: Option<PathBuf>,
    /// How long, in event time, an old wording must stand again before its return is told.
    pub revert_hold_minutes: u64,
}

/// `[publish]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PublishConfig {
    /// The downstream topics; never empty, [`MAX_ROUTES`] at most, each topic once.
    #[serde(default)]
    pub routes: Vec<RouteConfig>,
    /// Headlines older than that when first seen are remembered, not published.
    pub max_age_hours: Option<u64>,
}

/// One `[[publish.routes]]`: which headlines go to which topic.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RouteConfig {
    /// The topic, without `topics.prefix`.
    pub topic: String,
    /// The kinds of list that a headline must stand in; never empty.
    pub sections: Vec<SectionKind>,
    /// Only these sites; none = all.
    pub sites: Option<Vec<String>>,
    /// Only these languages (BCP 47, matched with everything below them); none = all.
    pub languages: Option<Vec<String>>,
}

/// `[sites]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SitesConfig {
    /// The site rules.
    pub file: Option<PathBuf>,
}
