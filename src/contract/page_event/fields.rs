//! The fields of a page event, however they came in, and the JSON object they come in mostly.

use schemars::JsonSchema;
use serde::Deserialize;

use super::MAX_SITE;
use super::raw::Raw;
use crate::contract::rejection::Rejection;
use crate::headline::{MAX_LANGUAGE, MAX_LINE, MAX_URL};

/// One fetched page. Unknown keys are ignored, null is absent.
#[derive(Clone, Debug, Default, PartialEq, Deserialize, JsonSchema)]
#[schemars(
    title = "Page event",
    extend("$id" = "urn:headlined:schema:page-event.v1"),
    extend("anyOf" = [{ "required": ["body"] }, { "required": ["body_base64"] }])
)]
pub(super) struct Fields<'a> {
    /// Absolute http(s) URL of the page, after redirects.
    #[serde(borrow)]
    #[schemars(with = "String", url, length(min = 8, max = MAX_URL))]
    pub(super) url: Option<Raw<'a>>,
    /// The page as text.
    #[schemars(with = "Option<String>", length(min = 1))]
    pub(super) body: Option<Raw<'a>>,
    /// The page's raw bytes in base64; the charset is found as browsers do. Wins over `body`.
    #[schemars(with = "Option<String>", length(min = 1), extend("contentEncoding" = "base64"))]
    pub(super) body_base64: Option<Raw<'a>>,
    /// As the server sent it (`text/html`, `application/xhtml+xml`, `text/plain`); sniffed where absent.
    #[schemars(with = "Option<String>", length(max = 255))]
    pub(super) content_type: Option<Raw<'a>>,
    /// Of `body_base64`: `gzip`, `zstd`, `br`, `deflate`.
    #[schemars(with = "Option<String>", length(max = 255))]
    pub(super) content_encoding: Option<Raw<'a>>,
    /// Instant of the fetch: RFC 3339, or milliseconds since 1970; where absent, the Kafka record's timestamp.
    #[schemars(with = "Option<Instant>")]
    pub(super) fetched_at: Option<Raw<'a>>,
    /// The sender's own id, handed on in `page.id`.
    #[schemars(with = "Option<SenderId>")]
    pub(super) id: Option<Raw<'a>>,
    /// What one site is; where absent, the registrable domain of `url`.
    #[schemars(with = "Option<String>", length(min = 1, max = MAX_SITE))]
    pub(super) site: Option<Raw<'a>>,
    /// IANA zone of the newsroom, e.g. `Asia/Baku`.
    #[schemars(with = "Option<String>", length(max = 64))]
    pub(super) timezone: Option<Raw<'a>>,
    /// BCP 47; else what the page tells.
    #[schemars(with = "Option<String>", length(max = MAX_LANGUAGE))]
    pub(super) language: Option<Raw<'a>>,
    /// HTTP status; a page that is not 2xx is passed over.
    #[schemars(with = "Option<u16>", range(min = 100, max = 599))]
    pub(super) status: Option<Raw<'a>>,
    /// The page itself, where the value is no JSON.
    #[serde(skip)]
    pub(super) page: Option<&'a [u8]>,
}

/// A point in time: RFC 3339 or epoch milliseconds.
#[derive(JsonSchema)]
#[schemars(inline, untagged)]
#[allow(dead_code, reason = "describes the wire")]
enum Instant {
    Text(chrono::DateTime<chrono::Utc>),
    Millis(u64),
}

/// Text or an integer.
#[derive(JsonSchema)]
#[schemars(inline, untagged)]
#[allow(dead_code, reason = "describes the wire")]
enum SenderId {
    Text(#[schemars(length(max = MAX_LINE))] String),
    Number(i64),
}

/// The JSON Schema of a page event.
pub fn schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Fields<'static>>()
}

impl<'a> Fields<'a> {
    /// Reads the JSON object.
    pub(super) fn from_json(value: &'a [u8]) -> Result<Self, Rejection> {
        serde_json::from_slice(object(value)?).map_err(not_json)
    }

    /// What stands here, and what `other` says where nothing stands here.
    pub(super) fn or(self, other: Self) -> Self {
        Self {
            url: self.url.or(other.url),
            body: self.body.or(other.body),
            body_base64: self.body_base64.or(other.body_base64),
            content_type: self.content_type.or(other.content_type),
            content_encoding: self.content_encoding.or(other.content_encoding),
            fetched_at: self.fetched_at.or(other.fetched_at),
            id: self.id.or(other.id),
            site: self.site.or(other.site),
            timezone: self.timezone.or(other.timezone),
            language: self.language.or(other.language),
            status: self.status.or(other.status),
            page: self.page.or(other.page),
        }
    }

    /// Where the field of that name goes, for the fields that may stand outside the JSON object. Names are written
    /// in many ways there (`fetched-at`, `fetched_at`, `ce_fetchedat`): separators don't count.
    pub(super) fn slot(&mut self, name: &str) -> Option<&mut Option<Raw<'a>>> {
        let name: String = name.chars().filter(|c| !matches!(c, '-' | '_')).map(|c| c.to_ascii_lowercase()).collect();
        Some(match name.as_str() {
            "url" => &mut self.url,
            "contenttype" => &mut self.content_type,
            "contentencoding" => &mut self.content_encoding,
            "fetchedat" => &mut self.fetched_at,
            "id" => &mut self.id,
            "site" => &mut self.site,
            "timezone" => &mut self.timezone,
            "language" => &mut self.language,
            "status" => &mut self.status,
            _ => return None,
        })
    }
}

/// The bytes of a JSON object: without byte order mark and blanks before it, and no array, which serde would take too.
pub(super) fn object(value: &[u8]) -> Result<&[u8], Rejection> {
    let value = value.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(value).trim_ascii_start();
    match value.first() {
        Some(b'{') => Ok(value),
        Some(0) => Err(Rejection::SchemaFramed),
        Some(&byte) => Err(not_json(format!("it starts with {:?}", char::from(byte)))),
        None => Err(not_json("it is empty")),
    }
}

/// The rejection of bytes that are no JSON object.
pub(super) fn not_json(reason: impl ToString) -> Rejection {
    Rejection::NotJson { reason: reason.to_string() }
}
