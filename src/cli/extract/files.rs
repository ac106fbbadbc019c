//! Saved pages.

use std::fs::{self, File};
use std::io::{self, Read as _, Write};
use std::path::{Path, PathBuf};

use anyhow::Context as _;
use chrono::{DateTime, Utc};

use super::Told;
use super::page::Pages;
use crate::contract::page_event::{Body, PageEvent};
use crate::contract::rejection::Rejection;
use crate::telemetry::clock;

/// Takes every file in its turn.
pub(super) fn run(files: &[PathBuf], told: &Told, pages: &mut Pages<impl Write>) -> anyhow::Result<()> {
    for path in files {
        let place = path.display().to_string();
        let (bytes, saved_at) = read(path).with_context(|| format!("{place} can't be read"))?;
        pages.take(&place, event(path, bytes, saved_at, told))?;
    }
    Ok(())
}

/// The bytes of a file and the time it was saved.
fn read(path: &Path) -> io::Result<(Vec<u8>, DateTime<Utc>)> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes)?;
        return Ok((bytes, clock::now()));
    }
    let saved_at = File::open(path)?.metadata()?.modified()?;
    Ok((fs::read(path)?, saved_at.into()))
}

fn event(path: &Path, bytes: Vec<u8>, saved_at: DateTime<Utc>, told: &Told) -> Result<PageEvent, Rejection> {
    if bytes.is_empty() {
        return Err(Rejection::NoBody);
    }
    let plain = path.extension().is_some_and(|extension| extension == "txt").then(|| "text/plain".to_owned());
    Ok(PageEvent {
        url: told.url.clone(),
        body: Body::Bytes(bytes),
        content_type: told.content_type.clone().or(plain),
        content_encoding: None,
        fetched_at: told.fetched_at.unwrap_or(saved_at),
        id: None,
        site: None,
        timezone: told.timezone,
        language: None,
        ignored: Vec::new(),
    })
}
