//! What extract tells dedupe about one headline on one page; it travels on `headlined.sightings.v1`, keyed by site.
//!
//! Internal, but versioned: a value is one version byte and then [postcard](https://postcard.jamesmunns.com/wire-format).
//! Words and link travel as they were normalised, so that identity is computed by one owner, the dedupe stage.

use chrono::{DateTime, FixedOffset, TimeZone as _, Utc};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::headline::{PageRef, Precision, PublishedAt, PublishedSource, Section, TimezoneSource};

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

/// The wire form: [`Sighting`] with instants as integers.
#[derive(Serialize, Deserialize)]
struct Wire {
    site: String,
    link: Option<String>,
    link_shared: bool,
    title: String,
    kicker: Option<String>,
    deck: Option<String>,
    published: Option<WirePublished>,
    sections: Vec<Section>,
    language: Option<String>,
    page_id: Option<String>,
    page_url: String,
    fetched_at: i64,
    page_timestamp: i64,
}

#[derive(Serialize, Deserialize)]
struct WirePublished {
    at: i64,
    offset: i32,
    earliest: i64,
    latest: i64,
    precision: Precision,
    timezone: String,
    timezone_source: TimezoneSource,
    source: PublishedSource,
    text: String,
}

impl Sighting {
    /// The record's value.
    ///
    /// # Errors
    /// [`SightingError::Malformed`] if the encoder refuses, which its types rule out.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SightingError> {
        let wire = Wire {
            site: self.site.clone(),
            link: self.link.clone(),
            link_shared: self.link_shared,
            title: self.title.clone(),
            kicker: self.kicker.clone(),
            deck: self.deck.clone(),
            published: self.published.as_ref().map(WirePublished::from),
            sections: self.sections.clone(),
            language: self.language.clone(),
            page_id: self.page.id.clone(),
            page_url: self.page.url.clone(),
            fetched_at: self.page.fetched_at.timestamp_millis(),
            page_timestamp: self.page_timestamp.timestamp_millis(),
        };
        postcard::to_extend(&wire, vec![VERSION]).map_err(malformed)
    }

    /// Reads a record's value.
    ///
    /// # Errors
    /// [`SightingError`] says what the bytes are instead.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, SightingError> {
        match bytes.split_first() {
            None => Err(SightingError::Empty),
            Some((&VERSION, rest)) => postcard::from_bytes::<Wire>(rest).map_err(malformed)?.try_into(),
            Some((&found, _)) => Err(SightingError::Version { found }),
        }
    }
}

fn malformed(error: impl ToString) -> SightingError {
    SightingError::Malformed { reason: error.to_string() }
}

fn instant(millis: i64) -> Result<DateTime<Utc>, SightingError> {
    Utc.timestamp_millis_opt(millis).single().ok_or_else(|| malformed("an instant out of range"))
}

impl From<&PublishedAt> for WirePublished {
    fn from(published: &PublishedAt) -> Self {
        Self {
            at: published.at.timestamp_millis(),
            offset: published.at.offset().local_minus_utc(),
            earliest: published.earliest.timestamp_millis(),
            latest: published.latest.timestamp_millis(),
            precision: published.precision,
            timezone: published.timezone.clone(),
            timezone_source: published.timezone_source,
            source: published.source,
            text: published.text.clone(),
        }
    }
}

impl TryFrom<WirePublished> for PublishedAt {
    type Error = SightingError;

    fn try_from(wire: WirePublished) -> Result<Self, SightingError> {
        let offset = FixedOffset::east_opt(wire.offset).ok_or_else(|| malformed("an offset out of range"))?;
        Ok(Self {
            at: instant(wire.at)?.with_timezone(&offset),
            earliest: instant(wire.earliest)?,
            latest: instant(wire.latest)?,
            precision: wire.precision,
            timezone: wire.timezone,
            timezone_source: wire.timezone_source,
            source: wire.source,
            text: wire.text,
        })
    }
}

impl TryFrom<Wire> for Sighting {
    type Error = SightingError;

    fn try_from(wire: Wire) -> Result<Self, SightingError> {
        Ok(Self {
            site: wire.site,
            link: wire.link,
            link_shared: wire.link_shared,
            title: wire.title,
            kicker: wire.kicker,
            deck: wire.deck,
            published: wire.published.map(PublishedAt::try_from).transpose()?,
            sections: wire.sections,
            language: wire.language,
            page: PageRef { id: wire.page_id, url: wire.page_url, fetched_at: instant(wire.fetched_at)? },
            page_timestamp: instant(wire.page_timestamp)?,
        })
    }
}
