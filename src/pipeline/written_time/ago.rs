//! "5 minutes ago".

use super::AgoUnit;
use super::lexicon::meaning::{Kinds, Meaning};
use super::reader::Reader;
use super::token::is_among;

/// The most words that stand before and after the amount.
const BEFORE: usize = 4;
const AFTER: usize = 6;

/// Marks that may stand inside such a pattern.
const INSIDE: &str = ".-()॰་";

impl Reader<'_> {
    /// A relative time at `at`: amount and unit, and where it ends.
    pub(super) fn ago(&self, at: usize) -> Option<((u32, AgoUnit), usize)> {
        self.ago_pattern(at).or_else(|| self.ago_phrase(at))
    }

    /// The amount is in the words: "now", "an hour ago" where the language has a word for it.
    fn ago_phrase(&self, at: usize) -> Option<((u32, AgoUnit), usize)> {
        self.known_word(at, Kinds::NOW.or(Kinds::AGO), |meaning| match meaning {
            Meaning::Now => Some((0, AgoUnit::Second)),
            Meaning::Ago(amount, unit) => Some((amount, unit)),
            _ => None,
        })
    }

    fn ago_pattern(&self, at: usize) -> Option<((u32, AgoUnit), usize)> {
        if self.tokens.is_word(at) && !self.is_ago_word(at) && !self.is_one(at) {
            return None;
        }
        // Before the amount stand words of such patterns only.
        let goes_on = |place: &usize| {
            let last = place.checked_sub(1).filter(|last| *last >= at);
            last.is_none_or(|last| self.is_ago_word(last) || self.tokens.mark(last).is_some())
        };
        (at..=at + BEFORE).take_while(goes_on).find_map(|place| self.ago_around(at, place))
    }

    /// A pattern that begins at `at` and has its amount at `place`.
    fn ago_around(&self, at: usize, place: usize) -> Option<((u32, AgoUnit), usize)> {
        let amount = self.amount(place).filter(|_| self.may_go_on())?;
        let before = if place > at { self.tokens.phrase(at, place) } else { "" };
        if let Some(found) = self.ago_in_two_units(before, place) {
            return Some(found);
        }
        self.word_ends(place + 1).into_iter().find_map(|end| {
            let after = if end > place + 1 { self.tokens.phrase(place + 1, end) } else { "" };
            let unit = self.unit_between(before, after.trim_start())?;
            let cut_short = self.tokens.is_glued(end) && self.tokens.number(end).is_some();
            let bare = before.is_empty() && after.is_ascii() && after.len() <= 2;
            let likely = if bare { self.is_bare(place, amount, unit) } else { is_likely(amount, unit) };
            (!cut_short && likely).then_some(((amount, unit), end))
        })
    }

    /// "2 days, 3 hours ago": the larger unit tells.
    fn ago_in_two_units(&self, before: &str, place: usize) -> Option<((u32, AgoUnit), usize)> {
        let (amount, unit) = (self.amount(place)?, place + 1);
        let second = (unit + 1..unit + 3).find(|&at| self.tokens.number(at).is_some())?;
        if !self.tokens.is_word(unit) || !self.tokens.is_word(second + 1) {
            return None;
        }
        let unit = self.tokens.phrase(unit, unit + 1);
        self.word_ends(second + 2).into_iter().find_map(|end| {
            let after = if end > second + 2 { self.tokens.phrase(second + 2, end) } else { "" };
            if before.is_empty() && after.is_empty() {
                return None;
            }
            let unit = self.words.ago(format!("{before} # {unit} {after}").trim(), self.language)?;
            is_likely(amount, unit).then_some(((amount, unit), end))
        })
    }

    /// `5m`, `2h`: written in one word, and never so many that a larger unit would do; `3D` is a shape.
    fn is_bare(&self, place: usize, amount: u32, unit: AgoUnit) -> bool {
        let most = match unit {
            AgoUnit::Second | AgoUnit::Minute => 59,
            AgoUnit::Hour => 47,
            AgoUnit::Day => 31,
            AgoUnit::Week | AgoUnit::Month | AgoUnit::Year => 12,
        };
        let is_shape =
            self.tokens.get(place + 1).is_some_and(|token| self.tokens.text.get(token.start..token.end) == Some("D"));
        amount <= most && self.tokens.is_glued(place + 1) && !is_shape
    }

    /// The unit of an amount between these words.
    fn unit_between(&self, before: &str, after: &str) -> Option<AgoUnit> {
        if before.is_empty() && after.is_empty() {
            return self.words.ago("#", self.language);
        }
        self.words.ago([before, " # ", after].concat().trim(), self.language)
    }

    /// Where phrases that begin at `from` may end, longest first; only words that relative times are made of. The last
    /// is the phrase of no words.
    fn word_ends(&self, from: usize) -> impl IntoIterator<Item = usize> + use<> {
        let mut ends = [from; AFTER + 1];
        let mut left = AFTER;
        for at in from..from + 2 * AFTER {
            if self.tokens.is_word(at) && self.is_ago_word(at) && left > 0 {
                left -= 1;
                if let Some(end) = ends.get_mut(left) {
                    *end = at + 1;
                }
            } else if !self.tokens.mark(at).is_some_and(|mark| is_among(mark, INSIDE)) {
                break;
            }
        }
        ends.into_iter().skip(left)
    }

    fn amount(&self, at: usize) -> Option<u32> {
        match self.tokens.number(at) {
            Some((value, 1..=4)) => u32::try_from(value).ok(),
            Some(_) => None,
            None => self.is_one(at).then_some(1),
        }
    }

    fn is_one(&self, at: usize) -> bool {
        self.word(at, Kinds::ONE, |meaning| (meaning == Meaning::One).then_some(()))
            .is_some_and(|((), end)| end == at + 1)
    }
}

/// No page says "2023 minutes ago": that is a year before a word.
fn is_likely(amount: u32, unit: AgoUnit) -> bool {
    amount
        <= match unit {
            AgoUnit::Second | AgoUnit::Minute => 1500,
            AgoUnit::Hour | AgoUnit::Day => 999,
            AgoUnit::Week | AgoUnit::Month => 200,
            AgoUnit::Year => 60,
        }
}
