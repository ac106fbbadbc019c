//! What a sighting's words change: an edit, a better reading, or neither.
//!
//! Title and deck are two lines with clocks of their own. An edit needs a page fetched later than the one that told the
//! line last. A better reading contradicts nothing, so it is taken from a page of any age: every order of the same
//! sightings ends in the same words.

use super::entry::Entry;
use super::facts::Facts;
use super::find::goes_on;
use super::line::{Effect, Line};
use crate::pipeline::identity::v1;

/// Applies the words of `facts`; `hold` is how long a withdrawn wording must stand, `first_link` says that only texts
/// were seen of the headline before.
pub(super) fn see(entry: &mut Entry, facts: &Facts<'_>, first_link: bool, hold: i64) -> Effect {
    let words = see_title(entry, facts, hold).max(see_deck(entry, facts, first_link, hold));
    if words == Effect::None { words } else { words.max(settle(entry)) }
}

/// A title that turns out to be another known one run together with a known deck is read apart, in whatever order the
/// three came.
pub(super) fn settle(entry: &mut Entry) -> Effect {
    let Some(deck) = &entry.deck else { return Effect::None };
    let now = v1::fold(&entry.title.now);
    let decks: Vec<String> = deck.values().map(|deck| v1::fold(deck)).collect();
    let apart = entry.title.values().find(|title| {
        let rest = now.strip_prefix(&v1::fold(title));
        rest.is_some_and(|rest| decks.iter().any(|deck| deck == rest))
    });
    let Some(apart) = apart.cloned() else { return Effect::None };
    let at = entry.title.at;
    entry.title.reread(apart, at);
    Effect::Reading
}

fn see_title(entry: &mut Entry, facts: &Facts<'_>, hold: i64) -> Effect {
    let seen = facts.sighting.title.as_str();
    if is_read_better(entry, facts) {
        entry.title.reread(seen.into(), facts.fetched_at);
        if facts.sighting.kicker.is_some() {
            entry.kicker = facts.sighting.kicker.as_deref().map(Into::into);
        }
        return Effect::Reading;
    }
    let reread = reread_past(entry, facts);
    let shows = entry.title.find(|known| shows_title(entry, known, facts));
    let later = facts.fetched_at == entry.title.at && facts.text.wording.title > v1::fold(&entry.title.now);
    reread.max(entry.title.see(shows, seen.into(), facts.fetched_at, later, hold))
}

/// Past titles that are this one run together with its deck are known better as well, if nothing to tell.
fn reread_past(entry: &mut Entry, facts: &Facts<'_>) -> Effect {
    if facts.text.wording.whole == facts.text.wording.title {
        return Effect::None;
    }
    let mut effect = Effect::None;
    for past in entry.title.values_mut().skip(1).filter(|past| v1::fold(past) == facts.text.wording.whole) {
        *past = facts.sighting.title.as_str().into();
        effect = Effect::Quiet;
    }
    effect
}

/// The known title is this one cut off, or run together with its deck or its kicker.
fn is_read_better(entry: &Entry, facts: &Facts<'_>) -> bool {
    let known = &*entry.title.now;
    let seen = &facts.sighting;
    if known == seen.title {
        return false;
    }
    let folded = v1::fold(known);
    let apart = folded == facts.text.wording.whole && folded != facts.text.wording.title;
    let kicker = || seen.kicker.as_deref().is_some_and(|kicker| folded == v1::fold(kicker) + &facts.text.wording.title);
    apart || v1::is_cut_of(known, &seen.title) || kicker()
}

/// `facts` show the title `known`: as it is, cut off, or run together with what stands around it.
fn shows_title(entry: &Entry, known: &str, facts: &Facts<'_>) -> bool {
    let seen = facts.sighting.title.as_str();
    if known == seen || v1::is_cut_of(seen, known) || v1::is_cut_of(known, seen) {
        return true;
    }
    let folded = v1::fold(known);
    let counted = without_count(known) != known || without_count(seen) != seen;
    if counted && v1::fold(without_count(known)) == v1::fold(without_count(seen)) {
        return true;
    }
    if v1::fold(without_rubric(known)) == v1::fold(without_rubric(seen)) {
        return true;
    }
    // long decks are not folded for nothing
    let rest = facts.text.wording.title.strip_prefix(&folded);
    let is_cut = facts.text.wording.beginning.is_some();
    let after = |deck: &str| {
        let deck = || v1::fold(deck);
        rest.is_some_and(|rest| rest == deck()) || (is_cut && v1::is_cut_of(seen, &format!("{known} {}", deck())))
    };
    let before =
        |kicker: &str| facts.text.wording.title.strip_prefix(&v1::fold(kicker)).is_some_and(|rest| rest == folded);
    folded == facts.text.wording.title
        || folded == facts.text.wording.whole
        || entry.deck.iter().flat_map(Line::values).any(|deck| after(deck))
        || entry.kicker.as_deref().is_some_and(before)
}

/// A title without the number of comments behind it: `(12)`.
fn without_count(title: &str) -> &str {
    let count = |tail: &str| {
        let digits = tail.strip_suffix(')').unwrap_or_default();
        (1..=3).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
    };
    title.rsplit_once(" (").filter(|(_, tail)| count(tail)).map_or(title, |(words, _)| words)
}

/// A title without the rubric that a bar parts it from: `Harbour | The ferry sails again`.
fn without_rubric(title: &str) -> &str {
    let parts = || title.split(" | ").map(str::trim);
    let longest = parts().max_by_key(|part| part.len()).unwrap_or(title);
    if parts().count() == 2 && longest.len() * 5 >= title.len() * 3 { longest } else { title }
}

fn see_deck(entry: &mut Entry, facts: &Facts<'_>, first_link: bool, hold: i64) -> Effect {
    let (Some(seen), Some(folded)) = (facts.sighting.deck.as_deref(), facts.text.wording.deck.as_ref()) else {
        return Effect::None;
    };
    let Some(deck) = &mut entry.deck else {
        entry.deck = Some(Line::new(seen.into(), facts.fetched_at));
        return Effect::Reading;
    };
    let longer = |one: &str, other: &str| one.len() > other.len() && goes_on(one, other);
    if first_link && longer(&v1::fold(&deck.now), folded) {
        deck.reread(seen.into(), facts.fetched_at);
        return Effect::Quiet;
    }
    // a text may run a byline into a deck, or show the teaser of the item beside it: a page with links knows better
    if facts.link.is_none() && entry.linked {
        return Effect::None;
    }
    // of two texts the one that says less runs no button into the teaser
    let now = v1::fold(&deck.now);
    if facts.link.is_none() && now != *folded && goes_on(&now, folded) {
        if folded.len() > now.len() {
            return Effect::None;
        }
        deck.reread(seen.into(), facts.fetched_at);
        return Effect::Quiet;
    }
    if first_link && deck.values().all(|known| v1::fold(known) != *folded) {
        deck.reread(seen.into(), facts.fetched_at);
        return Effect::Reading;
    }
    if v1::is_cut_of(&deck.now, seen) {
        deck.reread(seen.into(), facts.fetched_at);
        return Effect::Reading;
    }
    let shows = deck.find(|known| &**known == seen || v1::is_cut_of(seen, known) || v1::fold(known) == *folded);
    let later = facts.fetched_at == deck.at && *folded > v1::fold(&deck.now);
    deck.see(shows, seen.into(), facts.fetched_at, later, hold)
}
