//! Sightings that say nothing new, known again without a look at their headline.
//!
//! Nearly everything that arrives is a repeat: the page was fetched again and shows what it showed. Once a sighting was
//! found to change nothing, whenever its page is fetched, it changes nothing until its headline changes or is refreshed.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use super::store::Number;
use crate::contract::sighting::Glance;

/// Sightings that are kept at least and at most; in between one for four headlines. What stands on pages must find room:
/// a headline that does not costs ten times as much each time it is seen.
const LEAST: usize = 1 << 14;
const MOST: usize = 1 << 19;

/// A bounded set of sightings; a new one pushes out the older of the two that share its place.
#[derive(Debug, Default)]
pub(super) struct Quiet {
    slots: Vec<[Slot; 2]>,
}

/// A sighting that says nothing new of a headline.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Slot {
    pub(super) digest: u64,
    /// When the headline was seen last, as it is remembered.
    pub(super) last_seen: i64,
    /// Where the headline stands, and since which block: there it never changes.
    pub(super) number: Number,
    pub(super) born: u32,
}

impl Quiet {
    /// What is known of a sighting.
    pub(super) fn get(&self, digest: u64) -> Option<&Slot> {
        self.slots.get(self.at(digest)?)?.iter().find(|slot| slot.digest == digest && slot.born > 0)
    }

    pub(super) fn put(&mut self, slot: Slot) {
        let place = self.at(slot.digest).and_then(|at| self.slots.get_mut(at));
        if let Some([newer, older]) = place {
            if newer.digest != slot.digest {
                *older = *newer;
            }
            *newer = slot;
        }
    }

    /// Makes room for the sightings of so many headlines.
    pub(super) fn fit(&mut self, headlines: usize) {
        let wanted = (headlines / 4).next_power_of_two().clamp(LEAST, MOST) / 2;
        if wanted > self.slots.len() {
            let kept: Vec<[Slot; 2]> = std::mem::take(&mut self.slots);
            self.slots.resize(wanted, <[Slot; 2]>::default());
            kept.into_iter().flat_map(|[newer, older]| [older, newer]).for_each(|slot| self.put(slot));
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
pub(super) fn digest(glance: &Glance<'_>) -> Option<u64> {
    let link = glance.link.filter(|_| !glance.link_shared)?;
    let mut hasher = DefaultHasher::new();
    (glance.site, link, glance.title, glance.kicker, glance.deck, glance.published, glance.language).hash(&mut hasher);
    glance.sections.iter().for_each(|section| section.kind.hash(&mut hasher));
    Some(hasher.finish())
}
