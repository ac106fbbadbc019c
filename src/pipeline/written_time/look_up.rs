//! What the words of a text mean.

use super::lexicon::Trust;
use super::lexicon::meaning::{Kinds, Meaning};
use super::reader::Reader;

impl Reader<'_> {
    /// The meaning of the phrase at `at`, if it is of these kinds and `pick` wants it.
    pub(super) fn word<T>(&self, at: usize, kinds: Kinds, pick: impl Fn(Meaning) -> Option<T>) -> Option<(T, usize)> {
        self.look_up(at, Trust::Any, kinds, pick)
    }

    /// The same for words that must be of the page's language, or telling enough in another.
    pub(super) fn known_word<T>(
        &self,
        at: usize,
        kinds: Kinds,
        pick: impl Fn(Meaning) -> Option<T>,
    ) -> Option<(T, usize)> {
        // A text without a number is easily a word of another language: "hier" is no time in German.
        let trust = if self.has_number { Trust::Known } else { Trust::Own };
        self.look_up(at, trust, kinds, pick)
    }

    fn look_up<T>(
        &self,
        at: usize,
        trust: Trust,
        kinds: Kinds,
        pick: impl Fn(Meaning) -> Option<T>,
    ) -> Option<(T, usize)> {
        if !self.may_go_on() || !self.tokens.get(at).is_some_and(|token| token.kinds.meets(kinds)) {
            return None;
        }
        self.phrases.find(&self.tokens, at, self.tongue, trust, kinds, pick)
    }

    /// The word or number at `at` stands beside the amount in some pattern of the past.
    pub(super) fn is_ago_word(&self, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| token.uses.ago)
    }

    /// Behind a word that has such a meaning in any language of many sites: one that only stands between the parts.
    fn any_word(&self, at: usize, kinds: Kinds) -> Option<usize> {
        let pick = |meaning: Meaning| meaning.kind().meets(kinds).then_some(());
        self.look_up(at, Trust::Many, kinds, pick).map(|((), end)| end)
    }

    pub(super) fn inner(&self, at: usize) -> Option<usize> {
        self.any_word(at, Kinds::INNER)
    }

    pub(super) fn lead(&self, at: usize) -> Option<usize> {
        self.any_word(at, Kinds::LEAD.or(Kinds::UPDATE))
    }
}
