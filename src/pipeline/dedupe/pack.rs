//! An entry as it is kept in memory: [postcard](https://postcard.jamesmunns.com/wire-format), laid out to be compressed
//! with its neighbours. What is alike for most headlines comes first and together; times are counted from each other; what
//! can be told from something else is left out: the id that the link gives, the site that the link names.

use serde::{Deserialize, Serialize};

use super::entry::{Entry, Told};
use super::line::{Line, Past};
use super::time::Time;
use crate::headline::{HeadlineId, Precision, PublishedSource, TimezoneSource};
use crate::pipeline::identity::v1;

const MINUTE: i64 = 60_000;

/// The order of the fields is what makes it small.
#[derive(Serialize, Deserialize)]
struct Packed {
    by_link: bool,
    linked: bool,
    aged: bool,
    revision: u32,
    aliases: Vec<HeadlineId>,
    language: Option<Box<str>>,
    pasts: Option<Box<Pasts>>,
    title_at: i64,
    deck_at: Option<i64>,
    published: Option<Reading>,
    told: Vec<Told>,
    seen: i64,
    last_seen: i64,
    minute: i64,
    text: Box<str>,
    site: Site,
    kicker: Option<Box<str>>,
    url: Option<Box<str>>,
    title: Box<str>,
    deck: Option<Box<str>>,
    id: Option<HeadlineId>,
}

/// What most headlines don't have.
#[derive(Serialize, Deserialize)]
struct Pasts {
    title: Option<Box<Past<Box<str>>>>,
    deck: Option<Box<Past<Box<str>>>>,
    published: Option<Box<Past<Time>>>,
}

/// A time without its minute and its text.
#[derive(Serialize, Deserialize)]
struct Reading {
    /// When it was told.
    told_at: i64,
    offset: i32,
    precision: Precision,
    timezone_source: TimezoneSource,
    source: PublishedSource,
    timezone: Box<str>,
    millis: i64,
    bounds: (i64, i64),
    told: (i64, i64),
}

/// Most links name their site.
#[derive(Serialize, Deserialize)]
enum Site {
    InLink(u8, u8),
    Other(Box<str>),
}

/// Appends an entry to `bytes`; its times are counted from `base`.
pub(super) fn pack(id: HeadlineId, entry: Entry, base: i64, bytes: Vec<u8>) -> Vec<u8> {
    // Plain data into memory: postcard has nothing to refuse here. What were missing would not unpack.
    postcard::to_extend(&packed(id, entry, base), bytes).unwrap_or_default()
}

/// Reads an entry back, with its id where its link does not give it.
pub(super) fn unpack(bytes: &[u8], base: i64) -> Option<(Option<HeadlineId>, Entry)> {
    postcard::from_bytes(bytes).ok().and_then(|packed| unpacked(packed, base))
}

/// The id that the link of an entry gives.
pub(super) fn id_of(entry: &Entry) -> Option<HeadlineId> {
    let key = v1::link_key(entry.url.as_deref()?)?;
    Some(v1::id_by_link(&entry.site, &key))
}

fn packed(id: HeadlineId, entry: Entry, base: i64) -> Packed {
    let first = entry.first_seen_at;
    let (title, title_at, title_past) = entry.title.into_parts();
    let (deck, deck_at, deck_past) = parts(entry.deck);
    let (time, time_at, time_past) = parts(entry.published);
    let past = title_past.is_some() || deck_past.is_some() || time_past.is_some();
    let minute = time.as_ref().map_or(0, |time| time.at.div_euclid(MINUTE).wrapping_sub(base.div_euclid(MINUTE)));
    let (published, text) = time.zip(time_at).map(|(time, at)| read(time, at.wrapping_sub(first))).unzip();
    Packed {
        by_link: entry.by_link,
        linked: entry.linked,
        aged: entry.aged,
        revision: entry.revision,
        aliases: entry.aliases,
        language: entry.language,
        pasts: past.then(|| Box::new(Pasts { title: title_past, deck: deck_past, published: time_past })),
        title_at: title_at.wrapping_sub(first),
        deck_at: deck_at.map(|at| at.wrapping_sub(first)),
        published,
        told: entry.told,
        seen: first.wrapping_sub(base),
        last_seen: entry.last_seen.wrapping_sub(first),
        minute,
        text: text.unwrap_or_default(),
        site: place(entry.site, entry.url.as_deref()),
        kicker: entry.kicker,
        url: entry.url,
        title,
        deck,
        id: (!entry.by_link).then_some(id),
    }
}

fn unpacked(packed: Packed, base: i64) -> Option<(Option<HeadlineId>, Entry)> {
    let first = packed.seen.wrapping_add(base);
    let pasts = packed.pasts.map_or((None, None, None), |pasts| (pasts.title, pasts.deck, pasts.published));
    let minute = packed.minute.wrapping_add(base.div_euclid(MINUTE));
    let text = packed.text;
    let published = packed.published.map(|reading| {
        let at = reading.told_at.wrapping_add(first);
        Line::from_parts(reading.time(minute, text), at, pasts.2)
    });
    let deck = packed.deck.zip(packed.deck_at);
    let entry = Entry {
        site: named(packed.site, packed.url.as_deref())?,
        by_link: packed.by_link,
        linked: packed.linked,
        aliases: packed.aliases,
        title: Line::from_parts(packed.title, packed.title_at.wrapping_add(first), pasts.0),
        deck: deck.map(|(deck, at)| Line::from_parts(deck, at.wrapping_add(first), pasts.1)),
        kicker: packed.kicker,
        url: packed.url,
        published,
        told: packed.told,
        aged: packed.aged,
        revision: packed.revision,
        first_seen_at: first,
        last_seen: packed.last_seen.wrapping_add(first),
        language: packed.language,
    };
    Some((packed.id, entry))
}

type Parts<T> = (Option<T>, Option<i64>, Option<Box<Past<T>>>);

fn parts<T>(line: Option<Line<T>>) -> Parts<T> {
    line.map_or((None, None, None), |line| {
        let (now, at, past) = line.into_parts();
        (Some(now), Some(at), past)
    })
}

fn read(time: Time, told_at: i64) -> (Reading, Box<str>) {
    let from = |(earliest, latest): (i64, i64)| (earliest.wrapping_sub(time.at), latest.wrapping_sub(time.at));
    let reading = Reading {
        told_at,
        offset: time.offset,
        precision: time.precision,
        timezone_source: time.timezone_source,
        source: time.source,
        millis: time.at.rem_euclid(MINUTE),
        bounds: from(time.bounds),
        told: from(time.told),
        timezone: time.timezone,
    };
    (reading, time.text)
}

impl Reading {
    fn time(self, minute: i64, text: Box<str>) -> Time {
        let at = minute.wrapping_mul(MINUTE).wrapping_add(self.millis);
        let from = |(earliest, latest): (i64, i64)| (earliest.wrapping_add(at), latest.wrapping_add(at));
        Time {
            at,
            offset: self.offset,
            bounds: from(self.bounds),
            told: from(self.told),
            precision: self.precision,
            timezone: self.timezone,
            timezone_source: self.timezone_source,
            source: self.source,
            text,
        }
    }
}

fn place(site: Box<str>, url: Option<&str>) -> Site {
    let from = url.and_then(|url| url.find(&*site)).and_then(|from| u8::try_from(from).ok());
    match from.zip(u8::try_from(site.len()).ok()) {
        Some((from, length)) => Site::InLink(from, length),
        None => Site::Other(site),
    }
}

fn named(site: Site, url: Option<&str>) -> Option<Box<str>> {
    match site {
        Site::InLink(from, length) => {
            url?.get(from.into()..).and_then(|rest| rest.get(..length.into())).map(Into::into)
        }
        Site::Other(site) => Some(site),
    }
}
