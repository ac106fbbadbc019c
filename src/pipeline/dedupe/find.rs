//! Whose sighting is it? The four rules, in their order.
//!
//! 1. The link's id is known.
//! 2. One of the two has no link that identifies: the same text, and the times overlap.
//! 3. Two links: the same text, and the same minute. (The same article number or slug is the same id already.)
//! 4. One of the two has no link that identifies: the same minute, and clearly similar words.

use super::Memory;
use super::entry::Entry;
use super::facts::{Facts, overlap};
use super::similar::are_similar;
use crate::headline::HeadlineId;
use crate::pipeline::identity::v1;

/// The keys that lead to a headline: each wording's title, each run together with the deck, its minute.
pub(super) fn keys(entry: &Entry) -> Vec<u64> {
    let mut keys: Vec<u64> = Vec::with_capacity(4);
    for title in entry.title.values() {
        keys.push(text_key(&entry.site, &v1::fold(title)));
        if let Some(deck) = &entry.deck {
            keys.push(text_key(&entry.site, &v1::run_together(title, Some(&deck.now))));
        }
    }
    keys.extend(entry.minute().map(|minute| minute_key(&entry.site, minute)));
    keys.sort_unstable();
    keys.dedup();
    keys
}

fn text_key(site: &str, folded: &str) -> u64 {
    v1::fingerprint(&format!("{site}\0{folded}"))
}

fn minute_key(site: &str, minute: i64) -> u64 {
    v1::fingerprint(&format!("{site}\0\0{minute}"))
}

impl Memory {
    /// The headline that `facts` belong to, if it is remembered. One that is due is forgotten on the way, so that it
    /// does not matter when a sweep comes by.
    pub(super) fn find(&mut self, facts: &Facts<'_>) -> Option<HeadlineId> {
        let found = self.by_link(facts).or_else(|| self.by_text(facts)).or_else(|| self.by_minute(facts))?;
        if self.is_due(found) {
            self.table.put(found, None);
            return self.find_again(facts);
        }
        Some(found)
    }

    /// A second look after one was forgotten; if the next is due as well, the sweep will have it.
    fn find_again(&self, facts: &Facts<'_>) -> Option<HeadlineId> {
        let found = self.by_link(facts).or_else(|| self.by_text(facts)).or_else(|| self.by_minute(facts));
        found.filter(|id| !self.is_due(*id))
    }

    /// The id of a headline that is not remembered.
    pub(super) fn new_id(&self, facts: &Facts<'_>) -> HeadlineId {
        let site = &facts.sighting.site;
        let earliest = facts.sighting.published.as_ref().map(|time| time.earliest);
        let by_text = |turn| v1::id_by_text(site, &facts.whole, earliest, turn);
        let free = |id: &HeadlineId| self.table.resolve(*id).is_none();
        facts.link.filter(free).or_else(|| (0..=u32::MAX).map(by_text).find(free)).unwrap_or_else(|| by_text(0))
    }

    fn by_link(&self, facts: &Facts<'_>) -> Option<HeadlineId> {
        self.table.resolve(facts.link?)
    }

    fn by_text(&self, facts: &Facts<'_>) -> Option<HeadlineId> {
        let site = &facts.sighting.site;
        let mut near = self.table.near(text_key(site, &facts.whole), facts.interval);
        if facts.deck.is_some() {
            near.extend(self.table.near(text_key(site, &facts.title), facts.interval));
        }
        let same = near.into_iter().filter_map(|id| {
            let entry = self.table.get(id)?;
            is_same(entry, facts).then(|| (span(entry), id))
        });
        same.min().map(|(_, id)| id)
    }

    fn by_minute(&self, facts: &Facts<'_>) -> Option<HeadlineId> {
        let near = self.table.near(minute_key(&facts.sighting.site, facts.minute?), facts.interval);
        let similar = near.into_iter().filter_map(|id| {
            let entry = self.table.get(id)?;
            is_edit(entry, facts).then_some((entry.first_seen_at, id))
        });
        similar.min().map(|(_, id)| id)
    }
}

/// The narrower and then the earlier is the likelier one: an order of the headlines, not of their arrival.
fn span(entry: &Entry) -> (i64, i64) {
    entry.interval().map_or((i64::MAX, 0), |(earliest, latest)| (latest.saturating_sub(earliest), earliest))
}

/// Rules 2 and 3.
fn is_same(entry: &Entry, facts: &Facts<'_>) -> bool {
    let same_minute = facts.minute.is_some() && entry.minute() == facts.minute;
    let near =
        if entry.linked && facts.link.is_some() { same_minute } else { overlap(entry.interval(), facts.interval) };
    near && is_same_text(entry, facts, same_minute)
}

/// The same words, apart or run together. A deck may be missing on one side; where both have one it counts, except in
/// the same minute, where it was edited.
fn is_same_text(entry: &Entry, facts: &Facts<'_>, same_minute: bool) -> bool {
    let decks: Vec<String> = entry.deck.iter().flat_map(|deck| deck.values()).map(|deck| v1::fold(deck)).collect();
    let deck_fits = same_minute || decks.is_empty() || facts.deck.as_ref().is_none_or(|deck| decks.contains(deck));
    entry.title.values().any(|title| {
        let title = v1::fold(title);
        title == facts.whole
            || (title == facts.title && deck_fits)
            || facts.whole.strip_prefix(&title).is_some_and(|rest| decks.iter().any(|deck| deck == rest))
    })
}

/// Rule 4. Two items of one page are two headlines, however similar.
fn is_edit(entry: &Entry, facts: &Facts<'_>) -> bool {
    let unlinked = !entry.linked || facts.link.is_none();
    let another_page = entry.title.at != facts.fetched_at && entry.first_seen_at != facts.fetched_at;
    unlinked
        && another_page
        && entry.minute() == facts.minute
        && overlap(entry.interval(), facts.interval)
        && entry.title.values().any(|title| are_similar(title, &facts.sighting.title))
}
