//! Whose sighting is it? The four rules, in their order.
//!
//! 1. The link's id is known.
//! 2. One of the two has no link that identifies: the same text, or one title is the other cut off, and the times overlap.
//! 3. Two links: the same text, and the same minute; or the same short slug, and the times overlap. (The same article
//!    number or long slug is the same id already.)
//! 4. One of the two has no link that identifies: the same minute, and clearly similar words.

use std::cell::LazyCell;
use std::sync::Arc;

use super::Memory;
use super::entry::Entry;
use super::facts::{Facts, Text};
use super::keys::{self, Key};
use super::similar::are_similar;
use super::store::Number;
use super::time::Time;
use crate::headline::HeadlineId;
use crate::pipeline::identity::v1;
use crate::pipeline::identity::v1::span::overlap;

/// A headline that is remembered.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) id: HeadlineId,
    pub(super) entry: Arc<Entry>,
    /// Where it is committed as it stands; none where the open turn touched it.
    pub(super) number: Option<Number>,
}

/// The text decided, and its time overlaps the known ones only in part: another order might have decided otherwise.
pub(super) fn is_chained(entry: &Entry, facts: &Facts<'_>) -> bool {
    let (None, Some(seen)) = (facts.link, facts.text.span) else { return false };
    let mut known = entry.times().into_iter().flatten().map(Time::span).peekable();
    known.peek().is_some() && !known.any(|known| known.nests(seen))
}

impl Memory {
    /// The headline that `facts` belong to, if it is remembered. One that is due is forgotten on the way, so that it
    /// does not matter when a sweep comes by.
    pub(super) fn find(&mut self, facts: &Facts<'_>) -> Option<Known> {
        let found = self.look(facts)?;
        if self.is_due(&found.entry) {
            self.table.put(found.id, None);
            // a second look; if the next is due as well, the sweep will have it
            return self.look(facts).filter(|found| !self.is_due(&found.entry));
        }
        Some(found)
    }

    /// The id of a headline that is not remembered.
    pub(super) fn new_id(&self, facts: &Facts<'_>) -> HeadlineId {
        let site = &facts.sighting.site;
        let earliest = facts.sighting.published.as_ref().map(|time| time.earliest);
        let by_text = |turn| v1::id_by_text(site, &facts.text.wording.whole, earliest, turn);
        let free = |id: &HeadlineId| !self.table.is_known(*id);
        facts.link.filter(free).or_else(|| (0..=u32::MAX).map(by_text).find(free)).unwrap_or_else(|| by_text(0))
    }

    fn look(&self, facts: &Facts<'_>) -> Option<Known> {
        self.by_link(facts).or_else(|| self.by_text(facts)).or_else(|| self.by_minute(facts))
    }

    fn by_link(&self, facts: &Facts<'_>) -> Option<Known> {
        let shown = facts.sighting.link.as_deref().map(|link| (facts.sighting.site.as_str(), link));
        self.table.resolve(facts.link?, shown)
    }

    fn by_text(&self, facts: &Facts<'_>) -> Option<Known> {
        let (site, text) = (&facts.sighting.site, &facts.text);
        let same = self.of_text(site, text, &keys::texts(site, &text.wording), None).into_iter();
        same.min_by_key(|known| (span(&known.entry), known.id))
    }

    /// Headlines of a site, save one, that have that text by rules 2 and 3; `keys` are its wording's.
    fn of_text(&self, site: &str, text: &Text, keys: &[Key], but: Option<&Known>) -> Vec<Known> {
        let mut same: Vec<Known> = Vec::new();
        for key in keys {
            let mut more = self.table.near(site, *key, text.bounds(), but, |entry| is_same(entry, text));
            more.retain(|one| same.iter().all(|known| known.id != one.id));
            same.extend(more);
        }
        same
    }

    fn by_minute(&self, facts: &Facts<'_>) -> Option<Known> {
        let site = &facts.sighting.site;
        let minute = facts.text.minute()?;
        let find = |linked| {
            let key = keys::minute(site, minute, linked);
            self.table.near(site, key, facts.text.bounds(), None, |entry| is_edit(entry, facts))
        };
        let mut similar = find(false);
        if facts.link.is_none() {
            similar.extend(find(true));
        }
        similar.into_iter().min_by_key(|known| (known.entry.first_seen_at, known.id))
    }

    /// Other headlines that turn out to be `known` by rules 2 and 3, now that it is `entry`.
    pub(super) fn twins(&self, known: &Known, entry: &Entry) -> Vec<Known> {
        let mut twins: Vec<Known> = Vec::new();
        let spans: Vec<_> = entry.times().into_iter().map(|time| time.map(Time::span)).collect();
        for wording in entry.wordings().map(Arc::new) {
            let keys = keys::texts(&entry.site, &wording);
            for span in &spans {
                let link = entry.url.as_deref().filter(|_| entry.linked).map(str::to_owned);
                let text = Text { link, wording: Arc::clone(&wording), span: *span };
                let others = self.of_text(&entry.site, &text, &keys, Some(known)).into_iter();
                let others = others.filter(|other| twins.iter().all(|twin| twin.id != other.id));
                twins.extend(others.collect::<Vec<_>>());
            }
        }
        twins.truncate(TWINS);
        twins.retain(|twin| !self.is_due(&twin.entry));
        twins
    }
}

/// How many headlines are joined at a time.
const TWINS: usize = 8;

/// The narrower and then the earlier is the likelier one: an order of the headlines, not of their arrival.
fn span(entry: &Entry) -> (i64, i64) {
    entry.interval().map_or((i64::MAX, 0), |(earliest, latest)| (latest.saturating_sub(earliest), earliest))
}

/// Rules 2 and 3.
fn is_same(entry: &Entry, text: &Text) -> bool {
    let spans = || entry.times().into_iter().map(|time| time.map(Time::span));
    let overlaps = || spans().any(|known| overlap(known, text.span));
    let same_minute = text.minute().is_some()
        && spans().flatten().any(|known| known.minute == text.minute() && overlap(Some(known), text.span));
    let near = match text.link.as_deref().filter(|_| entry.linked) {
        None => overlaps(),
        Some(link) => same_minute || (text.span.is_some() && overlaps() && is_same_slug(entry, link)),
    };
    near && (is_same_text(entry, text, same_minute) || (is_unlinked(entry, text) && is_cut(entry, text)))
}

/// One of the two has no link that identifies it.
fn is_unlinked(entry: &Entry, text: &Text) -> bool {
    !entry.linked || text.link.is_none()
}

/// One of the two titles is cut off, and begins the other by no chance.
fn is_cut(entry: &Entry, text: &Text) -> bool {
    let begins = |beginning: &str, whole: &str| beginning.len() >= keys::BEGINNING && v1::goes_past(beginning, whole);
    let seen = &text.wording;
    entry.title.values().any(|title| {
        seen.beginning.as_deref().is_some_and(|cut| begins_as(title, [cut]) && begins(cut, &v1::fold(title)))
            || v1::beginning(title).is_some_and(|cut| begins(&cut, &seen.title))
    })
}

/// One slug under two rubrics.
fn is_same_slug(entry: &Entry, link: &str) -> bool {
    let slug = entry.url.as_deref().filter(|_| entry.published.is_some()).and_then(v1::slug);
    slug.is_some() && slug == v1::slug(link)
}

/// The same words, apart or run together. A deck may be missing on one side; where both have one it counts, except in
/// the same minute, where it was edited, and where one only says more behind the other: a rendered text runs bylines and
/// buttons into it. Where one of the two has no link a long title decides alone: a text may show a teaser beside the
/// headline that it does not belong to.
fn is_same_text(entry: &Entry, text: &Text, same_minute: bool) -> bool {
    let seen = &text.wording;
    let mut titles = entry.title.values().filter(|title| begins_as(title, [&seen.whole, &seen.title]));
    // most that begin alike at all are the same: only then are teasers looked at
    let decks = LazyCell::new(|| {
        let decks = entry.deck.iter().flat_map(|deck| deck.values());
        decks.map(|deck| v1::fold(deck)).collect::<Vec<String>>()
    });
    let deck_fits = || {
        same_minute
            || (is_unlinked(entry, text) && seen.title.len() >= LONG)
            || decks.is_empty()
            || seen.deck.as_ref().is_none_or(|deck| decks.iter().any(|known| goes_on(known, deck)))
    };
    let apart =
        |form: &str, title: &str| form.strip_prefix(title).is_some_and(|rest| decks.iter().any(|deck| deck == rest));
    titles.any(|title| {
        let title = v1::fold(title);
        title == seen.whole
            || (title == seen.title && deck_fits())
            || apart(&seen.whole, &title)
            || apart(&seen.title, &title)
    })
}

/// Whether a title may be, or begin, one of these folded texts, by its first words alone: long ones are not folded for
/// nothing.
fn begins_as<const N: usize>(title: &str, folded: [&str; N]) -> bool {
    let beginning = v1::fold_beginning(title, keys::BEGINNING);
    folded.iter().any(|folded| beginning.bytes().zip(folded.bytes()).all(|(one, other)| one == other))
}

/// One of two decks, folded, is the other, and perhaps more.
pub(super) fn goes_on(one: &str, other: &str) -> bool {
    one == other || (one.len().min(other.len()) >= LONG && (one.starts_with(other) || other.starts_with(one)))
}

/// A deck of so many bytes, folded, begins another one by no chance; a title of so many is another one's by none.
const LONG: usize = 40;

/// Rule 4. Two items of one page are two headlines, however similar.
fn is_edit(entry: &Entry, facts: &Facts<'_>) -> bool {
    let same_time = |time: &Time| {
        let known = time.span();
        known.minute.is_some() && known.minute == facts.text.minute() && overlap(Some(known), facts.text.span)
    };
    let another_page = entry.title.at != facts.fetched_at && entry.first_seen_at != facts.fetched_at;
    is_unlinked(entry, &facts.text)
        && another_page
        && entry.times().into_iter().flatten().any(same_time)
        && entry.title.values().any(|title| are_similar(title, &facts.sighting.title))
}
