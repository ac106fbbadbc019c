//! Machine-readable times beside what is visible: which of them to believe.

use chrono::{DateTime, Duration, NaiveDateTime, NaiveTime, TimeDelta, Utc};

use crate::headline::{Precision, PublishedSource};
use crate::pipeline::extract::{Item, List};
use crate::pipeline::written_time::{ClockTime, Reading, WrittenDate, WrittenTime};

use super::Frame;
use super::bounds::{self, Span};
use super::order;
use super::sequence::{self, Placed};
use super::shown::Shown;
use super::zone::{self, Zone};

/// How far an attribute may lie from what is visible.
const PLAUSIBLE: TimeDelta = Duration::hours(36);
/// The same for what the page's data tell of the same link, which nothing but that link ties to the item.
const PLAUSIBLE_DATA: TimeDelta = Duration::hours(2);
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
    frame: &Frame,
) -> Vec<Option<Machine>> {
    let rows = list.items.iter().zip(shown).zip(placed);
    let found: Vec<Option<Machine>> = rows
        .map(|((item, shown), placed)| {
            let bare = matches!(shown, Some(Shown { reading: Reading::Clock { .. }, .. }));
            let span = placed.as_ref().map(|placed| bounds::span(placed, frame.fetched_at, &frame.zone));
            let near = span.as_ref().filter(|_| !bare);
            let times = machine_times(item).flat_map(|time| readings(time, frame.day_first, near.is_some()));
            let times = times.filter_map(|time| exact(&time, shown.as_ref(), frame));
            let plausible = times.filter(|machine| is_plausible(machine, near, frame.fetched_at));
            plausible.min_by_key(|machine| rank(machine, span.as_ref()))
        })
        .collect();
    let days = are_days(&found, &frame.zone);
    // a day that all have, and show no other, may be that of the paper
    let printed = days && shown.iter().all(Option::is_none);
    if is_repeated(&found, shown) && !printed {
        vec![None; found.len()]
    } else if days {
        only_days(found)
    } else {
        found
    }
}

/// The machine-readable times of an item, those on the item itself first.
pub(super) fn machine_times(item: &Item) -> impl Iterator<Item = &WrittenTime> {
    let of = |source| item.times.iter().filter(move |time| time.source == source);
    of(PublishedSource::Attribute).chain(of(PublishedSource::StructuredData))
}

/// A value with both its orders of day and month where what is visible can tell them apart, else in that of the place.
fn readings(time: &WrittenTime, day_first: bool, both: bool) -> Vec<WrittenTime> {
    let Reading::Date { date, time: clock, offset } = time.reading else { return vec![time.clone()] };
    if !date.ambiguous {
        return vec![time.clone()];
    }
    // Attributes are read month first, but for what is written with dots.
    let swapped = Reading::Date { date: WrittenDate { month: date.day, day: date.month, ..date }, time: clock, offset };
    let swapped = WrittenTime { reading: swapped, ..time.clone() };
    match (both, day_first && !order::is_dotted(&time.text)) {
        (true, _) => vec![time.clone(), swapped],
        (false, true) => vec![swapped],
        (false, false) => vec![time.clone()],
    }
}

/// Of several the one that tells a time, stands on the item itself and is nearest to the clock that is visible; else the
/// earliest, for the others are those of updates.
fn rank(machine: &Machine, span: Option<&Span>) -> (bool, bool, i64, DateTime<Utc>) {
    let exact = span.filter(|span| matches!(span.precision, Precision::Second | Precision::Minute));
    let apart = exact.map_or(0, |span| (machine.at - span.at).num_minutes().abs());
    (machine.precision == Precision::Day, machine.source != PublishedSource::Attribute, apart, machine.at)
}

/// The instant that a value names; a date alone takes the clock that is visible.
fn exact(time: &WrittenTime, shown: Option<&Shown>, frame: &Frame) -> Option<Machine> {
    let (start, precision, offset) = match time.reading {
        Reading::Unix { seconds } => (DateTime::from_timestamp(seconds, 0)?.naive_utc(), Precision::Second, Some(0)),
        Reading::Date { date, time: Some(clock), offset } => {
            let offset = offset.filter(|offset| !(frame.zulu_is_local && *offset == 0));
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
        None => zone::instant(frame.zone.tz, start),
    };
    let text =
        shown.filter(|_| matches!(time.reading, Reading::Date { time: None, .. })).map_or(&time.text, |s| &s.text);
    Some(Machine { at, precision, offset, source: time.source, text: text.clone() })
}

/// Date and clock as they stand there.
pub(super) fn civil(date: WrittenDate, time: Option<ClockTime>) -> Option<NaiveDateTime> {
    Some(sequence::day(date.year?, date)?.and_time(sequence::clock(time)))
}

/// Not after the fetch, and near what is visible.
fn is_plausible(machine: &Machine, span: Option<&Span>, fetched_at: DateTime<Utc>) -> bool {
    let apart = if machine.source == PublishedSource::StructuredData { PLAUSIBLE_DATA } else { PLAUSIBLE };
    match span {
        Some(span) => machine.at + apart >= span.earliest && machine.at - apart <= span.latest,
        None => machine.at - PLAUSIBLE <= fetched_at,
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

/// Whether all values lie on midnight, as they are written: they tell days only.
fn are_days(found: &[Option<Machine>], zone: &Zone) -> bool {
    let midnight = |machine: &Machine| {
        let clock = match machine.offset {
            Some(offset) => (machine.at + Duration::seconds(offset.into())).time(),
            None => machine.at.with_timezone(&zone.tz).time(),
        };
        machine.precision == Precision::Day || clock == NaiveTime::MIN
    };
    found.iter().flatten().count() >= REPEATED && found.iter().flatten().all(midnight)
}

fn only_days(mut found: Vec<Option<Machine>>) -> Vec<Option<Machine>> {
    found.iter_mut().flatten().for_each(|machine| machine.precision = Precision::Day);
    found
}
