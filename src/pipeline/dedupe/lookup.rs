//! What leads to a committed headline: rows for its ids and for the beginnings of its texts.

use std::collections::HashSet;
use std::sync::Arc;

use super::entry::Entry;
use super::find::Known;
use super::index::Index;
use super::keys::{self, Key};
use super::pack::Packed;
use super::rows::Rows;
use super::store::{LEADING, Number, Store};
use crate::headline::HeadlineId;

/// More headlines than this of one beginning, about, are kept by their whole texts and times.
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

/// A sighting's site and link: the headline that shows the same has the id that these give.
pub(super) type Shown<'a> = (&'a str, &'a str);

impl Store {
    /// The headline whose own id that is.
    pub(super) fn find(&self, id: HeadlineId, shown: Option<Shown<'_>>) -> Option<Known> {
        let number = self.place_of(id, shown)?;
        let entry = self.view(number, |packed| packed.unpack())?;
        Some(Known { id, entry: Arc::new(entry), number: Some(number) })
    }

    /// Where it stands.
    pub(super) fn place_of(&self, id: HeadlineId, shown: Option<Shown<'_>>) -> Option<Number> {
        let has_link =
            |packed: &Packed<'_>| packed.by_link && shown.is_some() && packed.site().zip(packed.url) == shown;
        let is = |packed: Packed<'_>| Some(has_link(&packed) || packed.id() == Some(id));
        let hash = hash(id);
        self.ways.rows.find(hash).chain(self.late.find(hash)).find(|number| self.view(*number, is) == Some(true))
    }

    /// The headline that has that id as a further one.
    pub(super) fn by_alias(&self, alias: HeadlineId) -> Option<Known> {
        let has = |packed: Packed<'_>| Some(packed.aliases.contains(&alias));
        let mut of = self.ways.rows.find(hash(alias));
        self.get(of.find(|number| self.view(*number, has) == Some(true))?)
    }

    /// Headlines that begin as a key says, at about that time, of which `is` holds; of a crowd those that a key leads to.
    /// Those at numbers to be passed over are not looked at.
    pub(super) fn near(
        &self,
        (site, key): (&str, Key),
        interval: Option<(i64, i64)>,
        over: impl Fn(Number) -> bool,
        is: impl Fn(&Entry) -> bool,
    ) -> Vec<Known> {
        let numbers = if self.ways.crowded.contains(&key.lead) {
            self.ways.crowd.near(key.full, interval)
        } else {
            self.ways.rows.find(key.lead).collect()
        };
        let near = |number| {
            self.view(number, |packed| {
                if packed.site() != Some(site) || !keys::leads(site, &packed).contains(&key.lead) {
                    return None;
                }
                Self::known(number, packed, &is)
            })
        };
        numbers.into_iter().filter(|number| !over(*number)).filter_map(near).collect()
    }

    /// Takes a headline out of every row.
    pub(super) fn unindex(&mut self, number: Number) {
        self.leading.retain(|(_, waits)| *waits != number);
        let ways = |packed: Packed<'_>| Some((packed.id()?, keys::leads(packed.site()?, &packed), packed.aliases));
        let Some((id, leads, aliases)) = self.view(number, ways) else { return };
        for id in std::iter::once(id).chain(aliases) {
            self.ways.rows.remove(hash(id), number);
        }
        let crowded = |lead: &u32| self.ways.crowded.contains(lead);
        if leads.iter().any(crowded) {
            for (key, interval) in self.places(number) {
                if self.ways.crowded.contains(&key.lead) {
                    self.ways.crowd.remove(key.full, interval, number);
                }
            }
        }
        for lead in leads.iter().filter(|lead| !self.ways.crowded.contains(lead)) {
            self.ways.rows.remove(*lead, number);
        }
        self.late.forget(hash(id), &leads, number);
    }

    /// Puts what leads to the headlines that were appended last into rows.
    pub(super) fn lead_all(&mut self) {
        let mut leading = std::mem::take(&mut self.leading);
        self.lead(&leading);
        leading.clear();
        self.leading = leading;
    }

    /// Puts leads into rows.
    pub(super) fn lead(&mut self, leads: &[(u32, Number)]) {
        for some in leads.chunks(LEADING) {
            some.iter().for_each(|(lead, _)| self.ways.rows.bring_end(*lead));
            some.iter().for_each(|(lead, number)| self.lead_one(*lead, *number));
        }
    }

    /// Lets a lead lead to a headline.
    fn lead_one(&mut self, lead: u32, number: Number) {
        if self.ways.crowded.contains(&lead) {
            self.join_crowd(lead, number);
        } else if self.ways.rows.insert(lead, number) && self.ways.rows.find(lead).count() > CROWD {
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
        let led: Vec<_> = self.places(number).into_iter().filter(|(key, _)| key.lead == lead).collect();
        led.iter().for_each(|(key, interval)| self.ways.crowd.insert(key.full, *interval, number));
        !led.is_empty()
    }

    fn places(&self, number: Number) -> Vec<(Key, Option<(i64, i64)>)> {
        self.view(number, |packed| packed.unpack()).map(|entry| keys::places(&entry)).unwrap_or_default()
    }
}

/// What an id is looked up by.
pub(super) fn hash(id: HeadlineId) -> u32 {
    let [a, b, c, d, ..] = *id.as_bytes();
    u32::from_le_bytes([a, b, c, d])
}
