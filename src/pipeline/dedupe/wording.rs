//! What a sighting's words change: an edit, a better reading, or neither.
//!
//! Title and deck are two lines with clocks of their own. An edit needs a page fetched later than the one that told the
//! line last. A better reading contradicts nothing, so it is taken from a page of any age: every order of the same
//! sightings ends in the same words.

use super::entry::Entry;
use super::facts::Facts;
use super::line::{Effect, Line};
use crate::pipeline::identity::v1;

/// Applies the words of `facts`; `hold` is how long a withdrawn wording must stand.
pub(super) fn see(entry: &mut Entry, facts: &Facts<'_>, hold: i64) -> Effect {
    if is_read_apart(entry, facts) {
        entry.title.now = facts.sighting.title.as_str().into();
        entry.deck = facts.sighting.deck.as_deref().map(|deck| Line::new(deck.into(), facts.fetched_at));
        return Effect::Reading;
    }
    let title = see_title(entry, facts, hold);
    title.max(see_deck(entry, facts, hold))
}

/// Title and deck stand apart here, and had been run together.
fn is_read_apart(entry: &Entry, facts: &Facts<'_>) -> bool {
    entry.deck.is_none()
        && facts.text.deck.is_some()
        && v1::fold(&entry.title.now) == facts.text.whole
        && facts.text.title != facts.text.whole
}

fn see_title(entry: &mut Entry, facts: &Facts<'_>, hold: i64) -> Effect {
    let seen = facts.sighting.title.as_str();
    if is_read_better(entry, facts) {
        entry.title.now = seen.into();
        if facts.sighting.kicker.is_some() {
            entry.kicker = facts.sighting.kicker.as_deref().map(Into::into);
        }
        return Effect::Reading;
    }
    let shows = entry.title.find(|known| shows_title(entry, known, facts));
    let later = facts.text.title > v1::fold(&entry.title.now);
    entry.title.see(shows, seen.into(), facts.fetched_at, later, hold)
}

/// The known title is this one cut off, or run together with its kicker.
fn is_read_better(entry: &Entry, facts: &Facts<'_>) -> bool {
    let known = &entry.title.now;
    let kicker = facts.sighting.kicker.as_deref();
    v1::is_cut_of(known, &facts.sighting.title)
        || kicker.is_some_and(|kicker| v1::fold(known) == v1::fold(kicker) + &facts.text.title)
}

/// `facts` show the title `known`: as it is, cut off, or run together with what stands around it.
fn shows_title(entry: &Entry, known: &str, facts: &Facts<'_>) -> bool {
    let seen = facts.sighting.title.as_str();
    if known == seen || v1::is_cut_of(seen, known) || v1::is_cut_of(known, seen) {
        return true;
    }
    let folded = v1::fold(known);
    let after = |deck: &str| {
        let deck = v1::fold(deck);
        facts.text.title.strip_prefix(&folded).is_some_and(|rest| rest == deck)
            || v1::is_cut_of(seen, &format!("{known} {deck}"))
    };
    let before = |kicker: &str| facts.text.title.strip_prefix(&v1::fold(kicker)).is_some_and(|rest| rest == folded);
    folded == facts.text.title
        || folded == facts.text.whole
        || entry.deck.iter().flat_map(Line::values).any(|deck| after(deck))
        || entry.kicker.as_deref().is_some_and(before)
}

fn see_deck(entry: &mut Entry, facts: &Facts<'_>, hold: i64) -> Effect {
    let (Some(seen), Some(folded)) = (facts.sighting.deck.as_deref(), facts.text.deck.as_ref()) else {
        return Effect::None;
    };
    let Some(deck) = &mut entry.deck else {
        entry.deck = Some(Line::new(seen.into(), facts.fetched_at));
        return Effect::Reading;
    };
    if v1::is_cut_of(&deck.now, seen) {
        deck.now = seen.into();
        return Effect::Reading;
    }
    let shows = deck.find(|known| &**known == seen || v1::is_cut_of(seen, known) || v1::fold(known) == *folded);
    let later = *folded > v1::fold(&deck.now);
    deck.see(shows, seen.into(), facts.fetched_at, later, hold)
}
