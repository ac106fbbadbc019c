//! What a guessed zone leaves open of times that hang on the local day of the fetch: "yesterday", a bare clock, "2 days ago".
//!
//! Where it is already tomorrow, or still the day before, such a list lies a day apart: it is placed anew in each zone that
//! it could be in, and the bounds hold all of them.

use chrono::{DateTime, Utc};

use crate::headline::{PublishedAt, PublishedSource, SectionKind};
use crate::pipeline::written_time::{AgoUnit, Reading};

use super::Frame;
use super::bounds;
use super::sequence;
use super::shown::Shown;
use super::zone::{self, Zone};

/// Longest list that is placed anew; another's bounds stay those of its own zone.
const MOST: usize = 1_000;

/// From the earliest to the latest that a time can mean.
pub(super) type Reach = (DateTime<Utc>, DateTime<Utc>);

/// The reach of each visible time of a list, `None` where the zone is known or the day of the fetch plays no part.
pub(super) fn reach(shown: &[Option<Shown>], kind: SectionKind, frame: &Frame) -> Vec<Option<Reach>> {
    let mut reach = vec![None; shown.len()];
    let Some(guess) = frame.zone.guess.filter(|_| shown.len() <= MOST) else { return reach };
    let hangs: Vec<bool> = shown.iter().map(|shown| shown.as_ref().is_some_and(hangs_on_today)).collect();
    if !hangs.contains(&true) {
        return reach;
    }
    for zone in zones(guess, &frame.zone) {
        let now = frame.fetched_at.with_timezone(&zone.tz).naive_local();
        let placed = sequence::place(shown, kind, now);
        for ((reach, placed), _) in reach.iter_mut().zip(placed).zip(&hangs).filter(|(_, hangs)| **hangs) {
            let Some(span) = placed.map(|placed| bounds::span(&placed, frame.fetched_at, &zone)) else { continue };
            let known: Reach = reach.unwrap_or((span.earliest, span.latest));
            *reach = Some((known.0.min(span.earliest), known.1.max(span.latest)));
        }
    }
    reach
}

/// `published` with bounds that hold all that its visible time can mean.
pub(super) fn widened(mut published: PublishedAt, reach: Option<Reach>) -> PublishedAt {
    let visible =
        matches!(published.source, PublishedSource::Text | PublishedSource::Clock | PublishedSource::Relative);
    if let Some((earliest, latest)) = reach.filter(|_| visible) {
        published.earliest = published.earliest.min(earliest);
        published.latest = published.latest.max(latest);
    }
    published
}

/// The zones of whole hours between two offsets, and those at both ends.
fn zones((least, greatest): (i32, i32), known: &Zone) -> impl Iterator<Item = Zone> {
    let between = (least.div_euclid(3600) + 1..=greatest.div_euclid(3600)).map(|hours| hours * 3600);
    let offsets = std::iter::once(least).chain(between).chain(std::iter::once(greatest));
    let source = known.source;
    offsets.filter_map(zone::fixed).map(move |tz| Zone { tz, source, guess: None })
}

fn hangs_on_today(shown: &Shown) -> bool {
    match shown.reading {
        Reading::Clock { .. } | Reading::Day { .. } => true,
        Reading::Ago { unit, .. } => matches!(unit, AgoUnit::Day | AgoUnit::Week),
        Reading::Date { .. } | Reading::Unix { .. } => false,
    }
}
