//! `headlined release`: a person has looked.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::{Failure, Globals};
use crate::jobs::release;

/// Let the service go on with partitions that it has paused
///
/// A partition is paused where it yields nothing but dead letters, where a record has ended the process again and again,
/// or where its state can't be used; /ready and the log say why. Run this beside the process that holds the partition (in
/// its container): it is told over admin.listen. Prints what was released; exits with 1 where nothing was.
#[derive(Debug, Args)]
pub(super) struct Release {
    /// Only this partition; all that the process holds back otherwise
    #[arg(long, value_name = "NUMBER")]
    partition: Option<i32>,
}

impl Release {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let listen = globals.settings()?.settings.admin.listen;
        let released = release::ask(listen, self.partition)?;
        writeln!(io::stdout(), "{released}")?;
        Ok(ExitCode::SUCCESS)
    }
}
