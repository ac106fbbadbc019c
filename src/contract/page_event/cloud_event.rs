//! CloudEvents 1.0 around a page event.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::value::RawValue;

use super::fields::{Fields, not_json, object};
use super::headers::is_json;
use super::raw::Raw;
use crate::contract::rejection::Rejection;

/// What a CloudEvent says about its data.
#[derive(Clone, Debug, Default)]
pub(super) struct Attributes<'a> {
    /// `specversion` was there.
    pub(super) is_cloud_event: bool,
    /// Extensions by the names of our fields.
    pub(super) extensions: Fields<'a>,
    id: Option<Raw<'a>>,
    time: Option<Raw<'a>>,
    subject: Option<Raw<'a>>,
}

impl<'a> Attributes<'a> {
    /// Takes the attribute of that name.
    pub(super) fn take(&mut self, name: &str, value: Raw<'a>) {
        match name.to_ascii_lowercase().as_str() {
            "specversion" => self.is_cloud_event = true,
            "id" => self.id = Some(value),
            "time" => self.time = Some(value),
            "subject" => self.subject = Some(value),
            name => {
                if let Some(slot) = self.extensions.slot(name) {
                    *slot = Some(value);
                }
            }
        }
    }

    /// The data's fields, with the attributes where they say nothing.
    pub(super) fn under(self, data: Fields<'a>) -> Fields<'a> {
        let known =
            Fields { id: self.id, fetched_at: self.time, url: self.subject.filter(is_url), ..Fields::default() };
        data.or(self.extensions).or(known)
    }
}

fn is_url(subject: &Raw<'_>) -> bool {
    subject.literal().is_some_and(|text| text.starts_with("https://") || text.starts_with("http://"))
}

/// The members of a structured event that carry or describe the data.
#[derive(Deserialize)]
struct Data<'a> {
    #[serde(borrow)]
    data: Option<&'a RawValue>,
    #[serde(borrow)]
    data_base64: Option<Raw<'a>>,
    #[serde(borrow)]
    datacontenttype: Option<Raw<'a>>,
}

/// Reads a structured CloudEvent.
pub(super) fn structured(value: &[u8]) -> Result<Fields<'_>, Rejection> {
    let value = object(value)?;
    let data: Data<'_> = serde_json::from_slice(value).map_err(not_json)?;
    Ok(attributes(value)?.under(data.fields()?))
}

fn attributes(value: &[u8]) -> Result<Attributes<'_>, Rejection> {
    // Keys may be written with escapes, so they are not always a slice of the value.
    let members: BTreeMap<Cow<'_, str>, Option<Raw<'_>>> = serde_json::from_slice(value).map_err(not_json)?;
    let mut attributes = Attributes::default();
    for (name, member) in members {
        if let (Some(member), false) = (member, matches!(&*name, "data" | "data_base64" | "datacontenttype")) {
            attributes.take(&name, member);
        }
    }
    Ok(attributes)
}

impl<'a> Data<'a> {
    fn fields(self) -> Result<Fields<'a>, Rejection> {
        let content_type = self.datacontenttype.as_ref().and_then(Raw::literal);
        if content_type.is_none_or(is_json) {
            let data = self.data.ok_or(Rejection::MissingField { field: "data" })?;
            return Fields::from_json(data.get().as_bytes());
        }
        let body = self.data.map(|data| serde_json::from_str(data.get())).transpose().map_err(not_json)?;
        Ok(Fields { body, body_base64: self.data_base64, content_type: self.datacontenttype, ..Fields::default() })
    }
}
