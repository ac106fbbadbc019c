//! One pass over the tokens of a text: the parts of a time, in whatever order they stand.

use std::cell::{Cell, OnceCell};

use super::calendar;
use super::lexicon::customs::Order;
use super::lexicon::meaning::{Kinds, Meaning};
use super::lexicon::phrases::Phrases;
use super::lexicon::{Lexicon, lexicon};
use super::parts::Parts;
use super::token::{Kind, Tokens, is_among};
use super::tongue::{Spare, Tongue};

/// Marks that may stand between the parts of a time.
const CONNECTORS: &str = ",.-–—|/•·∙●()[]{}:;~@*><»«›‹'’\"“”、，：（）【】「」［］〈〉・｜،؛۔।॰׳״፣⹁་／\\_=+‐‑−⋅│┃□■▪►▶…🕒🕐⏰🕑⌚📅🗓\u{fe0f}";

/// The most tokens that one time is made of.
const LONGEST: usize = 32;
/// The most steps that one text takes: a time takes some fifty, a line of many numbers some thousand.
const MOST_STEPS: u32 = 20_000;

/// A text with all that is needed to read it.
pub(super) struct Reader<'a> {
    pub(super) tokens: Tokens<'a>,
    pub(super) phrases: Phrases,
    pub(super) has_number: bool,
    /// Something in the text could be part of a time.
    pub(super) hopeful: bool,
    pub(super) words: &'static Lexicon,
    /// The language without region; empty where none is known.
    pub(super) language: &'a str,
    pub(super) order: Order,
    pub(super) twelve_hours: bool,
    /// The language writes `9.05` for a clock.
    pub(super) dotted_clocks: bool,
    /// `10.12` is a date rather than a clock.
    pub(super) dotted_dates: bool,
    pub(super) tongue: &'a Tongue,
    /// Steps that are left for this text.
    left: Cell<u32>,
    /// What begins at the first token, which is asked for more than once.
    at_start: OnceCell<Option<(Parts, usize)>>,
}

impl<'a> Reader<'a> {
    pub(super) fn new(text: &'a str, tongue: &'a Tongue) -> Self {
        let words = lexicon();
        let Spare { tokens, mut phrases } = tongue.lend();
        let mut tokens = Tokens::reusing(text, Some(words), tokens);
        phrases.find_all(&mut tokens, words);
        tongue.steps.set(tongue.steps.get() + 2 * tokens.len() as u64);
        let mut reader = Self {
            has_number: (0..tokens.len()).any(|at| tokens.number(at).is_some()),
            phrases,
            tokens,
            words,
            language: &tongue.language,
            order: tongue.order,
            twelve_hours: tongue.twelve_hours,
            dotted_clocks: tongue.dotted_clocks,
            dotted_dates: false,
            tongue,
            left: Cell::new(MOST_STEPS),
            at_start: OnceCell::new(),
            hopeful: false,
        };
        reader.hopeful = reader.has_evidence();
        reader
    }

    /// Takes a step; none is left for a text made to cost more than any time does.
    pub(super) fn may_go_on(&self) -> bool {
        let left = self.left.get();
        self.left.set(left.saturating_sub(1));
        self.tongue.steps.set(self.tongue.steps.get() + u64::from(left > 0));
        left > 0
    }

    /// The time that begins at token `start`, and the token it ends before.
    pub(super) fn scan(&self, start: usize) -> Option<(Parts, usize)> {
        if start > 0 { self.scan_from(start) } else { *self.at_start.get_or_init(|| self.scan_from(0)) }
    }

    fn scan_from(&self, start: usize) -> Option<(Parts, usize)> {
        if self.is_price(start) {
            return None;
        }
        let mut parts = Parts::default();
        let (mut at, mut end) = (start, start);
        while at < self.tokens.len() && at < start + LONGEST {
            if let Some(next) = self.step(at, &mut parts) {
                at = next;
                end = next;
            } else if let Some(next) = self.skip(at).filter(|_| at > start || !self.tokens.is_word(at)) {
                if parts.time.is_some() && at == end && self.tokens.is_word(at) {
                    end = next;
                }
                at = next;
            } else {
                break;
            }
        }
        (end > start && parts.reading().is_some()).then_some((parts, end))
    }

    /// A number right behind a currency's sign: `£20.00`.
    fn is_price(&self, at: usize) -> bool {
        let sign = at.checked_sub(1).and_then(|before| self.tokens.mark(before));
        sign.is_some_and(|sign| "£€$¥₽₹₴₺".contains(sign)) && self.tokens.is_glued(at)
    }

    /// Nothing from `at` on says anything more.
    pub(super) fn is_rest(&self, mut at: usize) -> bool {
        while at < self.tokens.len() {
            match self.skip(at) {
                Some(next) => at = next,
                None => return false,
            }
        }
        true
    }

    /// Behind a mark or word that says nothing of a time.
    pub(super) fn skip(&self, at: usize) -> Option<usize> {
        match self.tokens.kind(at)? {
            Kind::Mark(mark) => is_connector(mark).then_some(at + 1),
            Kind::Word => self.inner(at).or_else(|| self.unknown_weekday(at)),
            Kind::Number { .. } => None,
        }
    }

    /// A weekday of some language, where none is known or a number follows.
    fn unknown_weekday(&self, at: usize) -> Option<usize> {
        let weekday = |meaning| matches!(meaning, Meaning::Weekday(..)).then_some(());
        let ((), end) = self.word(at, Kinds::WEEKDAY, weekday)?;
        let next = (end..end + 3).find(|&next| self.tokens.mark(next).is_none());
        let numbered = next.is_some_and(|next| self.tokens.number(next).is_some());
        (self.language.is_empty() || numbered).then_some(end)
    }

    fn step(&self, at: usize, parts: &mut Parts) -> Option<usize> {
        match self.tokens.kind(at)? {
            Kind::Number { .. } => self.step_number(at, parts),
            Kind::Word => self.step_word(at, parts),
            Kind::Mark(mark) if parts.offset.is_none() && is_sign(mark, parts) => {
                let (offset, end) = self.signed_offset(at, parts)?;
                parts.offset = Some(offset);
                Some(end)
            }
            Kind::Mark(_) => None,
        }
    }

    fn step_number(&self, at: usize, parts: &mut Parts) -> Option<usize> {
        if parts.is_empty()
            && let Some((ago, end)) = self.ago(at)
        {
            parts.ago = Some(ago);
            return Some(end);
        }
        if parts.ago.is_some() {
            return None;
        }
        if parts.date.is_none() {
            let found = self.numeric_date(at).or_else(|| self.worded_date(at).map(|(date, end)| (date, end, false)));
            if let Some((date, end, iso)) = found {
                parts.set_date(date, iso);
                return Some(end);
            }
        }
        if parts.time.is_none()
            && let Some((time, end, lone)) = self.clock(at)
        {
            parts.time = Some(time);
            parts.lone_hour = lone;
            return Some(end);
        }
        if self.late_year(at, parts) {
            return Some(at + 1);
        }
        let (date, end) = parts.date.is_none().then(|| self.day_and_month(at)).flatten()?;
        parts.set_date(date, false);
        Some(end)
    }

    /// The year stands behind the clock: `Jan 27 10:20:30 UTC 2023`.
    fn late_year(&self, at: usize, parts: &mut Parts) -> bool {
        let (Some(date), Some(_), Some((year, 4))) = (parts.date.as_mut(), parts.time, self.tokens.number(at)) else {
            return false;
        };
        if date.year.is_none() {
            date.year = calendar::year(year, 4, None, self.language)
                .filter(|year| calendar::is_day(Some(*year), date.month, date.day));
            return date.year.is_some();
        }
        false
    }

    fn step_word(&self, at: usize, parts: &mut Parts) -> Option<usize> {
        if parts.is_empty()
            && let Some((ago, end)) = self.ago(at)
        {
            parts.ago = Some(ago);
            return Some(end);
        }
        if parts.ago.is_some() {
            return None;
        }
        // Before weekdays: CET is a Thursday too.
        if parts.time.is_some()
            && let Some((Some(offset), end)) = self.zone(at)
        {
            parts.offset = parts.offset.or(Some(offset));
            return Some(end);
        }
        // Before weekdays: "last Sunday" begins or ends as one.
        if parts.day.is_none()
            && parts.date.is_none()
            && let Some((day, end)) = self.day_word(at)
        {
            parts.day = Some(day);
            return Some(end);
        }
        if let Some((weekday, end)) = self.weekday(at, parts) {
            parts.weekday = Some(weekday);
            return Some(end);
        }
        if parts.date.is_none()
            && let Some((date, end)) = self.worded_date(at)
        {
            parts.set_date(date, false);
            return Some(end);
        }
        if parts.time.is_none()
            && let Some((time, end, lone)) = self.clock(at)
        {
            parts.time = Some(time);
            parts.lone_hour = lone;
            return Some(end);
        }
        let (offset, end) = self.zone(at).filter(|_| !parts.is_empty())?;
        parts.offset = parts.offset.or(offset);
        Some(end)
    }

    /// A weekday; where the word may be a month too ("mar"), only if a date follows it.
    fn weekday(&self, at: usize, parts: &Parts) -> Option<((u8, bool), usize)> {
        let pick = |meaning| match meaning {
            Meaning::Weekday(day, full) => Some((day, full)),
            _ => None,
        };
        let (weekday, end) = self.known_word(at, Kinds::WEEKDAY, pick).filter(|_| parts.weekday.is_none())?;
        if parts.date.is_none() && self.month(at).is_some() {
            let next = (end..end + 2).find(|&next| self.tokens.mark(next).is_none())?;
            self.worded_date(next).or_else(|| self.numeric_date(next).map(|(date, end, _)| (date, end)))?;
        }
        Some((weekday, end))
    }
}

impl Drop for Reader<'_> {
    fn drop(&mut self) {
        self.tongue.take_back(Spare { tokens: self.tokens.buffers(), phrases: std::mem::take(&mut self.phrases) });
    }
}

/// The mark may be the sign of an offset; behind a date alone only the plus is none of its dashes.
fn is_sign(mark: char, parts: &Parts) -> bool {
    match mark {
        '+' => parts.time.is_some() || parts.iso,
        '-' | '−' => parts.time.is_some(),
        _ => false,
    }
}

fn is_connector(mark: char) -> bool {
    is_among(mark, CONNECTORS)
}
