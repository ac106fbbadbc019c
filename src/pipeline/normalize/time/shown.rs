//! What a reader sees of an item's time: all visible parts put together.

use crate::headline::PublishedSource;
use crate::pipeline::extract::Item;
use crate::pipeline::written_time::{AgoUnit, ClockTime, Reading, WrittenTime};

/// The visible time of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) reading: Reading,
    pub(super) text: String,
    pub(super) source: PublishedSource,
}

/// The visible time of `item`; the day separator above it counts as visible too, a date in its link where all else is
/// missing.
pub(super) fn shown(item: &Item) -> Option<Shown> {
    let visible = item.times.iter().filter(|time| is_visible(time));
    let finest = finest(visible.clone()).or(item.day.as_ref());
    let Some(finest) = finest else {
        return item.times.iter().find(|time| time.source == PublishedSource::Url).map(Shown::of);
    };
    let Some(clock) = visible.clone().find_map(|time| lone_clock(&time.reading).map(|clock| (time, clock))) else {
        return Some(Shown::of(finest));
    };
    let days = visible.clone().chain(item.day.as_ref());
    let day = days.into_iter().find_map(|time| with_clock(&time.reading, clock.1).map(|reading| (time, reading)));
    match day {
        Some((day, reading)) if fineness(&finest.reading) <= CLOCK => {
            let inside = visible.clone().any(|time| std::ptr::eq(time, day));
            let text = if inside { format!("{} {}", day.text, clock.0.text) } else { clock.0.text.clone() };
            Some(Shown { reading, text, source: PublishedSource::Text })
        }
        _ => Some(Shown::of(finest)),
    }
}

impl Shown {
    fn of(time: &WrittenTime) -> Self {
        Self { reading: time.reading.clone(), text: time.text.clone(), source: time.source }
    }
}

/// Fineness of a lone clock.
const CLOCK: u8 = 3;

/// The time stands in the text, where a reader sees it.
pub(super) fn is_visible(time: &WrittenTime) -> bool {
    matches!(time.source, PublishedSource::Text | PublishedSource::Clock | PublishedSource::Relative)
}

/// The time that tells most; of two whole dates the earlier one, for the other is that of an update.
fn finest<'a>(times: impl Iterator<Item = &'a WrittenTime>) -> Option<&'a WrittenTime> {
    times.min_by_key(|time| {
        let date = match &time.reading {
            Reading::Date { date, .. } => date.year.map(|year| (year, date.month, date.day)),
            _ => None,
        };
        (u8::MAX - fineness(&time.reading), date.is_none(), date)
    })
}

/// How much a reading tells, to choose among several.
fn fineness(reading: &Reading) -> u8 {
    match reading {
        Reading::Date { time: Some(_), .. } | Reading::Unix { .. } => 5,
        Reading::Day { time: Some(_), .. } => 4,
        Reading::Clock { .. } => CLOCK,
        Reading::Ago { unit: AgoUnit::Second | AgoUnit::Minute | AgoUnit::Hour, .. } => 2,
        Reading::Date { .. } | Reading::Day { .. } => 1,
        Reading::Ago { .. } => 0,
    }
}

fn lone_clock(reading: &Reading) -> Option<ClockTime> {
    match reading {
        Reading::Clock { time } => Some(*time),
        _ => None,
    }
}

/// A day without a time of day, with `clock`.
pub(super) fn with_clock(reading: &Reading, clock: ClockTime) -> Option<Reading> {
    match reading {
        Reading::Date { date, time: None, offset } => {
            Some(Reading::Date { date: *date, time: Some(clock), offset: *offset })
        }
        Reading::Day { day, time: None } => Some(Reading::Day { day: *day, time: Some(clock) }),
        _ => None,
    }
}
