//! What the record's headers say: the form of the value, the fields of a raw value, the attributes of a CloudEvent.

use super::cloud_event::Attributes;
use super::fields::Fields;
use super::raw::Raw;

/// The headers that mean something to us; of two of one name the last counts.
#[derive(Default)]
pub(super) struct Headers<'a> {
    /// Bare headers.
    fields: Fields<'a>,
    /// `ce_*` headers.
    pub(super) attributes: Attributes<'a>,
}

/// How the value is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    /// A CloudEvent as JSON.
    Structured,
    /// The JSON object of a page event.
    Json,
    /// The page itself.
    Raw,
}

impl<'a> Headers<'a> {
    pub(super) fn collect(headers: impl Iterator<Item = (&'a str, &'a [u8])>) -> Self {
        let mut collected = Self::default();
        for (name, value) in headers.filter(|(_, value)| !value.is_empty()) {
            collected.take(name, value);
        }
        collected
    }

    fn take(&mut self, name: &str, value: &'a [u8]) {
        let value = Raw::header(value);
        match name.get(..3) {
            Some(start) if start.eq_ignore_ascii_case("ce_") => {
                self.attributes.take(name.get(3..).unwrap_or_default(), value);
            }
            _ => {
                if let Some(slot) = self.fields.slot(name) {
                    *slot = Some(value);
                }
            }
        }
    }

    /// The form of the value; see the module above for the rule.
    pub(super) fn form(&self) -> Form {
        let content_type = self.fields.content_type.as_ref().and_then(Raw::literal);
        match content_type {
            Some(name) if is(name, "application/cloudevents+json") => Form::Structured,
            Some(name) if is_json(name) => Form::Json,
            Some(_) if self.attributes.is_cloud_event => Form::Raw,
            _ if self.fields.url.is_some() || self.attributes.extensions.url.is_some() => Form::Raw,
            _ => Form::Json,
        }
    }

    /// The fields of a raw value.
    pub(super) fn page(self, value: &'a [u8]) -> Fields<'a> {
        self.attributes.under(Fields { page: Some(value), ..self.fields })
    }
}

/// Whether a content type is JSON of any kind.
pub(super) fn is_json(content_type: &str) -> bool {
    is(content_type, "application/json") || essence(content_type).to_ascii_lowercase().ends_with("+json")
}

fn is(content_type: &str, wanted: &str) -> bool {
    essence(content_type).eq_ignore_ascii_case(wanted)
}

/// A content type without its parameters.
fn essence(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}
