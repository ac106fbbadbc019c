//! What a sighting's time changes: an edit, a better reading, narrower bounds, or nothing.

use super::entry::Entry;
use super::facts::Facts;
use super::line::{Effect, Line, Shows};
use super::time::Time;

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
