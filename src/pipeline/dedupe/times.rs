//! What a sighting's time changes: an edit, a better reading, narrower bounds, or nothing.

use super::entry::{Entry, Time};
use super::facts::{Facts, overlap};
use super::line::{Effect, Line, Shows};
use crate::headline::{Precision, PublishedSource};

/// Applies the time of `facts`; `hold` is how long a withdrawn time must stand.
pub(super) fn see(entry: &mut Entry, facts: &Facts<'_>, hold: i64) -> Effect {
    let Some(seen) = facts.sighting.published.as_ref().map(Time::of) else { return Effect::None };
    let Some(line) = &mut entry.published else {
        entry.published = Some(Line::new(seen, facts.fetched_at));
        return Effect::Reading;
    };
    see_time(line, seen, facts.fetched_at, hold)
}

/// Takes the times of another headline that turned out to be this one.
pub(super) fn absorb(published: &mut Option<Line<Time>>, other: Option<&Line<Time>>, hold: i64) -> Effect {
    let Some(other) = other else { return Effect::None };
    let Some(line) = published else {
        *published = Some(other.clone());
        return Effect::Reading;
    };
    let effect = see_time(line, other.now.clone(), other.at, hold);
    for time in other.values() {
        if !line.values().any(|known| known.agrees(time)) {
            line.note(time.clone());
        }
    }
    effect
}

fn see_time(line: &mut Line<Time>, seen: Time, at: i64, hold: i64) -> Effect {
    let shows = line.find(|known| known.agrees(&seen));
    if shows != Shows::Now {
        let later = seen.bounds > line.now.bounds;
        return line.see(shows, seen, at, later, hold);
    }
    let better = line.now.refine(&seen);
    let confirmed = line.see(Shows::Now, seen, at, false, hold);
    better.max(confirmed)
}

impl Time {
    /// `seen` lies within the bounds that were told. A relative time is as loose as its unit: it counts from the moment
    /// the page was made, which is before it was fetched.
    pub(super) fn agrees(&self, seen: &Self) -> bool {
        let slack = self.slack().max(seen.slack());
        let told = (self.told.0.saturating_sub(slack), self.told.1.saturating_add(slack));
        overlap(Some(told), Some(seen.bounds))
    }

    fn slack(&self) -> i64 {
        if self.source == PublishedSource::Relative { self.bounds.1.saturating_sub(self.bounds.0) } else { 0 }
    }

    /// Takes the finer time, or narrower bounds where that is worth a write.
    pub(super) fn refine(&mut self, seen: &Self) -> Effect {
        if seen.class() < self.class() {
            *self = seen.clone();
            return Effect::Reading;
        }
        let both = (self.bounds.0.max(seen.bounds.0), self.bounds.1.min(seen.bounds.1));
        let (length, narrower) = (self.bounds.1.saturating_sub(self.bounds.0), both.1.saturating_sub(both.0));
        if narrower <= 0 || narrower > length / 4 * 3 {
            return Effect::None;
        }
        self.bounds = both;
        self.at = self.at.clamp(both.0, both.1 - 1);
        Effect::Quiet
    }

    /// How finely it is known: by what the page told and by how wide its bounds are, whichever is coarser. A minute in
    /// a guessed zone is known to the day.
    fn class(&self) -> Precision {
        let wide = match self.told.1.saturating_sub(self.told.0) {
            length if length <= 1_000 => Precision::Second,
            length if length <= 60_000 => Precision::Minute,
            length if length <= 3 * 3_600_000 => Precision::Hour,
            _ => Precision::Day,
        };
        wide.max(self.precision)
    }
}
