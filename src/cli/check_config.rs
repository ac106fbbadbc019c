//! `headlined check-config`: are the settings right, what is in force, and where does it come from.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use clap::Args;

use super::{Failure, Globals};
use crate::settings::{DEFAULTS, InForce};
use crate::stages::rules;

/// Check settings and site rules and print what is in force, with where each value came from
#[derive(Debug, Args)]
pub(super) struct CheckConfig {
    /// Print the commented defaults instead: the reference of all settings
    #[arg(long)]
    defaults: bool,
}

impl CheckConfig {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let mut output = BufWriter::new(io::stdout().lock());
        if self.defaults {
            output.write_all(DEFAULTS.as_bytes())?;
        } else {
            let loaded = globals.settings()?;
            let rules = rules::load(loaded.settings.sites.file.as_deref()).map_err(Failure::usage)?;
            print(&mut output, &loaded.in_force)?;
            writeln!(output, "# rules for {} sites", rules.len())?;
            tell(&loaded.warnings)?;
        }
        output.flush()?;
        Ok(ExitCode::SUCCESS)
    }
}

/// TOML that would set the same, the places as comments.
fn print(output: &mut impl Write, listing: &[InForce]) -> io::Result<()> {
    for InForce { key, value, place } in listing {
        match value {
            Some(value) => writeln!(output, "{:<60}  # {place}", format!("{key} = {value}"))?,
            None => writeln!(output, "# {key} is not set")?,
        }
    }
    Ok(())
}

fn tell(warnings: &[String]) -> io::Result<()> {
    let mut stderr = io::stderr().lock();
    warnings.iter().try_for_each(|warning| writeln!(stderr, "warning: {warning}"))
}
