//! Settings of the stages.

use std::path::PathBuf;

use chrono::TimeDelta;
use serde::Deserialize;

use crate::headline::SectionKind;
use crate::pipeline::dedupe::DedupeRules;

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

impl DedupeConfig {
    /// As the core takes it, together with what `publish` says about age.
    pub fn rules(&self, publish: &PublishConfig) -> DedupeRules {
        DedupeRules {
            horizon: span(TimeDelta::try_days, self.horizon_days),
            revert_hold: span(TimeDelta::try_minutes, self.revert_hold_minutes),
            max_age: publish.max_age_hours.map(|hours| span(TimeDelta::try_hours, hours)),
        }
    }
}

/// A span of so many units; the longest there is where that is more than it holds.
fn span(unit: fn(i64) -> Option<TimeDelta>, amount: u64) -> TimeDelta {
    i64::try_from(amount).ok().and_then(unit).unwrap_or(TimeDelta::MAX)
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
