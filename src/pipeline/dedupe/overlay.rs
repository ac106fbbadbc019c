//! What the open turn changed, unpacked: it covers what is committed until it is merged or dropped.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::entry::Entry;
use super::find;
use super::index::Index;
use crate::headline::HeadlineId;

/// Headlines as the open turn left them.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    /// None is a headline that was forgotten.
    entries: BTreeMap<HeadlineId, Option<Arc<Entry>>>,
    /// Ids of further links → the headline.
    aliases: HashMap<HeadlineId, HeadlineId>,
    texts: Index<HeadlineId>,
    bytes: usize,
}

impl Overlay {
    /// What the turn made of a headline, if it touched it.
    pub(super) fn get(&self, id: HeadlineId) -> Option<Option<&Arc<Entry>>> {
        self.entries.get(&id).map(Option::as_ref)
    }

    /// Whether the turn touched a headline.
    pub(super) fn touched(&self, id: HeadlineId) -> bool {
        self.entries.contains_key(&id)
    }

    /// The headline that has that id as a further one.
    pub(super) fn by_alias(&self, alias: HeadlineId) -> Option<HeadlineId> {
        self.aliases.get(&alias).copied()
    }

    /// Headlines that a text key leads to at about that time.
    pub(super) fn near(&self, key: u64, interval: Option<(i64, i64)>) -> Vec<HeadlineId> {
        self.texts.near(key, interval)
    }

    /// Everything that was touched, with what it is now, in the order of the ids.
    pub(super) fn entries(&self) -> impl Iterator<Item = (HeadlineId, Option<&Entry>)> {
        self.entries.iter().map(|(id, entry)| (*id, entry.as_deref()))
    }

    /// The same, to keep it.
    pub(super) fn into_entries(self) -> impl Iterator<Item = (HeadlineId, Option<Arc<Entry>>)> {
        self.entries.into_iter()
    }

    /// About how many bytes it takes.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Puts a headline in the place of what stood there, or forgets it.
    pub(super) fn put(&mut self, id: HeadlineId, entry: Option<Entry>) {
        let entry = entry.map(Arc::new);
        if let Some(entry) = &entry {
            self.bytes += entry.weight();
        }
        let before = self.entries.insert(id, entry.clone()).flatten();
        if let Some(before) = before {
            self.bytes = self.bytes.saturating_sub(before.weight());
            self.unindex(id, &before);
        }
        if let Some(entry) = entry {
            self.index(id, &entry);
        }
    }

    fn index(&mut self, id: HeadlineId, entry: &Entry) {
        for (key, interval) in find::places(entry) {
            self.texts.insert(key, interval, id);
        }
        for alias in &entry.aliases {
            self.aliases.insert(*alias, id);
        }
    }

    fn unindex(&mut self, id: HeadlineId, entry: &Entry) {
        for (key, interval) in find::places(entry) {
            self.texts.remove(key, interval, id);
        }
        for alias in &entry.aliases {
            if self.aliases.get(alias) == Some(&id) {
                self.aliases.remove(alias);
            }
        }
    }
}
