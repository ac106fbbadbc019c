//! Items that show a clock beside an exact instant tell the page's offset from UTC.

use chrono::{DateTime, NaiveTime};

use crate::pipeline::extract::List;
use crate::pipeline::written_time::{Reading, WrittenTime};

use super::machine::{civil, machine_times};
use super::sequence::clock;
use super::shown::Shown;

/// So many items must show an offset before it counts.
const ENOUGH: usize = 2;
/// Offsets are multiples of a quarter of an hour.
const QUARTER: i64 = 900;

/// The offsets that the page's items show, in seconds east of UTC; empty where they contradict each other.
pub(super) fn offsets(lists: &[List], shown: &[Vec<Option<Shown>>]) -> Vec<i32> {
    let items = lists.iter().zip(shown).flat_map(|(list, shown)| list.items.iter().zip(shown));
    let mut found: Vec<i32> = items
        .filter_map(|(item, shown)| {
            let clock = visible_clock(shown.as_ref()?)?;
            machine_times(item).find_map(exact).map(|at| apart(clock, at))?
        })
        .collect();
    found.sort_unstable();
    let mut offsets = found.clone();
    offsets.dedup();
    let proved = |offset: &i32| found.iter().filter(|other| *other == offset).count() >= ENOUGH;
    if offsets.len() <= 2 && offsets.iter().all(proved) { offsets } else { Vec::new() }
}

fn exact(time: &WrittenTime) -> Option<DateTime<chrono::Utc>> {
    match time.reading {
        Reading::Unix { seconds } => DateTime::from_timestamp(seconds, 0),
        Reading::Date { date, time: Some(clock), offset: Some(offset) } => {
            Some(civil(date, Some(clock))?.and_utc() - chrono::Duration::seconds(offset.into()))
        }
        _ => None,
    }
}

fn visible_clock(shown: &Shown) -> Option<NaiveTime> {
    match shown.reading {
        Reading::Clock { time } => Some(time),
        Reading::Date { time, offset: None, .. } | Reading::Day { time, .. } => time,
        _ => None,
    }
    .filter(|time| !time.half_day_unknown)
    .map(|time| clock(Some(time)))
}

/// How far the visible clock is ahead of UTC, -12 to 14 hours; a clock may drop the seconds.
fn apart(shown: NaiveTime, at: DateTime<chrono::Utc>) -> Option<i32> {
    let seconds = (shown - at.time()).num_seconds() + 60;
    let quarters = seconds.div_euclid(QUARTER) * QUARTER;
    let day = quarters.rem_euclid(86_400);
    let offset = if day > 14 * 3600 { day - 86_400 } else { day };
    (seconds - quarters <= 120).then(|| i32::try_from(offset).ok())?
}
