//! Page events as JSON Lines.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};
use std::path::Path;

use anyhow::Context as _;

use super::page::Pages;
use crate::contract::page_event::{self, Incoming};

/// Takes every line of `path`; blank ones and pages that are passed over say nothing.
pub(super) fn run(path: &Path, pages: &mut Pages<impl Write>) -> anyhow::Result<()> {
    if path == Path::new("-") {
        return lines(io::stdin().lock(), "-", pages);
    }
    let place = path.display().to_string();
    let file = File::open(path).with_context(|| format!("{place} can't be read"))?;
    lines(BufReader::new(file), &place, pages)
}

fn lines(mut input: impl BufRead, place: &str, pages: &mut Pages<impl Write>) -> anyhow::Result<()> {
    let mut line = Vec::new();
    for number in 1_u64.. {
        line.clear();
        if input.read_until(b'\n', &mut line).with_context(|| format!("{place} can't be read"))? == 0 {
            break;
        }
        let value = line.trim_ascii();
        if !value.is_empty() {
            take(value, &format!("{place}:{number}"), pages)?;
        }
    }
    Ok(())
}

fn take(value: &[u8], place: &str, pages: &mut Pages<impl Write>) -> io::Result<()> {
    match page_event::read(Some(value), std::iter::empty(), pages.now()) {
        Ok(Incoming::Page(event)) => pages.take(place, Ok(*event)),
        Ok(Incoming::PassedOver(_)) => Ok(()),
        Err(rejection) => pages.take(place, Err(rejection)),
    }
}
