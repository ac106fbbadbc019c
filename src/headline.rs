//! The nouns every room speaks: what a headline is made of, as values.
//!
//! Nothing here reads bytes, asks the time or knows Kafka; the wire forms live in [`crate::contract`].

#![cfg_attr(not(test), warn(clippy::indexing_slicing))]

use std::fmt;

use chrono::{DateTime, FixedOffset, Utc};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// Most characters of a title, a kicker, a list's heading, a written time, a sender's id: what readers may rely on.
pub const MAX_LINE: usize = 1024;
/// Most characters of a deck.
pub const MAX_DECK: usize = 8192;
/// Most bytes of a URL.
pub const MAX_URL: usize = 8192;
/// Most bytes of a language tag.
pub const MAX_LANGUAGE: usize = 35;

/// Identity of a headline: 128 bits, shown as 26 lower-case base32 characters.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct HeadlineId([u8; 16]);

impl HeadlineId {
    /// No id sorts before it.
    pub const LEAST: Self = Self([0; 16]);

    /// The id whose 128 bits are the first of the SHA-256 of `parts`, each closed by a zero byte.
    pub fn digest(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update(part.as_bytes());
            hash.update([0]);
        }
        let mut id = [0; 16];
        id.copy_from_slice(hash.finalize().get(..16).unwrap_or(&[0; 16]));
        Self(id)
    }

    /// The id as bytes: the key of its record in the state's change log.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Reads back what [`Self::as_bytes`] gave; `None` for any other length.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        bytes.try_into().ok().map(Self)
    }
}

impl fmt::Display for HeadlineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = data_encoding::BASE32_NOPAD.encode(&self.0);
        text.make_ascii_lowercase();
        f.write_str(&text)
    }
}

impl fmt::Debug for HeadlineId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "HeadlineId({self})")
    }
}

/// What kind of list a headline stands in. Readers accept values they don't know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SectionKind {
    /// The site's, or a rubric's, newest items as a feed.
    Latest,
    /// Read also, more on this.
    Related,
    /// Most read.
    Popular,
    /// Teasers under a rubric's name.
    Section,
    /// By one author, editors' picks, the rest.
    Other,
}

impl SectionKind {
    /// Every kind, in the order of declaration.
    pub const ALL: [Self; 5] = [Self::Latest, Self::Related, Self::Popular, Self::Section, Self::Other];

    /// The name on the wire, in settings and as a metric's label.
    pub fn name(self) -> &'static str {
        match self {
            Self::Latest => "latest",
            Self::Related => "related",
            Self::Popular => "popular",
            Self::Section => "section",
            Self::Other => "other",
        }
    }
}

/// One standing of a headline in a list of a page.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct Section {
    /// The kind of the list.
    pub kind: SectionKind,
    /// The list's heading as a reader sees it, e.g. `Latest news`.
    #[schemars(length(max = MAX_LINE))]
    pub label: Option<String>,
    /// Place in the list, counted from 0.
    pub position: u32,
}

/// How finely the page told the time of publication.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Precision {
    /// To the second.
    Second,
    /// To the minute.
    Minute,
    /// To the hour ("2 hours ago").
    Hour,
    /// To the day.
    Day,
}

/// Where the zone that a time was read in comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum TimezoneSource {
    /// An offset stood beside the time.
    Written,
    /// The page event named the newsroom's zone.
    Event,
    /// A site rule names it.
    Rule,
    /// The page itself tells it.
    Page,
    /// The domain belongs to a country with one zone.
    Country,
    /// Nothing tells it: the likeliest zone of the country or language, else UTC, with bounds for what it may be instead.
    Default,
}

/// What the time was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum PublishedSource {
    /// A machine-readable attribute (`datetime`, `data-timestamp`, `title`).
    Attribute,
    /// Visible text with a date.
    Text,
    /// Visible clock time; the day was inferred.
    Clock,
    /// "2 hours ago".
    Relative,
    /// A date in the link.
    Url,
    /// JSON-LD, microdata or application state.
    StructuredData,
}

/// An instant of publication with all that is known, and not known, of it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct PublishedAt {
    /// The instant, with the offset in force there at that date.
    pub at: DateTime<FixedOffset>,
    /// First instant it may have been.
    pub earliest: DateTime<Utc>,
    /// First instant it can no longer have been: the bounds are `[earliest, latest)`.
    pub latest: DateTime<Utc>,
    /// How finely it was told.
    pub precision: Precision,
    /// IANA name of the zone it was read in.
    pub timezone: String,
    /// Where that zone comes from.
    pub timezone_source: TimezoneSource,
    /// What it was read from.
    pub source: PublishedSource,
    /// The words that were read, e.g. `27 January 2023 - 10:20`.
    pub text: String,
}

/// The page that something was read from.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
pub struct PageRef {
    /// The sender's own id of the page.
    #[schemars(length(max = MAX_LINE))]
    pub id: Option<String>,
    /// Absolute URL of the page.
    #[schemars(length(max = MAX_URL))]
    pub url: String,
    /// Instant of the fetch, clamped to the present.
    pub fetched_at: DateTime<Utc>,
}
