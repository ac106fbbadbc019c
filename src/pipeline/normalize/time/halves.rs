//! A 12-hour clock without am and pm: which half of the day.

use chrono::{Duration, NaiveDateTime};

use crate::pipeline::written_time::{ClockTime, Reading};

use super::sequence;
use super::shown::Shown;

/// The fewest times that can prove a 12-hour clock.
const ENOUGH: usize = 3;

/// Settles every clock whose half of the day isn't told. It is one of 24 hours unless only the other half makes the
/// list fresh.
pub(super) fn settle(shown: &mut [Option<Shown>], now: NaiveDateTime) {
    let clocks: Vec<ClockTime> = shown.iter().flatten().filter_map(|shown| time(&shown.reading)).collect();
    let bare = shown.iter().flatten().all(|shown| matches!(shown.reading, Reading::Clock { .. }));
    let unknown = clocks.iter().all(|clock| clock.half_day_unknown);
    let twelve = bare && unknown && clocks.len() >= ENOUGH && is_twelve(&clocks, now);
    let mut before = now;
    for clock in shown.iter_mut().flatten().filter_map(|shown| time_mut(&mut shown.reading)) {
        if !clock.half_day_unknown {
            continue;
        }
        if twelve {
            before = latest(*clock, before, Duration::hours(12));
            clock.hour = u8::try_from(chrono::Timelike::hour(&before)).unwrap_or(clock.hour);
            clock.half_day_unknown = false;
        } else {
            *clock = clock.of_a_whole_day();
        }
    }
}

/// The newest is hours old on a 24-hour clock, and fresh on a 12-hour one; the whole list spans much less.
fn is_twelve(clocks: &[ClockTime], now: NaiveDateTime) -> bool {
    let fall = |clocks: &[ClockTime], period: Duration| {
        let mut ages = clocks.iter().scan(now, |before, clock| {
            *before = latest(*clock, *before, period);
            Some(now - *before)
        });
        let first = ages.next().unwrap_or_default();
        (first, ages.last().unwrap_or(first))
    };
    let whole: Vec<ClockTime> = clocks.iter().map(|clock| clock.of_a_whole_day()).collect();
    let (whole_first, whole_last) = fall(&whole, Duration::hours(24));
    let (half_first, half_last) = fall(clocks, Duration::hours(12));
    half_first <= Duration::hours(3)
        && whole_first >= Duration::hours(10)
        && half_last + Duration::hours(6) < whole_last
}

/// The latest time not after `before` that the clock, told every `period`, can mean.
fn latest(clock: ClockTime, before: NaiveDateTime, period: Duration) -> NaiveDateTime {
    let start = before.date().and_time(sequence::clock(Some(clock)));
    let ahead = (before - start).num_minutes().div_euclid(period.num_minutes().max(1));
    start + period * i32::try_from(ahead).unwrap_or(0)
}

fn time(reading: &Reading) -> Option<ClockTime> {
    match reading {
        Reading::Clock { time } => Some(*time),
        Reading::Date { time, .. } | Reading::Day { time, .. } => *time,
        _ => None,
    }
}

fn time_mut(reading: &mut Reading) -> Option<&mut ClockTime> {
    match reading {
        Reading::Clock { time } => Some(time),
        Reading::Date { time, .. } | Reading::Day { time, .. } => time.as_mut(),
        _ => None,
    }
}
