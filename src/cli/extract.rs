//! `headlined extract`: headline events of saved pages, without Kafka.

use std::io::{self, BufWriter};
use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use clap::Args;
use url::Url;

use super::{Failure, Globals};
use crate::contract::page_event::page_url;
use crate::headline::SectionKind;
use crate::pipeline::decode::Limits;
use crate::pipeline::dedupe::Memory;
use crate::pipeline::dedupe::route::{Route, Routes};
use crate::settings::Settings;
use crate::stages::rules;

mod events;
mod explained;
mod files;
mod page;
mod rejected;

use page::{Pages, Printing};
use rejected::Rejected;

/// Print the headlines of saved pages as JSON Lines, without Kafka
///
/// One headline event for each standing of a headline in a list of the page, in page order. A page that is rejected is
/// one JSON line on standard error.
#[derive(Debug, Args)]
pub(super) struct Extract {
    /// Saved pages; `-` is standard input
    #[arg(value_name = "FILE", required_unless_present = "events")]
    files: Vec<PathBuf>,
    /// JSON Lines of page events instead; `-` is standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["files", "url", "fetched_at", "timezone", "content_type"])]
    events: Option<PathBuf>,
    #[command(flatten)]
    told: Told,
    /// Reconcile each page and tell every headline once, with its revisions, as the service would over all section kinds
    #[arg(long)]
    dedupe: bool,
    /// Print for people what became of every candidate block, item and time of a page, and why
    #[arg(long, conflicts_with = "dedupe")]
    explain: bool,
    /// Exit with 1 where a page was rejected
    #[arg(long)]
    strict: bool,
}

/// What is known about a saved page.
#[derive(Debug, Args)]
struct Told {
    /// Absolute URL the page was fetched from
    #[arg(long, value_name = "URL", default_value = "http://localhost/", value_parser = page_url)]
    url: Url,
    /// Instant of the fetch, RFC 3339; else the file's time
    #[arg(long, value_name = "TIME")]
    fetched_at: Option<DateTime<Utc>>,
    /// IANA zone of the newsroom, e.g. Asia/Baku
    #[arg(long, value_name = "ZONE")]
    timezone: Option<Tz>,
    /// Content type the server sent; else sniffed, `.txt` is plain text
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
}

impl Extract {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let settings = globals.settings()?.settings;
        let limits = Limits { max_page_bytes: settings.input.max_page_bytes };
        let printing = match (self.explain, self.dedupe) {
            (true, _) => Printing::Explained,
            (_, true) => Printing::Headlines(Box::new(headlines(&settings)?)),
            _ => Printing::Standings,
        };
        let rules = rules::load(settings.sites.file.as_deref()).map_err(Failure::usage)?;
        let mut pages = Pages::new(BufWriter::new(io::stdout().lock()), limits, rules, printing);
        match &self.events {
            Some(path) => events::run(path, &mut pages)?,
            None => files::run(&self.files, &self.told, &mut pages)?,
        }
        let rejected = pages.finish()?;
        Ok(if rejected > 0 && self.strict { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

/// A memory whose one route takes every kind.
fn headlines(settings: &Settings) -> Result<Memory, Failure> {
    let routes = Routes::new(vec![Route::of_sections(&settings.topics.headlines(), &SectionKind::ALL)])?;
    Ok(Memory::new(settings.dedupe.rules(&settings.publish), routes))
}
