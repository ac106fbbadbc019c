//! What the open turn changed, unpacked: it covers what is committed until it is merged or dropped.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::entry::Entry;
use super::find::Known;
use super::index::Index;
use super::keys::{self, Key};
use super::store::Number;
use crate::headline::HeadlineId;

/// Headlines as the open turn left them.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    changes: HashMap<HeadlineId, Change>,
    /// The order in which they were touched first.
    order: Vec<HeadlineId>,
    /// Where they stand as they were before.
    covered: HashSet<Number>,
    /// Ids of further links → the headline.
    aliases: HashMap<HeadlineId, HeadlineId>,
    texts: Index<HeadlineId>,
    bytes: usize,
}

/// What the turn made of a headline.
#[derive(Debug)]
pub(super) struct Change {
    /// None is a headline that was forgotten.
    pub(super) entry: Option<Arc<Entry>>,
    /// Where it stands as it was before.
    pub(super) below: Option<Number>,
    /// The sighting that shows it as it is, and nothing else.
    pub(super) quiet: Option<u64>,
}

impl Change {
    /// The headline that it left.
    pub(super) fn known(&self, id: HeadlineId) -> Option<Known> {
        self.entry.clone().map(|entry| Known { id, entry, number: None })
    }
}

impl Overlay {
    /// What the turn made of a headline, if it touched it.
    pub(super) fn get(&self, id: HeadlineId) -> Option<&Change> {
        if self.changes.is_empty() { None } else { self.changes.get(&id) }
    }

    /// Whether the turn touched what is committed at a number.
    pub(super) fn covers(&self, number: Number) -> bool {
        self.covered.contains(&number)
    }

    /// The headline that has that id as a further one.
    pub(super) fn by_alias(&self, alias: HeadlineId) -> Option<HeadlineId> {
        self.aliases.get(&alias).copied()
    }

    /// Headlines, save one, that a key leads to at about that time, and those that begin alike.
    pub(super) fn near(&self, key: Key, interval: Option<(i64, i64)>, but: Option<HeadlineId>) -> Vec<HeadlineId> {
        let alike = self.texts.near(u64::from(key.lead), interval);
        let mut once = HashSet::new();
        // a headline stands in a row once for each of its times
        let near = self.texts.near(key.full, interval).into_iter().chain(alike);
        near.filter(|id| Some(*id) != but && once.insert(*id)).collect()
    }

    /// Everything that was touched, with what it is now, in the order in which it was touched first.
    pub(super) fn entries(&self) -> impl Iterator<Item = (HeadlineId, Option<&Arc<Entry>>)> {
        self.order.iter().filter_map(|id| Some((*id, self.changes.get(id)?.entry.as_ref())))
    }

    /// The same, to keep it.
    pub(super) fn into_changes(mut self) -> impl Iterator<Item = (HeadlineId, Change)> {
        self.order.into_iter().filter_map(move |id| self.changes.remove_entry(&id))
    }

    /// Notes the sighting that shows a headline as it is.
    pub(super) fn quiet(&mut self, id: HeadlineId, digest: Option<u64>) {
        if let Some(change) = self.changes.get_mut(&id) {
            change.quiet = digest;
        }
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts a headline in the place of what stood there, or forgets it; `below` says where it is committed.
    pub(super) fn put(&mut self, id: HeadlineId, entry: Option<Entry>, below: Option<Number>) {
        let entry = entry.map(Arc::new);
        let before = self.changes.insert(id, Change { entry: entry.clone(), below, quiet: None });
        if before.is_none() {
            self.order.push(id);
            self.covered.extend(below);
        }
        let before = before.and_then(|change| change.entry);
        let same_texts = before.as_ref().zip(entry.as_ref()).is_some_and(|(before, entry)| before.has_texts_of(entry));
        if let Some(before) = before {
            self.bytes = self.bytes.saturating_sub(before.weight());
            self.unindex(id, &before, !same_texts);
        }
        if let Some(entry) = entry {
            self.bytes += entry.weight();
            self.index(id, &entry, !same_texts);
        }
    }

    fn index(&mut self, id: HeadlineId, entry: &Entry, texts: bool) {
        for (key, interval) in if texts { keys::places(entry) } else { Vec::new() } {
            self.texts.insert(key.full, interval, id);
            self.texts.insert(u64::from(key.lead), interval, id);
        }
        for alias in &entry.aliases {
            self.aliases.insert(*alias, id);
        }
    }

    fn unindex(&mut self, id: HeadlineId, entry: &Entry, texts: bool) {
        for (key, interval) in if texts { keys::places(entry) } else { Vec::new() } {
            self.texts.remove(key.full, interval, id);
            self.texts.remove(u64::from(key.lead), interval, id);
        }
        for alias in &entry.aliases {
            if self.aliases.get(alias) == Some(&id) {
                self.aliases.remove(alias);
            }
        }
    }
}
