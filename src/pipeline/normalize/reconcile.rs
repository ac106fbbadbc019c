//! Standings of one page → one sighting for each headline.
//!
//! The same list twice (desktop and mobile) is one; a headline in two lists is one sighting with both sections. Where
//! one list prints title and deck run together and another prints them apart, the apart wording is the one that is
//! meant. Lists of the kind `latest` speak first.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::Standing;
use crate::contract::sighting::Sighting;
use crate::headline::{PageRef, PublishedAt, Section, SectionKind};
use crate::pipeline::decode::Page;
use crate::pipeline::identity::v1;
use crate::pipeline::identity::v1::span::{Span, overlap};

/// The sightings of `page`, in page order, each with the sections it stands in: `latest` first, then page order.
pub fn reconcile(page: &Page, standings: Vec<Standing>, page_timestamp: DateTime<Utc>) -> Vec<Sighting> {
    let mut groups = Groups::for_some(standings.len());
    for standing in standings {
        groups.add(standing);
    }
    let page_ref = PageRef { id: page.id.clone(), url: page.url.to_string(), fetched_at: page.fetched_at };
    let members = groups.all.into_iter().map(|group| group.members);
    members.filter_map(|group| sighting(group, &page.site, &page_ref, page_timestamp)).collect()
}

struct Groups {
    all: Vec<Group>,
    by_link: HashMap<String, usize>,
    by_text: HashMap<String, Vec<usize>>,
}

/// Standings that mean the same headline.
#[derive(Default)]
struct Group {
    members: Vec<Standing>,
    /// One of them has a link that identifies.
    linked: bool,
    /// The first time that one of them tells.
    span: Option<Span>,
}

/// How many headlines of one text are told apart on one page; more of them count as the last.
const TWINS: usize = 16;

impl Groups {
    /// None yet, and room for as many as there are standings.
    fn for_some(standings: usize) -> Self {
        Self {
            all: Vec::with_capacity(standings),
            by_link: HashMap::with_capacity(standings),
            by_text: HashMap::with_capacity(standings),
        }
    }

    fn add(&mut self, standing: Standing) {
        let key = standing.link.as_deref().filter(|_| !standing.link_shared).and_then(v1::link_key);
        let text = v1::run_together(&standing.title, standing.deck.as_deref());
        let span = standing.published.as_ref().map(Span::told);
        let group = self.find(key.as_deref(), &text, span).unwrap_or(self.all.len());
        if group == self.all.len() {
            self.all.push(Group::default());
        }
        let texts = self.by_text.entry(text).or_default();
        if !texts.contains(&group) && texts.len() < TWINS {
            texts.push(group);
        }
        if let Some(group) = self.all.get_mut(group) {
            group.linked |= key.is_some();
            group.span = group.span.or(span);
            group.members.push(standing);
        }
        if let Some(key) = key {
            self.by_link.entry(key).or_insert(group);
        }
    }

    /// By link; else by text where the times allow it and the links don't speak against it.
    fn find(&self, key: Option<&str>, text: &str, span: Option<Span>) -> Option<usize> {
        if let Some(group) = key.and_then(|key| self.by_link.get(key)) {
            return Some(*group);
        }
        let fits = |group: &Group| overlap(group.span, span) && !(group.linked && key.is_some());
        let mut candidates = self.by_text.get(text)?.iter().copied();
        candidates.find(|group| self.all.get(*group).is_some_and(fits))
    }
}

fn sighting(mut group: Vec<Standing>, site: &str, page: &PageRef, page_timestamp: DateTime<Utc>) -> Option<Sighting> {
    group.sort_by_key(|standing| standing.section.kind != SectionKind::Latest);
    let published = best_time(&group);
    let sections = sections(&group);
    let link = group.iter().find(|standing| !standing.link_shared && standing.link.is_some());
    let link = link.or_else(|| group.iter().find(|standing| standing.link.is_some()));
    let (link, link_shared) = link.map_or((None, false), |standing| (standing.link.clone(), standing.link_shared));
    let whole: Vec<String> = group.iter().filter_map(|standing| standing.whole.clone()).collect();
    let kicker = group.iter().find_map(|standing| standing.kicker.clone());
    let mut best = best_wording(group)?;
    if let Some(whole) = whole.into_iter().find(|whole| v1::is_cut_of(&best.title, whole)) {
        best.title = whole;
    }
    Some(Sighting {
        site: site.to_owned(),
        link,
        link_shared,
        kicker: best.kicker.or(kicker).filter(|kicker| *kicker != best.title),
        title: best.title,
        deck: best.deck,
        published,
        sections,
        language: best.language,
        page: page.clone(),
        page_timestamp,
    })
}

/// The wording that is neither cut off nor run together where another standing shows better; else the first.
fn best_wording(group: Vec<Standing>) -> Option<Standing> {
    let deck =
        group.iter().find(|standing| standing.deck.is_some()).map(|with| (with.title.clone(), with.deck.clone()));
    let mut best: Option<Standing> = None;
    for standing in group {
        if best.as_ref().is_none_or(|best| is_worse(best, &standing)) {
            best = Some(standing);
        }
    }
    let mut best = best?;
    if let Some((title, deck)) =
        deck.filter(|(title, _)| best.deck.is_none() && v1::fold(title) == v1::fold(&best.title))
    {
        (best.title, best.deck) = (title, deck);
    }
    Some(best)
}

/// `best` is `other` run together with its deck, or `other` cut off.
fn is_worse(best: &Standing, other: &Standing) -> bool {
    let (title, deck) = (best.title.as_str(), best.deck.as_deref());
    let run_together = deck.is_none()
        && other.deck.is_some()
        && v1::fold(title) == v1::run_together(&other.title, other.deck.as_deref());
    run_together || v1::is_cut_of(title, &other.title)
}

/// The most finely told time that does not contradict the first.
fn best_time(group: &[Standing]) -> Option<PublishedAt> {
    let mut times = group.iter().filter_map(|standing| standing.published.as_ref());
    let first = times.next()?;
    let best = times.fold(first, |best, time| {
        let agrees = Span::told(time).overlaps(Span::told(best));
        let finer = time.latest - time.earliest < best.latest - best.earliest;
        if agrees && finer { time } else { best }
    });
    Some(best.clone())
}

/// Each list once: the same kind under the same label is the same list.
fn sections(group: &[Standing]) -> Vec<Section> {
    let mut lists = HashSet::new();
    let sections = group.iter().map(|standing| &standing.section);
    sections.filter(|section| lists.insert((section.kind, section.label.as_deref()))).cloned().collect()
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;

    use super::*;
    use crate::pipeline::decode::Media;

    fn page() -> Page<'static> {
        Page {
            url: "https://news.example/".parse().unwrap(),
            site: "news.example".to_owned(),
            id: None,
            fetched_at: at("2026-03-01T12:00:00Z"),
            timezone: None::<Tz>,
            language: None,
            media: Media::Html,
            text: "".into(),
        }
    }

    fn at(instant: &str) -> DateTime<Utc> {
        instant.parse().unwrap()
    }

    fn standing(kind: SectionKind, position: u32, title: &str, deck: Option<&str>, link: Option<&str>) -> Standing {
        Standing {
            section: Section { kind, label: Some(kind.name().to_owned()), position },
            title: title.to_owned(),
            whole: None,
            kicker: None,
            deck: deck.map(str::to_owned),
            link: link.map(str::to_owned),
            link_shared: false,
            published: None,
            language: None,
        }
    }

    fn reconciled(standings: Vec<Standing>) -> Vec<Sighting> {
        reconcile(&page(), standings, at("2026-03-01T12:00:01Z"))
    }

    #[test]
    fn the_same_list_twice_is_one() {
        let list = || {
            ["Rain returns", "Sun rises", "Wind drops"].iter().zip(0..).map(|(title, position)| {
                standing(SectionKind::Latest, position, title, None, Some(&format!("https://news.example/{position}")))
            })
        };
        let sightings = reconciled(list().chain(list()).collect());
        assert_eq!(sightings.len(), 3);
        assert!(sightings.iter().all(|sighting| sighting.sections.len() == 1));
    }

    #[test]
    fn the_wording_that_stands_apart_wins_and_latest_comes_first() {
        let sightings = reconciled(vec![
            standing(SectionKind::Related, 0, "Rain returns Bring a coat", None, None),
            standing(SectionKind::Latest, 4, "Rain returns", Some("Bring a coat"), None),
        ]);
        let [sighting] = sightings.as_slice() else { panic!("one headline, not {sightings:?}") };
        assert_eq!((sighting.title.as_str(), sighting.deck.as_deref()), ("Rain returns", Some("Bring a coat")));
        let kinds: Vec<_> = sighting.sections.iter().map(|section| (section.kind, section.position)).collect();
        assert_eq!(kinds, [(SectionKind::Latest, 4), (SectionKind::Related, 0)]);
    }

    #[test]
    fn one_link_is_one_headline_however_it_is_worded() {
        let sightings = reconciled(vec![
            standing(SectionKind::Latest, 0, "Rain returns to the…", None, Some("https://news.example/a/rain")),
            standing(
                SectionKind::Popular,
                0,
                "Rain returns to the hills",
                None,
                Some("https://m.news.example/a/rain/"),
            ),
        ]);
        assert_eq!(sightings.len(), 1);
        assert_eq!(sightings[0].title, "Rain returns to the hills");
        assert_eq!(sightings[0].link.as_deref(), Some("https://news.example/a/rain"));
    }

    #[test]
    fn the_whole_of_a_cut_off_title_is_told() {
        let link = Some("https://news.example/a/rain");
        let mut cut = standing(SectionKind::Latest, 0, "Rain returns to the…", None, link);
        cut.whole = Some("Rain returns to the hills".to_owned());
        let mut other = standing(SectionKind::Latest, 1, "Sun rises…", None, Some("https://news.example/a/sun"));
        other.whole = Some("Wind drops".to_owned());
        let titles: Vec<String> = reconciled(vec![cut, other]).into_iter().map(|sighting| sighting.title).collect();
        assert_eq!(titles, ["Rain returns to the hills", "Sun rises…"]);
    }

    #[test]
    fn a_page_of_one_text_over_and_over_is_no_burden() {
        let standings = (0..50_000).map(|position| standing(SectionKind::Latest, position, "Rain", None, None));
        assert_eq!(reconciled(standings.collect()).len(), 1);
        let linked = |position| {
            let link = format!("https://news.example/a/{position}");
            standing(SectionKind::Latest, position, "Rain", None, Some(&link))
        };
        assert_eq!(reconciled((0..50_000).map(linked).collect()).len(), 50_000);
    }

    #[test]
    fn equal_words_under_two_links_are_two() {
        let sightings = reconciled(vec![
            standing(SectionKind::Latest, 0, "Weather", None, Some("https://news.example/w/1")),
            standing(SectionKind::Latest, 1, "Weather", None, Some("https://news.example/w/2")),
        ]);
        assert_eq!(sightings.len(), 2);
    }
}
