//! Page event → page: content encoding, charset, media type, site; size limits.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

/// A page as text, with everything that was told about it.
#[derive(Clone, Debug)]
pub struct Page {
    /// Absolute URL after redirects.
    pub url: Url,
    /// What one site is: what the event said, else the registrable domain of `url`.
    pub site: String,
    /// The sender's own id.
    pub id: Option<String>,
    /// Instant of the fetch, clamped to the present: the core's "now".
    pub fetched_at: DateTime<Utc>,
    /// The newsroom's zone, where the event told it.
    pub timezone: Option<Tz>,
    /// BCP 47, where the event told it.
    pub language: Option<String>,
    /// How to read `text`.
    pub media: Media,
    /// The page, decoded to UTF-8.
    pub text: String,
}

/// What kind of page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `text/html`, `application/xhtml+xml`.
    Html,
    /// `text/plain`.
    Text,
}
