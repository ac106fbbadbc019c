//! The command line: a file per command.
//!
//! Exit codes: 0 done, 1 failed while running, 2 wrong usage or settings. Errors go to standard error and say what is
//! wrong, where, and what would be right; standard output holds data only.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

mod check_config;
mod demo;
mod extract;
mod failure;
mod healthcheck;
mod release;
mod replay;
mod run;
mod schema;
mod state;
mod topics;

use crate::settings::{Loaded, Settings};
use failure::Failure;

/// Finds the timestamped headlines of any news page and publishes each exactly once to Kafka.
#[derive(Debug, Parser)]
#[command(name = "headlined", version, max_term_width = 110, disable_help_subcommand = true)]
struct Cli {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    command: Command,
}

/// What every command knows.
#[derive(Debug, clap::Args)]
struct Globals {
    /// Settings file; every key can also be given as HEADLINED__SECTION__KEY in the environment
    #[arg(long, global = true, value_name = "FILE")]
    config: Option<PathBuf>,
}

impl Globals {
    /// The settings in force.
    fn settings(&self) -> Result<Loaded, Failure> {
        // Other programs' variables may hold anything; ours are text.
        let environment =
            std::env::vars_os().filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
        Settings::load(self.config.as_deref(), environment).map_err(Failure::usage)
    }
}

#[derive(Debug, Subcommand)]
enum Command {
    CheckConfig(check_config::CheckConfig),
    Demo(demo::Demo),
    Extract(extract::Extract),
    Healthcheck(healthcheck::Healthcheck),
    Release(release::Release),
    Replay(replay::Replay),
    Run(run::Run),
    Schema(schema::Schema),
    State(state::State),
    Topics(topics::Topics),
}

/// Parses the arguments, runs the command, tells what went wrong.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    match cli.command.run(&cli.globals) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}

impl Command {
    fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        match self {
            Self::CheckConfig(command) => command.run(globals),
            Self::Demo(command) => command.run(globals),
            Self::Extract(command) => command.run(globals),
            Self::Healthcheck(command) => command.run(globals),
            Self::Release(command) => command.run(globals),
            Self::Replay(command) => command.run(globals),
            Self::Run(command) => command.run(globals),
            Self::Schema(command) => command.run(globals),
            Self::State(command) => command.run(globals),
            Self::Topics(command) => command.run(globals),
        }
    }
}

/// Waits for one thing that takes its time; no service, no threads of its own.
fn block_on<T>(future: impl Future<Output = T>) -> std::io::Result<T> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(future))
}
