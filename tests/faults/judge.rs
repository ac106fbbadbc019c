//! What came out against what had to come out.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::AddAssign;

use serde_json::Value;

use crate::rig::reader::RawRecord;

/// The verdict; all are to be 0.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Seen {
    pub lost: usize,
    pub invented: usize,
    pub duplicated: usize,
    pub reordered: usize,
    /// Readers, or the line, stood still for longer than they may.
    pub stalled: usize,
}

impl Seen {
    pub fn is_clean(&self) -> bool {
        *self == Self::default()
    }
}

impl AddAssign for Seen {
    fn add_assign(&mut self, other: Self) {
        self.lost += other.lost;
        self.invented += other.invented;
        self.duplicated += other.duplicated;
        self.reordered += other.reordered;
        self.stalled += other.stalled;
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let all = [
            ("lost", self.lost),
            ("invented", self.invented),
            ("duplicated", self.duplicated),
            ("reordered", self.reordered),
            ("stalled", self.stalled),
        ];
        let told: Vec<String> =
            all.iter().filter(|(_, count)| *count > 0).map(|(what, count)| format!("{what} {count}")).collect();
        if told.is_empty() { f.pad("clean") } else { f.pad(&told.join(", ")) }
    }
}

/// Headline events as `event title`, in the order of the log.
pub fn told(records: &[RawRecord]) -> Vec<String> {
    let told =
        |event: Value| format!("{} {}", event["event"].as_str().unwrap_or("?"), event["title"].as_str().unwrap_or("?"));
    records.iter().map(event).map(told).collect()
}

/// A headline event.
pub fn event(record: &RawRecord) -> Value {
    serde_json::from_slice(&record.value().unwrap_or_default()).expect("a headline event is JSON")
}

/// Whether it is the dead letter of a page that was refused unread, for the processes that ended over it.
pub fn is_condemned(letter: &RawRecord) -> bool {
    let message = letter.header("dlq.error.message").unwrap_or_default();
    String::from_utf8_lossy(&message).contains("ended again and again") && !key(letter).starts_with("poison")
}

/// A record's key as text.
pub fn key(record: &RawRecord) -> String {
    String::from_utf8_lossy(&record.key().unwrap_or_default()).into_owned()
}

/// Compares what was found with what was expected, each once.
pub fn compare(expected: impl IntoIterator<Item = String>, found: Vec<String>) -> Seen {
    let mut times: BTreeMap<String, usize> = BTreeMap::new();
    for one in found {
        *times.entry(one).or_default() += 1;
    }
    let mut seen = Seen::default();
    for one in expected {
        match times.remove(&one) {
            None => seen.lost += 1,
            Some(times) => seen.duplicated += times - 1,
        }
    }
    seen.invented = times.len();
    seen
}
