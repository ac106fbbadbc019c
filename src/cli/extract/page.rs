//! One page event → headline events, one for each standing, before the page is reconciled.

use std::any::Any;
use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};

use super::Rejected;
use crate::contract::headline_event::{EventKind, HeadlineEvent};
use crate::contract::page_event::PageEvent;
use crate::headline::{HeadlineId, PageRef};
use crate::pipeline::decode::{Limits, Page, decode};
use crate::pipeline::extract::{Extractor, Rules};
use crate::pipeline::identity::v1;
use crate::pipeline::normalize::{Standing, normalize};
use crate::pipeline::rejection::Rejection;
use crate::telemetry::clock;

/// Runs pages through the core and prints what they hold.
pub(super) struct Pages<W> {
    output: W,
    limits: Limits,
    rules: Rules,
    extractor: Extractor,
    rejected: u64,
}

impl<W: Write> Pages<W> {
    pub(super) fn new(output: W, limits: Limits) -> Self {
        Self { output, limits, rules: Rules::default(), extractor: Extractor::default(), rejected: 0 }
    }

    /// Prints the headlines of a page, or why it has none; `place` says where it came from.
    pub(super) fn take(&mut self, place: &str, event: Result<PageEvent, Rejection>) -> io::Result<()> {
        match event.and_then(|event| self.extract(&event)) {
            Ok((page, standings)) => standings.into_iter().try_for_each(|standing| self.print(&page, standing)),
            Err(rejection) => self.reject(place, &rejection),
        }
    }

    /// How many pages were rejected.
    pub(super) fn finish(mut self) -> io::Result<u64> {
        self.output.flush()?;
        Ok(self.rejected)
    }

    fn reject(&mut self, place: &str, rejection: &Rejection) -> io::Result<()> {
        self.rejected += 1;
        Rejected::new(place, rejection).tell()
    }

    fn print(&mut self, page: &Page, standing: Standing) -> io::Result<()> {
        serde_json::to_writer(&mut self.output, &event(page, standing))?;
        self.output.write_all(b"\n")
    }

    /// The core on one page. A panic is a rejection, and the extractor is made anew: its buffers may be in any state.
    fn extract(&mut self, event: &PageEvent) -> Result<(Page, Vec<Standing>), Rejection> {
        let run = panic::catch_unwind(AssertUnwindSafe(|| {
            let page = decode(event, clock::now(), &self.limits)?.page;
            let extraction = self.extractor.extract(&page, &self.rules)?;
            let standings = normalize(&page, &extraction, None);
            Ok((page, standings))
        }));
        run.unwrap_or_else(|panic| {
            self.extractor = Extractor::default();
            Err(Rejection::Panic { message: message(&*panic) })
        })
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

/// The event a standing would be if nothing had been seen before.
fn event(page: &Page, standing: Standing) -> HeadlineEvent {
    HeadlineEvent {
        id: id(page, &standing).to_string(),
        event: EventKind::Published,
        revision: 0,
        site: page.site.clone(),
        published: standing.published.as_ref().into(),
        title: standing.title,
        kicker: standing.kicker,
        deck: standing.deck,
        url: standing.link,
        section: standing.section,
        language: standing.language,
        first_seen_at: page.fetched_at,
        page: PageRef { id: page.id.clone(), url: page.url.to_string(), fetched_at: page.fetched_at },
        changed: None,
        previous: None,
        cause: None,
    }
}

fn id(page: &Page, standing: &Standing) -> HeadlineId {
    let link = standing.link.as_deref().filter(|_| !standing.link_shared);
    if let Some(key) = link.and_then(v1::link_key) {
        return v1::id_by_link(&page.site, &key);
    }
    let text = v1::run_together(&standing.title, standing.deck.as_deref());
    v1::id_by_text(&page.site, &text, standing.published.as_ref().map(|published| published.earliest), 0)
}
