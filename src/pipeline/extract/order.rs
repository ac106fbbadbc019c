//! How the times of a list follow each other. Only to judge lists by: instants are made elsewhere.

use chrono::{DateTime, Datelike, NaiveDate, Utc};

use crate::pipeline::written_time::{AgoUnit, Reading, WrittenTime};

/// A day without a time of day.
pub(super) fn is_day(time: &WrittenTime) -> bool {
    matches!(time.reading, Reading::Date { time: None, .. } | Reading::Day { time: None, .. })
}

/// Nothing but times of day were read.
pub(super) fn needs_day(times: &[WrittenTime]) -> bool {
    times.iter().all(|t| matches!(t.reading, Reading::Clock { .. }))
}

/// Minutes before the fetch, roughly; the future is negative.
pub(super) fn age(times: &[WrittenTime], fetched_at: DateTime<Utc>) -> Option<i64> {
    let best =
        times.iter().max_by_key(|t| matches!(t.reading, Reading::Unix { .. } | Reading::Date { time: Some(_), .. }))?;
    let now = fetched_at.timestamp() / 60;
    let today = fetched_at.date_naive();
    let start = |day: NaiveDate| day.and_hms_opt(0, 0, 0).map(|at| at.and_utc().timestamp() / 60);
    let clock = |time: Option<crate::pipeline::written_time::ClockTime>| {
        time.map_or(0, |t| i64::from(t.hour) * 60 + i64::from(t.minute))
    };
    match &best.reading {
        Reading::Unix { seconds } => Some(now - seconds / 60),
        Reading::Ago { amount, unit } => Some(i64::from(*amount) * minutes(*unit)),
        Reading::Clock { time } => start(today).map(|s| now - s - clock(Some(*time))),
        Reading::Day { day, time } => {
            start(today).map(|s| now - s + i64::from(day.days_before(today)) * 1440 - clock(*time))
        }
        Reading::Date { date, time, offset } => {
            let year = date.year.unwrap_or(today.year());
            let mut day = NaiveDate::from_ymd_opt(year, date.month.into(), date.day.into())?;
            if date.year.is_none() && date.is_to_come(today) {
                let next = if day > today { year } else { year + 1 };
                day = NaiveDate::from_ymd_opt(next, date.month.into(), date.day.into())?;
            } else if date.year.is_none() && day > today {
                day = NaiveDate::from_ymd_opt(year - 1, date.month.into(), date.day.into())?;
            }
            start(day).map(|s| now - s - clock(*time) + i64::from(offset.unwrap_or(0)) / 60)
        }
    }
}

fn minutes(unit: AgoUnit) -> i64 {
    match unit {
        AgoUnit::Second => 0,
        AgoUnit::Minute => 1,
        AgoUnit::Hour => 60,
        AgoUnit::Day => 1440,
        AgoUnit::Week => 10_080,
        AgoUnit::Month => 43_800,
        AgoUnit::Year => 525_600,
    }
}

/// Most times lie days after the fetch: events, not news.
pub(super) fn is_ahead(ages: &[i64]) -> bool {
    ages.iter().filter(|age| **age < -2_880).count() * 2 > ages.len()
}

/// Share of neighbours, in percent, where the later one in the list is not the newer; 100 for a feed.
pub(super) fn falls(ages: &[i64]) -> usize {
    let steps = ages.len().saturating_sub(1);
    let falling = ages.windows(2).filter(|two| matches!(two, [a, b] if b + 1 >= *a)).count();
    (falling * 100).checked_div(steps).unwrap_or(0)
}
