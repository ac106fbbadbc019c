//! What is remembered of one headline.

use serde::{Deserialize, Serialize};

use super::facts::{Facts, Wording};
use super::line::Line;
use super::time::Time;
use crate::headline::{HeadlineId, Section, SectionKind};
use crate::pipeline::identity::v1::FoldedDeck;

/// How many links one headline may have.
pub(super) const ALIASES: usize = 16;

/// Bytes of words of one line at most, if there is a past.
const SHED_WORDS: usize = 16 * 1024;

/// The same for times.
const SHED_TIMES: usize = 4 * 1024;

/// One headline. Its serialized form is the value of its record in a change log of version 1.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(Serialize))]
pub(super) struct Entry {
    pub(super) site: Box<str>,
    /// Its id is that of its link.
    pub(super) by_link: bool,
    /// A link identifies it: its id or one of the aliases is a link's.
    pub(super) linked: bool,
    /// Ids of further links to it, and of headlines that were joined to it.
    pub(super) aliases: Vec<HeadlineId>,
    pub(super) title: Line<Box<str>>,
    pub(super) deck: Option<Line<Box<str>>>,
    pub(super) kicker: Option<Box<str>>,
    pub(super) url: Option<Box<str>>,
    pub(super) published: Option<Line<Time>>,
    /// The routes that were told `published`, and the standing they asked for.
    pub(super) told: Vec<Told>,
    /// Too old for any route when it was first seen.
    pub(super) aged: bool,
    pub(super) revision: u32,
    pub(super) first_seen_at: i64,
    /// The mark at its last sighting, no more than a grain stale.
    pub(super) last_seen: i64,
    pub(super) language: Option<Box<str>>,
}

/// A route that was told of the headline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told<S = Box<str>> {
    pub(super) bit: u8,
    pub(super) kind: SectionKind,
    pub(super) label: Option<S>,
    pub(super) position: u32,
}

impl Entry {
    /// A headline as its first sighting shows it.
    pub(super) fn first(id: HeadlineId, facts: &Facts<'_>, mark: i64) -> Self {
        let sighting = facts.sighting;
        let line = |words: &String| Line::new(words.as_str().into(), facts.fetched_at);
        Self {
            site: sighting.site.as_str().into(),
            by_link: facts.link == Some(id),
            linked: facts.link.is_some(),
            aliases: Vec::new(),
            title: line(&sighting.title),
            deck: sighting.deck.as_ref().map(line),
            kicker: sighting.kicker.as_deref().map(Into::into),
            url: sighting.link.as_deref().map(Into::into),
            published: sighting.published.as_ref().map(|time| Line::new(Time::of(time), facts.fetched_at)),
            told: Vec::new(),
            aged: false,
            revision: 0,
            first_seen_at: facts.fetched_at,
            last_seen: mark,
            language: sighting.language.as_deref().map(Into::into),
        }
    }

    /// Takes from an observation of any age what nobody may contradict: one more link, a language.
    pub(super) fn learn(&mut self, id: HeadlineId, facts: &Facts<'_>) -> bool {
        let link =
            facts.link.filter(|link| *link != id && !self.aliases.contains(link) && self.aliases.len() < ALIASES);
        self.aliases.extend(link);
        if let Some(url) = facts.sighting.link.as_deref().filter(|_| link.is_some() && !self.linked) {
            self.url = Some(url.into());
        }
        self.linked |= link.is_some();
        let language = self.language.is_none() && facts.sighting.language.is_some();
        if language {
            self.language = facts.sighting.language.as_deref().map(Into::into);
        }
        link.is_some() || language
    }

    /// Counts a revision, with the kicker that came with it; what is known of the time is what is told now.
    pub(super) fn revise(&mut self, facts: &Facts<'_>) {
        self.revision = self.revision.saturating_add(1);
        if facts.fetched_at >= self.title.at {
            self.kicker = facts.sighting.kicker.as_deref().map(Into::into).or(self.kicker.take());
        }
        if let Some(published) = &mut self.published {
            published.now.told = published.now.bounds;
        }
    }

    /// `[earliest, latest)` of its time.
    pub(super) fn interval(&self) -> Option<(i64, i64)> {
        self.published.as_ref().map(|line| line.now.bounds)
    }

    /// Every time it is known by; one unknown where there is none.
    pub(super) fn times(&self) -> Vec<Option<&Time>> {
        let known = self.published.iter().flat_map(Line::values).map(Some);
        if self.published.is_none() { vec![None] } else { known.collect() }
    }

    /// Every wording that it is known by.
    pub(super) fn wordings(&self) -> impl Iterator<Item = Wording> {
        let deck = self.deck.as_ref().map(|deck| FoldedDeck::of(&deck.now));
        self.title.values().map(move |title| Wording::of(title, deck.as_ref()))
    }

    /// Both are known by the same words at the same times, and both by a link or not.
    pub(super) fn has_texts_of(&self, other: &Self) -> bool {
        let decks = |entry: &Self| entry.deck.iter().flat_map(Line::values).cloned().collect::<Vec<_>>();
        self.linked == other.linked
            && self.title.values().eq(other.title.values())
            && self.times() == other.times()
            && decks(self) == decks(other)
    }

    /// Lets go of so much of the past that a record stays small, whatever a site does.
    pub(super) fn shed(&mut self) {
        self.title.shed(|words| words.len(), SHED_WORDS);
        if let Some(deck) = &mut self.deck {
            deck.shed(|words| words.len(), SHED_WORDS);
        }
        if let Some(published) = &mut self.published {
            published.shed(|time| time.text.len(), SHED_TIMES);
        }
    }

    /// About how many bytes it takes unpacked, its rows in the open turn's indexes included.
    pub(super) fn weight(&self) -> usize {
        let words = |line: &Line<Box<str>>| line.values().map(|words| words.len() + 16).sum::<usize>();
        let rows = 380;
        size_of::<Self>() + rows + words(&self.title) + self.deck.as_ref().map_or(0, words)
    }
}

impl Told {
    /// The standing that a route was told.
    pub(super) fn new(bit: u8, section: &Section) -> Self {
        Self { bit, kind: section.kind, label: section.label.as_deref().map(Into::into), position: section.position }
    }

    /// The same, its label where it is.
    pub(super) fn borrowed(&self) -> Told<&str> {
        Told { bit: self.bit, kind: self.kind, label: self.label.as_deref(), position: self.position }
    }

    /// The standing again.
    pub(super) fn section(&self) -> Section {
        Section { kind: self.kind, label: self.label.as_deref().map(str::to_owned), position: self.position }
    }
}

impl Told<&str> {
    /// The same, to keep it.
    pub(super) fn owned(&self) -> Told {
        Told { bit: self.bit, kind: self.kind, label: self.label.map(Into::into), position: self.position }
    }
}
