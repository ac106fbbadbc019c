//! Key → headlines, ordered by their times, so that a lookup stays small however often a text recurs.

use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Intervals longer than this are kept with those that are unknown: looked at whatever the time.
/// A day in a guessed zone is the widest that is not.
const LONG: i64 = 3 * 24 * 3_600_000;

/// How many of one text and time are looked at.
const LOOKED_AT: usize = 64;

/// The place of those that are looked at whatever the time.
const ANY: i64 = i64::MIN;

/// An index to headlines, by whatever names them.
#[derive(Debug)]
pub(super) struct Index<T> {
    rows: HashMap<u64, Row<T>>,
}

/// Nearly every text is one headline's.
#[derive(Debug)]
enum Row<T> {
    One(i64, T),
    /// When they were published at the earliest, and which they are.
    Many(BTreeMap<i64, BTreeSet<T>>),
}

impl<T> Default for Index<T> {
    fn default() -> Self {
        Self { rows: HashMap::new() }
    }
}

impl<T: Copy + Ord> Index<T> {
    /// Adds a headline.
    pub(super) fn insert(&mut self, key: u64, interval: Option<(i64, i64)>, id: T) {
        self.insert_at(key, place(interval), id);
    }

    /// Adds what [`Self::places`] gave.
    pub(super) fn insert_at(&mut self, key: u64, from: i64, id: T) {
        match self.rows.get_mut(&key) {
            None => {
                self.rows.insert(key, Row::One(from, id));
            }
            Some(Row::Many(places)) => {
                places.entry(from).or_default().insert(id);
            }
            Some(row) => {
                if let Row::One(first, other) = *row
                    && (first, other) != (from, id)
                {
                    let mut places = BTreeMap::from([(first, BTreeSet::from([other]))]);
                    places.entry(from).or_default().insert(id);
                    *row = Row::Many(places);
                }
            }
        }
    }

    /// Takes a headline out again.
    pub(super) fn remove(&mut self, key: u64, interval: Option<(i64, i64)>, id: T) {
        let from = place(interval);
        let Some(row) = self.rows.get_mut(&key) else { return };
        let empty = match row {
            Row::One(only, other) => (*only, *other) == (from, id),
            Row::Many(places) => {
                if let Some(ids) = places.get_mut(&from) {
                    ids.remove(&id);
                    if ids.is_empty() {
                        places.remove(&from);
                    }
                }
                places.is_empty()
            }
        };
        if empty {
            self.rows.remove(&key);
        }
    }

    /// Everything: keys, places in time, headlines.
    pub(super) fn places(&self) -> impl Iterator<Item = (u64, i64, T)> {
        self.rows.iter().flat_map(|(key, row)| {
            let places: Vec<(i64, T)> = match row {
                Row::One(from, id) => vec![(*from, *id)],
                Row::Many(places) => places.iter().flat_map(|(from, ids)| ids.iter().map(|id| (*from, *id))).collect(),
            };
            places.into_iter().map(|(from, id)| (*key, from, id))
        })
    }

    /// Headlines under `key` that may have been published in `interval`.
    pub(super) fn near(&self, key: u64, interval: Option<(i64, i64)>) -> Vec<T> {
        match self.rows.get(&key) {
            None => Vec::new(),
            Some(Row::One(_, id)) => vec![*id],
            Some(Row::Many(places)) => near(places, interval),
        }
    }
}

fn near<T: Copy + Ord>(places: &BTreeMap<i64, BTreeSet<T>>, interval: Option<(i64, i64)>) -> Vec<T> {
    let any_time = places.get(&ANY).into_iter().flatten().take(LOOKED_AT);
    let (from, to) =
        interval.map_or((ANY + 1, i64::MAX), |(earliest, latest)| (earliest.saturating_sub(LONG).max(ANY + 1), latest));
    let timed = if from < to { Some(places.range(from..to).rev()) } else { None };
    let timed = timed.into_iter().flatten().flat_map(|(_, ids)| ids.iter().rev()).take(LOOKED_AT);
    any_time.chain(timed).copied().collect()
}

fn place(interval: Option<(i64, i64)>) -> i64 {
    let known = interval.filter(|(earliest, latest)| latest.saturating_sub(*earliest) <= LONG);
    known.map_or(ANY, |(earliest, _)| earliest)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::HeadlineId;

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
