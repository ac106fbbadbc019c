//! The headlines by id and by what leads to them: what is committed, packed, below what the open turn changed.

use std::sync::Arc;

use super::entry::Entry;
use super::find::Known;
use super::image::{ImageError, Taking};
use super::keys::Key;
use super::lookup::Shown;
use super::overlay::Overlay;
use super::pack::Packed;
use super::quiet::{Quiet, Slot};
use super::store::{Number, Store};
use crate::headline::HeadlineId;

/// The headlines of a partition.
#[derive(Debug, Default)]
pub(super) struct Table {
    store: Store,
    overlay: Overlay,
    quiet: Quiet,
    /// Headlines with what the open turn made of them.
    len: usize,
    mark: Option<i64>,
    /// The mark before the open turn, if it moved.
    mark_before: Option<Option<i64>>,
    /// An image is being taken.
    taking: Option<Taking>,
    /// The open turn looked for headlines last seen then or before.
    swept: Option<i64>,
}

impl Table {
    /// The headline of an id, its own or a further link's; `shown` gives that id.
    pub(super) fn resolve(&self, id: HeadlineId, shown: Option<Shown<'_>>) -> Option<Known> {
        let own = match self.overlay.get(id) {
            Some(change) => change.known(id),
            None => self.store.find(id, shown),
        };
        let open = || self.get(self.overlay.by_alias(id)?);
        own.or_else(open).or_else(|| self.uncovered(self.store.by_alias(id)?))
    }

    /// Whether an id is a headline's, its own or a further link's.
    pub(super) fn is_known(&self, id: HeadlineId) -> bool {
        self.resolve(id, None).is_some()
    }

    /// A headline by its own id.
    pub(super) fn get(&self, id: HeadlineId) -> Option<Known> {
        match self.overlay.get(id) {
            Some(change) => change.known(id),
            None => self.store.find(id, None),
        }
    }

    /// Headlines of a site, save one, that a key leads to at about that time and of which `is` holds.
    pub(super) fn near(
        &self,
        site: &str,
        key: Key,
        interval: Option<(i64, i64)>,
        but: Option<&Known>,
        is: impl Fn(&Entry) -> bool,
    ) -> Vec<Known> {
        let (but, below) = (but.map(|known| known.id), but.and_then(|known| known.number));
        let open = self.overlay.near(key, interval, but).into_iter().filter_map(|id| self.get(id));
        let open = open.filter(|known| is(&known.entry));
        let over = |number| Some(number) == below || self.overlay.covers(number);
        open.chain(self.store.near((site, key), interval, over, &is)).collect()
    }

    /// Up to `most` headlines that were seen last at `longest` or before, the longest ago first, about.
    pub(super) fn due(&mut self, longest: i64, most: usize) -> Vec<HeadlineId> {
        self.swept = self.swept.max(Some(longest));
        let open = self.overlay.entries().filter(|(_, entry)| entry.is_some_and(|entry| entry.last_seen <= longest));
        let below = self.store.older(longest).filter(|known| known.entry.last_seen <= longest);
        let below = below.filter_map(|known| self.uncovered(known));
        open.map(|(id, _)| id).chain(below.map(|known| known.id)).take(most).collect()
    }

    /// Every headline.
    #[cfg(test)]
    pub(super) fn all(&self) -> Vec<Known> {
        let open = self.overlay.entries().filter_map(|(id, _)| self.get(id));
        open.chain(self.store.older(i64::MAX).filter_map(|known| self.uncovered(known))).collect()
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

    /// Puts a headline in the place of what is known of it.
    pub(super) fn replace(&mut self, known: &Known, entry: Entry) {
        match known.number {
            Some(_) => self.overlay.put(known.id, Some(entry), known.number),
            None => self.put(known.id, Some(entry)),
        }
    }

    /// Puts a headline in the place of what stood there, or forgets it.
    pub(super) fn put(&mut self, id: HeadlineId, entry: Option<Entry>) {
        let (there, below) = self.place(id);
        self.len = self.len + usize::from(entry.is_some()) - usize::from(there);
        self.overlay.put(id, entry, below);
    }

    /// Ids that the open turn touched, with what they are now.
    pub(super) fn touched(&self) -> impl Iterator<Item = (HeadlineId, Option<&Entry>)> {
        self.overlay.entries().map(|(id, entry)| (id, entry.map(Arc::as_ref)))
    }

    /// What is there stands.
    pub(super) fn merge(&mut self) {
        let mut changes = 0;
        self.quiet.fit(self.len);
        for (id, change) in std::mem::take(&mut self.overlay).into_changes() {
            let entry = change.entry;
            let last_seen = entry.as_ref().map(|entry| entry.last_seen);
            let number = self.store.put(id, change.below, entry.as_ref().map(|entry| Packed::of(id, entry)));
            self.hush(change.quiet, last_seen, number);
            changes += 1;
        }
        self.store.settle(changes);
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

    /// Brings near what it takes to restore headlines of these ids.
    pub(super) fn bring(&self, ids: impl Iterator<Item = HeadlineId>) {
        ids.for_each(|id| self.store.bring(id));
    }

    /// Takes a record of the change log: nothing is pending after it. Not all is found before [`Self::restored`].
    pub(super) fn restore(&mut self, id: HeadlineId, packed: Option<&Packed<'_>>) {
        self.store.take(id, packed);
    }

    /// So many records of the change log were taken.
    pub(super) fn taken(&mut self, records: usize) {
        self.store.taken(records);
        self.store.settle(records);
        self.len = self.store.len();
    }

    /// The change log is at its end.
    pub(super) fn restored(&mut self) {
        self.store.catch_up();
        self.store.settle(0);
        self.len = self.store.len();
    }

    /// Whether a sighting is known to say nothing new of a headline that was seen last after `since`.
    pub(super) fn is_quiet(&self, digest: u64, since: i64) -> bool {
        self.quiet.get(digest).is_some_and(|slot| {
            let stands = self.store.since(slot.number) == Some(slot.born) && !self.overlay.covers(slot.number);
            slot.last_seen > since && stands
        })
    }

    /// Remembers that a sighting says nothing new of a headline, as the open turn leaves it.
    pub(super) fn hush_open(&mut self, id: HeadlineId, digest: Option<u64>) {
        self.overlay.quiet(id, digest);
    }

    /// Remembers that a sighting says nothing new of a committed headline.
    pub(super) fn hush_known(&mut self, known: &Known, digest: Option<u64>) {
        self.hush(digest, Some(known.entry.last_seen), known.number);
    }

    /// Forgets which sightings say nothing new.
    pub(super) fn listen(&mut self) {
        self.quiet.clear();
    }

    fn hush(&mut self, digest: Option<u64>, last_seen: Option<i64>, number: Option<Number>) {
        if let (Some(digest), Some(last_seen), Some(number)) = (digest, last_seen, number)
            && let Some(born) = self.store.since(number)
        {
            self.quiet.put(Slot { digest, last_seen, number, born });
        }
    }

    /// Takes the mark of the change log.
    pub(super) fn restore_mark(&mut self, mark: Option<i64>) {
        self.mark = self.mark.max(mark);
    }

    /// Begins an image of what is committed; until it is ended nothing is tidied up.
    pub(super) fn begin_image(&mut self) {
        self.taking = Some(self.store.freeze());
    }

    /// The next slice of the image that was begun; none after the last.
    pub(super) fn image_slice(&mut self) -> Result<Option<Vec<u8>>, ImageError> {
        let mark = self.mark_before.unwrap_or(self.mark);
        self.taking.as_mut().map_or(Ok(None), |taking| self.store.slice(taking, mark))
    }

    /// The image is done with, or no longer wanted.
    pub(super) fn end_image(&mut self) {
        self.taking = None;
        self.store.thaw();
    }

    /// Takes a slice of an image; the rest of the change log follows.
    pub(super) fn load(&mut self, slice: &[u8]) -> Result<(), ImageError> {
        if let Some(mark) = self.store.load(slice)? {
            self.restore_mark(mark);
        }
        self.len = self.store.len();
        Ok(())
    }

    /// Whether there is a headline, and where it is committed.
    fn place(&self, id: HeadlineId) -> (bool, Option<Number>) {
        match self.overlay.get(id) {
            Some(change) => (change.entry.is_some(), change.below),
            None => {
                let below = self.store.place_of(id, None);
                (below.is_some(), below)
            }
        }
    }

    /// A committed headline that the open turn did not touch.
    fn uncovered(&self, known: Known) -> Option<Known> {
        let covered = known.number.is_some_and(|number| self.overlay.covers(number));
        (!covered).then_some(known)
    }
}
