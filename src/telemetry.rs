//! How the service is seen from outside: the clock it reads, its logs, its metrics and its traces.

pub mod clock;
pub mod config;
mod fresh;
pub mod health;
pub mod logs;
pub mod metrics;
pub mod traceparent;
pub mod traces;

use std::time::Duration;

use thiserror::Error;
use tracing_subscriber::layer::SubscriberExt as _;
use tracing_subscriber::util::SubscriberInitExt as _;

use self::config::LogConfig;
use self::traces::Exporter;

/// The process' logs and traces while it runs.
#[derive(Debug)]
pub struct Telemetry {
    exporter: Option<Exporter>,
}

/// Why logs and traces could not be set up.
#[derive(Debug, Error)]
pub enum TelemetryError {
    /// `log.level` is no level and no filter.
    #[error("log.level {level:?} is not off, error, warn, info, debug, trace or a filter like info,librdkafka=debug")]
    Level {
        /// What stood there.
        level: String,
        /// What the parser said.
        #[source]
        source: tracing_subscriber::filter::ParseError,
    },
    /// The environment's `OTEL_*` variables can't be used.
    #[error("the OTEL_* variables ask for an exporter that can't be built")]
    Exporter(#[from] opentelemetry_otlp::ExporterBuildError),
    /// Something else in the process has set them up already.
    #[error("logs are set up already")]
    Twice(#[from] tracing_subscriber::util::TryInitError),
}

impl Telemetry {
    /// Sets up logs on standard error and, where the environment asks for it, the export of traces.
    ///
    /// # Errors
    /// [`TelemetryError`] says which part is refused.
    pub fn start(log: &LogConfig) -> Result<Self, TelemetryError> {
        let lines = logs::layer(log).map_err(|source| TelemetryError::Level { level: log.level.clone(), source })?;
        let exporter = Exporter::from_env()?;
        let spans = exporter.as_ref().map(Exporter::layer);
        tracing_subscriber::registry().with(lines).with(spans).try_init()?;
        Ok(Self { exporter })
    }

    /// Sends the spans that are waiting; gives up after the deadline.
    pub fn shutdown(self, deadline: Duration) {
        if let Some(exporter) = self.exporter {
            exporter.shutdown(deadline);
        }
    }
}
