//! What leads to a headline besides its link: the beginning of its words, and its minute.
//!
//! A text key stands for a title, or a title run together with its deck. What is committed is found by the beginning of the
//! text alone ([`Key::lead`]): a title, what it is run together with and what it was cut off to begin alike, so that one
//! row serves all.

use std::hash::{Hash as _, Hasher as _};

use rustc_hash::FxHasher;

use super::entry::Entry;
use super::facts::Wording;
use super::pack::Packed;
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

/// The keys of a wording: title and deck run together, and the title alone where that is another text.
pub(super) fn texts(site: &str, wording: &Wording) -> Vec<Key> {
    let alone = (wording.title != wording.whole).then_some(&wording.title);
    std::iter::once(&wording.whole).chain(alone).map(|words| text(site, words)).collect()
}

/// The key of a minute. Headlines with a link have keys of their own: nearly all have one, and none is sought by minute
/// for a sighting with another.
pub(super) fn minute(site: &str, minute: i64, linked: bool) -> Key {
    let mut hasher = FxHasher::default();
    (site, minute, linked).hash(&mut hasher);
    let full = hasher.finish();
    Key { lead: short(full), full }
}

/// The places that lead to a headline: each wording's title, each run together with the deck, and the minute, at each of
/// its times.
pub(super) fn places(entry: &Entry) -> Vec<(Key, Interval)> {
    let times: Vec<_> = entry.times().into_iter().map(|time| time.map(|time| time.bounds)).collect();
    let of = |time: &Time| Some((minute(&entry.site, time.span().minute?, entry.linked), Some(time.bounds)));
    let mut places: Vec<_> = entry.times().into_iter().flatten().filter_map(of).collect();
    for wording in entry.wordings() {
        for key in texts(&entry.site, &wording) {
            places.extend(times.iter().map(|time| (key, *time)));
        }
    }
    places.sort_unstable();
    places.dedup();
    places
}

/// The beginnings that lead to a headline of a site, each once. Where a title is long enough its deck is not looked at.
pub(super) fn leads(site: &str, packed: &Packed<'_>) -> Vec<u32> {
    let mut leads = Vec::new();
    add_leads(site, packed, &mut leads);
    leads
}

/// The same of a headline with its site, into an empty list.
pub(super) fn leads_of(packed: &Packed<'_>, leads: &mut Vec<u32>) {
    if let Some(site) = packed.site() {
        add_leads(site, packed, leads);
    }
}

fn add_leads(site: &str, packed: &Packed<'_>, leads: &mut Vec<u32>) {
    let minutes = packed.spans().filter_map(|span| span.minute);
    leads.extend(minutes.map(|of| minute(site, of, packed.linked).lead));
    for title in packed.titles() {
        let beginning = v1::fold_beginning(title, BEGINNING);
        leads.push(lead(site, &beginning));
        if beginning.len() < BEGINNING || !beginning.contains(char::is_alphanumeric) {
            leads.push(lead(site, &v1::run_together(title, packed.deck)));
        }
    }
    leads.sort_unstable();
    leads.dedup();
}

fn lead(site: &str, folded: &str) -> u32 {
    short(v1::fingerprint(site, folded.get(..folded.floor_char_boundary(BEGINNING)).unwrap_or(folded)))
}

fn short(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}
