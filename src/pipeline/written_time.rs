//! What is written: civil fields and their precision. Never an instant; only [`super::normalize`] makes one.
//!
//! ```text
//! text ─ token ▶ numbers, words, marks ─ reader (date, worded, clock, ago) ▶ Parts ▶ Reading
//!                                          lexicon ┘ words of all languages, as data
//! ```

mod ago;
mod attribute;
mod calendar;
mod clock;
mod date;
mod edges;
mod evidence;
mod fold;
#[cfg(test)]
mod golden;
mod iso;
mod lexicon;
mod line;
#[cfg(test)]
mod locales;
mod look_up;
mod memo;
mod parts;
mod reader;
mod token;
mod tongue;
mod whole;
mod worded;

use std::cell::OnceCell;
use std::ops::Range;

use chrono::{Datelike as _, NaiveDate};

use crate::headline::PublishedSource;
use crate::pipeline::text::words::has_number;

use self::lexicon::lexicon;
use self::parts::Parts;
use self::reader::Reader;
pub use self::tongue::Tongue;

/// The longest text that can be nothing but a time, in bytes.
const LONGEST_TIME: usize = 160;
/// The longest line that is searched, in bytes.
const LONGEST_LINE: usize = 400;

/// Reads a text that is nothing but a time, perhaps behind a short lead word ("Published", "Updated:").
///
/// `language` (BCP 47) is a preference: where it is absent or says nothing, every language is tried.
pub fn read(text: &str, language: Option<&str>) -> Option<WrittenTime> {
    read_in(text, &Tongue::of(language))
}

/// [`read`], for many texts of one page.
pub fn read_in(text: &str, tongue: &Tongue) -> Option<WrittenTime> {
    Line::new(text, tongue).read()
}

/// Finds a time at the edge of a line that holds more than it: `10:20 Something happened`.
///
/// The range is in bytes of `text`. A number within a sentence is no time.
pub fn find(text: &str, language: Option<&str>) -> Option<(Range<usize>, WrittenTime)> {
    find_in(text, &Tongue::of(language))
}

/// [`find`], for many lines of one page.
pub fn find_in(text: &str, tongue: &Tongue) -> Option<(Range<usize>, WrittenTime)> {
    Line::new(text, tongue).find()
}

/// A text that is asked for a time in more than one way, and cut into words once.
pub struct Line<'a> {
    text: &'a str,
    tongue: &'a Tongue,
    reader: OnceCell<Reader<'a>>,
}

impl<'a> Line<'a> {
    /// A text in a language.
    pub fn new(text: &'a str, tongue: &'a Tongue) -> Self {
        Self { text, tongue, reader: OnceCell::new() }
    }

    /// As [`read_in`].
    pub fn read(&self) -> Option<WrittenTime> {
        if self.text.len() > LONGEST_TIME || !may_be_time(self.text) || !self.may_end() {
            return None;
        }
        self.tongue.wholes.get(self.text, || written(self.text, &self.reader().whole()?))
    }

    /// As [`find_in`].
    pub fn find(&self) -> Option<(Range<usize>, WrittenTime)> {
        if self.text.len() > LONGEST_LINE || !has_digit(self.text) || edges::is_lone_number(self.text) {
            return None;
        }
        let (may_end, dividers) = (self.may_end(), edges::dividers(self.text));
        // What stands at neither edge must be parted from what is on both sides of it.
        if !may_end && dividers < 2 && !edges::first_is_known(self.text, lexicon()) {
            return None;
        }
        self.tongue.edges.get(self.text, || self.search(!may_end && dividers == 0))
    }

    fn search(&self, at_start: bool) -> Option<(Range<usize>, WrittenTime)> {
        let reader = self.reader();
        let (tokens, parts) = reader.find(at_start)?;
        let start = reader.tokens.get(tokens.start)?.start;
        let end = reader.tokens.get(reader.closed(tokens.clone()).checked_sub(1)?)?.end;
        Some((start..end, written(self.text.get(start..end)?, &parts)?))
    }

    /// The last word does not speak against a time at the end.
    fn may_end(&self) -> bool {
        edges::last_is_known(self.text, lexicon(), &self.tongue.language)
    }

    fn reader(&self) -> &Reader<'a> {
        self.reader.get_or_init(|| Reader::new(self.text, self.tongue))
    }
}

/// Reads a machine-readable value: ISO 8601 and its sloppy spellings, RFC 2822, Unix seconds and milliseconds.
pub fn read_attribute(value: &str) -> Option<WrittenTime> {
    attribute::read(value)
}

/// Reads `10.12` as a day rather than a clock.
pub(crate) fn read_dotted_date(text: &str) -> Option<WrittenTime> {
    let tongue = Tongue::of(None);
    let mut reader = Reader::new(text, &tongue);
    reader.dotted_dates = true;
    let parts = reader.whole()?;
    written(text, &parts).filter(|time| matches!(time.reading, Reading::Date { .. }))
}

/// Whether `locale` (BCP 47) writes 27/1 rather than 1/27; true where nothing is known.
pub(crate) fn day_comes_first(locale: &str) -> bool {
    lexicon().order(&locale.to_ascii_lowercase()).day_first
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
    /// The weekday beside it, Monday 0 … Sunday 6, if told.
    pub weekday: Option<u8>,
}

impl WrittenDate {
    /// A date without a year whose weekday says that it is the next such day, not the last one before `today`: it tells
    /// of something to come.
    #[must_use]
    pub fn is_to_come(&self, today: NaiveDate) -> bool {
        let Some(weekday) = self.weekday.filter(|_| self.year.is_none()) else { return false };
        let of = |year| NaiveDate::from_ymd_opt(year, self.month.into(), self.day.into());
        let falls = |day: &NaiveDate| day.weekday().num_days_from_monday() == u32::from(weekday);
        let years = || (today.year() - 1..=today.year() + 1).filter_map(of);
        // tomorrow may be today where the page was made
        let next = years().find(|day| (*day - today).num_days() > 1);
        let last = years().rfind(|day| (*day - today).num_days() <= 1);
        next.is_some_and(|next| falls(&next)) && last.is_none_or(|last| !falls(&last))
    }
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

impl ClockTime {
    /// Read as one of 24 hours, where nothing tells the half of the day.
    #[must_use]
    pub fn of_a_whole_day(self) -> Self {
        let noon = self.half_day_unknown && self.hour == 0;
        Self { hour: if noon { 12 } else { self.hour }, half_day_unknown: false, ..self }
    }
}

/// A day told by a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayWord {
    /// Days before the day of the fetch: 0 today, 1 yesterday.
    Before(u8),
    /// A weekday, Monday 0 … Sunday 6: the last one not after the fetch.
    Weekday(u8),
    /// "Last Sunday", Monday 0 … Sunday 6: the last one before the day of the fetch.
    LastWeekday(u8),
}

impl DayWord {
    /// How many days before `today` the day lies.
    pub(crate) fn days_before(self, today: NaiveDate) -> u8 {
        let back = |weekday: u8| (today.weekday().num_days_from_monday() as u8 + 7 - weekday % 7) % 7;
        match self {
            Self::Before(days) => days,
            Self::Weekday(weekday) => back(weekday),
            Self::LastWeekday(weekday) => match back(weekday) {
                0 => 7,
                days => days,
            },
        }
    }
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

fn written(text: &str, parts: &Parts) -> Option<WrittenTime> {
    let reading = parts.reading()?;
    let source = match reading {
        Reading::Clock { .. } => PublishedSource::Clock,
        Reading::Ago { .. } => PublishedSource::Relative,
        Reading::Date { .. } | Reading::Day { .. } | Reading::Unix { .. } => PublishedSource::Text,
    };
    Some(WrittenTime { text: squeezed(text), source, reading })
}

/// Single blanks, none at the ends.
fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !squeezed.is_empty() {
            squeezed.push(' ');
        }
        squeezed.push_str(word);
    }
    squeezed
}

fn has_digit(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        || has_number(text) && text.chars().any(|c| token::digit(c).is_some())
}

/// Cheaper than reading: the first word must be one of a time, and a text without digits a word or two.
fn may_be_time(text: &str) -> bool {
    edges::first_is_known(text, lexicon())
        && !edges::is_lone_number(text)
        && (has_digit(text) || text.len() <= 60 && text.split_whitespace().nth(5).is_none())
}
