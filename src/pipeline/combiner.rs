//! Drops sightings that a lane has already sent on, before they travel.
//!
//! A bounded map from what identifies a sighting to a digest of the last one sent: words with deck, time bounds, kinds of
//! list, language. Whatever differs passes, and so does a repeat every so often, which shows dedupe that a headline
//! still stands. Only committed turns fill the map; what it evicts costs a repeat, no more.

use std::collections::HashMap;

use chrono::TimeDelta;

use crate::contract::sighting::Sighting;
use crate::headline::HeadlineId;
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

/// The link where it identifies, else the text, with its minute where there is one.
fn identity(sighting: &Sighting) -> HeadlineId {
    let key = sighting.link.as_deref().filter(|_| !sighting.link_shared).and_then(v1::link_key);
    if let Some(key) = key {
        return v1::id_by_link(&sighting.site, &key);
    }
    let minute = TimeDelta::minutes(1);
    let exact = sighting.published.as_ref().filter(|time| time.latest - time.earliest <= minute);
    let text = v1::run_together(&sighting.title, sighting.deck.as_deref());
    v1::id_by_text(&sighting.site, &text, exact.map(|time| time.earliest), 0)
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
            words: v1::fingerprint(&words),
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
