//! The contract is pinned: schemas are compared with the files in git, and events once published still read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use chrono::DateTime;
use serde_json::Value;

use super::headline_event::HeadlineEvent;
use super::page_event::{self, Incoming};
use super::{asyncapi, dead_letter, headline_event, printed};

/// Compares with the file in git. `UPDATE_SCHEMAS=1 cargo test --lib contract` writes it anew: look at the difference
/// before you commit it, for readers have built on what stands there.
#[expect(clippy::disallowed_methods, reason = "a switch for whoever runs the tests")]
fn pinned(name: &str, generated: Value) {
    let path = Path::new("src/contract").join(name);
    let text = printed(generated).unwrap();
    if env::var("UPDATE_SCHEMAS").is_ok() {
        fs::write(&path, &text).unwrap();
    }
    let told = fs::read_to_string(&path).unwrap_or_default();
    assert!(text == told, "{name} is out of date: UPDATE_SCHEMAS=1 cargo test --lib contract writes it anew");
}

#[test]
fn schemas_are_those_in_git() {
    pinned("page_event.schema.json", page_event::schema().to_value());
    pinned("headline_event.schema.json", headline_event::schema().to_value());
    pinned("dead_letter.schema.json", dead_letter::schema().to_value());
    pinned("asyncapi.json", asyncapi::document());
}

fn golden(folder: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new("tests/fixtures/contract").join(folder);
    let paths = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<_> = paths.map(|path| (path.clone(), fs::read(path).unwrap())).collect();
    assert!(!files.is_empty());
    files
}

/// A file is added when the message grows; none is ever changed.
#[test]
fn headline_events_once_published_still_read() {
    for (path, bytes) in golden("headline_event") {
        let event = HeadlineEvent::from_json(&bytes).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let before: Value = serde_json::from_slice(&bytes).unwrap();
        let after: Value = serde_json::from_slice(&event.to_json().unwrap()).unwrap();
        for (key, value) in before.as_object().unwrap() {
            assert_eq!(after.get(key), Some(value), "{}: {key}", path.display());
        }
    }
}

#[test]
fn page_events_once_sent_still_read() {
    for (path, bytes) in golden("page_event") {
        let read = page_event::read(Some(&bytes), std::iter::empty(), DateTime::UNIX_EPOCH);
        match read {
            Ok(Incoming::Page(event)) => assert_eq!(event.ignored, Vec::<&str>::new(), "{}", path.display()),
            other => panic!("{}: {other:?}", path.display()),
        }
    }
}

#[test]
fn every_key_of_a_headline_event_is_always_there() {
    let schema = headline_event::schema().to_value();
    let keys = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<BTreeSet<_>>();
    let required: BTreeSet<String> = serde_json::from_value(schema["required"].clone()).unwrap();
    assert_eq!(keys(&schema["properties"]), required);
    for (_, bytes) in golden("headline_event") {
        let event = HeadlineEvent::from_json(&bytes).unwrap();
        assert_eq!(keys(&serde_json::to_value(event).unwrap()), required);
    }
}

#[test]
fn headers_are_cloud_events_in_binary_mode() {
    let (_, bytes) = golden("headline_event").into_iter().find(|(path, _)| path.ends_with("revised.json")).unwrap();
    let event = HeadlineEvent::from_json(&bytes).unwrap();
    let headers = headline_event::headers(&event, "staging.headlines.v1", "staging.headlined", Some("00-a-b-01"));
    let schema = headline_event::headers_schema();
    for (name, _) in &headers {
        assert!(schema["properties"].get(*name).is_some(), "{name} is not in the schema");
    }
    let value = |name: &str| headers.iter().find(|(header, _)| *header == name).map(|(_, value)| value.as_str());
    assert_eq!(value("ce_id"), Some("kpd6ptejosdyv5jw7cjygi6im4.2.staging.headlines.v1"));
    assert_eq!(value("ce_source"), Some("urn:headlined:staging.headlined"));
    assert_eq!((value("ce_type"), value("ce_section")), (Some("headline.revised.v1"), Some("latest")));
    assert_eq!((value("ce_time"), value("traceparent")), (Some("2026-03-01T12:00:00Z"), Some("00-a-b-01")));
}
