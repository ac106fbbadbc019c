//! Drops sightings that a lane has already sent on, before they travel.
//!
//! A bounded map from what identifies a sighting to a digest of the last one sent: words with deck, time bounds, kinds of
//! list, language. Whatever differs passes, and so does a repeat every so often, which shows dedupe that a headline
//! still stands. Only committed turns fill the map; what it evicts costs a repeat, no more.

use std::collections::HashMap;

use chrono::TimeDelta;

use crate::contract::sighting::Sighting;
use crate::headline::{HeadlineId, PublishedSource};
use crate::pipeline::identity::v1;

/// What this lane has sent.
#[derive(Debug)]
pub struct Combiner {
    capacity: usize,
    repeat_every: i64,
    sent: Generations,
    pending: HashMap<HeadlineId, Sent>,
}

/// The last sighting sent of one headline, as far as dedupe acts on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Sent {
    /// Title, deck, kicker and language.
    words: u64,
    /// A bit for each kind of list since the last repeat.
    kinds: u8,
    /// The narrowest bounds of the time so far.
    bounds: Option<(i64, i64)>,
    /// `fetched_at` of its page.
    at: i64,
}

impl Combiner {
    /// Remembers up to `capacity` headlines; a repeat passes every `repeat_every` of event time (a quarter of
    /// `dedupe.revert_hold_minutes`).
    pub fn new(capacity: usize, repeat_every: TimeDelta) -> Self {
        let repeat_every = repeat_every.num_milliseconds();
        Self { capacity, repeat_every, sent: Generations::default(), pending: HashMap::new() }
    }

    /// Whether a sighting is to be sent. What passes counts as sent for the rest of the turn.
    pub fn pass(&mut self, sighting: &Sighting) -> bool {
        let id = identity(sighting);
        let seen = Sent::of(sighting);
        let known = self.pending.get(&id).copied().or_else(|| self.sent.get(id));
        let next = match known {
            None => seen,
            Some(known) => match known.next(seen, self.repeat_every) {
                None => return false,
                Some(next) => next,
            },
        };
        self.pending.insert(id, next);
        true
    }

    /// The turn was committed: what passed was sent.
    pub fn merge(&mut self) {
        for (id, sent) in self.pending.drain() {
            self.sent.insert(id, sent, self.capacity);
        }
    }

    /// The turn was dropped: what passed was not sent.
    pub fn rollback(&mut self) {
        self.pending.clear();
    }

    /// Forgets everything, so that everything passes once more.
    pub fn clear(&mut self) {
        self.pending.clear();
        self.sent = Generations::default();
    }
}

/// The link where it identifies, else the text with its time: the same words at another time are another headline. A
/// relative time moves along, so it tells nothing here.
fn identity(sighting: &Sighting) -> HeadlineId {
    let key = sighting.link.as_deref().filter(|_| !sighting.link_shared).and_then(v1::link_key);
    if let Some(key) = key {
        return v1::id_by_link(&sighting.site, &key);
    }
    let time = sighting.published.as_ref().filter(|time| time.source != PublishedSource::Relative);
    let text = v1::run_together(&sighting.title, sighting.deck.as_deref());
    v1::id_by_text(&sighting.site, &text, time.map(|time| time.at.to_utc()), 0)
}

impl Sent {
    fn of(sighting: &Sighting) -> Self {
        let deck = sighting.deck.as_deref().map(v1::fold).unwrap_or_default();
        let kicker = sighting.kicker.as_deref().map(v1::fold).unwrap_or_default();
        let language = sighting.language.as_deref().unwrap_or_default();
        let words = format!("{}\0{deck}\0{kicker}\0{language}", v1::fold(&sighting.title));
        let kinds = sighting.sections.iter().fold(0, |kinds, section| kinds | 1 << section.kind as u8);
        let bounds = sighting.published.as_ref();
        Self {
            words: v1::fingerprint("", &words),
            kinds,
            bounds: bounds.map(|time| (time.earliest.timestamp_millis(), time.latest.timestamp_millis())),
            at: sighting.page.fetched_at.timestamp_millis(),
        }
    }

    /// What is remembered when `seen` passes; `None` where it says nothing that was not sent.
    fn next(self, seen: Self, repeat_every: i64) -> Option<Self> {
        if seen.at - self.at >= repeat_every {
            return Some(Self { bounds: narrowed(self.bounds, seen.bounds).or(self.bounds), ..seen });
        }
        let bounds = narrowed(self.bounds, seen.bounds);
        let new_kind = seen.kinds & !self.kinds != 0;
        if seen.words == self.words && !new_kind && bounds.is_none() {
            return None;
        }
        let at = self.at.max(seen.at);
        Some(Self { words: seen.words, kinds: self.kinds | seen.kinds, bounds: bounds.or(self.bounds), at })
    }
}

/// The bounds that `seen` tells beyond those `known`: another time, or one clearly narrower. A relative time that moves
/// along is neither.
fn narrowed(known: Option<(i64, i64)>, seen: Option<(i64, i64)>) -> Option<(i64, i64)> {
    let (Some(known), Some(seen)) = (known, seen) else { return seen };
    let both = (known.0.max(seen.0), known.1.min(seen.1));
    if both.0 >= both.1 {
        return Some(seen);
    }
    (both.1 - both.0 <= (known.1 - known.0) / 4 * 3).then_some(both)
}

/// A bounded map of two generations: when the young one is full it becomes the old one, and the old one goes.
#[derive(Debug, Default)]
struct Generations {
    young: HashMap<HeadlineId, Sent>,
    old: HashMap<HeadlineId, Sent>,
}

impl Generations {
    fn get(&self, id: HeadlineId) -> Option<Sent> {
        self.young.get(&id).or_else(|| self.old.get(&id)).copied()
    }

    fn insert(&mut self, id: HeadlineId, sent: Sent, capacity: usize) {
        if self.young.len() >= (capacity / 2).max(1) && !self.young.contains_key(&id) {
            self.old = std::mem::take(&mut self.young);
        }
        self.young.insert(id, sent);
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, Utc};

    use super::*;
    use crate::headline::{PageRef, Precision, PublishedAt, PublishedSource, Section, SectionKind, TimezoneSource};

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_772_366_400 + 60 * minutes, 0).unwrap()
    }

    /// Seen on a page fetched at that minute.
    fn sighting(title: &str, fetched: i64) -> Sighting {
        Sighting {
            site: "news.example".to_owned(),
            link: Some("https://news.example/a/rain".to_owned()),
            link_shared: false,
            title: title.to_owned(),
            kicker: None,
            deck: None,
            published: None,
            sections: vec![Section { kind: SectionKind::Latest, label: None, position: 0 }],
            language: None,
            page: PageRef { id: None, url: "https://news.example/".to_owned(), fetched_at: at(fetched) },
            page_timestamp: at(fetched),
        }
    }

    fn published(sighting: Sighting, from: i64, to: i64) -> Sighting {
        let published = PublishedAt {
            at: at(from).fixed_offset(),
            earliest: at(from),
            latest: at(to),
            precision: Precision::Hour,
            timezone: "UTC".to_owned(),
            timezone_source: TimezoneSource::Default,
            source: PublishedSource::Relative,
            text: String::new(),
        };
        Sighting { published: Some(published), ..sighting }
    }

    fn combiner() -> Combiner {
        Combiner::new(100, TimeDelta::minutes(15))
    }

    /// Which of them pass, all in one turn.
    fn pass(combiner: &mut Combiner, sightings: &[Sighting]) -> Vec<bool> {
        sightings.iter().map(|sighting| combiner.pass(sighting)).collect()
    }

    #[test]
    fn a_repeat_passes_every_quarter_of_the_hold() {
        let sightings = [0, 1, 14, 15, 16, 29, 30].map(|fetched| sighting("Rain", fetched));
        assert_eq!(pass(&mut combiner(), &sightings), [true, false, false, true, false, false, true]);
    }

    #[test]
    fn whatever_dedupe_acts_on_passes() {
        let rain = || sighting("Rain", 1);
        let popular = vec![Section { kind: SectionKind::Popular, label: None, position: 3 }];
        let changed = [
            sighting("Snow", 1),
            Sighting { deck: Some("Bring a coat".to_owned()), ..rain() },
            Sighting { kicker: Some("Weather".to_owned()), ..rain() },
            Sighting { language: Some("az".to_owned()), ..rain() },
            Sighting { sections: popular, ..rain() },
            published(rain(), 0, 60),
            Sighting { site: "other.example".to_owned(), ..rain() },
            Sighting { link: None, ..rain() },
        ];
        for changed in changed {
            assert_eq!(
                pass(&mut combiner(), &[rain(), changed.clone(), changed.clone()]),
                [true, true, false],
                "{changed:?}"
            );
        }
    }

    #[test]
    fn it_compares_with_the_wording_sent_last() {
        let flips = ["A", "B", "A", "A", "B"].map(|title| sighting(title, 0));
        assert_eq!(pass(&mut combiner(), &flips), [true, true, true, false, true]);
    }

    #[test]
    fn a_kind_that_was_sent_is_not_new() {
        let under =
            |kind| Sighting { sections: vec![Section { kind, label: None, position: 0 }], ..sighting("Rain", 0) };
        let kinds = [SectionKind::Latest, SectionKind::Popular, SectionKind::Latest, SectionKind::Popular];
        assert_eq!(pass(&mut combiner(), &kinds.map(under)), [true, true, false, false]);
    }

    #[test]
    fn a_relative_time_that_moves_along_does_not_pass() {
        let times = [(0, 60), (5, 65), (10, 70), (20, 80), (200, 260)];
        let moving = times.map(|(from, to)| published(sighting("Rain", 0), from, to));
        assert_eq!(pass(&mut combiner(), &moving), [true, false, false, true, true]);
    }

    #[test]
    fn only_committed_turns_count() {
        let mut combiner = combiner();
        assert!(combiner.pass(&sighting("Rain", 0)));
        combiner.rollback();
        assert!(combiner.pass(&sighting("Rain", 0)));
        combiner.merge();
        assert!(!combiner.pass(&sighting("Rain", 0)));
        combiner.clear();
        assert!(combiner.pass(&sighting("Rain", 0)));
    }

    #[test]
    fn it_is_bounded() {
        let mut combiner = combiner();
        for number in 0..10_000 {
            combiner.pass(&Sighting { link: Some(format!("https://news.example/a/{number}")), ..sighting("Rain", 0) });
            combiner.merge();
        }
        assert!(combiner.sent.young.len() + combiner.sent.old.len() <= 100);
    }
}
