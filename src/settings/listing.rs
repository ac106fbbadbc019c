//! What is in force and where it comes from.

use config::{Map, Value, ValueKind};

use super::keys::{self, KEYS};
use super::kind::Kind;
use super::properties;
use crate::kafka::config::TopicsConfig;

/// A key, its value and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InForce {
    /// E.g. `kafka.group`.
    pub key: String,
    /// As it would be written; none where it is not set, `***` for a secret.
    pub value: Option<String>,
    /// File and line, the variable, `default`, or what it was computed from.
    pub place: String,
}

/// Every key, in the order of the reference.
pub(super) fn of(cache: &Value) -> Vec<InForce> {
    let mut listing = Vec::new();
    for (key, kind) in KEYS {
        let found = key.split('.').try_fold(cache, |value, part| table(value)?.get(part));
        match found {
            Some(value) => listing.push(entry(key, value, matches!(kind, Kind::Secret))),
            None => listing.push(InForce { key: (*key).to_owned(), value: None, place: "default".to_owned() }),
        }
    }
    listing.extend(of_properties(cache));
    listing
}

/// Lists the route of those who set none.
pub(super) fn add_default_route(listing: &mut [InForce], topics: &TopicsConfig) {
    for entry in listing.iter_mut().filter(|entry| entry.key == "publish.routes") {
        entry.value = Some(format!("[{{ topic = {:?}, sections = [\"latest\"] }}]", topics.headlines));
        "topics.headlines".clone_into(&mut entry.place);
    }
}

fn of_properties(cache: &Value) -> Vec<InForce> {
    let found = keys::PROPERTIES.split('.').try_fold(cache, |value, part| table(value)?.get(part)).and_then(table);
    let mut listing: Vec<InForce> = found
        .into_iter()
        .flatten()
        .map(|(name, value)| entry(&format!("{}.{name}", keys::PROPERTIES), value, properties::is_secret(name)))
        .collect();
    listing.sort_by(|one, other| one.key.cmp(&other.key));
    listing
}

fn entry(key: &str, value: &Value, is_secret: bool) -> InForce {
    let shown = if is_secret { "***".to_owned() } else { shown(&value.kind) };
    InForce { key: key.to_owned(), value: Some(shown), place: value.origin().unwrap_or_default().to_owned() }
}

fn table(value: &Value) -> Option<&Map<String, Value>> {
    match &value.kind {
        ValueKind::Table(table) => Some(table),
        _ => None,
    }
}

/// A value in the way TOML writes it.
fn shown(kind: &ValueKind) -> String {
    match kind {
        ValueKind::String(text) => format!("{text:?}"),
        ValueKind::Array(list) => {
            format!("[{}]", list.iter().map(|value| shown(&value.kind)).collect::<Vec<_>>().join(", "))
        }
        ValueKind::Table(table) => {
            let mut members: Vec<String> =
                table.iter().map(|(key, value)| format!("{key} = {}", shown(&value.kind))).collect();
            members.sort_by_key(|member| !member.starts_with("topic"));
            format!("{{ {} }}", members.join(", "))
        }
        other => other.to_string(),
    }
}
