//! Texts that hold no time, told at a glance: most lines with a number in them are headlines.

use super::lexicon::meaning::Kinds;
use super::reader::Reader;
use super::token::Kind;

/// What a time may be told by; the others only stand beside it, or behind a number.
const TELLING: Kinds = Kinds::INNER
    .or(Kinds::LEAD)
    .or(Kinds::UPDATE)
    .or(Kinds::UNIT)
    .or(Kinds::ONE)
    .or(Kinds::ERA)
    .or(Kinds::ZONE)
    .others();

impl Reader<'_> {
    /// Whether anything in the text could be part of a time; where nothing is, nothing is read.
    pub(super) fn has_evidence(&self) -> bool {
        self.has_telling_phrase()
            || (0..self.tokens.len()).any(|at| self.is_pair(at) || self.is_ago_beside_amount(at))
            || self.may_name_month()
    }

    fn has_telling_phrase(&self) -> bool {
        // `10h`, `2023-年`: it says what the number before it counts.
        let counts = |from: usize| from.checked_sub(1).is_some_and(|before| !self.tokens.is_word(before));
        self.phrases.any(|from, kinds| kinds.meets(TELLING) || kinds.meets(Kinds::UNIT) && counts(from))
    }

    /// Two numbers with a mark between them: `10:20`, `27.01`.
    fn is_pair(&self, at: usize) -> bool {
        self.tokens.number(at).is_some() && self.tokens.mark(at + 1).is_some() && self.tokens.number(at + 2).is_some()
    }

    /// A word of the past beside a number, or beside a word that may mean one.
    fn is_ago_beside_amount(&self, at: usize) -> bool {
        let is_amount = |at: &usize| match self.tokens.kind(*at) {
            Some(Kind::Number { .. }) => true,
            Some(Kind::Word) => self.tokens.get(*at).is_some_and(|token| token.uses.begins_phrase()),
            _ => false,
        };
        let is_word = |at: &usize| self.tokens.mark(*at).is_none();
        self.is_ago_word(at)
            && [(0..at).rev().find(is_word), (at + 1..self.tokens.len()).find(is_word)].iter().flatten().any(is_amount)
    }

    /// A word behind a number that begins as a month of the language does; it is one only beside a second number.
    fn may_name_month(&self) -> bool {
        let mut numbers = (0..self.tokens.len()).filter(|at| self.tokens.number(*at).is_some());
        let (Some(first), Some(_)) = (numbers.next(), numbers.next()) else { return false };
        let mut words = (first + 1..self.tokens.len()).filter(|at| self.tokens.is_word(*at));
        words.any(|at| self.words.month_like(self.tokens.phrase(at, at + 1), self.language).is_some())
    }
}
