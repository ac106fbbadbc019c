//! Settings of the process.

use serde::Deserialize;

/// `[service]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceConfig {
    /// Stable name of this process; the host name where it is not set.
    pub instance: String,
    /// Lanes of the extract stage (of the fused stage, where both are one).
    pub lanes: usize,
    /// Lanes of the dedupe stage.
    pub dedupe_lanes: usize,
    /// Stages that this process runs, each once.
    pub stages: Vec<StageName>,
    /// Deadline of a drain.
    pub drain_seconds: u64,
}

/// A stage that a process may run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StageName {
    /// Pages → sightings.
    Extract,
    /// Sightings → headlines.
    Dedupe,
}

impl StageName {
    /// The name in settings, in group names and as a metric's label.
    pub fn name(self) -> &'static str {
        match self {
            Self::Extract => "extract",
            Self::Dedupe => "dedupe",
        }
    }
}
