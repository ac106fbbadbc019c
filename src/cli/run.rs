//! `headlined run`: the service, until a signal asks it to end.

use std::process::ExitCode;
use std::time::Duration;

use anyhow::Context;
use tokio::signal::unix::{SignalKind, signal};

use super::Globals;
use super::failure::Failure;
use crate::service;
use crate::telemetry::Telemetry;

/// How long the last spans may take to be exported.
const EXPORT: Duration = Duration::from_secs(3);

/// Run the service
#[derive(Debug, clap::Args)]
pub(super) struct Run {}

impl Run {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let loaded = globals.settings()?;
        let runtime = runtime()?;
        // the exporter's connection belongs to the runtime
        let entered = runtime.enter();
        let telemetry = Telemetry::start(&loaded.settings.log).map_err(Failure::usage)?;
        for warning in &loaded.warnings {
            tracing::warn!("{warning}");
        }
        let result = runtime.block_on(service::run(loaded.settings, asked_to_end()?));
        drop(entered);
        telemetry.shutdown(EXPORT);
        // a lane that hangs in a call of librdkafka must not keep the process
        runtime.shutdown_background();
        match result {
            Ok(()) => Ok(ExitCode::SUCCESS),
            Err(error) if error.is_refusal() => Err(Failure::usage(error)),
            Err(error) => Err(error.into()),
        }
    }
}

/// Two workers: HTTP, signals and timers; the lanes have threads of their own.
pub(super) fn runtime() -> Result<tokio::runtime::Runtime, Failure> {
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    Ok(builder.worker_threads(2).enable_all().build().context("the runtime could not start")?)
}

/// Ends at SIGTERM or SIGINT.
pub(super) fn asked_to_end() -> Result<impl Future<Output = ()> + Send, Failure> {
    let runtime_needed = "signals can't be listened to";
    let mut term = signal(SignalKind::terminate()).context(runtime_needed)?;
    let mut int = signal(SignalKind::interrupt()).context(runtime_needed)?;
    Ok(async move {
        tokio::select! {
            _ = term.recv() => tracing::info!("SIGTERM: ending"),
            _ = int.recv() => tracing::info!("SIGINT: ending"),
        }
    })
}
