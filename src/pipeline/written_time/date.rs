//! Dates in numbers: `27.01.2023`, `2023-01-27`, `01/27/23`, `27.01.`.

use super::reader::Reader;
use super::token::is_among;
use super::{WrittenDate, calendar};

/// Marks between the numbers of a date.
const SEPARATORS: &str = ".,/-‐‑–／．−";

/// A number of a date and how many digits it has.
type Number = (u64, usize);

impl Reader<'_> {
    /// A date of three numbers at `at`; where it ends and whether it stands as ISO 8601 has it.
    pub(super) fn numeric_date(&self, at: usize) -> Option<(WrittenDate, usize, bool)> {
        let separator = self.tokens.mark(at + 1).filter(|mark| is_separator(*mark))?;
        if self.tokens.mark(at + 3).is_none_or(|mark| mark != separator) {
            return None;
        }
        let (a, b, c) = (self.tokens.number(at)?, self.tokens.number(at + 2)?, self.tokens.number(at + 4)?);
        let glued = (at + 1..=at + 4).all(|token| self.tokens.is_glued(token));
        let closed = separator == '.' && self.tokens.mark(at + 5) == Some('.');
        if !glued && a.1 != 4 && c.1 != 4 && !closed || separator == ',' && !(glued && c.1 == 4 && b.1 == 2) {
            return None;
        }
        let date = self.three(a, b, c, separator)?;
        let iso = a.1 == 4 && separator == '-' && glued;
        Some((date, at + 5, iso))
    }

    /// Day and month in two numbers, without a year.
    pub(super) fn day_and_month(&self, at: usize) -> Option<(WrittenDate, usize)> {
        let separator = self.tokens.mark(at + 1).filter(|mark| is_separator(*mark))?;
        let (a, b) = (self.tokens.number(at)?, self.tokens.number(at + 2)?);
        let dot = separator == '.';
        let closed = dot && self.tokens.mark(at + 3) == Some('.') && self.tokens.is_glued(at + 3);
        let glued = self.tokens.is_glued(at + 1) && (self.tokens.is_glued(at + 2) || dot && closed);
        let full = a.1 == 2 && b.1 == 2 || closed;
        if !glued || separator == ',' || !full && !self.says_more(at + 3) || self.number_follows(at + 3, separator) {
            return None;
        }
        let end = if closed { at + 4 } else { at + 3 };
        let year = self
            .tokens
            .number(end)
            .and_then(|(year, digits)| calendar::year(year, digits, None, self.language).filter(|_| digits == 4));
        Some((self.two(a, b, separator, year)?, if year.is_some() { end + 1 } else { end }))
    }

    /// A clock or a year follows, so that two small numbers are a date.
    fn says_more(&self, from: usize) -> bool {
        let next = (from..from + 4).find(|&at| self.tokens.number(at).is_some());
        next.is_some_and(|at| self.clock(at).is_some() || self.tokens.number(at).is_some_and(|(_, digits)| digits == 4))
    }

    fn number_follows(&self, at: usize, separator: char) -> bool {
        self.tokens.mark(at) == Some(separator)
            && self.tokens.is_glued(at)
            && self.tokens.is_glued(at + 1)
            && self.tokens.number(at + 1).is_some()
    }

    fn three(&self, a: Number, b: Number, c: Number, separator: char) -> Option<WrittenDate> {
        if a.1 >= 3 {
            return self.year_first(a, b, c);
        }
        if b.1 > 2 || (c.1 != 4 && c.1 != 2) || (c.1 == 2 && a.1 + b.1 < 3) {
            return None;
        }
        if c.1 == 4 && self.is_persian(c.0) {
            return persian(c.0, b.0, a.0);
        }
        if c.1 == 2 && (a.0 > 31 || self.order.year_first && a.1 == 2) {
            let date = self.year_first(a, b, c);
            if date.is_some() || a.0 > 31 {
                return date;
            }
        }
        let year = calendar::year(c.0, c.1, None, self.language)?;
        self.two(a, b, separator, Some(year))
    }

    fn year_first(&self, year: Number, month: Number, day: Number) -> Option<WrittenDate> {
        if month.1 > 2 || day.1 > 2 {
            return None;
        }
        if self.is_persian(year.0) {
            return persian(year.0, month.0, day.0);
        }
        let republic = (year.1 == 3 && self.language == "zh").then_some(1911);
        date(Some(calendar::year(year.0, year.1, republic, self.language)?), month.0, day.0, false)
    }

    fn is_persian(&self, year: u64) -> bool {
        calendar::is_persian_year(year)
    }

    fn two(&self, a: Number, b: Number, separator: char, year: Option<i32>) -> Option<WrittenDate> {
        if a.1 > 2 || b.1 > 2 {
            return None;
        }
        let unclear = a.0 <= 12 && b.0 <= 12 && a.0 != b.0;
        // Who writes dots writes the day first, whatever the language of the template.
        let day_first = if unclear { self.order.day_first || separator == '.' } else { b.0 <= 12 };
        let ambiguous = unclear && !(separator == '.' && self.order.day_first);
        let (day, month) = if day_first { (a.0, b.0) } else { (b.0, a.0) };
        date(year, month, day, ambiguous)
    }
}

/// The date, if it exists.
pub(super) fn date(year: Option<i32>, month: u64, day: u64, ambiguous: bool) -> Option<WrittenDate> {
    let (month, day) = (u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    calendar::is_day(year, month, day).then_some(WrittenDate { year, month, day, ambiguous, weekday: None })
}

/// The Gregorian day of a Persian date.
pub(super) fn persian(year: u64, month: u64, day: u64) -> Option<WrittenDate> {
    let (year, month, day) = (i32::try_from(year).ok()?, u8::try_from(month).ok()?, u8::try_from(day).ok()?);
    let (year, month, day) = calendar::from_persian(year, month, day)?;
    Some(WrittenDate { year: Some(year), month, day, ambiguous: false, weekday: None })
}

fn is_separator(mark: char) -> bool {
    is_among(mark, SEPARATORS)
}
