//! Settings of the log.

use serde::Deserialize;

/// `[log]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// How lines look; where unset, text on a terminal, else JSON.
    pub format: Option<LogFormat>,
    /// A level (`info`) or directives (`info,headlined=debug`), as `tracing_subscriber::EnvFilter` reads them.
    pub level: String,
}

/// How a log line looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LogFormat {
    /// For people.
    Text,
    /// One JSON object a line.
    Json,
}
