//! One headline, published or revised: what goes out on `headlines.v1` and every other route's topic.
//!
//! Every key is always present, null where unknown. Keys may be added within the version; none changes its meaning.

use chrono::{DateTime, FixedOffset, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::headline::{
    MAX_DECK, MAX_LANGUAGE, MAX_LINE, MAX_URL, PageRef, Precision, PublishedAt, PublishedSource, Section,
    TimezoneSource,
};

mod headers;
mod schema;

pub use headers::{headers, headers_schema};
pub use schema::schema;

/// A headline event. Readers ignore keys they don't know and accept unknown values of every enumeration.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HeadlineEvent {
    /// The headline's identity: 26 lower-case base32 characters, the same on every topic and in every revision.
    #[schemars(length(equal = 26), regex(pattern = "^[a-z2-7]{26}$"))]
    pub id: String,
    /// `published` the first time on this topic, `revised` when it was edited since.
    pub event: EventKind,
    /// 0, 1, 2 …
    pub revision: u32,
    /// What one site is: the registrable domain, or what the page event said.
    #[schemars(length(min = 1, max = 253))]
    pub site: String,
    /// As a reader sees it: entities decoded, NFC, single blanks.
    #[schemars(length(min = 1, max = MAX_LINE))]
    pub title: String,
    /// The small line above the headline.
    #[schemars(length(max = MAX_LINE))]
    pub kicker: Option<String>,
    /// The teaser below the headline.
    #[schemars(length(max = MAX_DECK))]
    pub deck: Option<String>,
    /// Absolute and canonical: no tracking parameters, no session ids.
    #[schemars(length(max = MAX_URL))]
    pub url: Option<String>,
    /// What is known of the time of publication.
    #[serde(flatten)]
    pub published: Published,
    /// The standing that the route asked for.
    pub section: Section,
    /// BCP 47.
    #[schemars(length(max = MAX_LANGUAGE))]
    pub language: Option<String>,
    /// `fetched_at` of the page it was first seen on.
    pub first_seen_at: DateTime<Utc>,
    /// The page this event was read from; on `revised` the one that showed the edit.
    pub page: PageRef,
    /// On `revised`: the fields that changed.
    #[schemars(length(max = 4))]
    pub changed: Option<Vec<ChangedField>>,
    /// On `revised`: the words and the time as they were.
    pub previous: Option<Previous>,
    /// On `revised`: why.
    pub cause: Option<Cause>,
}

/// Whether a topic sees the headline for the first time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum EventKind {
    /// For the first time on this topic.
    Published,
    /// Edited on the site, or read better, since.
    Revised,
}

impl EventKind {
    /// The name on the wire and as a metric's label.
    pub fn name(self) -> &'static str {
        match self {
            Self::Published => "published",
            Self::Revised => "revised",
        }
    }

    /// The CloudEvents type.
    pub fn ce_type(self) -> &'static str {
        match self {
            Self::Published => "headline.published.v1",
            Self::Revised => "headline.revised.v1",
        }
    }
}

/// The time of publication, flat on the wire; all null where the page tells none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Published {
    /// The instant, with the site's offset at that date.
    #[serde(rename = "published_at")]
    pub at: Option<DateTime<FixedOffset>>,
    /// First instant it may have been.
    #[serde(rename = "published_earliest")]
    pub earliest: Option<DateTime<Utc>>,
    /// First instant it can no longer have been.
    #[serde(rename = "published_latest")]
    pub latest: Option<DateTime<Utc>>,
    /// How finely the page tells it.
    #[serde(rename = "published_precision")]
    pub precision: Option<Precision>,
    /// IANA zone the time was read in.
    #[schemars(length(max = 64))]
    pub timezone: Option<String>,
    /// Where that zone comes from.
    pub timezone_source: Option<TimezoneSource>,
    /// What it was read from.
    #[serde(rename = "published_source")]
    pub source: Option<PublishedSource>,
    /// The words that were read.
    #[serde(rename = "published_text")]
    #[schemars(length(max = MAX_LINE))]
    pub text: Option<String>,
}

impl From<&PublishedAt> for Published {
    fn from(published: &PublishedAt) -> Self {
        Self {
            at: Some(published.at),
            earliest: Some(published.earliest),
            latest: Some(published.latest),
            precision: Some(published.precision),
            timezone: Some(published.timezone.clone()),
            timezone_source: Some(published.timezone_source),
            source: Some(published.source),
            text: Some(published.text.clone()),
        }
    }
}

impl From<Option<&PublishedAt>> for Published {
    fn from(published: Option<&PublishedAt>) -> Self {
        published.map(Self::from).unwrap_or_default()
    }
}

/// A field that a revision changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ChangedField {
    /// `title`
    Title,
    /// `kicker`
    Kicker,
    /// `deck`
    Deck,
    /// `published_at` and its bounds
    PublishedAt,
}

/// What a headline said before.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Previous {
    /// The headline as it was.
    #[schemars(length(min = 1, max = MAX_LINE))]
    pub title: String,
    /// The kicker as it was.
    #[schemars(length(max = MAX_LINE))]
    pub kicker: Option<String>,
    /// The deck as it was.
    #[schemars(length(max = MAX_DECK))]
    pub deck: Option<String>,
    /// The time as it was.
    pub published_at: Option<DateTime<FixedOffset>>,
}

/// Why a headline was revised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Cause {
    /// The site edited it.
    Edit,
    /// Nobody edited it: it is known better now.
    Reading,
}

impl HeadlineEvent {
    /// The record's value.
    ///
    /// # Errors
    /// Only if the encoder fails, which its types rule out.
    pub fn to_json(&self) -> serde_json::Result<Vec<u8>> {
        serde_json::to_vec(self)
    }

    /// Reads a record's value.
    ///
    /// # Errors
    /// What the value lacks to be a headline event.
    pub fn from_json(value: &[u8]) -> serde_json::Result<Self> {
        serde_json::from_slice(value)
    }
}
