//! `headlined healthcheck`: for containers.

use std::process::ExitCode;

use clap::Args;

use super::{Failure, Globals};
use crate::jobs::healthcheck::{self, Question};

/// Ask the service at admin.listen whether it is alive; exit with 1 where it is not
#[derive(Debug, Args)]
pub(super) struct Healthcheck {
    /// Ask whether it is ready instead
    #[arg(long)]
    ready: bool,
}

impl Healthcheck {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let listen = globals.settings()?.settings.admin.listen;
        healthcheck::ask(listen, if self.ready { Question::Ready } else { Question::Live })?;
        Ok(ExitCode::SUCCESS)
    }
}
