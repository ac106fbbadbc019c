//! Machine-readable values: ISO 8601 and its sloppy spellings, RFC 2822, Unix seconds and milliseconds.

use crate::headline::PublishedSource;

use super::iso;
use super::reader::Reader;
use super::tongue::Tongue;
use super::{ClockTime, Reading, WrittenDate, WrittenTime};

thread_local! {
    /// Machines write English.
    static ENGLISH: Tongue = Tongue::of(Some("en"));
}

/// The longest value that is looked at, in bytes.
const LONGEST: usize = 80;
/// 2001 to 2100 in Unix seconds.
const SECONDS: std::ops::Range<i64> = 978_307_200..4_102_444_800;

/// Reads a machine-readable value; a value without a whole date is refused.
pub(super) fn read(value: &str) -> Option<WrittenTime> {
    let value = value.trim();
    let value = value.strip_prefix("/Date(").and_then(|value| value.strip_suffix(")/")).unwrap_or(value);
    if value.len() > LONGEST {
        return None;
    }
    let reading = iso::read(value).or_else(|| digits(value)).or_else(|| dated(value))?;
    Some(WrittenTime { text: super::squeezed(value), source: PublishedSource::Attribute, reading })
}

/// A value of nothing but digits.
fn digits(value: &str) -> Option<Reading> {
    if !value.bytes().all(|byte| byte.is_ascii_digit()) {
        return unix(value.split_once('.').filter(|(whole, _)| whole.len() == 10)?.0);
    }
    match value.len() {
        8 => dated(&spelt(value, "")),
        12 | 14 => dated(&spelt(value, "T")),
        _ => unix(value),
    }
}

fn unix(value: &str) -> Option<Reading> {
    let number: i64 = value.parse().ok()?;
    let seconds = match value.len() {
        10 => number,
        13 => number / 1000,
        16 => number / 1_000_000,
        _ => return None,
    };
    SECONDS.contains(&seconds).then_some(Reading::Unix { seconds })
}

/// `20230127102030` as `2023-01-27T10:20:30`.
fn spelt(value: &str, middle: &str) -> String {
    let part = |range| value.get(range).unwrap_or_default();
    let date = format!("{}-{}-{}", part(0..4), part(4..6), part(6..8));
    match value.len() {
        8 => date,
        12 => format!("{date}{middle}{}:{}", part(8..10), part(10..12)),
        _ => format!("{date}{middle}{}:{}:{}", part(8..10), part(10..12), part(12..14)),
    }
}

pub(super) fn dated(value: &str) -> Option<Reading> {
    let basic = basic_iso(value);
    let value = basic.as_deref().unwrap_or(value);
    ENGLISH.with(|english| whole_date(&Reader::new(value, english)))
}

fn whole_date(reader: &Reader<'_>) -> Option<Reading> {
    let start = (0..reader.tokens.len().min(4))
        .find(|&at| reader.tokens.number(at).is_some() || reader.month(at).is_some() || reader.scan(at).is_some())?;
    let (parts, end) = reader.scan(start)?;
    // Names of the zone may follow: `[Asia/Baku]`, `(Azerbaijan Standard Time)`, `+04`.
    let named = matches!(reader.tokens.mark(end), Some('[' | '('))
        || parts.offset.is_some() && matches!(reader.tokens.mark(end), Some('+' | '-'));
    if !reader.is_rest(end) && !named {
        return None;
    }
    match parts.reading()? {
        Reading::Date { date: WrittenDate { year: None, .. }, .. } => None,
        Reading::Date { date, time, offset } => {
            Some(Reading::Date { date, time: time.map(ClockTime::of_a_whole_day), offset })
        }
        _ => None,
    }
}

/// `20230127T102030Z` with its marks.
fn basic_iso(value: &str) -> Option<String> {
    let (day, rest) = value.split_once(['T', 't'])?;
    if day.len() != 8 || !day.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (time, zone) = rest.split_at_checked(digits)?;
    Some(match digits {
        4 | 6 => format!("{}{zone}", spelt(&format!("{day}{time}"), "T")),
        _ => format!("{}T{rest}", spelt(day, "")),
    })
}
