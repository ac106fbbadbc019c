//! An example for each rule; the properties stand in `properties`.

mod edits;
mod identity;
mod memory;
mod properties;
mod routes;
mod store;
mod times;
mod truth;

use chrono::{DateTime, FixedOffset, TimeDelta, Utc};

use super::route::{Route, Routes};
use super::*;
use crate::contract::headline_event::{Cause, EventKind};
use crate::headline::{PageRef, Precision, PublishedAt, PublishedSource, Section, SectionKind, TimezoneSource};

/// Minutes after an arbitrary noon.
pub(super) fn minutes(minutes: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_772_366_400 + 60 * minutes, 0).unwrap()
}

/// A sighting without link and time in the latest list of a page fetched at minute 0.
pub(super) fn sighting(title: &str) -> Sighting {
    Sighting {
        site: "news.example".to_owned(),
        link: None,
        link_shared: false,
        title: title.to_owned(),
        kicker: None,
        deck: None,
        published: None,
        sections: vec![section(SectionKind::Latest, 0)],
        language: None,
        page: PageRef { id: None, url: "https://news.example/".to_owned(), fetched_at: minutes(0) },
        page_timestamp: minutes(0),
    }
}

pub(super) fn section(kind: SectionKind, position: u32) -> Section {
    Section { kind, label: Some(kind.name().to_owned()), position }
}

/// A time told as `precision`, `[from, to)` in minutes.
pub(super) fn time(from: i64, to: i64, precision: Precision, source: PublishedSource) -> PublishedAt {
    PublishedAt {
        at: minutes(from).with_timezone(&FixedOffset::east_opt(4 * 3600).unwrap()),
        earliest: minutes(from),
        latest: minutes(to),
        precision,
        timezone: "Asia/Baku".to_owned(),
        timezone_source: TimezoneSource::Page,
        source,
        text: from.to_string(),
    }
}

/// What tests change of a sighting.
impl Sighting {
    pub(super) fn link(self, path: &str) -> Self {
        Self { link: Some(format!("https://news.example/{path}")), ..self }
    }

    pub(super) fn shared(self) -> Self {
        Self { link_shared: true, ..self }
    }

    pub(super) fn deck(self, deck: &str) -> Self {
        Self { deck: Some(deck.to_owned()), ..self }
    }

    pub(super) fn kicker(self, kicker: &str) -> Self {
        Self { kicker: Some(kicker.to_owned()), ..self }
    }

    /// Published in that minute.
    pub(super) fn minute(self, from: i64) -> Self {
        Self { published: Some(time(from, from + 1, Precision::Minute, PublishedSource::Text)), ..self }
    }

    /// Published on that day.
    pub(super) fn day(self, day: i64) -> Self {
        Self { published: Some(time(day * 1440, (day + 1) * 1440, Precision::Day, PublishedSource::Text)), ..self }
    }

    /// "n hours ago" on its page, which was fetched before.
    pub(super) fn hours_ago(self, hours: i64) -> Self {
        let fetched = (self.page.fetched_at - minutes(0)).num_minutes();
        let (from, to) = (fetched - 60 * (hours + 1), fetched - 60 * hours);
        Self { published: Some(time(from, to, Precision::Hour, PublishedSource::Relative)), ..self }
    }

    /// The zone is not known: the time is widened by all it could be.
    pub(super) fn guessed(mut self) -> Self {
        let published = self.published.as_mut().unwrap();
        published.at = published.at.with_timezone(&FixedOffset::east_opt(0).unwrap());
        published.earliest -= TimeDelta::hours(14);
        published.latest += TimeDelta::hours(12);
        published.timezone_source = TimezoneSource::Default;
        self
    }

    pub(super) fn fetched(mut self, at: i64) -> Self {
        self.page.fetched_at = minutes(at);
        self
    }

    pub(super) fn under(self, kinds: &[SectionKind]) -> Self {
        Self { sections: kinds.iter().map(|kind| section(*kind, 0)).collect(), ..self }
    }
}

pub(super) fn rules() -> DedupeRules {
    DedupeRules { horizon: TimeDelta::days(30), revert_hold: TimeDelta::minutes(60), max_age: None }
}

pub(super) fn memory() -> Memory {
    memory_with(rules())
}

pub(super) fn memory_with(rules: DedupeRules) -> Memory {
    Memory::new(rules, Routes::new(vec![Route::of_sections("headlines.v1", &[SectionKind::Latest])]).unwrap())
}

/// Each sighting arrives when its page was fetched; what the one topic hears.
pub(super) fn told(memory: &mut Memory, sightings: &[Sighting]) -> Vec<HeadlineEvent> {
    let heard = sightings.iter().flat_map(|sighting| memory.observe(sighting, sighting.page.fetched_at));
    heard.map(|verdict| verdict.event).collect()
}

/// Event, revision, title of each.
pub(super) fn brief(events: &[HeadlineEvent]) -> Vec<(&'static str, u32, &str)> {
    events.iter().map(|event| (event.event.name(), event.revision, event.title.as_str())).collect()
}

/// How many headlines the sightings are, in this order and in reverse.
pub(super) fn count(sightings: &[Sighting]) -> usize {
    let mut memory = memory();
    told(&mut memory, sightings);
    let mut reversed = super::tests::memory();
    let backwards: Vec<_> = sightings.iter().rev().cloned().collect();
    told(&mut reversed, &backwards);
    assert_eq!(memory.headlines(), reversed.headlines(), "the order counted");
    memory.headlines()
}

#[test]
fn a_new_headline_is_published_once() {
    let mut memory = memory();
    let seen = sighting("Rain returns").link("a/rain").minute(-5);
    let events = told(&mut memory, &[seen.clone(), seen.clone(), seen.fetched(10)]);
    assert_eq!(brief(&events), [("published", 0, "Rain returns")]);
    let event = &events[0];
    assert_eq!(event.event, EventKind::Published);
    assert_eq!((event.first_seen_at, event.page.fetched_at), (minutes(0), minutes(0)));
    assert_eq!((&event.changed, &event.previous, event.cause), (&None, &None, None));
    assert_eq!(memory.take_tally(), Tally { duplicates: 2, ..Tally::default() });
}

#[test]
fn an_edit_tells_what_changed() {
    let mut memory = memory();
    let seen = sighting("Rain returns").link("a/rain").minute(-5).deck("Bring a coat").kicker("Weather");
    let edited = sighting("Rain stays").link("a/rain").minute(-5).deck("Bring a coat").fetched(10);
    let events = told(&mut memory, &[seen, edited]);
    let [_, revised] = events.as_slice() else { panic!("two events, not {events:?}") };
    assert_eq!((revised.event, revised.revision, revised.title.as_str()), (EventKind::Revised, 1, "Rain stays"));
    assert_eq!(revised.kicker.as_deref(), Some("Weather"), "a kicker that is missing here is no change");
    assert_eq!(revised.changed.as_deref(), Some([crate::contract::headline_event::ChangedField::Title].as_slice()));
    assert_eq!(revised.previous.as_ref().unwrap().title, "Rain returns");
    assert_eq!(revised.cause, Some(Cause::Edit));
    assert_eq!((revised.first_seen_at, revised.page.fetched_at), (minutes(0), minutes(10)));
}
