//! What can hardly be old: local times that prove a zone where none is known.

use chrono::{DateTime, Datelike as _, Duration, NaiveDateTime, Utc};

use crate::headline::SectionKind;
use crate::pipeline::written_time::{DayWord, Reading};

use super::sequence::{DISORDER, clock, day, steps_over};
use super::shown::Shown;
use super::zone::Told;

/// Where a dated time begins, in the page's own zone; the nearest year to the fetch where none is told. A minute of a
/// clock that runs ahead is let pass.
pub(super) fn local_start(shown: &Shown, fetched_at: DateTime<Utc>) -> Option<Told> {
    let Reading::Date { date, time, offset: None } = shown.reading else { return None };
    let now = fetched_at.naive_utc();
    let years = date.year.map_or(now.year() - 1..=now.year() + 1, |year| year..=year);
    let starts = years.filter_map(|year| Some(day(year, date)?.and_time(clock(time))));
    let start = starts.min_by_key(|start| (*start - now).abs())?;
    let timed = time.is_some();
    Some(Told { start: if timed { start - Duration::minutes(1) } else { start }, timed })
}

/// The local time, taken as UTC, of an item that must be of today though it lies after `now`: its day says so, or it is
/// the newest of a list of bare clocks that moves so fast that it can hardly be a day old.
pub(super) fn fresh(shown: &[Option<Shown>], kind: SectionKind, now: NaiveDateTime) -> Option<NaiveDateTime> {
    let today = |time| now.date().and_time(clock(Some(time)));
    let named = shown.iter().flatten().filter_map(|shown| match shown.reading {
        Reading::Day { day: DayWord::Before(0), time: Some(time) } => Some(today(time)),
        _ => None,
    });
    let bare = shown.iter().flatten().map(|shown| match shown.reading {
        Reading::Clock { time } if !time.half_day_unknown => Some(today(time)),
        _ => None,
    });
    let bare: Option<Vec<NaiveDateTime>> = bare.collect();
    let bare = bare.filter(|clocks| kind == SectionKind::Latest && moves_fast(clocks, now)).unwrap_or_default();
    named.chain(bare.first().copied()).max().filter(|first| *first > now)
}

/// The clocks fall, and so fast that the first would not be a day old.
fn moves_fast(clocks: &[NaiveDateTime], now: NaiveDateTime) -> bool {
    let (ups, _) = steps_over(clocks, DISORDER);
    let steps = i32::try_from(clocks.len().saturating_sub(1)).unwrap_or(i32::MAX);
    match clocks {
        [first, .., last] if steps >= 2 && ups == 0 => {
            let age = now - (*first - Duration::days(1));
            age > (*first - *last) / steps * 6 + Duration::hours(3)
        }
        _ => false,
    }
}
