//! Sightings that say nothing new, known again without a look at their headline.
//!
//! Nearly everything that arrives is a repeat: the page was fetched again and shows what it showed. Once a sighting was
//! found to change nothing, whenever its page is fetched, it changes nothing until its headline changes or is refreshed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::store::Number;
use crate::contract::sighting::Sighting;
use crate::headline::HeadlineId;

/// Sightings that are kept at least and at most; in between one for eight headlines.
const LEAST: usize = 1 << 10;
const MOST: usize = 1 << 17;

/// A bounded set of sightings; one pushes out another.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    slots: Vec<Option<Slot>>,
}

/// A sighting that says nothing new of a headline.
#[derive(Clone, Copy, Debug)]
pub(super) struct Slot {
    pub(super) digest: u64,
    pub(super) id: HeadlineId,
    /// When the headline was seen last, as it is remembered.
    pub(super) last_seen: i64,
    /// Where the headline stands, and since which block: there it never changes.
    pub(super) place: (Number, u32),
}

impl Quiet {
    /// What is known of a sighting.
    pub(super) fn get(&self, digest: u64) -> Option<&Slot> {
        self.slots.get(self.at(digest)?)?.as_ref().filter(|slot| slot.digest == digest)
    }

    pub(super) fn put(&mut self, slot: Slot) {
        if let Some(place) = self.at(slot.digest).and_then(|at| self.slots.get_mut(at)) {
            *place = Some(slot);
        }
    }

    /// Makes room for the sightings of so many headlines.
    pub(super) fn fit(&mut self, headlines: usize) {
        let wanted = (headlines / 8).next_power_of_two().clamp(LEAST, MOST);
        if wanted > self.slots.len() {
            let kept: Vec<Slot> = std::mem::take(&mut self.slots).into_iter().flatten().collect();
            self.slots.resize(wanted, None);
            kept.into_iter().for_each(|slot| self.put(slot));
        }
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.slots.clear();
    }

    fn at(&self, digest: u64) -> Option<usize> {
        usize::try_from(digest).ok()?.checked_rem(self.slots.len())
    }
}

/// Everything of a sighting that dedupe acts on, save when its page was fetched. None where no link identifies it: then
/// other headlines decide as well.
pub(super) fn digest(sighting: &Sighting) -> Option<u64> {
    let Sighting {
        site,
        link,
        link_shared,
        title,
        kicker,
        deck,
        published,
        sections,
        language,
        page: _,
        page_timestamp: _,
    } = sighting;
    let link = link.as_deref().filter(|_| !link_shared)?;
    let mut hasher = DefaultHasher::new();
    (site, link, title, kicker, deck, published, language).hash(&mut hasher);
    sections.iter().for_each(|section| section.kind.hash(&mut hasher));
    Some(hasher.finish())
}
