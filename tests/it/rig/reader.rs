//! The judge: `docs/reader.py`, a read-committed reader in another language on another client, as a subscriber would write it.

use std::process::Output;

use serde::Deserialize;
use serde_json::Value;

use crate::rig::{environment, keeper};

/// A headline event as it stands on a topic, with the record around it.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Headline {
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
    pub timestamp: i64,
    pub key: String,
    pub headers: std::collections::BTreeMap<String, String>,
    pub value: Value,
}

impl Headline {
    /// A text field of the event; empty where it is null.
    pub fn text(&self, field: &str) -> &str {
        self.value.get(field).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn id(&self) -> &str {
        self.text("id")
    }

    pub fn title(&self) -> &str {
        self.text("title")
    }

    /// `published` or `revised`.
    pub fn event(&self) -> &str {
        self.text("event")
    }
}

/// Any record, its bytes as they are.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct RawRecord {
    pub topic: String,
    pub partition: i32,
    pub offset: i64,
    pub timestamp: i64,
    key_base64: Option<String>,
    value_base64: Option<String>,
    headers_base64: Vec<(String, Option<String>)>,
}

impl RawRecord {
    pub fn key(&self) -> Option<Vec<u8>> {
        self.key_base64.as_deref().map(decode)
    }

    pub fn value(&self) -> Option<Vec<u8>> {
        self.value_base64.as_deref().map(decode)
    }

    /// The last header of that name.
    pub fn header(&self, name: &str) -> Option<Vec<u8>> {
        let (_, value) = self.headers_base64.iter().rfind(|(key, _)| key == name)?;
        value.as_deref().map(decode)
    }

    /// Every header in order.
    pub fn headers(&self) -> Vec<(String, Option<Vec<u8>>)> {
        self.headers_base64.iter().map(|(key, value)| (key.clone(), value.as_deref().map(decode))).collect()
    }
}

/// Every headline event of these topics as of now; panics where one breaks the contract (key, headers, keys of the value, repeats).
pub fn headlines(bootstrap: &str, topics: &[&str]) -> Vec<Headline> {
    lines(run(bootstrap, &[], topics))
}

/// Every committed record of these topics as of now, unchecked.
pub fn records(bootstrap: &str, topics: &[&str]) -> Vec<RawRecord> {
    lines(run(bootstrap, &["--raw"], topics))
}

/// What the reader says to `topics`, with `options` of its own.
pub fn run(bootstrap: &str, options: &[&str], topics: &[&str]) -> Output {
    let python = environment::fetched("venv/bin/python");
    assert!(python.exists(), "no reader: {} is missing, `tests/run --fetch` makes it", python.display());
    let mut reader = keeper::command(python);
    reader.arg(environment::repository("docs/reader.py")).args(["--bootstrap", bootstrap, "--until-end"]);
    reader.args(options).args(topics).output().expect("the reader runs")
}

fn lines<T: for<'a> Deserialize<'a>>(output: Output) -> Vec<T> {
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "the independent reader objects ({}):\n{said}", output.status);
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))).collect()
}

fn decode(text: &str) -> Vec<u8> {
    data_encoding::BASE64.decode(text.as_bytes()).expect("base64")
}
