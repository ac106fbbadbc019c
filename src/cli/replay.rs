//! `headlined replay`: saved pages and page events into the page topic.

use std::path::PathBuf;
use std::process::ExitCode;

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;
use clap::Args;
use url::Url;

use super::{Failure, Globals};
use crate::jobs::replay::page::About;
use crate::jobs::replay::sender::Sender;
use crate::jobs::replay::source::Sources;
use crate::jobs::replay::{self, ReplayError, Told};
use crate::kafka::client::Clients;
use crate::kafka::cluster::Cluster;
use crate::kafka::sizes;

mod display;

use display::Display;

/// Send saved pages and page events from files into the page topic
///
/// Saved pages (.html, .htm, .xhtml, .txt) go as they are; their address is --url, or what their canonical link says.
/// JSON Lines of page events (.jsonl, .ndjson, .json; `-` is standard input) go line by line, archives (.warc, .wet) page
/// by page; both also packed (.gz, .zst). Folders are read by name, with all that is in them. Each record's key is the
/// page's address. Exits with 1 where something was left out.
#[derive(Debug, Args)]
pub(super) struct Replay {
    /// Files and folders; `-` is JSON Lines on standard input
    #[arg(value_name = "SOURCE", required = true)]
    sources: Vec<PathBuf>,
    /// At most so many pages a second
    #[arg(long, value_name = "PAGES", value_parser = rate)]
    rate: Option<f64>,
    #[command(flatten)]
    told: SavedPages,
}

/// What is known about saved pages; page events say it themselves.
#[derive(Debug, Args)]
struct SavedPages {
    /// Absolute URL the page was fetched from
    #[arg(long, value_name = "URL")]
    url: Option<Url>,
    /// Instant of the fetch, RFC 3339; else now
    #[arg(long, value_name = "TIME")]
    fetched_at: Option<DateTime<Utc>>,
    /// IANA zone of the newsroom, e.g. Asia/Baku
    #[arg(long, value_name = "ZONE")]
    timezone: Option<Tz>,
    /// Content type the server sent; else by the file's name
    #[arg(long, value_name = "TYPE")]
    content_type: Option<String>,
}

impl Replay {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let settings = globals.settings()?.settings;
        let largest = sizes::dead_letter_bytes(settings.input.max_page_bytes);
        let clients = Clients::new(&settings.kafka, largest).map_err(Failure::usage)?;
        let topic = settings.topics.pages();
        super::block_on(replay::expect_topic(&Cluster::new(&clients)?, &topic))?.map_err(refused)?;

        let sender = Sender::new(&clients, topic.clone())?;
        let mut display = Display::new(topic);
        let sources = Sources::new(self.sources, self.told.into());
        let progress = replay::replay(sources, &sender, self.rate, |told| match told {
            Told::Progress(progress) => display.show(progress),
            Told::Skipped(error) => display.complain(error),
        })?;
        display.end(progress);
        Ok(if progress.failed > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
    }
}

fn refused(error: ReplayError) -> Failure {
    match error {
        ReplayError::Cluster(error) => super::topics::failed(error),
        ReplayError::NoTopic { .. } => Failure::usage(error),
        ReplayError::Source(_) | ReplayError::Send(_) => error.into(),
    }
}

impl From<SavedPages> for About {
    fn from(told: SavedPages) -> Self {
        Self {
            url: told.url.map(Into::into),
            fetched_at: told.fetched_at.map(|at| at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
            timezone: told.timezone.map(|zone| zone.name().to_owned()),
            content_type: told.content_type,
        }
    }
}

fn rate(text: &str) -> Result<f64, String> {
    let rate: f64 = text.parse().map_err(|_| "expected a number of pages a second, e.g. 50 or 0.5".to_owned())?;
    if rate.is_finite() && rate > 0.0 { Ok(rate) } else { Err("expected more than 0".to_owned()) }
}
