//! One fetched page, as it comes in on `pages.raw`.
//!
//! A record is read in the first of these forms that fits; header names are compared without case:
//!
//! 1. `content-type: application/cloudevents+json`: a structured CloudEvent. Its `data` is the JSON object of form 4,
//!    or, where `datacontenttype` is no JSON, the page itself (`data` as text or `data_base64`).
//! 2. `content-type` is JSON (`application/json`, `…+json`): the JSON object of form 4.
//! 3. a `url` or `ce_url` header, or `ce_specversion` with a `content-type`: a raw value. The value is the page, the
//!    headers say the rest, by the fields' names (`fetched-at` and `fetched_at` are the same).
//! 4. else the value is one JSON object with the fields of the contract.
//!
//! Attributes of a CloudEvent (`ce_*` headers, or members beside `data`) fill in what the data does not say: extensions
//! by the fields' names, `time` for `fetched_at`, `id` for `id`, and a `subject` that is a URL for `url`. Bare headers
//! speak for raw values only.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use url::Url;

use crate::contract::rejection::Rejection;

mod cloud_event;
mod fields;
mod headers;
mod raw;
mod reading;

pub use fields::schema;
pub use reading::page_url;

/// Longest `site` that is taken, in bytes.
pub const MAX_SITE: usize = 253;

/// One fetched page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageEvent {
    /// Absolute http(s) URL after redirects, without user name and password.
    pub url: Url,
    /// The page.
    pub body: Body,
    /// As the server sent it.
    pub content_type: Option<String>,
    /// Of the bytes of the body.
    pub content_encoding: Option<String>,
    /// Instant of the fetch, not yet clamped; the record's timestamp where the event does not tell.
    pub fetched_at: DateTime<Utc>,
    /// The sender's own id.
    pub id: Option<String>,
    /// What one site is.
    pub site: Option<String>,
    /// The newsroom's zone.
    pub timezone: Option<Tz>,
    /// BCP 47.
    pub language: Option<String>,
    /// Optional fields that were there and could not be used, each once: to be counted.
    pub ignored: Vec<&'static str>,
}

/// The optional fields, by name: the values that [`PageEvent::ignored`] may hold.
pub const OPTIONAL: [&str; 8] =
    ["status", "content_type", "content_encoding", "fetched_at", "id", "site", "timezone", "language"];

/// A page as it was handed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// Decoded by the sender.
    Text(String),
    /// As the server sent it: encoded, in a charset to be found.
    Bytes(Vec<u8>),
}

/// What a record holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A page to work on.
    Page(Box<PageEvent>),
    /// Nothing to work on, and no error either.
    PassedOver(PassedOver),
}

/// Why a record is passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PassedOver {
    /// The server did not answer 2xx.
    Status(u16),
    /// A record without a value.
    NoValue,
}

/// Reads a record of the page topic; `timestamp` is the record's own.
///
/// # Errors
/// The [`Rejection`] that sends the record to the dead letters.
pub fn read<'a>(
    value: Option<&'a [u8]>,
    headers: impl Iterator<Item = (&'a str, &'a [u8])>,
    timestamp: DateTime<Utc>,
) -> Result<Incoming, Rejection> {
    let Some(value) = value else {
        return Ok(Incoming::PassedOver(PassedOver::NoValue));
    };
    let headers = headers::Headers::collect(headers);
    let fields = match headers.form() {
        headers::Form::Structured => cloud_event::structured(value)?,
        headers::Form::Json => headers.attributes.under(fields::Fields::from_json(value)?),
        headers::Form::Raw => headers.page(value),
    };
    reading::read(fields, timestamp)
}

#[cfg(test)]
mod tests;
