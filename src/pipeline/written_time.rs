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
mod reading;
mod token;
mod tongue;
mod whole;
mod worded;

use std::cell::OnceCell;
use std::ops::Range;

use crate::headline::PublishedSource;
use crate::pipeline::text::words::has_number;

use self::lexicon::lexicon;
use self::parts::Parts;
use self::reader::Reader;
pub use self::reading::{AgoUnit, ClockTime, DayWord, Reading, WrittenDate, WrittenTime};
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
    may_end: OnceCell<bool>,
}

impl<'a> Line<'a> {
    /// A text in a language.
    pub fn new(text: &'a str, tongue: &'a Tongue) -> Self {
        Self { text, tongue, reader: OnceCell::new(), may_end: OnceCell::new() }
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
        let dividers = if self.may_end() { None } else { Some(edges::dividers(self.text)) };
        // What stands at neither edge must be parted from what is on both sides of it.
        if dividers.is_some_and(|marks| marks < 2) && !edges::first_is_known(self.text, lexicon()) {
            return None;
        }
        self.tongue.edges.get(self.text, || self.search(dividers == Some(0)))
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
        *self.may_end.get_or_init(|| edges::last_is_known(self.text, lexicon(), &self.tongue.language))
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
