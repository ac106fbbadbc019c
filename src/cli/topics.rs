//! `headlined topics apply`: create or check the topics.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::{Failure, Globals};
use crate::jobs::topics::{self, Finding, Topic, Weight};
use crate::kafka::client::Clients;
use crate::kafka::cluster::{Cluster, ClusterError};
use crate::kafka::sizes;
use crate::settings::Settings;

/// Create or check the topics
#[derive(Debug, Args)]
pub(super) struct Topics {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Apply(Apply),
}

/// Create the topics that are missing and say what differs in the others
///
/// Nothing that exists is changed. Exits with 1 where something is wrong; what may be meant (another retention, another
/// number of partitions) is only told.
#[derive(Debug, Args)]
struct Apply {
    /// Create nothing; exit with 1 where a topic is missing or something should be put right
    #[arg(long, conflicts_with = "print")]
    check: bool,
    /// Ask nobody; print kafka-topics.sh commands for those who may create topics
    #[arg(long)]
    print: bool,
}

impl Topics {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let Command::Apply(apply) = self.command;
        let settings = globals.settings()?.settings;
        let topics = topics::declared(&settings.topics, &settings.input, &settings.publish.routes)?;
        let mut output = io::stdout().lock();
        if apply.print {
            output.write_all(topics::recipe(&topics, &settings.kafka.bootstrap_servers).as_bytes())?;
            return Ok(ExitCode::SUCCESS);
        }
        let findings = apply.ask(&settings, &topics)?;
        report(&findings, &mut output)?;
        Ok(if worst(&findings) > Some(Weight::Chosen) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

impl Apply {
    fn ask(&self, settings: &Settings, topics: &[Topic]) -> Result<Vec<Finding>, Failure> {
        let largest = sizes::dead_letter_bytes(settings.input.max_page_bytes);
        let cluster = Cluster::new(&Clients::new(&settings.kafka, largest).map_err(Failure::usage)?)?;
        let findings = super::block_on(async {
            if self.check { topics::survey(&cluster, topics).await } else { topics::apply(&cluster, topics).await }
        })?;
        findings.map_err(|error| match error {
            ClusterError::Refused { what: "create", .. } => anyhow::Error::from(error)
                .context("`headlined topics apply --print` prints the commands for those who may create topics")
                .into(),
            error => failed(error),
        })
    }
}

/// A broker that does not let us in has wrong settings behind it; one that does not answer has not.
pub(super) fn failed(error: ClusterError) -> Failure {
    match error {
        ClusterError::Client(_) | ClusterError::Credentials { .. } => Failure::usage(error),
        ClusterError::Unreachable { .. } | ClusterError::Refused { .. } => error.into(),
    }
}

fn worst(findings: &[Finding]) -> Option<Weight> {
    findings.iter().flat_map(|finding| &finding.differences).map(topics::Difference::weight).max()
}

fn report(findings: &[Finding], output: &mut impl Write) -> io::Result<()> {
    for finding in findings {
        let Topic { wanted, setting, .. } = &finding.topic;
        match (finding.created, finding.exists) {
            (true, _) => writeln!(output, "created  {} ({setting}), {} partitions", wanted.name, wanted.partitions)?,
            (false, true) if finding.differences.is_empty() => {
                writeln!(output, "ok       {} ({setting})", wanted.name)?
            }
            _ => {}
        }
        for difference in &finding.differences {
            let word = if difference.weight() == Weight::Chosen { "note" } else { "wrong" };
            writeln!(output, "{word:<8} {difference}")?;
        }
    }
    Ok(())
}
