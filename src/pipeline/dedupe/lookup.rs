//! What leads to a committed headline: rows for its ids and for the beginnings of its texts.

use std::collections::HashSet;

use super::entry::Entry;
use super::find::Known;
use super::index::Index;
use super::keys::{self, Key};
use super::rows::Rows;
use super::store::{Number, Store};
use crate::headline::HeadlineId;

/// More headlines than this of one beginning are kept by their whole texts and times.
const CROWD: usize = 16;

/// From hashes to numbers.
#[derive(Debug, Default)]
pub(super) struct Ways {
    /// Ids, further links and leads.
    pub(super) rows: Rows,
    /// Leads of so many headlines that they stand in `crowd` instead.
    pub(super) crowded: HashSet<u32>,
    pub(super) crowd: Index<Number>,
}

impl Store {
    /// The headline whose own id that is.
    pub(super) fn find(&self, id: HeadlineId) -> Option<Known> {
        self.ways.rows.find(hash(id)).filter_map(|number| self.get(number)).find(|known| known.id == id)
    }

    /// The headline that has that id as a further one.
    pub(super) fn by_alias(&self, alias: HeadlineId) -> Option<Known> {
        self.ways
            .rows
            .find(hash(alias))
            .filter_map(|number| self.get(number))
            .find(|known| known.entry.aliases.contains(&alias))
    }

    /// Headlines that begin as a key says, at about that time, and others; of a crowd those that a key leads to.
    pub(super) fn near(&self, key: Key, interval: Option<(i64, i64)>) -> Vec<Known> {
        let numbers = if self.ways.crowded.contains(&key.lead) {
            self.ways.crowd.near(key.full, interval)
        } else {
            self.ways.rows.find(key.lead).collect()
        };
        let near = numbers.into_iter().filter_map(|number| self.get(number));
        near.filter(|known| keys::leads(&known.entry).contains(&key.lead)).collect()
    }

    /// Takes a headline out of every row.
    pub(super) fn unindex(&mut self, number: Number, id: HeadlineId, entry: &Entry) {
        for id in std::iter::once(&id).chain(&entry.aliases) {
            self.ways.rows.remove(hash(*id), number);
        }
        let leads = keys::leads(entry);
        if leads.iter().any(|lead| self.ways.crowded.contains(lead)) {
            for (key, interval) in keys::places(entry) {
                if self.ways.crowded.contains(&key.lead) {
                    self.ways.crowd.remove(key.full, interval, number);
                }
            }
        }
        for lead in leads.iter().filter(|lead| !self.ways.crowded.contains(lead)) {
            self.ways.rows.remove(*lead, number);
        }
    }

    /// Lets a lead lead to a headline.
    pub(super) fn lead(&mut self, lead: u32, number: Number) {
        if self.ways.crowded.contains(&lead) {
            self.join_crowd(lead, number);
        } else if self.ways.rows.insert(lead, number) > CROWD {
            self.ways.crowded.insert(lead);
            for number in self.ways.rows.find(lead).collect::<Vec<_>>() {
                if self.join_crowd(lead, number) {
                    self.ways.rows.remove(lead, number);
                }
            }
        }
    }

    /// From now on the headline is found by its whole texts and times; not if something else of it has the same hash.
    fn join_crowd(&mut self, lead: u32, number: Number) -> bool {
        let places = self.unpack(number).map(|(_, entry)| keys::places(&entry)).unwrap_or_default();
        let led: Vec<_> = places.into_iter().filter(|(key, _)| key.lead == lead).collect();
        led.iter().for_each(|(key, interval)| self.ways.crowd.insert(key.full, *interval, number));
        !led.is_empty()
    }
}

/// What an id is looked up by.
pub(super) fn hash(id: HeadlineId) -> u32 {
    let [a, b, c, d, ..] = *id.as_bytes();
    u32::from_le_bytes([a, b, c, d])
}
