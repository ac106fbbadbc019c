//! From a place in time to what is published: the instant, its bounds and how finely it is known.

use chrono::{DateTime, Duration, FixedOffset, NaiveDateTime, Offset as _, Utc};
use chrono_tz::Tz;

use crate::headline::{Precision, PublishedAt, TimezoneSource};
use crate::pipeline::written_time::{AgoUnit, ClockTime};

use super::machine::Machine;
use super::sequence::Placed;
use super::shown::Shown;
use super::zone::{self, Zone};

/// An instant with the bounds `[earliest, latest)` of what is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    pub(super) at: DateTime<Utc>,
    pub(super) earliest: DateTime<Utc>,
    pub(super) latest: DateTime<Utc>,
    pub(super) precision: Precision,
}

/// How finely a clock tells.
pub(super) fn precision(clock: ClockTime) -> Precision {
    if clock.second.is_some() { Precision::Second } else { Precision::Minute }
}

/// What is published of an item: the machine-readable time where one can be believed, else the visible one.
pub(super) fn publish(
    visible: Option<(Shown, Placed)>,
    machine: Option<Machine>,
    fetched_at: DateTime<Utc>,
    zone: &Zone,
) -> Option<PublishedAt> {
    let visible = visible.filter(|(_, placed)| is_told(placed));
    match (visible, machine) {
        (Some((shown, placed)), machine) if machine.as_ref().is_none_or(|machine| is_finer(&placed, machine)) => {
            let offset = match placed {
                Placed::Local { offset, .. } => offset,
                Placed::Ago { .. } => None,
            };
            Some(published(span(&placed, fetched_at, zone), offset, zone, shown.source, shown.text))
        }
        (_, Some(machine)) => {
            let span = machine_span(&machine, zone);
            Some(published(span, machine.offset, zone, machine.source, machine.text))
        }
        (_, None) => None,
    }
}

/// A number of months or years is no time of publication.
fn is_told(placed: &Placed) -> bool {
    !matches!(placed, Placed::Ago { unit: AgoUnit::Month | AgoUnit::Year, .. })
}

/// The machine tells a day only, the text more.
fn is_finer(placed: &Placed, machine: &Machine) -> bool {
    machine.precision == Precision::Day
        && match placed {
            Placed::Local { precision, .. } => *precision != Precision::Day,
            Placed::Ago { unit, .. } => matches!(unit, AgoUnit::Second | AgoUnit::Minute | AgoUnit::Hour),
        }
}

/// The instant and bounds of a visible time.
pub(super) fn span(placed: &Placed, fetched_at: DateTime<Utc>, zone: &Zone) -> Span {
    match *placed {
        Placed::Local { start, precision, offset: Some(offset) } => {
            let at = DateTime::from_naive_utc_and_offset(start - Duration::seconds(offset.into()), Utc);
            Span { at, earliest: at, latest: at + unit(precision), precision }
        }
        Placed::Local { start, precision, offset: None } => local_span(start, precision, fetched_at, zone),
        Placed::Ago { amount, unit } => ago_span(amount, unit, fetched_at, zone),
    }
}

fn unit(precision: Precision) -> Duration {
    match precision {
        Precision::Second => Duration::seconds(1),
        Precision::Minute => Duration::minutes(1),
        Precision::Hour => Duration::hours(1),
        Precision::Day => Duration::days(1),
    }
}

/// A local time; a day lasts from midnight to midnight there. A guessed zone widens the bounds by those it could be.
fn local_span(start: NaiveDateTime, precision: Precision, fetched_at: DateTime<Utc>, zone: &Zone) -> Span {
    let at = zone::instant(zone.tz, start);
    let mut latest = match precision {
        Precision::Day => zone::instant(zone.tz, start + Duration::days(1)),
        _ => zone::last_instant(zone.tz, start).max(at) + unit(precision),
    };
    let mut earliest = at;
    if let Some((least, greatest)) = zone.guess {
        let utc = |offset: i32| DateTime::from_naive_utc_and_offset(start - Duration::seconds(offset.into()), Utc);
        earliest = earliest.min(utc(greatest));
        latest = latest.max((utc(least) + unit(precision)).min(fetched_at + unit(precision)));
    }
    Span { at, earliest, latest: latest.max(at + Duration::seconds(1)), precision }
}

/// So many whole units before the fetch, and not yet one more.
fn ago_span(amount: u32, ago: AgoUnit, fetched_at: DateTime<Utc>, zone: &Zone) -> Span {
    let (one, precision) = match ago {
        AgoUnit::Second if amount == 0 => (Duration::minutes(1), Precision::Minute),
        AgoUnit::Second => (Duration::seconds(1), Precision::Second),
        AgoUnit::Minute => (Duration::minutes(1), Precision::Minute),
        AgoUnit::Hour => (Duration::hours(1), Precision::Hour),
        AgoUnit::Day => (Duration::days(1), Precision::Day),
        AgoUnit::Week => (Duration::days(7), Precision::Day),
        AgoUnit::Month => (Duration::days(30), Precision::Day),
        AgoUnit::Year => (Duration::days(365), Precision::Day),
    };
    let back = one * i32::try_from(amount).unwrap_or(0);
    let at = fetched_at - back;
    let (earliest, latest) = (at - one, at + Duration::seconds(1));
    if precision != Precision::Day {
        return Span { at, earliest, latest, precision };
    }
    // A site may count days of 24 hours or midnights: both are within the bounds.
    let today = fetched_at.with_timezone(&zone.tz).naive_local().date();
    let day = (today - back).and_time(chrono::NaiveTime::MIN);
    let (at, next) = (zone::instant(zone.tz, day), zone::instant(zone.tz, day + Duration::days(1)));
    let latest = latest.max(next).min(fetched_at + Duration::seconds(1));
    Span { at, earliest: earliest.min(at), latest: latest.max(at + Duration::seconds(1)), precision }
}

fn machine_span(machine: &Machine, zone: &Zone) -> Span {
    if machine.precision == Precision::Day {
        let offset = machine.offset.map_or_else(|| zone.tz, |offset| zone::fixed(offset).unwrap_or(zone.tz));
        let start = machine.at.with_timezone(&offset).naive_local().date().and_time(chrono::NaiveTime::MIN);
        return local_span(start, Precision::Day, machine.at, zone);
    }
    match machine.offset {
        Some(_) => Span {
            at: machine.at,
            earliest: machine.at,
            latest: machine.at + unit(machine.precision),
            precision: machine.precision,
        },
        None => local_span(
            machine.at.with_timezone(&zone.tz).naive_local(),
            machine.precision,
            machine.at + Duration::days(1),
            zone,
        ),
    }
}

fn published(
    span: Span,
    written: Option<i32>,
    zone: &Zone,
    source: crate::headline::PublishedSource,
    text: String,
) -> PublishedAt {
    let told = zone.source != TimezoneSource::Default;
    let tz = match written {
        Some(offset) if !told => zone::fixed(offset).unwrap_or(zone.tz),
        _ => zone.tz,
    };
    let written_exactly = written.is_some() && span.precision != Precision::Day;
    PublishedAt {
        at: fixed(span.at, tz),
        earliest: span.earliest,
        latest: span.latest,
        precision: span.precision,
        timezone: tz.name().to_owned(),
        timezone_source: if written_exactly { TimezoneSource::Written } else { zone.source },
        source,
        text,
    }
}

fn fixed(at: DateTime<Utc>, tz: Tz) -> DateTime<FixedOffset> {
    let local = at.with_timezone(&tz);
    local.with_timezone(&local.offset().fix())
}
