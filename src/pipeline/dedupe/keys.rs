//! What leads to a headline besides its link: the beginning of its words, and its minute.
//!
//! A text key stands for a title, or a title run together with its deck. What is committed is found by the beginning of the
//! text alone ([`Key::lead`]): a title, what it is run together with and what it was cut off to begin alike, so that one
//! row serves all.

use super::entry::Entry;
use super::time::Time;
use crate::pipeline::identity::v1;

/// So many bytes of a folded text are its beginning.
pub(super) const BEGINNING: usize = 32;

/// What a headline is looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    /// Of the beginning.
    pub(super) lead: u32,
    /// Of the whole.
    pub(super) full: u64,
}

/// A place in time: `[earliest, latest)`.
type Interval = Option<(i64, i64)>;

/// The key of a folded text.
pub(super) fn text(site: &str, folded: &str) -> Key {
    Key { lead: lead(site, folded), full: v1::fingerprint(site, folded) }
}

/// The key of a minute. Headlines with a link have keys of their own: nearly all have one, and none is sought by minute
/// for a sighting with another.
pub(super) fn minute(site: &str, minute: i64, linked: bool) -> Key {
    let full = v1::fingerprint(site, &format!("\0{minute}{linked}"));
    Key { lead: short(full), full }
}

/// The places that lead to a headline: each wording's title, each run together with the deck, and the minute, at each of
/// its times.
pub(super) fn places(entry: &Entry) -> Vec<(Key, Interval)> {
    let times: Vec<_> = entry.times().into_iter().map(|time| time.map(|time| time.bounds)).collect();
    let mut places: Vec<_> = minutes(entry).collect();
    for wording in entry.wordings() {
        for words in [&wording.title, &wording.whole] {
            let key = text(&entry.site, words);
            places.extend(times.iter().map(|time| (key, *time)));
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// The beginnings that lead to a headline, each once. Where a title is long enough its deck is not looked at.
pub(super) fn leads(entry: &Entry) -> Vec<u32> {
    let mut leads: Vec<u32> = minutes(entry).map(|(key, _)| key.lead).collect();
    for title in entry.title.values() {
        let folded = v1::fold(title);
        leads.push(lead(&entry.site, &folded));
        if folded.len() < BEGINNING || !folded.contains(char::is_alphanumeric) {
            let whole = v1::run_together(title, entry.deck.as_ref().map(|deck| &*deck.now));
            leads.push(lead(&entry.site, &whole));
        }
    }
    leads.sort_unstable();
    leads.dedup();
    leads
}

fn minutes(entry: &Entry) -> impl Iterator<Item = (Key, Interval)> {
    let of = |time: &Time| Some((minute(&entry.site, time.span().minute?, entry.linked), Some(time.bounds)));
    entry.times().into_iter().flatten().filter_map(of)
}

fn lead(site: &str, folded: &str) -> u32 {
    short(v1::fingerprint(site, folded.get(..folded.floor_char_boundary(BEGINNING)).unwrap_or(folded)))
}

fn short(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}
