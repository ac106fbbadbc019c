//! What stands on the page → what is meant: instants, canonical links, tidy words.
//!
//! ```text
//! Extraction ─ time, link, title ▶ Standing* ─ reconcile ▶ Sighting*
//! ```

pub mod link;
pub mod reconcile;
mod shared;
pub mod time;
pub mod title;
mod tracking;

use chrono_tz::Tz;

use crate::headline::{MAX_DECK, MAX_LANGUAGE, MAX_LINE, PublishedAt, Section};
use crate::pipeline::decode::Page;
use crate::pipeline::extract::{Extraction, Item, List};

use shared::Links;
use title::{cut, tidy};

/// One headline in one list of one page, before the page is reconciled: what `headlined extract` prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The list and the place in it.
    pub section: Section,
    /// NFC, single blanks.
    pub title: String,
    /// NFC, single blanks.
    pub kicker: Option<String>,
    /// NFC, single blanks.
    pub deck: Option<String>,
    /// Absolute and canonical.
    pub link: Option<String>,
    /// Several different items of the page share this link.
    pub link_shared: bool,
    /// The instant, where the page tells one.
    pub published: Option<PublishedAt>,
    /// BCP 47.
    pub language: Option<String>,
}

/// Every item of every list, in page order. `rule_timezone` is the zone that a site rule names.
///
/// An item without visible words is none; it keeps its place in the count of positions.
pub fn normalize(page: &Page, extraction: &Extraction, rule_timezone: Option<Tz>) -> Vec<Standing> {
    let language = language(page, extraction);
    let mut links = Links::of(&extraction.lists);
    let mut standings = Vec::new();
    let solved = time::solve_page(&extraction.lists, page, &extraction.facts, rule_timezone);
    for (list, times) in extraction.lists.iter().zip(solved) {
        let mut times = times.into_iter();
        for (position, item) in list.items.iter().enumerate() {
            let published = times.next().flatten().map(told_in_short);
            let (link, link_shared) = links.next();
            let Some(title) = line(&item.title) else { continue };
            let (kicker, deck) = lines_around(item, &title);
            let section = section(list, position);
            standings.push(Standing {
                section,
                title,
                kicker,
                deck,
                link,
                link_shared,
                published,
                language: language.clone(),
            });
        }
    }
    standings
}

fn section(list: &List, position: usize) -> Section {
    let position = u32::try_from(position).unwrap_or(u32::MAX);
    Section { kind: list.kind, label: list.label.as_deref().and_then(line), position }
}

/// Tidy words that fit into a line of the contract.
fn line(words: &str) -> Option<String> {
    tidy(words).map(|words| cut(words, MAX_LINE))
}

fn told_in_short(mut published: PublishedAt) -> PublishedAt {
    published.text = cut(published.text, MAX_LINE);
    published
}

/// Kicker and deck, each only where it says something that the title does not.
fn lines_around(item: &Item, title: &str) -> (Option<String>, Option<String>) {
    let telling = |words: &Option<String>| words.as_deref().and_then(tidy).filter(|words| words != title);
    let deck = telling(&item.deck).map(|deck| cut(deck, MAX_DECK));
    let kicker =
        telling(&item.kicker).map(|kicker| cut(kicker, MAX_LINE)).filter(|kicker| deck.as_ref() != Some(kicker));
    (kicker, deck)
}

/// What the event said, else what the page tells, spelt as BCP 47 spells it (`az_AZ` → `az-AZ`).
fn language(page: &Page, extraction: &Extraction) -> Option<String> {
    let told = page.language.as_deref().or(extraction.facts.language.as_deref())?;
    tidy(told).map(|language| language.replace('_', "-")).filter(|language| language.len() <= MAX_LANGUAGE)
}
