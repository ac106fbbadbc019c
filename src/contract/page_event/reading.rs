//! Fields as they were sent → a page event: required ones reject, optional ones are ignored and counted.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use chrono::{DateTime, SubsecRound as _, Utc};
use url::Url;

use super::fields::Fields;
use super::raw::Raw;
use super::{Body, Incoming, MAX_SITE, PageEvent, PassedOver};
use crate::contract::rejection::Rejection;
use crate::headline::{MAX_LANGUAGE, MAX_LINE, MAX_URL};

/// A fetch before 1990 is a mistake: seconds where milliseconds are meant, most likely.
const OLDEST_FETCH: i64 = 631_152_000_000;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

/// Reads the fields; `timestamp` is the record's own.
pub(super) fn read(fields: Fields<'_>, timestamp: DateTime<Utc>) -> Result<Incoming, Rejection> {
    let mut ignored = Vec::new();
    let mut optional = Optional { ignored: &mut ignored };
    if let Some(status) = optional.read("status", fields.status.as_ref(), status)
        && !(200..300).contains(&status)
    {
        return Ok(Incoming::PassedOver(PassedOver::Status(status)));
    }
    let url = url(fields.url.as_ref())?;
    let event = PageEvent {
        url,
        content_type: optional.read("content_type", fields.content_type.as_ref(), short),
        content_encoding: optional.read("content_encoding", fields.content_encoding.as_ref(), short),
        fetched_at: optional
            .read("fetched_at", fields.fetched_at.as_ref(), instant)
            .unwrap_or(timestamp)
            .trunc_subsecs(3),
        id: optional.read("id", fields.id.as_ref(), id),
        site: optional.read("site", fields.site.as_ref(), site),
        timezone: optional.read("timezone", fields.timezone.as_ref(), |raw| text(raw)?.parse().ok()),
        language: optional.read("language", fields.language.as_ref(), language),
        body: body(fields.page, fields.body, fields.body_base64)?,
        ignored,
    };
    Ok(Incoming::Page(Box::new(event)))
}

/// Reads optional fields and notes those that can't be used. Empty text is absent.
struct Optional<'a> {
    ignored: &'a mut Vec<&'static str>,
}

impl Optional<'_> {
    fn read<T>(
        &mut self,
        name: &'static str,
        raw: Option<&Raw<'_>>,
        parse: impl FnOnce(&Raw<'_>) -> Option<T>,
    ) -> Option<T> {
        let raw = raw.filter(|raw| raw.literal() != Some(""))?;
        let value = parse(raw);
        if value.is_none() {
            self.ignored.push(name);
        }
        value
    }
}

fn text<'a>(raw: &'a Raw<'_>) -> Option<&'a str> {
    match raw {
        Raw::Text(text) => Some(text.trim()),
        Raw::Number(_) | Raw::Other(_) => None,
    }
}

fn short(raw: &Raw<'_>) -> Option<String> {
    text(raw).filter(|text| text.len() <= 255).map(str::to_owned)
}

fn status(raw: &Raw<'_>) -> Option<u16> {
    raw.literal()?.trim().parse().ok().filter(|status| (100..600).contains(status))
}

fn instant(raw: &Raw<'_>) -> Option<DateTime<Utc>> {
    let literal = raw.literal()?.trim();
    let instant = match literal.parse() {
        Ok(millis) => DateTime::from_timestamp_millis(millis)?,
        Err(_) => DateTime::parse_from_rfc3339(literal).ok()?.to_utc(),
    };
    Some(instant).filter(|instant| instant.timestamp_millis() >= OLDEST_FETCH && instant.timestamp() < 253_402_300_800)
}

fn id(raw: &Raw<'_>) -> Option<String> {
    let id = match raw {
        Raw::Text(text) => text.as_ref(),
        Raw::Number(digits) => digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-').then_some(*digits)?,
        Raw::Other(_) => return None,
    };
    (id.len() <= MAX_LINE).then(|| id.to_owned())
}

fn site(raw: &Raw<'_>) -> Option<String> {
    let site = text(raw)?;
    let fits = !site.is_empty() && site.len() <= MAX_SITE && !site.chars().any(char::is_control);
    fits.then(|| site.to_lowercase())
}

/// A language tag by its shape: subtags of letters and digits, the first of two or three letters (or up to eight).
fn language(raw: &Raw<'_>) -> Option<String> {
    let tag = text(raw)?.replace('_', "-");
    let mut subtags = tag.split('-');
    let primary = subtags.next()?;
    let fits = (2..=8).contains(&primary.len()) && primary.bytes().all(|byte| byte.is_ascii_alphabetic());
    let rest =
        subtags.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()));
    (fits && rest && tag.len() <= MAX_LANGUAGE).then_some(tag)
}

fn url(raw: Option<&Raw<'_>>) -> Result<Url, Rejection> {
    let raw = raw.ok_or(Rejection::MissingField { field: "url" })?;
    page_url(text(raw).ok_or(Rejection::WrongType { field: "url", expected: "a string", found: raw.kind() })?)
}

/// Reads the URL of a page: absolute, http or https, without user name and password.
///
/// # Errors
/// [`Rejection::BadUrl`] says what is wrong with it.
pub fn page_url(text: &str) -> Result<Url, Rejection> {
    let bad = |reason: &str| Rejection::BadUrl { url: text.chars().take(200).collect(), reason: reason.to_owned() };
    if text.len() > MAX_URL {
        return Err(bad("it is longer than 8192 bytes"));
    }
    let mut url = Url::parse(text).map_err(|error| bad(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(bad("its scheme is another one"));
    }
    // A password in a link is nobody's business downstream. Both calls only fail where there is no host.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    Ok(url)
}

/// The page, from wherever it stands. Raw bytes win over text that somebody decoded before us.
fn body(page: Option<&[u8]>, body: Option<Raw<'_>>, body_base64: Option<Raw<'_>>) -> Result<Body, Rejection> {
    if let Some(page) = page {
        return if page.is_empty() { Err(Rejection::NoBody) } else { Ok(Body::Bytes(page.to_vec())) };
    }
    match (body_base64.filter(is_there), body.filter(is_there)) {
        (Some(Raw::Text(base64)), _) => decode_base64(&base64).map(Body::Bytes),
        (_, Some(Raw::Text(text))) => Ok(Body::Text(text.into_owned())),
        (Some(raw), _) => Err(Rejection::WrongType { field: "body_base64", expected: "a string", found: raw.kind() }),
        (None, Some(raw)) => Err(Rejection::WrongType { field: "body", expected: "a string", found: raw.kind() }),
        (None, None) => Err(Rejection::NoBody),
    }
}

fn is_there(raw: &Raw<'_>) -> bool {
    raw.literal() != Some("")
}

/// Both alphabets, with or without padding, with line breaks.
fn decode_base64(text: &str) -> Result<Vec<u8>, Rejection> {
    let packed: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    let engine = if packed.iter().any(|byte| matches!(byte, b'-' | b'_')) { URL_SAFE } else { STANDARD };
    engine.decode(&packed).map_err(|error| Rejection::BadBase64 { reason: error.to_string() })
}
