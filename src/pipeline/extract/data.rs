//! JSON that stands in a page → records of dated headlines, and the arrays that they stand in.
//!
//! Read as it comes, in one pass, without building what is not looked for; nesting is bounded by the parser (128).

mod field;
mod visit;

use serde::de::{DeserializeSeed as _, IgnoredAny};

use crate::pipeline::written_time::WrittenTime;
pub(super) use field::is_article;
use visit::Seed;

/// Fewest dated headlines that are a list.
pub(super) const FEWEST: usize = 3;
/// Most records that are taken from a page.
const MOST_RECORDS: usize = 10_000;
/// Most values that one script assigns.
const MOST_VALUES: usize = 32;

/// A dated headline with its link.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) title: String,
    /// As it stands there.
    pub(super) link: String,
    pub(super) deck: Option<String>,
    pub(super) time: WrittenTime,
    /// It calls itself an article or posting, as linked data does.
    pub(super) is_article: bool,
}

/// Records that stand in one array and are at least half of it.
#[derive(Clone, Debug)]
pub(super) struct Array {
    /// What the object that holds it is called.
    pub(super) name: Option<String>,
    /// The field that it is the value of.
    pub(super) key: Option<String>,
    /// How many entries it has.
    pub(super) entries: usize,
    /// Their places among the records.
    pub(super) records: Vec<usize>,
}

/// What was found in the JSON of a page.
#[derive(Debug, Default)]
pub(super) struct Data {
    pub(super) records: Vec<Record>,
    pub(super) arrays: Vec<Array>,
}

impl Data {
    /// Takes what stands in `script`: JSON, or statements that assign JSON. What is broken ends the reading.
    pub(super) fn read(&mut self, script: &str) {
        let mut rest = script;
        for _ in 0..MOST_VALUES {
            let Some(value) = value(rest) else { return };
            let mut values = serde_json::Deserializer::from_str(value);
            if Seed::new(self, None).deserialize(&mut values).is_err() {
                return;
            }
            let end = values.into_iter::<IgnoredAny>().byte_offset();
            rest = value.get(end..).unwrap_or("").trim_start_matches([';', ' ', '\n', '\r', '\t']);
        }
    }
}

/// The JSON at the start of `script`, what it is assigned to left out.
fn value(script: &str) -> Option<&str> {
    let script = script.trim_start();
    if script.starts_with(['{', '[']) {
        return Some(script);
    }
    let (name, value) = script.split_once('=')?;
    let value = value.trim_start();
    (is_name(name) && value.starts_with(['{', '['])).then_some(value)
}

fn is_name(words: &str) -> bool {
    words.len() <= 120 && words.chars().all(|c| c.is_alphanumeric() || " _$.[]\"'-".contains(c))
}
