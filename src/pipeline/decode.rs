//! Page event → page: content encoding, charset, media type, site; size limits.

use std::borrow::Cow;

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;
use url::Url;

use crate::contract::page_event::{Body, PageEvent};
use crate::contract::rejection::Rejection;

mod charset;
mod inflate;
mod media;
mod prescan;
mod site;

/// How far the clocks of a crawler and of the broker may differ.
const SLACK: TimeDelta = TimeDelta::minutes(1);

/// A page as text, with everything that was told about it.
#[derive(Clone, Debug)]
pub struct Page<'e> {
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
    /// The page, decoded to UTF-8: that of the event itself where it is.
    pub text: Cow<'e, str>,
}

impl Page<'_> {
    /// The page by itself, without its event.
    pub fn into_owned(self) -> Page<'static> {
        Page { text: Cow::Owned(self.text.into_owned()), ..self }
    }
}

/// What kind of page it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Media {
    /// `text/html`, `application/xhtml+xml`.
    Html,
    /// `text/plain`.
    Text,
}

/// What a page may cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes, after decompression.
    pub max_page_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { max_page_bytes: 10 << 20 }
    }
}

/// A page, and what is to be counted about it.
#[derive(Clone, Debug)]
pub struct Decoded<'e> {
    /// The page.
    pub page: Page<'e>,
    /// `fetched_at` lay in the future and was put back.
    pub clamped: bool,
}

/// Decodes a page event. `now` is the earlier one of the record's timestamp and the clock.
///
/// # Errors
/// The [`Rejection`] that sends the event to the dead letters.
pub fn decode<'e>(event: &'e PageEvent, now: DateTime<Utc>, limits: &Limits) -> Result<Decoded<'e>, Rejection> {
    let (media, text) = match &event.body {
        Body::Text(text) => from_text(event, text, limits)?,
        Body::Bytes(bytes) => from_bytes(event, bytes, limits)?,
    };
    let latest = now + SLACK;
    let page = Page {
        url: event.url.clone(),
        site: event.site.clone().unwrap_or_else(|| site::of(&event.url)),
        id: event.id.clone(),
        fetched_at: event.fetched_at.min(latest),
        timezone: event.timezone,
        language: event.language.clone(),
        media,
        text,
    };
    Ok(Decoded { page, clamped: event.fetched_at > latest })
}

fn from_text<'e>(event: &PageEvent, text: &'e str, limits: &Limits) -> Result<(Media, Cow<'e, str>), Rejection> {
    within(text.len(), limits)?;
    let media = media::find(event.content_type.as_deref(), text.as_bytes())?;
    Ok((media, Cow::Borrowed(text.strip_prefix('\u{FEFF}').unwrap_or(text))))
}

fn from_bytes<'e>(event: &PageEvent, bytes: &'e [u8], limits: &Limits) -> Result<(Media, Cow<'e, str>), Rejection> {
    let bytes = inflate::inflate(bytes, event.content_encoding.as_deref(), limits.max_page_bytes)?;
    within(bytes.len(), limits)?;
    let media = media::find(event.content_type.as_deref(), &bytes)?;
    let text = charset::decode(bytes, event.content_type.as_deref(), media, site::tld(&event.url));
    Ok((media, text))
}

fn within(len: usize, limits: &Limits) -> Result<(), Rejection> {
    if len > limits.max_page_bytes { Err(too_large(limits.max_page_bytes)) } else { Ok(()) }
}

fn too_large(limit: usize) -> Rejection {
    Rejection::TooLarge { what: "bytes after decompression", limit: limit as u64 }
}

#[cfg(test)]
mod tests;
