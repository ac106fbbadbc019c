//! Years and days of other calendars, as Gregorian ones.

use chrono::{Datelike as _, Duration, NaiveDate};

/// The Gregorian year that `written` means, with `era` added where one was named; `None` for no year of this age.
pub(super) fn year(written: u64, digits: usize, era: Option<i32>, language: &str) -> Option<i32> {
    let written = i32::try_from(written).ok()?;
    let year = match (era, digits) {
        (Some(era), _) => written.checked_add(era)?,
        (None, 2) if language == "th" && written > 50 => written + 2500 - 543,
        (None, 2) => written + if written < 70 { 2000 } else { 1900 },
        (None, 4) if (2400..2700).contains(&written) => written - 543,
        (None, 4) => written,
        _ => return None,
    };
    (1971..=2100).contains(&year).then_some(year)
}

/// Years of the Persian calendar that a page may be of.
pub(super) fn is_persian_year(written: u64) -> bool {
    (1340..1480).contains(&written)
}

/// The Gregorian day of a Persian one.
///
/// The leap years are those of the 33-year cycle, which agrees with the calendar of Iran from 1343 to 1472.
pub(super) fn from_persian(year: i32, month: u8, day: u8) -> Option<(i32, u8, u8)> {
    let (month_days, month) = (i64::from(month.checked_sub(1)?), month);
    if month > 12 || !(1..=31).contains(&day) || (month > 6 && day > 30) {
        return None;
    }
    let before = month_days * 30 + month_days.min(6);
    // 1 Farvardin 1375 was 20 March 1996, the first day of a year whose cycle began in 1375 - 21.
    let leaps = |y: i32| (8 * i64::from(y) + 21).div_euclid(33);
    let days = i64::from(year - 1375) * 365 + leaps(year) - leaps(1375);
    let first = NaiveDate::from_ymd_opt(1996, 3, 20)?;
    let date = first.checked_add_signed(Duration::try_days(days + before + i64::from(day) - 1)?)?;
    Some((date.year(), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?))
}

/// The day exists, in a leap year where the year isn't known.
pub(super) fn is_day(year: Option<i32>, month: u8, day: u8) -> bool {
    NaiveDate::from_ymd_opt(year.unwrap_or(2000), month.into(), day.into()).is_some()
}

/// Monday 0 … Sunday 6.
pub(super) fn weekday(year: i32, month: u8, day: u8) -> Option<u8> {
    let date = NaiveDate::from_ymd_opt(year, month.into(), day.into())?;
    u8::try_from(date.weekday().num_days_from_monday()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn persian_days_are_converted() {
        for (persian, gregorian) in [
            ((1375, 1, 1), (1996, 3, 20)),
            ((1399, 12, 30), (2021, 3, 20)),
            ((1400, 1, 1), (2021, 3, 21)),
            ((1402, 7, 15), (2023, 10, 7)),
            ((1403, 12, 30), (2025, 3, 20)),
            ((1404, 1, 1), (2025, 3, 21)),
            ((1408, 1, 1), (2029, 3, 20)),
            ((1409, 1, 1), (2030, 3, 21)),
        ] {
            assert_eq!(from_persian(persian.0, persian.1, persian.2), Some(gregorian), "{persian:?}");
        }
    }
}
