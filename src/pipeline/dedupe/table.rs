//! The headlines by id, their indexes, and what the open turn changed.
//!
//! The indexes are a function of the entries: [`Table::put`] is the only way in, so a rollback is a put of what stood
//! there before.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use super::entry::Entry;
use super::find;
use super::index::Index;
use crate::headline::HeadlineId;

/// Entries and indexes.
#[derive(Debug, Default)]
pub(super) struct Table {
    entries: HashMap<HeadlineId, Box<Entry>>,
    /// Ids of further links → the headline.
    aliases: HashMap<HeadlineId, HeadlineId>,
    /// Fingerprints and minutes → headlines.
    texts: Index,
    /// By the mark of the last sighting.
    ages: BTreeSet<(i64, HeadlineId)>,
    names: HashSet<Arc<str>>,
    /// So many names are worth a look whether they are still in use.
    many_names: usize,
    bytes: usize,
    mark: Option<i64>,
    pending: Pending,
}

/// The open turn: how to undo it.
#[derive(Debug, Default)]
struct Pending {
    /// What stood there before, by id.
    before: BTreeMap<HeadlineId, Option<Box<Entry>>>,
    /// The mark before, if it moved.
    mark: Option<Option<i64>>,
}

impl Table {
    /// The headline of an id, its own or a further link's.
    pub(super) fn resolve(&self, id: HeadlineId) -> Option<HeadlineId> {
        if self.entries.contains_key(&id) { Some(id) } else { self.aliases.get(&id).copied() }
    }

    /// A headline by its own id.
    pub(super) fn get(&self, id: HeadlineId) -> Option<&Entry> {
        self.entries.get(&id).map(|entry| &**entry)
    }

    /// Headlines that a text key leads to at about that time.
    pub(super) fn near(&self, key: u64, interval: Option<(i64, i64)>) -> Vec<HeadlineId> {
        self.texts.near(key, interval)
    }

    /// Headlines by their last sighting, the longest ago first.
    pub(super) fn oldest(&self) -> impl Iterator<Item = HeadlineId> {
        self.ages.iter().map(|(_, id)| *id)
    }

    /// The running maximum of the marks.
    pub(super) fn mark(&self) -> i64 {
        self.mark.unwrap_or(i64::MIN)
    }

    /// The mark, if there was one.
    pub(super) fn known_mark(&self) -> Option<i64> {
        self.mark
    }

    /// Moves the mark, never back.
    pub(super) fn advance(&mut self, mark: i64) {
        if self.mark.is_none_or(|known| mark > known) {
            self.pending.mark.get_or_insert(self.mark);
            self.mark = Some(mark);
        }
    }

    /// How many headlines there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// About how many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// How many strings are shared.
    #[cfg(test)]
    pub(super) fn names(&self) -> usize {
        self.names.len()
    }

    /// Puts a headline in the place of what stood there, or forgets it.
    pub(super) fn put(&mut self, id: HeadlineId, entry: Option<Entry>) {
        let before = self.replace(id, entry.map(Box::new));
        self.pending.before.entry(id).or_insert(before);
    }

    /// Ids that the open turn touched, with what they are now.
    pub(super) fn touched(&self) -> impl Iterator<Item = (&HeadlineId, Option<&Entry>)> {
        self.pending.before.keys().map(|id| (id, self.entries.get(id).map(|entry| &**entry)))
    }

    /// What is there stands.
    pub(super) fn merge(&mut self) {
        self.pending = Pending::default();
        if self.names.len() > self.many_names {
            self.names.retain(|name| Arc::strong_count(name) > 1);
            self.many_names = 2 * self.names.len() + 1024;
        }
    }

    /// What was there before stands again.
    pub(super) fn rollback(&mut self) {
        let Pending { before, mark } = std::mem::take(&mut self.pending);
        for (id, entry) in before {
            self.replace(id, entry);
        }
        self.mark = mark.unwrap_or(self.mark);
    }

    /// Takes a record of the change log: nothing is pending after it.
    pub(super) fn restore(&mut self, id: HeadlineId, entry: Option<Entry>) {
        self.replace(id, entry.map(Box::new));
    }

    /// Takes the mark of the change log.
    pub(super) fn restore_mark(&mut self, mark: Option<i64>) {
        self.mark = self.mark.max(mark);
    }

    fn replace(&mut self, id: HeadlineId, entry: Option<Box<Entry>>) -> Option<Box<Entry>> {
        let before = self.entries.remove(&id);
        let same_texts = before.as_ref().zip(entry.as_ref()).is_some_and(|(before, entry)| before.has_texts_of(entry));
        if let Some(before) = &before {
            self.unindex(id, before, !same_texts);
        }
        if let Some(mut entry) = entry {
            self.intern(&mut entry);
            self.index(id, &entry, !same_texts);
            self.entries.insert(id, entry);
        }
        before
    }

    fn index(&mut self, id: HeadlineId, entry: &Entry, texts: bool) {
        for (key, interval) in if texts { find::places(entry) } else { Vec::new() } {
            self.texts.insert(key, interval, id);
        }
        for alias in &entry.aliases {
            self.aliases.insert(*alias, id);
        }
        self.ages.insert((entry.last_seen, id));
        self.bytes += entry.weight();
    }

    fn unindex(&mut self, id: HeadlineId, entry: &Entry, texts: bool) {
        for (key, interval) in if texts { find::places(entry) } else { Vec::new() } {
            self.texts.remove(key, interval, id);
        }
        for alias in &entry.aliases {
            if self.aliases.get(alias) == Some(&id) {
                self.aliases.remove(alias);
            }
        }
        self.ages.remove(&(entry.last_seen, id));
        self.bytes = self.bytes.saturating_sub(entry.weight());
    }

    fn intern(&mut self, entry: &mut Entry) {
        for words in entry.shared() {
            match self.names.get(words) {
                Some(known) => *words = Arc::clone(known),
                None => {
                    self.names.insert(Arc::clone(words));
                }
            }
        }
    }
}
