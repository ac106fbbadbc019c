//! What extract tells dedupe about one headline on one page; it travels on `headlined.sightings.v1`, keyed by site.
//!
//! Internal, but versioned: a value is one version byte and then [postcard](https://postcard.jamesmunns.com/wire-format).
//! Words and link travel as they were normalised, so that identity is computed by one owner, the dedupe stage.

use chrono::{DateTime, FixedOffset, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::headline::{PageRef, Precision, PublishedAt, PublishedSource, Section, SectionKind, TimezoneSource};

/// The version that is written. A reader learns a version before any writer writes it.
pub const VERSION: u8 = 1;

/// One headline as one page showed it, all its standings on that page together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The site: the registrable domain, or what the page event said.
    pub site: String,
    /// Canonical absolute link, if the item had one.
    pub link: Option<String>,
    /// Several different items of the page share this link, so it does not identify a headline by itself.
    pub link_shared: bool,
    /// The headline.
    pub title: String,
    /// The small line above it.
    pub kicker: Option<String>,
    /// The teaser below it.
    pub deck: Option<String>,
    /// When it was published, where the page tells.
    pub published: Option<PublishedAt>,
    /// Every list of the page it stands in, those of the kind `latest` first, then in page order; never empty.
    pub sections: Vec<Section>,
    /// BCP 47.
    pub language: Option<String>,
    /// The page it was read from.
    pub page: PageRef,
    /// Timestamp of the page's Kafka record: where the end-to-end latency starts.
    pub page_timestamp: DateTime<Utc>,
}

/// Why a sighting could not be read. It is never skipped: the partition pauses.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SightingError {
    /// An empty record.
    #[error("a sighting without a value")]
    Empty,
    /// Written by a later release.
    #[error("sighting version {found} is not known, this release reads {VERSION}: upgrade every process of the group")]
    Version {
        /// The version byte that stood there.
        found: u8,
    },
    /// The bytes are not what the version promises.
    #[error("a sighting that does not decode: {reason}")]
    Malformed {
        /// What the decoder said.
        reason: String,
    },
}

/// A sighting as it stands in its record, instants as integers. Nearly all are repeats, and this is enough to see it.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Glance<'a> {
    pub(crate) site: &'a str,
    pub(crate) link: Option<&'a str>,
    pub(crate) link_shared: bool,
    pub(crate) title: &'a str,
    pub(crate) kicker: Option<&'a str>,
    pub(crate) deck: Option<&'a str>,
    #[serde(borrow)]
    pub(crate) published: Option<Reading<'a>>,
    #[serde(borrow)]
    pub(crate) sections: Vec<Standing<'a>>,
    pub(crate) language: Option<&'a str>,
    page_id: Option<&'a str>,
    page_url: &'a str,
    fetched_at: i64,
    page_timestamp: i64,
}

/// A [`PublishedAt`] in its record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Reading<'a> {
    at: i64,
    offset: i32,
    earliest: i64,
    latest: i64,
    precision: Precision,
    timezone: &'a str,
    timezone_source: TimezoneSource,
    source: PublishedSource,
    text: &'a str,
}

/// A [`Section`] in its record.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub(crate) struct Standing<'a> {
    pub(crate) kind: SectionKind,
    label: Option<&'a str>,
    position: u32,
}

impl Sighting {
    /// The record's value.
    ///
    /// # Errors
    /// [`SightingError::Malformed`] if the encoder refuses, which its types rule out.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SightingError> {
        postcard::to_extend(&Glance::of(self), vec![VERSION]).map_err(malformed)
    }

    /// Reads a record's value.
    ///
    /// # Errors
    /// [`SightingError`] says what the bytes are instead.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SightingError> {
        Glance::from_bytes(bytes)?.sighting()
    }
}

impl<'a> Glance<'a> {
    /// What the record of a sighting would say.
    pub fn of(sighting: &'a Sighting) -> Self {
        let standing = |of: &'a Section| Standing { kind: of.kind, label: of.label.as_deref(), position: of.position };
        Self {
            site: &sighting.site,
            link: sighting.link.as_deref(),
            link_shared: sighting.link_shared,
            title: &sighting.title,
            kicker: sighting.kicker.as_deref(),
            deck: sighting.deck.as_deref(),
            published: sighting.published.as_ref().map(Reading::of),
            sections: sighting.sections.iter().map(standing).collect(),
            language: sighting.language.as_deref(),
            page_id: sighting.page.id.as_deref(),
            page_url: &sighting.page.url,
            fetched_at: sighting.page.fetched_at.timestamp_millis(),
            page_timestamp: sighting.page_timestamp.timestamp_millis(),
        }
    }

    /// Reads a record's value.
    ///
    /// # Errors
    /// [`SightingError`] says what the bytes are instead.
    pub fn from_bytes(bytes: &'a [u8]) -> Result<Self, SightingError> {
        match bytes.split_first() {
            None => Err(SightingError::Empty),
            Some((&VERSION, rest)) => {
                let glance: Self = postcard::from_bytes(rest).map_err(malformed)?;
                // what is never looked at again must be sound as well
                instant(glance.fetched_at).and(instant(glance.page_timestamp)).map(|_| glance)
            }
            Some((&found, _)) => Err(SightingError::Version { found }),
        }
    }

    /// The sighting, to keep it.
    ///
    /// # Errors
    /// [`SightingError::Malformed`] where a time is out of range.
    pub fn sighting(&self) -> Result<Sighting, SightingError> {
        let section =
            |of: &Standing<'_>| Section { kind: of.kind, label: of.label.map(str::to_owned), position: of.position };
        Ok(Sighting {
            site: self.site.to_owned(),
            link: self.link.map(str::to_owned),
            link_shared: self.link_shared,
            title: self.title.to_owned(),
            kicker: self.kicker.map(str::to_owned),
            deck: self.deck.map(str::to_owned),
            published: self.published.map(Reading::published).transpose()?,
            sections: self.sections.iter().map(section).collect(),
            language: self.language.map(str::to_owned),
            page: PageRef {
                id: self.page_id.map(str::to_owned),
                url: self.page_url.to_owned(),
                fetched_at: instant(self.fetched_at)?,
            },
            page_timestamp: instant(self.page_timestamp)?,
        })
    }
}

fn malformed(error: impl ToString) -> SightingError {
    SightingError::Malformed { reason: error.to_string() }
}

fn instant(millis: i64) -> Result<DateTime<Utc>, SightingError> {
    Utc.timestamp_millis_opt(millis).single().ok_or_else(|| malformed("an instant out of range"))
}

impl<'a> Reading<'a> {
    fn of(published: &'a PublishedAt) -> Self {
        Self {
            at: published.at.timestamp_millis(),
            offset: published.at.offset().local_minus_utc(),
            earliest: published.earliest.timestamp_millis(),
            latest: published.latest.timestamp_millis(),
            precision: published.precision,
            timezone: &published.timezone,
            timezone_source: published.timezone_source,
            source: published.source,
            text: &published.text,
        }
    }

    fn published(self) -> Result<PublishedAt, SightingError> {
        let offset = FixedOffset::east_opt(self.offset).ok_or_else(|| malformed("an offset out of range"))?;
        Ok(PublishedAt {
            at: instant(self.at)?.with_timezone(&offset),
            earliest: instant(self.earliest)?,
            latest: instant(self.latest)?,
            precision: self.precision,
            timezone: self.timezone.to_owned(),
            timezone_source: self.timezone_source,
            source: self.source,
            text: self.text.to_owned(),
        })
    }
}
