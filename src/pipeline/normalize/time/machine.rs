//! Machine-readable times beside what is visible: which of them to believe.

use chrono::{DateTime, Duration, NaiveDateTime, NaiveTime, TimeDelta, Timelike as _, Utc};

use crate::headline::{Precision, PublishedSource};
use crate::pipeline::extract::{Item, List};
use crate::pipeline::written_time::{Reading, WrittenTime};

use super::bounds::{self, Span};
use super::sequence::{self, Placed};
use super::shown::Shown;
use super::zone::{self, Zone};

/// How far an attribute may lie from what is visible.
const PLAUSIBLE: TimeDelta = Duration::hours(36);
/// The same attribute on so many items that show different times belongs to the page, not to them.
const REPEATED: usize = 3;

/// A machine-readable time that can be believed.
#[derive(Clone, Debug)]
pub(super) struct Machine {
    pub(super) at: DateTime<Utc>,
    pub(super) precision: Precision,
    /// The offset that stood there; zero for a Unix time.
    pub(super) offset: Option<i32>,
    pub(super) source: PublishedSource,
    pub(super) text: String,
}

/// The machine-readable time of each item, `None` where there is none or it is not to be believed.
pub(super) fn read(
    list: &List,
    shown: &[Option<Shown>],
    placed: &[Option<Placed>],
    fetched_at: DateTime<Utc>,
    zone: &Zone,
) -> Vec<Option<Machine>> {
    let local = is_local(list, shown, fetched_at, zone);
    let rows = list.items.iter().zip(shown).zip(placed);
    let found: Vec<Option<Machine>> = rows
        .map(|((item, shown), placed)| {
            let times = machine_times(item).filter_map(|time| exact(time, shown.as_ref(), local, zone));
            let bare = matches!(shown, Some(Shown { reading: Reading::Clock { .. }, .. }));
            let span = placed.as_ref().map(|placed| bounds::span(placed, fetched_at, zone));
            let plausible = times.filter(|machine| is_plausible(machine, span.as_ref().filter(|_| !bare), fetched_at));
            plausible.min_by_key(|machine| rank(machine, span.as_ref()))
        })
        .collect();
    if is_repeated(&found, shown) { vec![None; found.len()] } else { only_days(found) }
}

fn machine_times(item: &Item) -> impl Iterator<Item = &WrittenTime> {
    let of = |source| item.times.iter().filter(move |time| time.source == source);
    of(PublishedSource::Attribute).chain(of(PublishedSource::StructuredData))
}

/// Of several the one that tells a time, stands on the item itself and is nearest to the clock that is visible; else the
/// earliest, for the others are those of updates.
fn rank(machine: &Machine, span: Option<&Span>) -> (bool, bool, i64, DateTime<Utc>) {
    let exact = span.filter(|span| matches!(span.precision, Precision::Second | Precision::Minute));
    let apart = exact.map_or(0, |span| (machine.at - span.at).num_minutes().abs());
    (machine.precision == Precision::Day, machine.source != PublishedSource::Attribute, apart, machine.at)
}

/// The instant that a value names; a date alone takes the clock that is visible.
fn exact(time: &WrittenTime, shown: Option<&Shown>, local: bool, zone: &Zone) -> Option<Machine> {
    let (start, precision, offset) = match time.reading {
        Reading::Unix { seconds } => (DateTime::from_timestamp(seconds, 0)?.naive_utc(), Precision::Second, Some(0)),
        Reading::Date { date, time: Some(clock), offset } => {
            let offset = offset.filter(|offset| !(local && *offset == 0));
            (civil(date, Some(clock))?, bounds::precision(clock), offset)
        }
        Reading::Date { date, time: None, .. } => match shown.map(|shown| &shown.reading) {
            Some(Reading::Clock { time }) => (civil(date, Some(*time))?, bounds::precision(*time), None),
            _ => (civil(date, None)?, Precision::Day, None),
        },
        _ => return None,
    };
    let at = match offset {
        Some(offset) => DateTime::from_naive_utc_and_offset(start - Duration::seconds(offset.into()), Utc),
        None => zone::instant(zone.tz, start),
    };
    let text =
        shown.filter(|_| matches!(time.reading, Reading::Date { time: None, .. })).map_or(&time.text, |s| &s.text);
    Some(Machine { at, precision, offset, source: time.source, text: text.clone() })
}

fn civil(
    date: crate::pipeline::written_time::WrittenDate,
    time: Option<crate::pipeline::written_time::ClockTime>,
) -> Option<NaiveDateTime> {
    Some(sequence::day(date.year?, date)?.and_time(sequence::clock(time)))
}

/// Not after the fetch, and near what is visible.
fn is_plausible(machine: &Machine, span: Option<&Span>, fetched_at: DateTime<Utc>) -> bool {
    match span {
        Some(span) => machine.at + PLAUSIBLE >= span.earliest && machine.at - PLAUSIBLE <= span.latest,
        None => machine.at - PLAUSIBLE <= fetched_at,
    }
}

/// The list's `Z` is no UTC: the values say the local time that is visible, and taken as UTC they would lie after the
/// fetch, or the writer is none that writes fractions as the browsers' own clocks do.
fn is_local(list: &List, shown: &[Option<Shown>], fetched_at: DateTime<Utc>, zone: &Zone) -> bool {
    let mut same_clock = 0;
    let mut other_clock = 0;
    let mut late = false;
    let mut by_script = false;
    for (item, shown) in list.items.iter().zip(shown) {
        let value = machine_times(item).find_map(|time| match time.reading {
            Reading::Date { date, time: Some(clock), offset: Some(0) } => Some((civil(date, Some(clock))?, &time.text)),
            _ => None,
        });
        let Some((value, text)) = value else { continue };
        late |= value.and_utc() > fetched_at + Duration::minutes(5) && zone::instant(zone.tz, value) <= fetched_at;
        by_script |= text.contains('.');
        match visible_clock(shown.as_ref()) {
            Some(clock) if (clock.hour(), clock.minute()) == (value.hour(), value.minute()) => same_clock += 1,
            Some(_) => other_clock += 1,
            None => {}
        }
    }
    late && other_clock == 0 || same_clock > other_clock && !by_script && zone.guess.is_none()
}

fn visible_clock(shown: Option<&Shown>) -> Option<NaiveTime> {
    match shown?.reading {
        Reading::Clock { time } => Some(sequence::clock(Some(time))),
        Reading::Date { time: Some(time), .. } | Reading::Day { time: Some(time), .. } => {
            Some(sequence::clock(Some(time)))
        }
        _ => None,
    }
}

/// One instant on every item, though the items show different times or none.
fn is_repeated(found: &[Option<Machine>], shown: &[Option<Shown>]) -> bool {
    let mut instants = found.iter().flatten().filter(|machine| machine.precision != Precision::Day);
    let Some(first) = instants.next() else { return false };
    let all_same = instants.clone().count() + 1 >= REPEATED && instants.all(|machine| machine.at == first.at);
    let mut texts = shown.iter().zip(found).filter(|(_, found)| found.is_some()).map(|(shown, _)| shown.as_ref());
    let first_text = texts.next().flatten();
    all_same && (first_text.is_none() || texts.any(|shown| shown.map(|s| &s.reading) != first_text.map(|s| &s.reading)))
}

/// Where all values lie on local midnight or all on midnight UTC, they tell days only.
fn only_days(mut found: Vec<Option<Machine>>) -> Vec<Option<Machine>> {
    let midnight = |machine: &Machine| {
        machine.precision == Precision::Day
            || (machine.at + Duration::seconds(machine.offset.unwrap_or(0).into())).time() == NaiveTime::MIN
    };
    if found.iter().flatten().count() >= REPEATED && found.iter().flatten().all(midnight) {
        for machine in found.iter_mut().flatten() {
            machine.precision = Precision::Day;
        }
    }
    found
}
