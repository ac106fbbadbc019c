//! A text that is nothing but a time, perhaps behind lead words, perhaps with a second time behind it.

use super::lexicon::meaning::{Kinds, Meaning};
use super::parts::Parts;
use super::reader::Reader;

impl Reader<'_> {
    /// The time of a text that is nothing else. Of two the first, or that of publication where the first is an update's.
    pub(super) fn whole(&self) -> Option<Parts> {
        if !self.hopeful {
            return None;
        }
        let (mut start, mut updated) = (0, false);
        loop {
            if let Some((parts, end)) = self.scan(start) {
                if self.is_rest(end) {
                    return Some(parts);
                }
                if let Some((second, published)) = self.second(end, &parts) {
                    return Some(if updated && published { second } else { parts });
                }
            }
            if self.tokens.mark(start).is_some() {
                start += 1;
            } else {
                updated = self.is_update(start);
                start = self.lead(start).or_else(|| self.skip(start))?;
            }
        }
    }

    /// A second time from `at` on, to the end, and whether a word says that it is the one of publication: "27 January
    /// 10:20, updated 11:05", "4 pm PT (7 pm ET)", "27 January 2023 · 2 hours ago".
    fn second(&self, at: usize, first: &Parts) -> Option<(Parts, bool)> {
        let next = (at..self.tokens.len()).find(|&at| self.tokens.mark(at).is_none())?;
        let marks = |marks: &str| (at..next).filter_map(|at| self.tokens.mark(at)).any(|mark| marks.contains(mark));
        let lead = self.lead(next);
        let start = lead.unwrap_or(next);
        let start = (start..self.tokens.len()).find(|&at| self.tokens.mark(at).is_none())?;
        let (second, end) = self.scan(start)?;
        let relative = first.ago.is_some() != second.ago.is_some() && marks("|·•,-–");
        let told = self.is_rest(end) && (lead.is_some() || marks("(（") || relative);
        told.then_some((second, lead.is_some() && !self.is_update(next)))
    }

    fn is_update(&self, at: usize) -> bool {
        self.word(at, Kinds::UPDATE, |meaning| (meaning == Meaning::Update).then_some(())).is_some()
    }
}
