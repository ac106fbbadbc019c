//! One page event → headline events on the output.

use std::io::{self, Write};
use std::panic::{self, AssertUnwindSafe};

use chrono::{DateTime, Utc};

use super::{Rejected, explained};
use crate::contract::headline_event::HeadlineEvent;
use crate::contract::page_event::PageEvent;
use crate::contract::rejection::Rejection;
use crate::headline::PageRef;
use crate::pipeline::decode::{Limits, Page, decode};
use crate::pipeline::dedupe::Memory;
use crate::pipeline::encode;
use crate::pipeline::extract::{Extractor, Rules};
use crate::pipeline::normalize::{Standing, normalize, reconcile};
use crate::telemetry::clock;

/// Runs pages through the core and prints what they hold.
pub(super) struct Pages<W> {
    output: W,
    limits: Limits,
    rules: Rules,
    extractor: Extractor,
    printing: Printing,
    /// The present, asked for once: a run over the same pages prints the same.
    now: DateTime<Utc>,
    rejected: u64,
}

/// What is printed of a page.
pub(super) enum Printing {
    /// Every standing in every list.
    Standings,
    /// What a memory has to say about its headlines.
    Headlines(Box<Memory>),
    /// Why it is these, for people.
    Explained,
}

impl<W: Write> Pages<W> {
    pub(super) fn new(output: W, limits: Limits, rules: Rules, printing: Printing) -> Self {
        let extractor = Extractor::default();
        Self { output, limits, rules, extractor, printing, now: clock::now(), rejected: 0 }
    }

    /// The present, as all pages of this run see it.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    /// Prints the headlines of a page, or why it has none; `place` says where it came from.
    pub(super) fn take(&mut self, place: &str, event: Result<PageEvent, Rejection>) -> io::Result<()> {
        if matches!(self.printing, Printing::Explained) {
            return self.explain(place, event);
        }
        let event = match event {
            Ok(event) => event,
            Err(rejection) => return self.reject(place, &rejection),
        };
        match self.extract(&event) {
            Ok((page, standings)) => self.events(&page, standings).iter().try_for_each(|event| self.print(event)),
            Err(rejection) => self.reject(place, &rejection),
        }
    }

    fn explain(&mut self, place: &str, event: Result<PageEvent, Rejection>) -> io::Result<()> {
        let explained = event.and_then(|event| {
            self.guarded(|pages| {
                let page = decode(&event, pages.now, &pages.limits)?.page;
                let (extraction, explanation) = pages.extractor.explain(&page, &pages.rules)?;
                let standings = normalize(&page, &extraction, pages.rules.timezone(&page.site));
                Ok((page.into_owned(), explanation, standings))
            })
        });
        match explained {
            Ok((page, explanation, standings)) => {
                explained::print(&mut self.output, place, &page, &explanation, &standings)
            }
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

    fn print(&mut self, event: &HeadlineEvent) -> io::Result<()> {
        serde_json::to_writer(&mut self.output, event)?;
        self.output.write_all(b"\n")
    }

    /// The core on one page.
    fn extract<'e>(&mut self, event: &'e PageEvent) -> Result<(Page<'e>, Vec<Standing>), Rejection> {
        self.guarded(|pages| {
            let page = decode(event, pages.now, &pages.limits)?.page;
            let extraction = pages.extractor.extract(&page, &pages.rules)?;
            let standings = normalize(&page, &extraction, pages.rules.timezone(&page.site));
            Ok((page, standings))
        })
    }

    /// A panic is a rejection, and the extractor is made anew: its buffers may be in any state.
    fn guarded<T>(&mut self, work: impl FnOnce(&mut Self) -> Result<T, Rejection>) -> Result<T, Rejection> {
        let run = panic::catch_unwind(AssertUnwindSafe(|| work(self)));
        run.unwrap_or_else(|panic| {
            self.extractor = Extractor::default();
            Err(Rejection::from_panic(&*panic))
        })
    }

    fn events(&mut self, page: &Page, standings: Vec<Standing>) -> Vec<HeadlineEvent> {
        match &mut self.printing {
            Printing::Standings => {
                let read_from = PageRef { id: page.id.clone(), url: page.url.to_string(), fetched_at: page.fetched_at };
                standings.iter().map(|standing| encode::standing(standing, &page.site, &read_from)).collect()
            }
            Printing::Headlines(memory) => {
                let sightings = reconcile::reconcile(page, standings, page.fetched_at);
                let verdicts = sightings.iter().flat_map(|sighting| memory.observe(sighting, self.now));
                let events = verdicts.map(|verdict| verdict.event).collect();
                memory.merge();
                events
            }
            Printing::Explained => Vec::new(),
        }
    }
}
