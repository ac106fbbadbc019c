//! What stands on the page → what is meant: instants, canonical links, tidy words.
//!
//! ```text
//! Extraction ─ time, link, title ▶ Standing* ─ reconcile ▶ Sighting*
//! ```

pub mod link;
mod ordinal;
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
use title::{tidy, tidy_to};

/// One headline in one list of one page, before the page is reconciled: what `headlined extract` prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The list and the place in it.
    pub section: Section,
    /// NFC, single blanks.
    pub title: String,
    /// The whole headline, where `title` is cut off and the page tells it.
    pub whole: Option<String>,
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
        let counted = ordinal::is_counted(&list.items);
        for (position, item) in list.items.iter().enumerate() {
            let published = times.next().flatten().map(told_in_short);
            let (link, link_shared) = links.next();
            let words = ordinal::bare(&item.title, position).filter(|_| counted).unwrap_or(&item.title);
            let Some(title) = tidy_to(words, MAX_LINE) else { continue };
            let (kicker, deck) = lines_around(item, &title);
            let section = section(list, position);
            standings.push(Standing {
                section,
                title,
                whole: item.whole.as_deref().and_then(|whole| tidy_to(whole, MAX_LINE)),
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
    Section { kind: list.kind, label: list.label.as_deref().and_then(|label| tidy_to(label, MAX_LINE)), position }
}

fn told_in_short(mut published: PublishedAt) -> PublishedAt {
    published.text = tidy_to(&published.text, MAX_LINE).unwrap_or_default();
    published
}

/// Kicker and deck, each only where it says something that the title does not.
fn lines_around(item: &Item, title: &str) -> (Option<String>, Option<String>) {
    let telling = |words: &Option<String>, most| {
        let words = words.as_deref().and_then(|words| tidy_to(words, most));
        words.filter(|words| words != title)
    };
    let deck = telling(&item.deck, MAX_DECK);
    let kicker = telling(&item.kicker, MAX_LINE).filter(|kicker| deck.as_ref() != Some(kicker));
    (kicker, deck)
}

/// What the event said, else what the page tells, spelt as BCP 47 spells it (`az_AZ` → `az-AZ`).
fn language(page: &Page, extraction: &Extraction) -> Option<String> {
    let told = page.language.as_deref().or(extraction.facts.language.as_deref())?;
    tidy(told).map(|language| language.replace('_', "-")).filter(|language| language.len() <= MAX_LANGUAGE)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::SectionKind;
    use crate::pipeline::decode::Media;

    fn page() -> Page<'static> {
        Page {
            url: "https://news.example/".parse().unwrap(),
            site: "news.example".to_owned(),
            id: None,
            fetched_at: "2026-03-01T12:00:00Z".parse().unwrap(),
            timezone: None,
            language: Some("az_AZ".to_owned()),
            media: Media::Html,
            text: "".into(),
        }
    }

    fn item(title: &str, link: &str) -> Item {
        let link = Some(link.to_owned());
        Item { title: title.to_owned(), whole: None, link, kicker: None, deck: None, times: Vec::new(), day: None }
    }

    fn links(items: Vec<Item>) -> Vec<(Option<String>, bool)> {
        let list = List { kind: SectionKind::Latest, label: Some(" Latest  news ".to_owned()), items };
        let extraction = Extraction { lists: vec![list], ..Extraction::default() };
        let standings = normalize(&page(), &extraction, None);
        assert!(standings.iter().all(|standing| standing.section.label.as_deref() == Some("Latest news")));
        assert!(standings.iter().all(|standing| standing.language.as_deref() == Some("az-AZ")));
        standings.into_iter().map(|standing| (standing.link, standing.link_shared)).collect()
    }

    #[test]
    fn a_link_that_different_items_share_is_marked() {
        let live = "https://news.example/live/";
        let found =
            links(vec![item("Trees fall", live), item("Roads closed", live), item("Sun", "https://news.example/a")]);
        assert_eq!(found.iter().map(|(_, shared)| *shared).collect::<Vec<_>>(), [true, true, false]);
    }

    #[test]
    fn one_item_twice_shares_nothing() {
        let link = "https://news.example/a/rain";
        let found =
            links(vec![item("Rain returns to…", link), item("Rain", link), item("Rain returns to the hills", link)]);
        assert!(found.iter().all(|(_, shared)| !shared), "{found:?}");
    }

    #[test]
    fn fragments_that_tell_items_apart_stay() {
        let live = |entry: &str| format!("https://news.example/live#{entry}");
        let found = links(vec![item("Trees fall", &live("tree")), item("Roads closed", &live("road"))]);
        assert_eq!(found, [(Some(live("tree")), false), (Some(live("road")), false)]);
        let found = links(vec![item("Trees fall", &live("top")), item("Roads closed", &live("top"))]);
        assert!(found.iter().all(|(_, shared)| *shared));
    }

    #[test]
    fn an_item_without_words_keeps_its_place() {
        let list = List {
            kind: SectionKind::Latest,
            label: None,
            items: vec![item(" ", "https://news.example/1"), item("Rain", "https://news.example/2")],
        };
        let extraction = Extraction { lists: vec![list], ..Extraction::default() };
        let standings = normalize(&page(), &extraction, None);
        assert_eq!(standings.len(), 1);
        assert_eq!(standings[0].section.position, 1);
        assert_eq!(standings[0].link.as_deref(), Some("https://news.example/2"));
    }
}
