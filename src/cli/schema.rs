//! `headlined schema`: the contract, for machines.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, Globals};
use crate::contract::asyncapi;
use crate::contract::{dead_letter, headline_event, page_event};

/// Print the JSON Schemas of the messages, or the AsyncAPI document that holds them all
#[derive(Debug, Args)]
pub(super) struct Schema {
    /// Which one
    #[arg(value_enum, default_value_t = Document::Asyncapi)]
    document: Document,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Document {
    /// AsyncAPI 3: topics, messages and their schemas
    Asyncapi,
    /// Page events, in
    PageEvent,
    /// Headline events, out
    HeadlineEvent,
    /// Headers of dead letters, out
    DeadLetter,
}

impl Schema {
    /// The document does not depend on settings: it speaks of the default topics.
    pub(super) fn run(self, _globals: &Globals) -> Result<ExitCode, Failure> {
        let text = match self.document {
            Document::Asyncapi => serde_json::to_string_pretty(&asyncapi::document())?,
            Document::PageEvent => serde_json::to_string_pretty(&page_event::schema())?,
            Document::HeadlineEvent => serde_json::to_string_pretty(&headline_event::schema())?,
            Document::DeadLetter => serde_json::to_string_pretty(&dead_letter::schema())?,
        };
        writeln!(io::stdout().lock(), "{text}")?;
        Ok(ExitCode::SUCCESS)
    }
}
