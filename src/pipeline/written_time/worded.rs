//! Dates with a word in them: `27 January 2023`, `Jan. 27, '23`, `2023年1月27日`, in any order.

use super::lexicon::meaning::{Kinds, Meaning, Unit};
use super::reader::Reader;
use super::token::{Kind, is_among};
use super::{DayWord, WrittenDate, calendar, date};

/// Marks that may stand between the parts of a date.
const INSIDE: &str = ",.-–/'’‘،、‐‑／・º°():׳״॰·፣⹁་";

/// The most tokens between the first and the last part of a date.
const LONGEST: usize = 14;

/// A month by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Month {
    Gregorian(u8),
    Persian(u8),
}

/// The parts of a date as they come in.
#[derive(Default)]
struct Gathered {
    year: Option<(u64, usize)>,
    era: Option<i32>,
    month: Option<Month>,
    /// The month's name is known to be one.
    known: bool,
    day: Option<u64>,
    /// The last part was the month.
    month_last: bool,
    /// After the last part.
    end: usize,
}

impl Reader<'_> {
    /// A date with a month's name, or with marks behind its numbers, at `at`.
    pub(super) fn worded_date(&self, from: usize) -> Option<(WrittenDate, usize)> {
        let mut gathered = Gathered { end: from, ..Gathered::default() };
        let mut at = from;
        while at < from + LONGEST && !gathered.is_complete() {
            let next = match self.tokens.kind(at) {
                Some(Kind::Number { value, digits }) => self.gather_number(at, (value, digits), &mut gathered),
                Some(Kind::Word) => self.gather_word(at, &mut gathered),
                Some(Kind::Mark(mark)) => (at > from && is_inside(mark)).then_some(at + 1),
                None => None,
            };
            let Some(next) = next else { break };
            at = next;
        }
        let is_thai = |c: char| ('\u{e00}'..='\u{e7f}').contains(&c);
        let thai = self.tokens.phrase(from, gathered.end).chars().any(is_thai);
        Some((gathered.date(if thai { "th" } else { self.language })?, gathered.end))
    }

    /// A word for a day at `at`: "yesterday", "last Sunday".
    pub(super) fn day_word(&self, at: usize) -> Option<(DayWord, usize)> {
        self.known_word(at, Kinds::DAY.or(Kinds::LAST_WEEKDAY), |meaning| match meaning {
            Meaning::Day(day) => Some(DayWord::Before(day)),
            Meaning::LastWeekday(day) => Some(DayWord::LastWeekday(day)),
            _ => None,
        })
    }

    /// A month's name at `at`.
    pub(super) fn month(&self, at: usize) -> Option<(Month, usize)> {
        self.word(at, Kinds::MONTH.or(Kinds::PERSIAN_MONTH), |meaning| match meaning {
            Meaning::Month(month) => Some(Month::Gregorian(month)),
            Meaning::PersianMonth(month) => Some(Month::Persian(month)),
            _ => None,
        })
    }

    /// A word behind the day that begins as a month of the language does; it is believed beside a year only.
    fn month_by_beginning(&self, at: usize, gathered: &Gathered) -> Option<Month> {
        let wanted = gathered.month.is_none() && gathered.day.is_some() && self.inner(at).is_none();
        let word = wanted.then(|| self.tokens.phrase(at, at + 1))?;
        self.words.month_like(word, self.language).map(Month::Gregorian)
    }

    fn gather_number(&self, at: usize, number: (u64, usize), gathered: &mut Gathered) -> Option<usize> {
        let dash = self.tokens.mark(at + 1) == Some('-') && self.tokens.is_glued(at + 1);
        let end = match self.unit(if dash { at + 2 } else { at + 1 }) {
            Some((Unit::Hour | Unit::Minute | Unit::Second, _)) if number.0 < 60 => return None,
            Some((Unit::Year, end)) if gathered.year.is_none() => {
                gathered.year = Some(number);
                end
            }
            Some((Unit::Month, end)) if gathered.month.is_none() => {
                gathered.month = Some(Month::Gregorian(u8::try_from(number.0).ok()?));
                gathered.known = true;
                end
            }
            Some((Unit::Day, end)) if gathered.day.is_none() => {
                gathered.day = Some(number.0);
                end
            }
            _ => self.gather_bare(at, number, gathered)?,
        };
        gathered.end = end;
        Some(end)
    }

    /// A number without a mark: day or year by its size and place.
    fn gather_bare(&self, at: usize, (value, digits): (u64, usize), gathered: &mut Gathered) -> Option<usize> {
        if self.is_clock(at, gathered) || self.is_part_of_name(at) {
            return None;
        }
        if digits >= 3 || gathered.era.is_some() && gathered.year.is_none() {
            gathered.year = gathered.year.is_none().then_some((value, digits));
            return gathered.year.map(|_| at + 1);
        }
        // How many of the month there are: "January (5)", in lists of archives.
        if gathered.month.is_some()
            && self.tokens.mark(at + 1) == Some(')')
            && at > 0
            && self.tokens.mark(at - 1) == Some('(')
        {
            return None;
        }
        if gathered.day.is_none() {
            gathered.day = (1..=31).contains(&value).then_some(value);
            gathered.month_last = false;
            return gathered.day.map(|_| self.ordinal(at + 1));
        }
        let before = if at == gathered.end { None } else { self.tokens.mark(at - 1) };
        let follows = match before {
            None => at == gathered.end && gathered.month_last,
            Some('\'' | '’' | '‘' | ',') => true,
            Some('.' | '-' | '/') => gathered.month_last,
            Some(_) => false,
        };
        let is_year = digits == 2 && gathered.month.is_some() && gathered.year.is_none() && follows;
        gathered.year = if is_year { Some((value, digits)) } else { gathered.year };
        is_year.then_some(at + 1)
    }

    /// The number at `at` is the hour of a clock.
    fn is_clock(&self, at: usize, gathered: &Gathered) -> bool {
        let dot_counts = gathered.day.is_some() && gathered.month.is_some();
        match self.tokens.mark(at + 1) {
            Some('.') if !dot_counts => false,
            Some(':' | '：' | '.') => self.clock(at).is_some(),
            Some(_) => false,
            None => self.tokens.is_word(at + 1) && self.clock(at).is_some(),
        }
    }

    /// `D2`, `(12)`: glued to letters that are no month, or a count.
    fn is_part_of_name(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).filter(|_| self.tokens.is_glued(at)) else { return false };
        let counted = matches!(self.tokens.mark(before), Some('(' | '#'));
        let letters = self.tokens.get(before).filter(|token| token.kind == Kind::Word);
        let latin = letters.is_some_and(|token| {
            self.tokens
                .text
                .get(token.start..token.end)
                .is_some_and(|text| text.chars().any(|c| c.is_ascii_alphabetic()))
        });
        counted && at > 1 && self.tokens.number(at - 2).is_some() || latin && self.month(before).is_none()
    }

    /// Behind the ending of an ordinal number, if one stands there: `27th`, `27-го`, `1er`.
    fn ordinal(&self, at: usize) -> usize {
        let dash = self.tokens.mark(at) == Some('-') && self.tokens.is_glued(at);
        let word = if dash { at + 1 } else { at };
        let short = self.tokens.phrase(word, word + 1).chars().count() <= 3;
        if self.tokens.is_word(word) && self.tokens.is_glued(word) && short && self.month(word).is_none() {
            word + 1
        } else {
            at
        }
    }

    fn gather_word(&self, at: usize, gathered: &mut Gathered) -> Option<usize> {
        if gathered.month.is_none()
            && let Some((month, end)) = self.month(at)
        {
            gathered.month = Some(month);
            gathered.month_last = true;
            gathered.known = self
                .known_word(at, Kinds::MONTH, |meaning| matches!(meaning, Meaning::Month(_)).then_some(()))
                .is_some();
            gathered.end = end;
            return Some(end);
        }
        if let Some(month) = self.month_by_beginning(at, gathered) {
            gathered.month = Some(month);
            gathered.month_last = true;
            gathered.end = at + 1;
            return Some(at + 1);
        }
        let era = self.word(at, Kinds::ERA, |meaning| match meaning {
            Meaning::Era(years) => Some(years),
            _ => None,
        });
        if let Some((years, end)) = era {
            gathered.era = Some(years);
            return Some(end);
        }
        if gathered.end == at && gathered.day.is_none() && gathered.month.is_none() && gathered.year.is_none() {
            return None;
        }
        let weekday = |meaning| matches!(meaning, Meaning::Weekday(..) | Meaning::Inner).then_some(());
        self.word(at, Kinds::WEEKDAY.or(Kinds::INNER), weekday).map(|((), end)| end)
    }
}

impl Gathered {
    fn is_complete(&self) -> bool {
        self.year.is_some() && self.month.is_some() && self.day.is_some()
    }

    fn date(&self, language: &str) -> Option<WrittenDate> {
        let day = self.day?;
        match self.month? {
            Month::Gregorian(month) => {
                let year = match self.year {
                    Some((year, digits)) => Some(calendar::year(year, digits, self.era, language)?),
                    None if self.known => None,
                    None => return None,
                };
                date::date(year, month.into(), day, false)
            }
            Month::Persian(month) => {
                let (year, _) = self.year.filter(|(year, _)| calendar::is_persian_year(*year))?;
                date::persian(year, month.into(), day)
            }
        }
    }
}

fn is_inside(mark: char) -> bool {
    is_among(mark, INSIDE)
}
