//! One thing a headline says (its title, its deck, its time), with what it said before.

use serde::{Deserialize, Serialize};

/// How many values that were told before are known again when they return.
const REMEMBERED: usize = 12;

/// What an observation does to a headline; the greater wins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Effect {
    /// Nothing.
    None,
    /// Something to remember, nothing to tell.
    Quiet,
    /// The same thing, known better: nobody edited.
    Reading,
    /// An edit.
    Edit,
}

/// What an observation does to a headline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Effects {
    /// A link or a language was learned.
    pub(super) learned: bool,
    pub(super) words: Effect,
    pub(super) time: Effect,
}

impl Effects {
    /// The greater of the effects on words and time.
    pub(super) fn any(self) -> Effect {
        self.words.max(self.time)
    }
}

/// A value as it stands, and its past.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Line<T> {
    /// What it says now, as it was told last.
    pub(super) now: T,
    /// `fetched_at` of the page that told it.
    pub(super) at: i64,
    /// Most headlines have none.
    past: Option<Box<Past<T>>>,
}

/// What else was said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Past<T> {
    /// What was told before, the latest last.
    told: Vec<T>,
    /// One of these has returned and must stand for a while.
    hold: Option<Hold>,
    /// What only pages said that were older than the one that told the value: known, never told.
    stale: Vec<T>,
}

impl<T> Default for Past<T> {
    fn default() -> Self {
        Self { told: Vec::new(), hold: None, stale: Vec::new() }
    }
}

impl<T> Past<T> {
    /// What was told, and what never was.
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        self.told.iter().chain(&self.stale)
    }

    /// Lets go of what was told the longest ago.
    fn shed_told(&mut self) -> Option<T> {
        if self.told.is_empty() {
            return None;
        }
        self.hold = self.hold.and_then(|held| Some(Hold { which: held.which.checked_sub(1)?, ..held }));
        Some(self.told.remove(0))
    }
}

/// A value that was told before and is back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Hold {
    /// Which of those before.
    pub(super) which: u8,
    /// `fetched_at` of the page it returned on.
    pub(super) since: i64,
}

/// What an observation shows of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shows {
    /// The value as it is known.
    Now,
    /// One that was told before.
    Before(usize),
    /// One that was seen and not told.
    Stale,
    /// Another one.
    Other,
}

impl<T> Line<T> {
    /// A value told for the first time.
    pub(super) fn new(now: T, at: i64) -> Self {
        Self { now, at, past: None }
    }

    /// The value now, those before, those never told.
    pub(super) fn values(&self) -> impl Iterator<Item = &T> {
        std::iter::once(&self.now).chain(self.past.iter().flat_map(|past| past.values()))
    }

    /// The same, to change them.
    pub(super) fn values_mut(&mut self) -> impl Iterator<Item = &mut T> {
        let past = self.past.iter_mut().flat_map(|past| past.told.iter_mut().chain(&mut past.stale));
        std::iter::once(&mut self.now).chain(past)
    }

    /// What it said before, if anything.
    pub(super) fn past(&self) -> Option<&Past<T>> {
        self.past.as_deref()
    }

    /// A value with its past.
    pub(super) fn from_parts(now: T, at: i64, past: Option<Box<Past<T>>>) -> Self {
        Self { now, at, past }
    }

    /// Where `is` finds its value.
    pub(super) fn find(&self, mut is: impl FnMut(&T) -> bool) -> Shows {
        if is(&self.now) {
            return Shows::Now;
        }
        let Some(past) = &self.past else { return Shows::Other };
        match past.told.iter().position(&mut is) {
            Some(which) => Shows::Before(which),
            None if past.stale.iter().any(is) => Shows::Stale,
            None => Shows::Other,
        }
    }

    /// An observation fetched at `at`; `value` is what it shows where that is another value. `later` breaks the tie of
    /// two pages fetched in the same instant, so that the order in which they arrive does not matter.
    pub(super) fn see(&mut self, shows: Shows, value: T, at: i64, later: bool, hold: i64) -> Effect {
        match shows {
            Shows::Now => self.confirm(at),
            Shows::Before(which) if at > self.at => self.back(which, at, hold),
            Shows::Other | Shows::Stale if at > self.at || (at == self.at && later) => self.change(value, at),
            Shows::Other => self.note(value),
            Shows::Before(_) | Shows::Stale => Effect::None,
        }
    }

    /// The value that stands is known better: as `value`, which stood at `at`.
    pub(super) fn reread(&mut self, value: T, at: i64) {
        self.now = value;
        self.at = at;
    }

    /// Remembers a value that is not to be told.
    pub(super) fn note(&mut self, value: T) -> Effect {
        let stale = &mut self.past.get_or_insert_default().stale;
        if stale.len() >= REMEMBERED {
            return Effect::None;
        }
        stale.push(value);
        Effect::Quiet
    }

    /// Lets go of the oldest of the past until the values weigh no more than `most`; what stands now stays.
    pub(super) fn shed(&mut self, weigh: impl Fn(&T) -> usize, most: usize) {
        let mut weight: usize = self.values().map(&weigh).sum();
        let Some(past) = &mut self.past else { return };
        while weight > most {
            let shed = if past.stale.is_empty() { past.shed_told() } else { Some(past.stale.remove(0)) };
            let Some(shed) = shed else { return };
            weight -= weigh(&shed);
        }
    }

    fn confirm(&mut self, at: i64) -> Effect {
        match &mut self.past {
            Some(past) if past.hold.is_some_and(|held| at >= held.since) => {
                past.hold = None;
                Effect::Quiet
            }
            _ => Effect::None,
        }
    }

    fn change(&mut self, value: T, at: i64) -> Effect {
        let past = self.past.get_or_insert_default();
        past.told.push(std::mem::replace(&mut self.now, value));
        self.at = at;
        past.hold = past.hold.filter(|held| held.since > at);
        if past.told.len() > REMEMBERED {
            past.shed_told();
        }
        Effect::Edit
    }

    fn back(&mut self, which: usize, at: i64, hold: i64) -> Effect {
        let index = u8::try_from(which).unwrap_or(u8::MAX);
        let past = self.past.get_or_insert_default();
        let since = match past.hold {
            Some(held) if held.which == index => held.since,
            Some(held) if at < held.since => return Effect::None,
            _ => {
                past.hold = Some(Hold { which: index, since: at });
                at
            }
        };
        match at - since {
            stood if stood >= hold => {
                let value = past.told.remove(which);
                past.told.push(std::mem::replace(&mut self.now, value));
                past.hold = None;
                self.at = at;
                Effect::Edit
            }
            0 => Effect::Quiet,
            _ => Effect::None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn see(line: &mut Line<&'static str>, value: &'static str, at: i64) -> Effect {
        line.see(line.find(|known| *known == value), value, at, value > line.now, 60)
    }

    #[test]
    fn only_a_later_page_edits() {
        let mut line = Line::new("a", 10);
        assert_eq!(see(&mut line, "b", 9), Effect::Quiet, "known now, and never told");
        assert_eq!(see(&mut line, "b", 9), Effect::None);
        assert_eq!(see(&mut line, "b", 11), Effect::Edit);
        assert_eq!(see(&mut line, "c", 10), Effect::Quiet);
    }

    #[test]
    fn a_withdrawn_value_must_stand_before_it_is_told() {
        let mut line = Line::new("a", 0);
        assert_eq!(see(&mut line, "b", 10), Effect::Edit);
        assert_eq!(see(&mut line, "a", 20), Effect::Quiet);
        assert_eq!(see(&mut line, "a", 79), Effect::None);
        assert_eq!(see(&mut line, "a", 80), Effect::Edit);
        assert_eq!(line.values().collect::<Vec<_>>(), [&"a", &"b"]);
    }

    #[test]
    fn another_value_in_between_starts_the_wait_anew() {
        let mut line = Line::new("a", 0);
        see(&mut line, "b", 10);
        see(&mut line, "a", 20);
        assert_eq!(see(&mut line, "b", 50), Effect::Quiet);
        assert_eq!(see(&mut line, "a", 90), Effect::Quiet);
        assert_eq!(see(&mut line, "a", 100), Effect::None);
        assert_eq!(see(&mut line, "a", 150), Effect::Edit);
    }

    #[test]
    fn the_past_is_bounded() {
        let mut line = Line::new(0, 0);
        for value in 1..100_i64 {
            assert_eq!(line.see(Shows::Other, value, value, true, 60), Effect::Edit);
        }
        assert_eq!(line.values().count(), REMEMBERED + 1);
        line.note(7);
        line.shed(|_| 10, 35);
        assert_eq!(line.values().collect::<Vec<_>>(), [&99, &97, &98]);
        line.shed(|_| 10, 0);
        assert_eq!(line.values().collect::<Vec<_>>(), [&99]);
    }
}
