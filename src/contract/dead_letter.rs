//! A page event that can't be processed, as it goes to `pages.dead-letter`: the record as it came, and why.

use chrono::{DateTime, SecondsFormat, Utc};

use crate::contract::rejection::Rejection;

mod schema;

pub use schema::schema;

/// Longest `dlq.error.message`, in characters: a parser may quote half a page.
const MAX_MESSAGE: usize = 1000;
/// What a record costs beside key, value and headers (lengths, offsets), and each header beside name and value.
const RECORD_OVERHEAD: usize = 128;
const HEADER_OVERHEAD: usize = 10;

/// A header: a name, and a value that may be null.
pub type Header = (String, Option<Vec<u8>>);

/// The record that was rejected, as it was read.
#[derive(Clone, Copy, Debug)]
pub struct Original<'a> {
    /// Its topic.
    pub topic: &'a str,
    /// Its partition.
    pub partition: i32,
    /// Its offset.
    pub offset: i64,
    /// Its timestamp in epoch milliseconds, if it had one.
    pub timestamp: Option<i64>,
    /// Its key.
    pub key: Option<&'a [u8]>,
    /// Its value.
    pub value: Option<&'a [u8]>,
    /// Its headers, in order.
    pub headers: &'a [Header],
}

/// Who rejected it, and when.
#[derive(Clone, Copy, Debug)]
pub struct Circumstances<'a> {
    /// The consumer group, with the prefix.
    pub group: &'a str,
    /// The release.
    pub version: &'a str,
    /// The time of writing, the record's timestamp too.
    pub failed_at: DateTime<Utc>,
    /// Bytes that fit into one record of the dead-letter topic.
    pub max_record_bytes: usize,
}

/// A record for the dead-letter topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadLetter {
    /// The original key.
    pub key: Option<Vec<u8>>,
    /// The original value, cut where it does not fit.
    pub value: Option<Vec<u8>>,
    /// The original headers, then ours.
    pub headers: Vec<Header>,
}

impl DeadLetter {
    /// Makes the dead letter of a record.
    pub fn new(original: Original<'_>, rejection: &Rejection, at: &Circumstances<'_>) -> Self {
        let mut headers: Vec<Header> =
            original.headers.iter().filter(|(name, _)| !name.starts_with("dlq.")).cloned().collect();
        let ours = ours(&original, rejection, at);
        headers.extend(ours.into_iter().map(|(name, value)| (name.to_owned(), Some(value.into_bytes()))));
        let mut letter = Self { key: original.key.map(<[u8]>::to_vec), value: None, headers };
        letter.take_value(original.value, at.max_record_bytes);
        letter
    }

    /// Takes as much of the value as fits beside key and headers, and says so where that is not all.
    fn take_value(&mut self, value: Option<&[u8]>, max_record_bytes: usize) {
        let Some(value) = value else { return };
        let room = max_record_bytes.saturating_sub(self.size());
        if value.len() > room {
            self.headers.push(("dlq.truncated".to_owned(), Some(value.len().to_string().into_bytes())));
        }
        self.value = value.get(..room).or(Some(value)).map(<[u8]>::to_vec);
    }

    /// Bytes of the record without its value, at most.
    fn size(&self) -> usize {
        let header = |(name, value): &Header| name.len() + value.as_ref().map_or(0, Vec::len) + HEADER_OVERHEAD;
        RECORD_OVERHEAD + self.key.as_ref().map_or(0, Vec::len) + self.headers.iter().map(header).sum::<usize>()
    }
}

fn ours(original: &Original<'_>, rejection: &Rejection, at: &Circumstances<'_>) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("dlq.error.code", rejection.code().to_owned()),
        ("dlq.error.stage", rejection.stage().to_owned()),
        ("dlq.error.message", rejection.to_string().chars().take(MAX_MESSAGE).collect()),
        ("dlq.original.topic", original.topic.to_owned()),
        ("dlq.original.partition", original.partition.to_string()),
        ("dlq.original.offset", original.offset.to_string()),
        ("dlq.consumer.group", at.group.to_owned()),
        ("dlq.app", "headlined".to_owned()),
        ("dlq.app.version", at.version.to_owned()),
        ("dlq.failed.at", at.failed_at.to_rfc3339_opts(SecondsFormat::Millis, true)),
        ("dlq.attempts", attempts(original.headers).to_string()),
    ];
    headers.extend(original.timestamp.map(|millis| ("dlq.original.timestamp", millis.to_string())));
    headers
}

/// How often the record has failed by now: once more than it says.
fn attempts(headers: &[Header]) -> u32 {
    let told = headers.iter().rev().find(|(name, _)| name == "dlq.attempts");
    let told = told.and_then(|(_, value)| std::str::from_utf8(value.as_deref()?).ok()?.parse::<u32>().ok());
    told.unwrap_or(0).saturating_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: Circumstances<'static> = Circumstances {
        group: "headlined.extract",
        version: "1.2.3",
        failed_at: DateTime::UNIX_EPOCH,
        max_record_bytes: 4096,
    };

    fn letter(value: &[u8], headers: &[Header]) -> DeadLetter {
        let original = Original {
            topic: "pages.raw",
            partition: 3,
            offset: 42,
            timestamp: Some(1_700_000_000_000),
            key: Some(b"k"),
            value: Some(value),
            headers,
        };
        DeadLetter::new(original, &Rejection::NoBody, &AT)
    }

    fn header<'a>(letter: &'a DeadLetter, name: &str) -> Option<&'a str> {
        let mut found = letter.headers.iter().filter(|(header, _)| header == name);
        let value = found.next()?.1.as_deref()?;
        assert!(found.next().is_none(), "{name} stands there twice");
        std::str::from_utf8(value).ok()
    }

    #[test]
    fn the_record_is_kept_as_it_came() {
        let kept = ("trace".to_owned(), None);
        let letter = letter(b"\x00\xFFpage", std::slice::from_ref(&kept));
        assert_eq!(letter.key.as_deref(), Some(&b"k"[..]));
        assert_eq!(letter.value.as_deref(), Some(&b"\x00\xFFpage"[..]));
        assert_eq!(letter.headers.first(), Some(&kept));
        assert_eq!(header(&letter, "dlq.error.code"), Some("no_body"));
        assert_eq!(header(&letter, "dlq.original.timestamp"), Some("1700000000000"));
        assert_eq!(header(&letter, "dlq.attempts"), Some("1"));
        assert_eq!(header(&letter, "dlq.truncated"), None);
    }

    #[test]
    fn a_second_failure_replaces_the_headers_and_counts() {
        let first = letter(b"page", &[]);
        let second = letter(b"page", &first.headers);
        assert_eq!(header(&second, "dlq.attempts"), Some("2"));
        assert_eq!(second.headers.len(), first.headers.len());
    }

    #[test]
    fn what_does_not_fit_is_cut_and_says_so() {
        let letter = letter(&[b'x'; 5000], &[]);
        assert_eq!(header(&letter, "dlq.truncated"), Some("5000"));
        let size = letter.size() + letter.value.as_ref().map_or(0, Vec::len);
        assert!(size <= 4096 + 32, "{size}");
    }
}
