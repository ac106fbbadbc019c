//! Two headlines that turn out to be one.
//!
//! The order of arrival may hide for a while that two are the same: a page without links shows the new title before the
//! page with links does; a list that tells only the day comes before the one that tells the minute. What was published
//! stays published; from then on there is one headline, as there would have been in any other order.

use super::entry::{ALIASES, Entry};
use super::facts::Facts;
use super::find::Known;
use super::line::{Effect, Effects, Line};
use super::{Memory, Verdict};
use super::{times, wording};
use crate::headline::HeadlineId;
use crate::pipeline::identity::v1;

/// One headline made of several.
pub(super) struct Joined {
    /// The one that stays, as it was.
    known: Known,
    entry: Entry,
    effects: Effects,
    gone: Vec<HeadlineId>,
}

impl Memory {
    /// Joins `known`, now that it is `entry`, with its twins. The one whose id is a link's stays, else the one that was seen first.
    pub(super) fn join(&self, known: &Known, entry: &Entry) -> Option<Joined> {
        let (id, twins) = (known.id, self.twins(known, entry));
        if twins.is_empty() {
            return None;
        }
        let mut all: Vec<(HeadlineId, &Entry)> = twins.iter().map(|twin| (twin.id, &*twin.entry)).collect();
        all.push((id, entry));
        all.sort_by_key(|(id, entry)| (!entry.by_link, entry.first_seen_at, *id));
        let ((stays, _), rest) = all.split_first()?;
        let known = self.table.get(*stays)?;
        let mut joined = Entry::clone(&known.entry);
        let hold = self.rules.revert_hold.num_milliseconds();
        let mut effects = Effects { learned: true, words: Effect::None, time: Effect::None };
        let own = (*stays == id).then_some((id, entry));
        for (other, one) in own.iter().chain(rest) {
            let effect = joined.absorb(*other, one, hold);
            effects.words = effects.words.max(effect.words);
            effects.time = effects.time.max(effect.time);
        }
        joined.aliases.retain(|alias| alias != stays);
        let gone = rest.iter().map(|(id, _)| *id).collect();
        Some(Joined { known, entry: joined, effects, gone })
    }

    /// Tells and remembers a joined headline, and forgets those that are no longer headlines of their own.
    pub(super) fn tell_joined(&mut self, joined: Joined, facts: &Facts<'_>) -> Vec<Verdict> {
        let Joined { known, entry, effects, gone } = joined;
        self.tally.joined += gone.len() as u64;
        for id in gone {
            self.table.put(id, None);
        }
        self.tell(&known, entry, facts, effects)
    }
}

impl Entry {
    /// Takes everything that is known of `other`, as if its pages had shown this headline.
    fn absorb(&mut self, id: HeadlineId, other: &Self, hold: i64) -> Effects {
        for alias in std::iter::once(&id).chain(&other.aliases) {
            if !self.aliases.contains(alias) && self.aliases.len() < 4 * ALIASES {
                self.aliases.push(*alias);
            }
        }
        if !self.linked && other.linked {
            self.url.clone_from(&other.url);
        }
        self.linked |= other.linked;
        self.aged &= other.aged;
        self.kicker = self.kicker.take().or_else(|| other.kicker.clone());
        self.language = self.language.take().or_else(|| other.language.clone());
        for told in &other.told {
            if !self.told.iter().any(|known| known.bit == told.bit) {
                self.told.push(told.clone());
            }
        }
        let words = absorb_words(&mut self.title, &other.title, hold).max(self.absorb_deck(other, hold));
        let words = words.max(wording::settle(self));
        Effects { learned: true, words, time: times::absorb(&mut self.published, other.published.as_ref(), hold) }
    }

    fn absorb_deck(&mut self, other: &Self, hold: i64) -> Effect {
        match (&mut self.deck, &other.deck) {
            (_, None) => Effect::None,
            (Some(deck), Some(other)) => absorb_words(deck, other, hold),
            (deck, other) => {
                deck.clone_from(other);
                Effect::Reading
            }
        }
    }
}

fn absorb_words(line: &mut Line<Box<str>>, other: &Line<Box<str>>, hold: i64) -> Effect {
    let seen = v1::fold(&other.now);
    let later = seen > v1::fold(&line.now);
    let shows = line.find(|known| v1::fold(known) == seen);
    let effect = line.see(shows, other.now.clone(), other.at, later, hold);
    for value in other.values() {
        let folded = v1::fold(value);
        if !line.values().any(|known| v1::fold(known) == folded) {
            line.note(value.clone());
        }
    }
    effect
}
