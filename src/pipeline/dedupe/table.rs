//! The headlines by id and by what leads to them: what is committed, packed, below what the open turn changed.

use std::sync::Arc;

use super::entry::Entry;
use super::overlay::Overlay;
use super::store::Store;
use crate::headline::HeadlineId;

/// The headlines of a partition.
#[derive(Debug, Default)]
pub(super) struct Table {
    store: Store,
    overlay: Overlay,
    /// Headlines with what the open turn made of them.
    len: usize,
    mark: Option<i64>,
    /// The mark before the open turn, if it moved.
    mark_before: Option<Option<i64>>,
    /// The open turn looked for headlines last seen before that.
    swept: Option<i64>,
}

impl Table {
    /// The headline of an id, its own or a further link's.
    pub(super) fn resolve(&self, id: HeadlineId) -> Option<HeadlineId> {
        if self.contains(id) {
            return Some(id);
        }
        let below = || self.store.by_alias(id).filter(|owner| !self.overlay.touched(*owner));
        self.overlay.by_alias(id).or_else(below)
    }

    /// A headline by its own id.
    pub(super) fn get(&self, id: HeadlineId) -> Option<Arc<Entry>> {
        match self.overlay.get(id) {
            Some(entry) => entry.map(Arc::clone),
            None => self.store.entry(self.store.number(id)?).map(Arc::new),
        }
    }

    fn contains(&self, id: HeadlineId) -> bool {
        self.overlay.get(id).map_or_else(|| self.store.number(id).is_some(), |entry| entry.is_some())
    }

    /// Headlines that a text key leads to at about that time; a few others may be among them.
    pub(super) fn near(&self, key: u64, interval: Option<(i64, i64)>) -> Vec<HeadlineId> {
        let mut near = self.overlay.near(key, interval);
        near.extend(self.store.near(key, interval).into_iter().filter(|id| !self.overlay.touched(*id)));
        near
    }

    /// Up to `most` headlines that were seen last at `longest` or before, the longest ago first, about.
    pub(super) fn due(&mut self, longest: i64, most: usize) -> Vec<HeadlineId> {
        self.swept = self.swept.max(Some(longest));
        let open = self.overlay.entries().filter(|(_, entry)| entry.is_some_and(|entry| entry.last_seen <= longest));
        let below = self.store.older(longest).filter(|(id, _)| !self.overlay.touched(*id));
        let below = below.filter(|(_, number)| self.store.entry(*number).is_some_and(|entry| entry.last_seen <= longest));
        open.map(|(id, _)| id).chain(below.map(|(id, _)| id)).take(most).collect()
    }

    /// Every headline.
    #[cfg(test)]
    pub(super) fn ids(&self) -> Vec<HeadlineId> {
        let open = self.overlay.entries().filter_map(|(id, entry)| entry.map(|_| id));
        let below = self.store.older(i64::MAX).map(|(id, _)| id).filter(|id| !self.overlay.touched(*id));
        open.chain(below).collect()
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
            self.mark_before.get_or_insert(self.mark);
            self.mark = Some(mark);
        }
    }

    /// How many headlines there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// About how many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.store.bytes() + self.overlay.bytes()
    }

    /// Puts a headline in the place of what stood there, or forgets it.
    pub(super) fn put(&mut self, id: HeadlineId, entry: Option<Entry>) {
        self.len = self.len + usize::from(entry.is_some()) - usize::from(self.contains(id));
        self.overlay.put(id, entry);
    }

    /// Ids that the open turn touched, with what they are now.
    pub(super) fn touched(&self) -> impl Iterator<Item = (HeadlineId, Option<&Entry>)> {
        self.overlay.entries()
    }

    /// What is there stands.
    pub(super) fn merge(&mut self) {
        for (id, entry) in std::mem::take(&mut self.overlay).into_entries() {
            self.store.put(id, entry.map(Arc::unwrap_or_clone));
        }
        self.mark_before = None;
        if let Some(limit) = self.swept.take() {
            self.store.age(limit);
        }
    }

    /// What was there before stands again.
    pub(super) fn rollback(&mut self) {
        self.overlay = Overlay::default();
        self.mark = self.mark_before.take().unwrap_or(self.mark);
        self.len = self.store.len();
        self.swept = None;
    }

    /// Takes a record of the change log: nothing is pending after it.
    pub(super) fn restore(&mut self, id: HeadlineId, entry: Option<Entry>) {
        self.store.put(id, entry);
        self.len = self.store.len();
    }

    /// Takes the mark of the change log.
    pub(super) fn restore_mark(&mut self, mark: Option<i64>) {
        self.mark = self.mark.max(mark);
    }
}
