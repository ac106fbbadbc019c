//! What a written time says.

use chrono::{Datelike as _, NaiveDate};

use crate::headline::PublishedSource;

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
