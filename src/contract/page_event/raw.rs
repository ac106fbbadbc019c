//! One value as it was sent, before anybody asks what it should have been.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, Visitor};
use serde_json::value::RawValue;

/// A scalar of a JSON object, or a header. Anything may stand anywhere: a bad optional field never costs the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Raw<'a> {
    /// A string, or a header's value.
    Text(Cow<'a, str>),
    /// A JSON number as it was written.
    Number(&'a str),
    /// Anything else, by its name.
    Other(&'static str),
}

impl<'a> Raw<'a> {
    /// A header's value; bytes that are not UTF-8 become replacement characters.
    pub(super) fn header(value: &'a [u8]) -> Self {
        Self::Text(String::from_utf8_lossy(value))
    }

    /// The words of a string or the digits of a number.
    pub(super) fn literal(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Number(digits) => Some(digits),
            Self::Other(_) => None,
        }
    }

    /// What stands here, for an error.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Number(_) => "a number",
            Self::Other(kind) => kind,
        }
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Raw<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let json = <&'de RawValue>::deserialize(deserializer)?.get();
        Ok(match json.as_bytes().first() {
            Some(b'"') => Self::Text(text(json).map_err(serde::de::Error::custom)?),
            Some(b'{') => Self::Other("an object"),
            Some(b'[') => Self::Other("an array"),
            Some(b't' | b'f') => Self::Other("a boolean"),
            Some(b'n') | None => Self::Other("null"),
            Some(_) => Self::Number(json),
        })
    }
}

/// The characters of a JSON string. Half a surrogate pair, which crawlers do send, becomes a replacement character.
fn text(json: &str) -> serde_json::Result<Cow<'_, str>> {
    serde_json::Deserializer::from_str(json).deserialize_bytes(Lossy)
}

struct Lossy;

impl<'de> Visitor<'de> for Lossy {
    type Value = Cow<'de, str>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_borrowed_bytes<E>(self, bytes: &'de [u8]) -> Result<Self::Value, E> {
        Ok(String::from_utf8_lossy(bytes))
    }

    fn visit_bytes<E>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        Ok(Cow::Owned(String::from_utf8_lossy(bytes).into_owned()))
    }
}
