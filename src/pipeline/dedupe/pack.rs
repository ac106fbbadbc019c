//! An entry packed: [postcard](https://postcard.jamesmunns.com/wire-format), laid out to be compressed with its neighbours.
//! What is alike for most headlines comes first and together; times are counted from each other; what can be told from
//! something else is left out: the id that the link gives, the site that the link names.
//!
//! This is an entry both in memory and in the change log, so that a record goes into memory as it is; only an id that is not
//! its link's is added there, as the log has it in the record's key.

mod quick;

use serde::{Deserialize, Serialize};

use super::entry::{Entry, Told};
use super::line::{Line, Past};
use super::time::Time;
use crate::headline::{HeadlineId, Precision, PublishedSource, TimezoneSource};
use crate::pipeline::identity::v1;
use crate::pipeline::identity::v1::span::Span;

const MINUTE: i64 = 60_000;

/// The order of the fields is what makes it small.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Packed<'a> {
    pub(super) by_link: bool,
    pub(super) linked: bool,
    aged: bool,
    revision: u32,
    pub(super) aliases: Vec<HeadlineId>,
    #[serde(borrow)]
    language: Option<&'a str>,
    pasts: Option<Box<Pasts>>,
    title_at: i64,
    deck_at: Option<i64>,
    #[serde(borrow)]
    published: Option<Reading<'a>>,
    #[serde(borrow)]
    told: Vec<Told<&'a str>>,
    seen: i64,
    last_seen: i64,
    minute: i64,
    text: &'a str,
    #[serde(borrow)]
    site: Site<'a>,
    kicker: Option<&'a str>,
    pub(super) url: Option<&'a str>,
    pub(super) title: &'a str,
    pub(super) deck: Option<&'a str>,
    id: Option<HeadlineId>,
    /// What it was read from, as long as that is what it says.
    #[serde(skip)]
    written: Option<&'a [u8]>,
}

/// What most headlines don't have.
#[derive(Debug, Serialize, Deserialize)]
struct Pasts {
    title: Option<Box<Past<Box<str>>>>,
    deck: Option<Box<Past<Box<str>>>>,
    published: Option<Box<Past<Time>>>,
}

/// A time without its minute and its text.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Reading<'a> {
    /// When it was told.
    told_at: i64,
    offset: i32,
    precision: Precision,
    timezone_source: TimezoneSource,
    source: PublishedSource,
    timezone: &'a str,
    millis: i64,
    bounds: (i64, i64),
    told: (i64, i64),
}

/// Most links name their site.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
enum Site<'a> {
    InLink(u8, u8),
    Other(&'a str),
}

/// The id that a link gives on a site. It is costly to work out: only where it is asked for.
pub(super) fn id_of(site: &str, url: &str) -> Option<HeadlineId> {
    Some(v1::id_by_link(site, &v1::link_key(url)?))
}

impl<'a> Packed<'a> {
    /// An entry.
    pub(super) fn of(id: HeadlineId, entry: &'a Entry) -> Self {
        let first = entry.first_seen_at;
        let past = |at: i64| at.wrapping_sub(first);
        let time = entry.published.as_ref().map(|line| (&line.now, line.at));
        Self {
            by_link: entry.by_link,
            linked: entry.linked,
            aged: entry.aged,
            revision: entry.revision,
            aliases: entry.aliases.clone(),
            language: entry.language.as_deref(),
            pasts: Pasts::of(entry),
            title_at: past(entry.title.at),
            deck_at: entry.deck.as_ref().map(|deck| past(deck.at)),
            published: time.map(|(time, at)| Reading::of(time, past(at))),
            told: entry.told.iter().map(Told::borrowed).collect(),
            seen: first,
            last_seen: past(entry.last_seen),
            minute: time.map_or(0, |(time, _)| time.at.div_euclid(MINUTE)),
            text: time.map_or("", |(time, _)| &time.text),
            site: Site::of(&entry.site, entry.url.as_deref()),
            kicker: entry.kicker.as_deref(),
            url: entry.url.as_deref(),
            title: &entry.title.now,
            deck: entry.deck.as_ref().map(|deck| &*deck.now),
            id: (!entry.by_link).then_some(id),
            written: None,
        }
    }

    /// Reads one.
    pub(super) fn read(bytes: &'a [u8]) -> Result<Self, postcard::Error> {
        quick::read(bytes).map_or_else(|| Self::read_any(bytes), Ok)
    }

    fn read_any(bytes: &'a [u8]) -> Result<Self, postcard::Error> {
        let (packed, rest) = postcard::take_from_bytes::<Self>(bytes)?;
        Ok(Self { written: bytes.get(..bytes.len() - rest.len()), ..packed })
    }

    /// Appends it to `bytes`.
    pub(super) fn write(&self, mut bytes: Vec<u8>) -> Vec<u8> {
        match self.written {
            Some(written) => {
                bytes.extend_from_slice(written);
                bytes
            }
            // Plain data into memory: postcard has nothing to refuse here. What were missing would not read.
            None => postcard::to_extend(self, bytes).unwrap_or_default(),
        }
    }

    /// With an id that is not its link's, or without one: as it stands in the log.
    pub(super) fn with_id(self, id: Option<HeadlineId>) -> Self {
        let written = self.written.filter(|_| id == self.id);
        Self { id, written, ..self }
    }

    /// With other bits for its routes.
    pub(super) fn rebound(mut self, bit: impl Fn(u8) -> u8) -> Self {
        self.told.iter_mut().for_each(|told| told.bit = bit(told.bit));
        Self { written: None, ..self }
    }

    /// Its site; none where it is not what it was written as.
    pub(super) fn site(&self) -> Option<&'a str> {
        match self.site {
            Site::Other(site) => Some(site),
            Site::InLink(from, length) => self.url?.get(from.into()..)?.get(..length.into()),
        }
    }

    /// Its id, where that is not its link's.
    pub(super) fn own_id(&self) -> Option<HeadlineId> {
        self.id
    }

    /// Its id: its link's, or its own.
    pub(super) fn id(&self) -> Option<HeadlineId> {
        self.id.or_else(|| id_of(self.site()?, self.url?))
    }

    pub(super) fn last_seen(&self) -> i64 {
        self.seen.wrapping_add(self.last_seen)
    }

    /// The title now, those before, those never told.
    pub(super) fn titles(&self) -> impl Iterator<Item = &str> {
        let past = self.pasts.iter().flat_map(|pasts| &pasts.title).flat_map(|past| past.values());
        std::iter::once(self.title).chain(past.map(|title| &**title))
    }

    /// The times it is known by.
    pub(super) fn spans(&self) -> impl Iterator<Item = Span> {
        let past = self.pasts.iter().flat_map(|pasts| &pasts.published).flat_map(|past| past.values());
        self.published.map(|reading| reading.span(self.minute)).into_iter().chain(past.map(Time::span))
    }

    /// The entry again; none where it is not what was written.
    pub(super) fn unpack(self) -> Option<Entry> {
        let first = self.seen;
        let at = |past: i64| past.wrapping_add(first);
        let site = self.site()?.into();
        let last_seen = self.last_seen();
        let pasts = self.pasts.map_or((None, None, None), |pasts| (pasts.title, pasts.deck, pasts.published));
        let time = self.published.map(|reading| (reading.time(self.minute, self.text), at(reading.told_at)));
        Some(Entry {
            site,
            by_link: self.by_link,
            linked: self.linked,
            aliases: self.aliases,
            title: Line::from_parts(self.title.into(), at(self.title_at), pasts.0),
            deck: self.deck.zip(self.deck_at).map(|(deck, told)| Line::from_parts(deck.into(), at(told), pasts.1)),
            kicker: self.kicker.map(Into::into),
            url: self.url.map(Into::into),
            published: time.map(|(time, at)| Line::from_parts(time, at, pasts.2)),
            told: self.told.iter().map(Told::owned).collect(),
            aged: self.aged,
            revision: self.revision,
            first_seen_at: first,
            last_seen,
            language: self.language.map(Into::into),
        })
    }
}

impl Pasts {
    fn of(entry: &Entry) -> Option<Box<Self>> {
        let (title, deck) = (entry.title.past(), entry.deck.as_ref().and_then(Line::past));
        let published = entry.published.as_ref().and_then(Line::past);
        let any = title.is_some() || deck.is_some() || published.is_some();
        let pasts = || Self {
            title: title.cloned().map(Box::new),
            deck: deck.cloned().map(Box::new),
            published: published.cloned().map(Box::new),
        };
        any.then(|| Box::new(pasts()))
    }
}

impl<'a> Reading<'a> {
    fn of(time: &'a Time, told_at: i64) -> Self {
        let from = |(earliest, latest): (i64, i64)| (earliest.wrapping_sub(time.at), latest.wrapping_sub(time.at));
        Self {
            told_at,
            offset: time.offset,
            precision: time.precision,
            timezone_source: time.timezone_source,
            source: time.source,
            timezone: &time.timezone,
            millis: time.at.rem_euclid(MINUTE),
            bounds: from(time.bounds),
            told: from(time.told),
        }
    }

    fn at(&self, minute: i64) -> i64 {
        minute.wrapping_mul(MINUTE).wrapping_add(self.millis)
    }

    fn span(&self, minute: i64) -> Span {
        let (at, guessed) = (self.at(minute), Span::is_guessed(self.timezone_source, self.source));
        Span::of(after(at, self.bounds), at, self.offset, self.precision, guessed)
    }

    fn time(&self, minute: i64, text: &str) -> Time {
        let at = self.at(minute);
        Time {
            at,
            offset: self.offset,
            bounds: after(at, self.bounds),
            told: after(at, self.told),
            precision: self.precision,
            timezone: self.timezone.into(),
            timezone_source: self.timezone_source,
            source: self.source,
            text: text.into(),
        }
    }
}

fn after(at: i64, (earliest, latest): (i64, i64)) -> (i64, i64) {
    (earliest.wrapping_add(at), latest.wrapping_add(at))
}

impl<'a> Site<'a> {
    fn of(site: &'a str, url: Option<&str>) -> Self {
        let from = url.and_then(|url| url.find(site)).and_then(|from| u8::try_from(from).ok());
        match from.zip(u8::try_from(site.len()).ok()) {
            Some((from, length)) => Self::InLink(from, length),
            None => Self::Other(site),
        }
    }
}
