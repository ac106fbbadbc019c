//! The list as one sequence: the day of a bare clock, the year of a date without one.

use chrono::{Datelike as _, Duration, NaiveDate, NaiveDateTime, NaiveTime};

use crate::headline::{Precision, SectionKind};
use crate::pipeline::written_time::{AgoUnit, ClockTime, DayWord, Reading, WrittenDate};

use super::shown::Shown;

/// A clock that is later than the one above it by no more is out of order, and still of the same day.
pub(super) const DISORDER: Duration = Duration::minutes(10);
/// The same for dates without a year: a shorter step up is no New Year.
const NO_NEW_YEAR: Duration = Duration::days(150);

/// Where a visible time lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Placed {
    /// A local time.
    Local {
        start: NaiveDateTime,
        precision: Precision,
        /// Seconds east of UTC, if told.
        offset: Option<i32>,
    },
    /// So long before the fetch.
    Ago { amount: u32, unit: AgoUnit },
}

/// How often a written time comes round.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cycle {
    Never,
    Day,
    Year,
}

/// Where each time of the list lies; `now` is the local time of the fetch.
pub(super) fn place(shown: &[Option<Shown>], kind: SectionKind, now: NaiveDateTime) -> Vec<Option<Placed>> {
    let mut placed: Vec<Option<(Placed, Cycle)>> =
        shown.iter().map(|shown| latest(&shown.as_ref()?.reading, now)).collect();
    let cycle = common_cycle(&placed);
    if cycle != Cycle::Never {
        match direction(&placed, cycle, kind) {
            Some(Direction::NewestFirst) => {
                let pinned = pinned(&placed_starts(&placed), now);
                roll(placed.iter_mut().flatten().skip(pinned), cycle);
            }
            Some(Direction::OldestFirst) => roll(placed.iter_mut().flatten().rev(), cycle),
            None => {}
        }
    }
    placed.into_iter().map(|placed| placed.map(|(placed, _)| placed)).collect()
}

/// The latest place not after `now`, and when the time would come round before it.
fn latest(reading: &Reading, now: NaiveDateTime) -> Option<(Placed, Cycle)> {
    let placed = match *reading {
        Reading::Ago { amount, unit } => return Some((Placed::Ago { amount, unit }, Cycle::Never)),
        Reading::Unix { .. } => return None,
        Reading::Clock { time } => {
            let today = now.date().and_time(clock(Some(time)));
            let start = if today > now { today - Duration::days(1) } else { today };
            return Some((Placed::Local { start, precision: precision(Some(time)), offset: None }, Cycle::Day));
        }
        Reading::Day { day, time } => not_after(local(day_of(day, time, now)?, time, None), now),
        Reading::Date { date, time, offset } => match date.year {
            Some(year) => local(self::day(year, date)?, time, offset),
            None if date.is_to_come(now.date()) => return None,
            None => return Some((local(last_such_day(date, now.date())?, time, offset), Cycle::Year)),
        },
    };
    Some((placed, Cycle::Never))
}

/// "Today 18:00" on a page that was fetched at noon: it is yesterday's page.
fn not_after(placed: Placed, now: NaiveDateTime) -> Placed {
    match placed {
        Placed::Local { start, precision, offset } if start > now => {
            Placed::Local { start: start - Duration::days(1), precision, offset }
        }
        placed => placed,
    }
}

fn local(day: NaiveDate, time: Option<ClockTime>, offset: Option<i32>) -> Placed {
    Placed::Local { start: day.and_time(clock(time)), precision: precision(time), offset }
}

fn precision(time: Option<ClockTime>) -> Precision {
    match time {
        Some(ClockTime { second: Some(_), .. }) => Precision::Second,
        Some(_) => Precision::Minute,
        None => Precision::Day,
    }
}

/// The time of day, midnight where none is told; a leap second is the second before it.
pub(super) fn clock(time: Option<ClockTime>) -> NaiveTime {
    let time = time.and_then(|time| {
        NaiveTime::from_hms_opt(time.hour.into(), time.minute.into(), time.second.unwrap_or(0).min(59).into())
    });
    time.unwrap_or(NaiveTime::MIN)
}

/// The date in a given year, if it has one.
pub(super) fn day(year: i32, date: WrittenDate) -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(year, date.month.into(), date.day.into())
}

/// The last day of that name not after `today`.
fn last_such_day(date: WrittenDate, today: NaiveDate) -> Option<NaiveDate> {
    (0..=8).filter_map(|back| day(today.year() - back, date)).find(|day| *day <= today)
}

fn day_of(day: DayWord, time: Option<ClockTime>, now: NaiveDateTime) -> Option<NaiveDate> {
    let told = now.date().checked_sub_signed(Duration::days(day.days_before(now.date()).into()))?;
    // a weekday's time of day that is still to come is that of a week ago
    let ahead = matches!(day, DayWord::Weekday(_)) && told.and_time(clock(time)) > now;
    if ahead { told.checked_sub_signed(Duration::days(7)) } else { Some(told) }
}

/// The cycle that the list's order can settle. Where only some times lack the day, those are of today: that is why it is
/// left out, and their order settles nothing.
fn common_cycle(placed: &[Option<(Placed, Cycle)>]) -> Cycle {
    let cycles = || placed.iter().flatten().filter(|(placed, _)| start(placed).is_some()).map(|(_, cycle)| *cycle);
    if cycles().any(|cycle| cycle == Cycle::Year) {
        Cycle::Year
    } else if cycles().all(|cycle| cycle == Cycle::Day) {
        Cycle::Day
    } else {
        Cycle::Never
    }
}

enum Direction {
    NewestFirst,
    OldestFirst,
}

/// Which way the list runs; `None` for a list without order, a ranking say.
fn direction(placed: &[Option<(Placed, Cycle)>], cycle: Cycle, kind: SectionKind) -> Option<Direction> {
    let starts = placed_starts(placed);
    let (ups, downs) = steps_over(&starts, tolerance(cycle));
    let steps = starts.len().saturating_sub(1);
    let allowed = match kind {
        SectionKind::Popular => return None,
        SectionKind::Latest => 1 + steps / 3,
        _ => steps / 5,
    };
    if ups <= allowed {
        Some(Direction::NewestFirst)
    } else if downs <= allowed && downs < ups {
        Some(Direction::OldestFirst)
    } else {
        None
    }
}

fn placed_starts(placed: &[Option<(Placed, Cycle)>]) -> Vec<NaiveDateTime> {
    placed.iter().flatten().filter_map(|(placed, _)| start(placed)).collect()
}

fn start(placed: &Placed) -> Option<NaiveDateTime> {
    match placed {
        Placed::Local { start, .. } => Some(*start),
        Placed::Ago { .. } => None,
    }
}

/// How often the next is later, and how often it is earlier.
pub(super) fn steps(days: &[NaiveDate]) -> (usize, usize) {
    let pairs = || days.iter().zip(days.iter().skip(1));
    (pairs().filter(|(a, b)| b > a).count(), pairs().filter(|(a, b)| b < a).count())
}

/// How often the next is later by more than the tolerance, and how often earlier.
pub(super) fn steps_over(starts: &[NaiveDateTime], tolerance: Duration) -> (usize, usize) {
    let pairs = || starts.iter().zip(starts.iter().skip(1));
    let ups = pairs().filter(|(a, b)| **b - **a > tolerance).count();
    (ups, pairs().filter(|(a, b)| **a - **b > tolerance).count())
}

fn tolerance(cycle: Cycle) -> Duration {
    if cycle == Cycle::Year { NO_NEW_YEAR } else { DISORDER }
}

/// How many items at the top are pinned: one, if the rest would be fresh and it is not.
fn pinned(starts: &[NaiveDateTime], now: NaiveDateTime) -> usize {
    match starts {
        [first, second, _, _, ..] => {
            let fresh = now - *second <= Duration::hours(2) && now - *first >= Duration::hours(3);
            usize::from(fresh && *second - *first > DISORDER)
        }
        _ => 0,
    }
}

/// Puts each time that comes round not after the one before it.
fn roll<'a>(placed: impl Iterator<Item = &'a mut (Placed, Cycle)>, cycle: Cycle) {
    let mut before: Option<NaiveDateTime> = None;
    for (placed, own) in placed {
        let Placed::Local { start, .. } = placed else { continue };
        if let Some(before) = before.filter(|before| *own == cycle && *start - *before > tolerance(cycle)) {
            *start = last_before(*start, before, cycle);
        }
        // A step up that is none keeps the mark, so that disorder does not add up.
        before = Some(before.map_or(*start, |before| if *own == cycle { before.min(*start) } else { *start }));
    }
}

/// The last time not after `before` (by more than the tolerance) at which `start` comes round.
fn last_before(start: NaiveDateTime, before: NaiveDateTime, cycle: Cycle) -> NaiveDateTime {
    let over = start - before - tolerance(cycle);
    match cycle {
        Cycle::Never => start,
        Cycle::Day => start - Duration::days((over.num_seconds() + 86_399).div_euclid(86_400).max(0)),
        Cycle::Year => {
            let date = WrittenDate {
                year: None,
                month: u8::try_from(start.month()).unwrap_or(1),
                day: u8::try_from(start.day()).unwrap_or(1),
                ambiguous: false,
                weekday: None,
            };
            let limit = (before + NO_NEW_YEAR).date();
            last_such_day(date, limit).map_or(start, |day| day.and_time(start.time()))
        }
    }
}
