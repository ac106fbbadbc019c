//! What is written: civil fields and their precision. Never an instant; only [`super::normalize`] makes one.

use std::ops::Range;

use crate::headline::PublishedSource;

/// Reads a text that is nothing but a time, perhaps behind a short lead word ("Published", "Updated:").
///
/// `language` (BCP 47) is a preference: where it is absent or says nothing, every language is tried.
pub fn read(_text: &str, _language: Option<&str>) -> Option<WrittenTime> {
    None
}

/// Finds a time at the edge of a line that holds more than it: `10:20 Something happened`.
///
/// The range is in bytes of `text`. A number within a sentence is no time.
pub fn find(_text: &str, _language: Option<&str>) -> Option<(Range<usize>, WrittenTime)> {
    None
}

/// Reads a machine-readable value: ISO 8601 and its sloppy spellings, RFC 2822, Unix seconds and milliseconds.
pub fn read_attribute(_value: &str) -> Option<WrittenTime> {
    None
}

/// A time as it was written somewhere on a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenTime {
    /// The words that were read, single blanks.
    pub text: String,
    /// Where they stood.
    pub source: PublishedSource,
    /// What they say.
    pub reading: Reading,
}

/// What a written time says. Where the order of day and month can't be told from the words alone, the date holds both
/// readings and the whole list decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reading {
    /// A date, with or without year and time of day.
    Date {
        /// The day.
        date: WrittenDate,
        /// The time of day, if told.
        time: Option<ClockTime>,
        /// Seconds east of UTC, if an offset or `Z` stood there.
        offset: Option<i32>,
    },
    /// A time of day alone: "10:20".
    Clock {
        /// The time of day.
        time: ClockTime,
    },
    /// "today 10:20", "yesterday", "Monday 9 am": days before the fetch, or the last such weekday.
    Day {
        /// Which day.
        day: DayWord,
        /// The time of day, if told.
        time: Option<ClockTime>,
    },
    /// "5 minutes ago".
    Ago {
        /// How many.
        amount: u32,
        /// Of what.
        unit: AgoUnit,
    },
    /// An exact instant: a Unix timestamp in an attribute.
    Unix {
        /// Seconds since 1970-01-01T00:00:00Z.
        seconds: i64,
    },
}

/// A calendar day as written (Gregorian by now; other calendars are converted while reading).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenDate {
    /// The year, if told.
    pub year: Option<i32>,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// Month and day may be the other way round: "03/04/2023".
    pub ambiguous: bool,
}

/// A time of day as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClockTime {
    /// 0 to 23, or 0 to 11 where `half_day_unknown`.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 60, if told.
    pub second: Option<u8>,
    /// A 12-hour clock without am or pm.
    pub half_day_unknown: bool,
}

/// A day told by a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayWord {
    /// Days before the day of the fetch: 0 today, 1 yesterday.
    Before(u8),
    /// A weekday, Monday 0 … Sunday 6: the last one not after the fetch.
    Weekday(u8),
}

/// The unit of a relative time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AgoUnit {
    /// Seconds.
    Second,
    /// Minutes.
    Minute,
    /// Hours.
    Hour,
    /// Days.
    Day,
    /// Weeks.
    Week,
    /// Months.
    Month,
    /// Years.
    Year,
}
