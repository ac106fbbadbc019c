//! One page, many faces: the same page as HTML and as texts that renderers made of it is one site's page. Each of its
//! headlines must be told once, and never as revised.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use chrono::TimeDelta;
use headlined::contract::headline_event::{Cause, HeadlineEvent};
use headlined::headline::SectionKind;
use headlined::pipeline::dedupe::route::{Route, Routes};
use headlined::pipeline::dedupe::{DedupeRules, Memory};
use headlined::pipeline::extract::{Rules, extract};
use headlined::pipeline::normalize::{normalize, reconcile::reconcile};

use super::Options;
use super::corpus::{self, Case};
use super::labels::norm;

/// Faces of a page in the order they arrive, by name.
type Faces<'a> = Vec<(&'a str, &'a Case)>;

#[derive(Default)]
struct Figures {
    pages: u32,
    headlines: u32,
    /// `revised` events: edits that nobody made.
    edits: u32,
    /// `revised` events: a deck or a finer time that only the later face shows.
    readings: u32,
    /// A headline whose words an earlier face had already told.
    second: u32,
    /// A headline that no earlier face had: what was found there differs.
    only_here: u32,
}

/// Prints how often a second face of a page gave another headline or an edit.
pub fn run(set: &Path, renderings: &Path, options: &Options) {
    let html = corpus::load(set);
    let texts: Vec<(String, Vec<Case>)> =
        folders(renderings).iter().map(|folder| (name_of(folder), corpus::load(folder))).collect();
    assert!(!texts.is_empty(), "no renderings in {}", renderings.display());
    let mut pages: BTreeMap<&str, Faces<'_>> = BTreeMap::new();
    html.iter().for_each(|case| pages.entry(case.text("id")).or_default().push(("html", case)));
    for (name, cases) in &texts {
        cases.iter().for_each(|case| pages.entry(case.text("id")).or_default().push((name, case)));
    }
    for (order, reversed) in [("HTML first", false), ("HTML last", true)] {
        let mut figures = Figures::default();
        for faces in pages.values().filter(|faces| faces.len() > 1) {
            let mut faces = faces.clone();
            if reversed {
                faces.reverse();
            }
            figures.page(&faces, options);
        }
        figures.print(order);
    }
}

fn folders(renderings: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> = fs::read_dir(renderings)
        .unwrap_or_else(|error| panic!("{}: {error}", renderings.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("gold").is_dir())
        .collect();
    folders.sort();
    folders
}

fn name_of(folder: &Path) -> String {
    folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

impl Figures {
    fn page(&mut self, faces: &Faces<'_>, options: &Options) {
        let mut memory = memory();
        let mut told: Vec<HeadlineEvent> = Vec::new();
        self.pages += 1;
        for (place, (name, case)) in faces.iter().enumerate() {
            let events = events(&mut memory, case, place, options);
            for event in &events {
                let before = told.iter().find(|old| is_same(&norm(&old.title), &norm(&event.title)));
                let what = match event.event.name() {
                    "revised" if event.cause == Some(Cause::Edit) => "EDIT",
                    "revised" => "READING",
                    _ if place == 0 => "",
                    _ if before.is_some() => "SECOND",
                    _ => "ONLY HERE",
                };
                self.count(what);
                if options.details && !what.is_empty() {
                    describe(what, case, name, event, before);
                }
            }
            told.extend(events);
        }
    }

    fn count(&mut self, what: &str) {
        match what {
            "EDIT" => self.edits += 1,
            "READING" => self.readings += 1,
            "SECOND" => self.second += 1,
            "ONLY HERE" => self.only_here += 1,
            _ => self.headlines += 1,
        }
    }

    fn print(&self, order: &str) {
        println!(
            "{order}: {} pages, {} headlines of the first face; second headlines {}, revised by edits {}, by better readings {}; found in a later face only {}",
            self.pages, self.headlines, self.second, self.edits, self.readings, self.only_here
        );
    }
}

fn memory() -> Memory {
    let rules = DedupeRules { horizon: TimeDelta::days(30), revert_hold: TimeDelta::hours(1), max_age: None };
    Memory::new(rules, Routes::new(vec![Route::of_sections("faces", &SectionKind::ALL)]).unwrap())
}

/// What the memory tells of one face. Each face was fetched a second after the one before: an edit could be.
fn events(memory: &mut Memory, case: &Case, place: usize, options: &Options) -> Vec<HeadlineEvent> {
    let fetched_at = case.fetched_at() + TimeDelta::seconds(i64::try_from(place).unwrap());
    let page = case.page(fetched_at, options.zone);
    let Ok(extraction) = extract(&page, &Rules::default()) else { return Vec::new() };
    let sightings = reconcile(&page, normalize(&page, &extraction, None), fetched_at);
    let events = sightings.iter().flat_map(|sighting| memory.observe(sighting, fetched_at)).collect::<Vec<_>>();
    memory.merge();
    events.into_iter().map(|verdict| verdict.event).collect()
}

/// Whether two titles are the same words, or one is the other and more.
fn is_same(one: &str, other: &str) -> bool {
    let within = |one: &str, other: &str| one.len() > 15 && other.contains(one);
    one == other || within(one, other) || within(other, one)
}

fn describe(what: &str, case: &Case, face: &str, event: &HeadlineEvent, before: Option<&HeadlineEvent>) {
    let at = |event: &HeadlineEvent| event.published.at.map_or("no time".to_owned(), |at| at.to_rfc3339());
    println!("{what} {} as {face}: {:?} at {} ({:?})", case.text("id"), event.title, at(event), event.published.text);
    println!("    deck {:?}", event.deck);
    if let Some(before) = before.filter(|_| what == "SECOND") {
        println!(
            "    before: {:?} at {} ({:?}), deck {:?}",
            before.title,
            at(before),
            before.published.text,
            before.deck
        );
    }
    if let (Some(changed), Some(previous)) = (&event.changed, &event.previous) {
        println!("    {changed:?}, by {:?}; before: {previous:?}", event.cause);
    }
}
