//! What has been read of a time so far, and what it says together.

use super::{AgoUnit, ClockTime, DayWord, Reading, WrittenDate, calendar};

/// What has been read so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Parts {
    pub(super) date: Option<WrittenDate>,
    pub(super) time: Option<ClockTime>,
    pub(super) offset: Option<i32>,
    pub(super) weekday: Option<(u8, bool)>,
    pub(super) day: Option<DayWord>,
    pub(super) ago: Option<(u32, AgoUnit)>,
    /// The date stands as ISO 8601 has it.
    pub(super) iso: bool,
    /// The clock is a lone hour.
    pub(super) lone_hour: bool,
}

impl Parts {
    pub(super) fn is_empty(&self) -> bool {
        self.date.is_none() && self.time.is_none() && self.day.is_none() && self.ago.is_none()
    }

    pub(super) fn set_date(&mut self, date: WrittenDate, iso: bool) {
        self.date = Some(date);
        self.iso = iso;
    }

    /// What the parts say together.
    pub(super) fn reading(&self) -> Option<Reading> {
        if let Some((amount, unit)) = self.ago {
            return Some(Reading::Ago { amount, unit });
        }
        if let Some(date) = self.date {
            let date = self.weekday.map_or(date, |(weekday, _)| with_weekday(date, weekday));
            let time = self.time.map(|time| if self.iso { time.of_a_whole_day() } else { time });
            return Some(Reading::Date { date, time, offset: self.offset });
        }
        let time = self.time;
        match (self.day, self.weekday) {
            (Some(day), _) => Some(Reading::Day { day, time }),
            (None, Some((day, full))) if full || time.is_some() => {
                Some(Reading::Day { day: DayWord::Weekday(day), time })
            }
            (None, Some(_)) => None,
            (None, None) => time.map(|time| Reading::Clock { time }),
        }
    }
}

/// A weekday beside the date may tell day from month, and the year.
fn with_weekday(date: WrittenDate, weekday: u8) -> WrittenDate {
    let date = WrittenDate { weekday: Some(weekday), ..date };
    let Some(year) = date.year.filter(|_| date.ambiguous) else { return date };
    let swapped = WrittenDate { month: date.day, day: date.month, ambiguous: false, ..date };
    let fits = |date: WrittenDate| calendar::weekday(year, date.month, date.day) == Some(weekday);
    match (fits(date), fits(swapped)) {
        (true, false) => WrittenDate { ambiguous: false, ..date },
        (false, true) => swapped,
        _ => date,
    }
}
