//! Fingerprint → headlines, ordered by their times, so that a lookup stays small however often a text recurs.

use std::collections::{BTreeSet, HashMap};

use crate::headline::HeadlineId;

/// A headline in a row of the index: when it was published at the earliest, and which it is.
type Place = (i64, HeadlineId);

/// Intervals longer than this are kept with those that are unknown: looked at whatever the time.
/// A day in a guessed zone is the widest that is not.
const LONG: i64 = 3 * 24 * 3_600_000;

/// How many of one text and time are looked at.
const LOOKED_AT: usize = 64;

/// An index from 64 bits to headlines.
#[derive(Debug, Default)]
pub(super) struct Index {
    rows: HashMap<u64, Row>,
}

/// Nearly every text is one headline's.
#[derive(Debug)]
enum Row {
    One(Place),
    Many(BTreeSet<Place>),
}

impl Index {
    /// Adds a headline.
    pub(super) fn insert(&mut self, key: u64, interval: Option<(i64, i64)>, id: HeadlineId) {
        let place = place(interval, id);
        match self.rows.get_mut(&key) {
            None => {
                self.rows.insert(key, Row::One(place));
            }
            Some(Row::Many(places)) => {
                places.insert(place);
            }
            Some(row @ Row::One(_)) => {
                if let Row::One(first) = *row {
                    *row = if first == place { Row::One(first) } else { Row::Many([first, place].into()) };
                }
            }
        }
    }

    /// Takes a headline out again.
    pub(super) fn remove(&mut self, key: u64, interval: Option<(i64, i64)>, id: HeadlineId) {
        let place = place(interval, id);
        let Some(row) = self.rows.get_mut(&key) else { return };
        let empty = match row {
            Row::One(only) => *only == place,
            Row::Many(places) => {
                places.remove(&place);
                places.is_empty()
            }
        };
        if empty {
            self.rows.remove(&key);
        }
    }

    /// Headlines under `key` that may have been published in `interval`.
    pub(super) fn near(&self, key: u64, interval: Option<(i64, i64)>) -> Vec<HeadlineId> {
        match self.rows.get(&key) {
            None => Vec::new(),
            Some(Row::One((_, id))) => vec![*id],
            Some(Row::Many(places)) => near(places, interval),
        }
    }
}

fn near(places: &BTreeSet<Place>, interval: Option<(i64, i64)>) -> Vec<HeadlineId> {
    let least = HeadlineId::LEAST;
    let any_time = places.range(..(i64::MIN + 1, least)).take(LOOKED_AT);
    let (from, to) = interval.map_or((i64::MIN + 1, i64::MAX), |(earliest, latest)| {
        (earliest.saturating_sub(LONG).max(i64::MIN + 1), latest)
    });
    let timed = if from < to { Some(places.range((from, least)..(to, least)).rev().take(LOOKED_AT)) } else { None };
    any_time.chain(timed.into_iter().flatten()).map(|(_, id)| *id).collect()
}

fn place(interval: Option<(i64, i64)>, id: HeadlineId) -> Place {
    let known = interval.filter(|(earliest, latest)| latest.saturating_sub(*earliest) <= LONG);
    (known.map_or(i64::MIN, |(earliest, _)| earliest), id)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn id(name: &str) -> HeadlineId {
        HeadlineId::digest(&[name])
    }

    #[test]
    fn a_row_is_asked_by_time() {
        let mut index = Index::default();
        for day in 0..100 {
            index.insert(7, Some((day * 24 * HOUR, day * 24 * HOUR + 1)), id(&day.to_string()));
        }
        index.insert(7, None, id("unknown"));
        let found = index.near(7, Some((50 * 24 * HOUR, 50 * 24 * HOUR + 1)));
        assert_eq!(found, [id("unknown"), id("50"), id("49"), id("48"), id("47")]);
        assert_eq!(index.near(7, None).len(), LOOKED_AT + 1);
        assert!(index.near(8, None).is_empty());
    }

    #[test]
    fn what_went_in_comes_out() {
        let mut index = Index::default();
        let places = [(1, None, "a"), (1, Some((5, 6)), "b"), (1, Some((5, 6)), "a"), (2, None, "a")];
        for (key, interval, name) in places {
            index.insert(key, interval, id(name));
            index.insert(key, interval, id(name));
        }
        for (key, interval, name) in places {
            index.remove(key, interval, id(name));
        }
        assert!(index.rows.is_empty());
    }
}
