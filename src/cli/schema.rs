//! `headlined schema`: the contract, for machines.

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, Globals};
use crate::contract::{self, asyncapi, dead_letter, headline_event, page_event};

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
        let document = match self.document {
            Document::Asyncapi => asyncapi::document(),
            Document::PageEvent => page_event::schema().to_value(),
            Document::HeadlineEvent => headline_event::schema().to_value(),
            Document::DeadLetter => dead_letter::schema().to_value(),
        };
        io::stdout().lock().write_all(contract::printed(document)?.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}
