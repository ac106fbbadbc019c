//! What is remembered of one headline.

use std::sync::Arc;

use chrono::{DateTime, FixedOffset, Offset as _, Utc};
use serde::{Deserialize, Serialize};

use super::facts::{Facts, Text};
use super::line::Line;
use crate::headline::{HeadlineId, Precision, PublishedAt, PublishedSource, Section, SectionKind, TimezoneSource};
use crate::pipeline::identity::v1;

/// One headline. Its serialized form is the value of its record in the change log, version 1.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Entry {
    #[serde(with = "shared")]
    pub(super) site: Arc<str>,
    /// Its id is a link's.
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
    #[serde(with = "shared_option")]
    pub(super) language: Option<Arc<str>>,
}

/// A time of publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Time {
    pub(super) at: i64,
    pub(super) offset: i32,
    /// `[earliest, latest)` as narrowed by everything seen since.
    pub(super) bounds: (i64, i64),
    /// The bounds that were told last: a time outside them is an edit.
    pub(super) told: (i64, i64),
    pub(super) precision: Precision,
    #[serde(with = "shared")]
    pub(super) timezone: Arc<str>,
    pub(super) timezone_source: TimezoneSource,
    pub(super) source: PublishedSource,
    pub(super) text: Box<str>,
}

/// A route that was told of the headline.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Told {
    pub(super) bit: u8,
    kind: SectionKind,
    #[serde(with = "shared_option")]
    label: Option<Arc<str>>,
    position: u32,
}

impl Entry {
    /// A headline as its first sighting shows it.
    pub(super) fn first(facts: &Facts<'_>, mark: i64) -> Self {
        let sighting = facts.sighting;
        let line = |words: &String| Line::new(words.as_str().into(), facts.fetched_at);
        Self {
            site: sighting.site.as_str().into(),
            by_link: facts.link.is_some(),
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

    /// Every wording at every time that it is known by.
    pub(super) fn texts(&self) -> Vec<Text> {
        let deck = self.deck.as_ref().map(|deck| v1::fold(&deck.now));
        let deck_now = self.deck.as_ref().map(|deck| &*deck.now);
        let wording = |title: &str, time: Option<&Time>| Text {
            link: self.url.as_deref().filter(|_| self.linked).map(str::to_owned),
            title: v1::fold(title),
            whole: v1::run_together(title, deck_now),
            deck: deck.clone(),
            interval: time.map(|time| time.bounds),
            minute: time.and_then(|time| minute(time.precision, time.at)),
        };
        let times = self.times();
        self.title.values().flat_map(|title| times.iter().map(move |time| wording(title, *time))).collect()
    }

    /// Both lead to the same places of the text index.
    pub(super) fn has_texts_of(&self, other: &Self) -> bool {
        self.title == other.title && self.deck == other.deck && self.published == other.published
    }

    /// About how many bytes it takes, its rows in the indexes included.
    pub(super) fn weight(&self) -> usize {
        let words = |line: &Line<Box<str>>| line.values().map(|words| words.len() + 16).sum::<usize>();
        let rows = 4 * 48;
        let boxed = |words: &Option<Box<str>>| words.as_ref().map_or(0, |words| words.len());
        size_of::<Self>()
            + rows
            + words(&self.title)
            + self.deck.as_ref().map_or(0, words)
            + boxed(&self.kicker)
            + boxed(&self.url)
            + self.aliases.len() * size_of::<HeadlineId>()
            + self.told.len() * size_of::<Told>()
            + self.published.as_ref().map_or(0, |line| line.values().map(|time| time.text.len() + 16).sum())
    }

    /// Every string that many headlines have in common.
    pub(super) fn shared(&mut self) -> impl Iterator<Item = &mut Arc<str>> {
        let zones = self.published.iter_mut().flat_map(Line::values_mut);
        let labels = self.told.iter_mut().filter_map(|told| told.label.as_mut());
        std::iter::once(&mut self.site)
            .chain(self.language.as_mut())
            .chain(zones.map(|time| &mut time.timezone))
            .chain(labels)
    }
}

/// How many links one headline may have.
const ALIASES: usize = 16;

/// The minute of an instant that is known to the minute or finer.
pub(super) fn minute(precision: Precision, at: i64) -> Option<i64> {
    matches!(precision, Precision::Minute | Precision::Second).then(|| at.div_euclid(60_000))
}

impl Time {
    /// A time as a sighting tells it.
    pub(super) fn of(published: &PublishedAt) -> Self {
        let bounds = (published.earliest.timestamp_millis(), published.latest.timestamp_millis());
        Self {
            at: published.at.timestamp_millis(),
            offset: published.at.offset().local_minus_utc(),
            bounds,
            told: bounds,
            precision: published.precision,
            timezone: published.timezone.as_str().into(),
            timezone_source: published.timezone_source,
            source: published.source,
            text: published.text.as_str().into(),
        }
    }

    /// The time as it is told.
    pub(super) fn published(&self) -> PublishedAt {
        let offset = FixedOffset::east_opt(self.offset).unwrap_or_else(|| Utc.fix());
        PublishedAt {
            at: instant(self.at).with_timezone(&offset),
            earliest: instant(self.bounds.0),
            latest: instant(self.bounds.1),
            precision: self.precision,
            timezone: self.timezone.to_string(),
            timezone_source: self.timezone_source,
            source: self.source,
            text: self.text.to_string(),
        }
    }
}

impl Told {
    /// The standing that a route was told.
    pub(super) fn new(bit: u8, section: &Section) -> Self {
        Self { bit, kind: section.kind, label: section.label.as_deref().map(Into::into), position: section.position }
    }

    /// The standing again.
    pub(super) fn section(&self) -> Section {
        Section { kind: self.kind, label: self.label.as_deref().map(str::to_owned), position: self.position }
    }
}

/// An instant of milliseconds that came from one.
pub(super) fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}

/// Strings that are interned in memory and plain in the record.
mod shared {
    use std::sync::Arc;

    use serde::{Deserialize as _, Deserializer, Serializer};

    pub(super) fn serialize<S: Serializer>(words: &Arc<str>, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(words)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<str>, D::Error> {
        String::deserialize(deserializer).map(Into::into)
    }
}

mod shared_option {
    use std::sync::Arc;

    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};

    pub(super) fn serialize<S: Serializer>(words: &Option<Arc<str>>, serializer: S) -> Result<S::Ok, S::Error> {
        words.as_deref().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Arc<str>>, D::Error> {
        Ok(Option::<String>::deserialize(deserializer)?.map(Into::into))
    }
}
