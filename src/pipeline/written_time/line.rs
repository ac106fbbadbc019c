//! A time at the edge of a line that holds more than it.

use std::ops::Range;

use super::lexicon::meaning::{Kinds, Meaning};
use super::parts::Parts;
use super::reader::Reader;
use super::token::{Kind, is_among, is_unspaced};

/// Marks that part a time from what stands beside it.
const DIVIDERS: &str = "|•·∙●–—-/()[]»«›‹><（）【】［］｜・~⋅│┃…📅🕒";

/// Words that only stand beside a time.
const BESIDE: Kinds = Kinds::INNER.or(Kinds::LEAD).or(Kinds::UPDATE);

/// What stands beside a time on one side.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Nothing that says anything.
    Edge,
    /// A mark that divides: `|`, `(`, `:`.
    Divided,
    /// A word or number.
    Open,
}

/// How much a reading can be trusted to be a time, whatever stands around it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    /// A lone number or word.
    Weak,
    /// A clock, a day without a year, "2 hours ago".
    Fair,
    /// A date with its year.
    Dated,
    /// A date with a clock.
    Full,
}

impl Reader<'_> {
    /// The tokens of a time inside the line, and what it says; of one that can stand nowhere but at the start, there
    /// only.
    pub(super) fn find(&self, at_start: bool) -> Option<(Range<usize>, Parts)> {
        if !self.hopeful {
            return None;
        }
        let mut at = 0;
        while at < self.tokens.len() {
            if at_start && self.tokens.mark(at).is_none() && self.left(at) != Side::Edge {
                return None;
            }
            if self.may_begin(at)
                && let Some((parts, end)) = self.scan(at)
            {
                if self.is_time(at, end, &parts) {
                    return Some((at..end, parts));
                }
                if self.is_span(end, &parts) {
                    return None;
                }
                if let Some((parts, end)) = self.clock_alone(at, end) {
                    return Some((at..end, parts));
                }
                // a word may be one of the sentence, and the time begins behind it: "at noon 5 May 2031 09:05"
                if !self.tokens.is_word(at) {
                    at = at.max(end - 1);
                }
            }
            at += 1;
        }
        None
    }

    /// A clock in front of a line whose first word says something of times as well: `11:20 May resigns as mayor`.
    fn clock_alone(&self, at: usize, longer: usize) -> Option<(Parts, usize)> {
        if at > 0 || self.tokens.mark(1) != Some(':') {
            return None;
        }
        let (time, end, lone_hour) = self.clock(at)?;
        let parts = Parts { time: Some(time), lone_hour, ..Parts::default() };
        (end < longer && !lone_hour && self.is_time(at, end, &parts)).then_some((parts, end))
    }

    /// Where the tokens end with the bracket that is open in them.
    pub(super) fn closed(&self, tokens: Range<usize>) -> usize {
        let open = tokens.clone().any(|at| matches!(self.tokens.mark(at), Some('(' | '（')));
        let closes = matches!(self.tokens.mark(tokens.end), Some(')' | '）'));
        if open && closes { tokens.end + 1 } else { tokens.end }
    }

    fn may_begin(&self, at: usize) -> bool {
        match self.tokens.kind(at) {
            Some(Kind::Number { .. }) => true,
            Some(Kind::Word) => {
                self.is_ago_word(at)
                    || self.word(at, BESIDE.others(), |meaning| (!meaning.kind().meets(BESIDE)).then_some(())).is_some()
            }
            _ => false,
        }
    }

    fn is_time(&self, from: usize, to: usize, parts: &Parts) -> bool {
        let strength = self.strength(from, to, parts);
        match (self.left(from), self.right(to)) {
            (Side::Edge, Side::Edge) => true,
            (_, Side::Divided) if self.is_span(to, parts) => false,
            (Side::Divided, Side::Divided) => strength >= Strength::Dated,
            (Side::Edge | Side::Divided, Side::Edge | Side::Divided) => strength >= Strength::Fair,
            (Side::Edge, Side::Open) => {
                strength == Strength::Full
                    || strength >= Strength::Fair && self.opens_title(to)
                    || strength == Strength::Dated && self.is_count(to)
            }
            (Side::Open, Side::Edge) => {
                strength == Strength::Full
                    || strength == Strength::Dated && !self.leads_on(from) && self.tokens.mark(to) != Some('.')
            }
            _ => false,
        }
    }

    /// A second date follows: from then to then, which is no time of publication.
    fn is_span(&self, to: usize, parts: &Parts) -> bool {
        let next = (to..to + 3).find(|&at| self.tokens.mark(at).is_none());
        let second = next.filter(|_| parts.date.is_some()).and_then(|next| self.scan(next));
        second.is_some_and(|(second, _)| second.date.is_some())
    }

    fn strength(&self, from: usize, to: usize, parts: &Parts) -> Strength {
        let has_number = (from..to).any(|at| self.tokens.number(at).is_some());
        match (parts.date, parts.time) {
            (Some(_), Some(_)) => Strength::Full,
            (Some(date), None) if date.year.is_some() => Strength::Dated,
            (None, Some(_)) if parts.day.is_none() && (parts.lone_hour || self.is_decimal_like(from, to)) => {
                Strength::Weak
            }
            _ if has_number => Strength::Fair,
            _ => Strength::Weak,
        }
    }

    /// `10.20` with nothing that says it is a clock.
    fn is_decimal_like(&self, from: usize, to: usize) -> bool {
        to == from + 3 && self.tokens.mark(from + 1) == Some('.') && !self.dotted_clocks
    }

    fn left(&self, from: usize) -> Side {
        let edge = (0..from).all(|at| self.tokens.mark(at).is_some()) || self.is_led(from);
        match from.checked_sub(1).and_then(|before| self.tokens.mark(before)) {
            _ if edge => Side::Edge,
            Some(mark) if divides(mark) && self.stands_free(from - 1, from) => Side::Divided,
            _ => Side::Open,
        }
    }

    /// Only lead words stand before `from`.
    fn is_led(&self, from: usize) -> bool {
        let mut at = 0;
        while at < from {
            match (self.tokens.mark(at), self.lead(at)) {
                (Some(_), _) => at += 1,
                (None, Some(end)) => at = end,
                (None, None) => return false,
            }
        }
        at == from
    }

    fn right(&self, to: usize) -> Side {
        match self.tokens.mark(to) {
            _ if self.is_rest(to) => Side::Edge,
            Some(mark) if (divides(mark) || mark == ':') && self.stands_free(to, to + 1) => Side::Divided,
            _ => Side::Open,
        }
    }

    /// A dash divides only where a blank stands beside it; other marks always do.
    fn stands_free(&self, mark: usize, after: usize) -> bool {
        !self.tokens.mark(mark).is_some_and(is_dash) || !self.tokens.is_glued(mark) || !self.tokens.is_glued(after)
    }

    /// What follows begins like a headline: with a capital, or in a script without them.
    fn opens_title(&self, at: usize) -> bool {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Word && token.spaced);
        let word = token.and_then(|token| self.tokens.text.get(token.start..token.end)?.chars().next());
        word.is_some_and(|first| !first.is_lowercase() || is_unspaced(first))
    }

    /// A number of something is all that follows: `3 December 2015 12 comments`.
    fn is_count(&self, at: usize) -> bool {
        let spaced = |at: usize| self.tokens.get(at).is_some_and(|token| token.spaced);
        self.tokens.number(at).is_some()
            && (spaced(at) && spaced(at + 1) && self.tokens.is_word(at + 1))
            && (at + 2..self.tokens.len()).all(|at| self.tokens.mark(at).is_some())
    }

    /// The word before `from` makes the time part of a sentence: "on", "until".
    fn leads_on(&self, from: usize) -> bool {
        let before = from.checked_sub(1);
        let lead = |meaning: Meaning| meaning.kind().meets(BESIDE).then_some(());
        before.is_some_and(|before| {
            self.tokens.is_word(before)
                && (self.word(before, BESIDE, lead).is_some() || self.tokens.phrase(before, from).chars().count() <= 3)
        })
    }
}

/// A mark that also stands within words and numbers, where it parts nothing.
pub(super) fn is_dash(mark: char) -> bool {
    matches!(mark, '-' | '–' | '/' | ':')
}

/// Whether a mark parts a time from what stands beside it.
pub(super) fn divides(mark: char) -> bool {
    is_among(mark, DIVIDERS)
}
