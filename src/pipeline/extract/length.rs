//! Lengths of recordings: `07:51` is as long as a clock, and says when nothing was published.

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time::Reading;

use super::budget::Budget;
use super::card::Card;
use super::find::Draft;
use super::role;
use crate::contract::rejection::Rejection;

/// Words of classes that name a length.
const NAMES: [&str; 12] = [
    "duration", "dur", "length", "len", "runtime", "playtime", "laufzeit", "dauer", "durata", "duracion", "duree",
    "lengte",
];
/// Most hours of a clock.
const DAY: u32 = 24;

/// Whether the bare clocks of a list are lengths: their class says so, or one of their make is longer than a day has
/// hours.
pub(super) fn are_lengths(arena: &Arena, draft: &Draft, budget: &mut Budget) -> Result<bool, Rejection> {
    let is_clock = |card: &Card| card.times.iter().all(|time| matches!(time.reading, Reading::Clock { .. }));
    let Some(first) = draft.cards.first().filter(|_| draft.cards.iter().all(is_clock)) else { return Ok(false) };
    if draft.cards.iter().all(|card| is_named(arena, card.time_at)) {
        return Ok(true);
    }
    let (from, to) = (draft.root.min(draft.from()), arena.end(draft.root).max(draft.to()));
    budget.spend((to - from) as usize / 4)?;
    let make = make(arena, first.time_at);
    let too_long = |id: &NodeId| arena.is_numbered(*id) && is_too_long(arena.text(*id).trim());
    Ok((from..to)
        .filter(too_long)
        .any(|id| arena.ancestors(id).take(2).chain([id]).any(|up| self::make(arena, up) == make)))
}

fn make<'a>(arena: &'a Arena<'_>, id: NodeId) -> (Tag, Option<&'a str>, Tag) {
    (arena.tag(id), arena.attribute(id, Name::Class), arena.tag(arena.parent(id)))
}

/// Whether an element, or the one around it, calls what it holds a length.
fn is_named(arena: &Arena, id: NodeId) -> bool {
    let class = |id| arena.attribute(id, Name::Class).unwrap_or_default();
    [id, arena.parent(id)].into_iter().any(|id| role::words(class(id)).any(|word| NAMES.contains(&word.as_ref())))
}

/// `213:10`, `50:20`: minutes and seconds that are no hours and minutes.
fn is_too_long(text: &str) -> bool {
    let two_digits = |part: &str| part.len() == 2 && part.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once(':').is_some_and(|(minutes, seconds)| {
        minutes.len() <= 3 && two_digits(seconds) && minutes.parse::<u32>().is_ok_and(|minutes| minutes > DAY)
    })
}

#[cfg(test)]
mod tests {
    use super::is_too_long;

    #[test]
    fn a_clock_is_not_too_long() {
        for long in ["213:10", "50:20", "25:00"] {
            assert!(is_too_long(long), "{long}");
        }
        for short in ["07:51", "23:59", "24:00", "1:02:03", "2031:05", "score 50:20", "50:2"] {
            assert!(!is_too_long(short), "{short}");
        }
    }
}
