//! Which words of a card are its headline.

use crate::pipeline::extract::group::Group;
use crate::pipeline::extract::role::Role;
use crate::pipeline::html::Arena;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::text::words::fold;

use super::{Frame, MAX_TITLE};

/// What a group must look like at least to be a headline: more than a linked chip does.
const LEAST_SCORE: i32 = 25;
/// How much less a group looks like a headline that is one of other cards too.
const REPEATED: i32 = 40;
/// Letters of a headline that is no chip.
const WHOLE: usize = 15;

/// The group that looks most like the headline of its card, its place and how sure it is.
pub(super) fn best<'g>(
    arena: &Arena,
    frame: &Frame<'_>,
    groups: &'g [Group<'g>],
) -> Option<(i32, usize, &'g Group<'g>)> {
    let mut best: Option<(i32, usize, &Group)> = None;
    for (at, group) in groups.iter().enumerate() {
        // What other cards say as well is a column's name, or a source.
        let repeated = frame.peers.is_some_and(|peers| peers.is_repeated(group.text));
        let score = score(arena, group, groups) - if repeated { REPEATED } else { 0 };
        if score >= LEAST_SCORE && best.as_ref().is_none_or(|(b, ..)| score > *b) {
            best = Some((score, at, group));
        }
    }
    best
}

/// How much a group looks like the headline of its card; nothing below 1 can be one.
fn score(arena: &Arena, group: &Group, groups: &[Group]) -> i32 {
    let said = group.said;
    if group.timed || said < 2 || group.text.len() > MAX_TITLE {
        return 0;
    }
    let by_role = match group.role {
        Some(Role::Title) => 45,
        Some(Role::Deck) if group.link.is_some() => -10,
        Some(Role::Deck) => -35,
        Some(Role::Kicker | Role::Category) => -45,
        // what calls to read the only words of the card is called by them
        Some(Role::Action) if groups.iter().all(|g| g.timed || g.key == group.key) => 0,
        Some(Role::Byline | Role::Caption | Role::Action) => -60,
        Some(Role::Counter | Role::Badge) => -50,
        Some(Role::Hidden) => -70,
        Some(Role::Time) if said < 20 => -70,
        Some(Role::Time) => 0,
        None => 0,
    };
    let by_heading = group.heading.map_or(0, |h| if arena.tag(h) == Tag::H1 { 45 } else { 55 });
    let told = group.link.and_then(|l| arena.attribute(l, Name::Title)).is_some_and(|t| fold(t) == fold(group.text));
    let by_title = if told && !is_echo(arena, group, groups) { 15 } else { 0 };
    let by_link = if group.link.is_some() { 40 } else { 0 };
    let by_length = match said {
        0..=4 => -40,
        5..=9 => -20,
        10..=14 => 0,
        15..=160 => 25,
        _ => 5,
    };
    by_role + by_heading + by_link + by_length + by_title - if in_sentence(group, groups) { 45 } else { 0 }
}

/// Whether words above a link, no shorter than its own, lead to the same place: the name of a source leads to the story too.
fn is_echo(arena: &Arena, group: &Group, groups: &[Group]) -> bool {
    let place = |group: &Group| group.link.and_then(|link| arena.attribute(link, Name::Href));
    let plain = |other: &Group| matches!(other.role, None | Some(Role::Title)) && !other.timed;
    let above = groups.iter().take_while(|other| other.first < group.first).filter(|other| plain(other));
    let mut longer = above.filter(|other| other.said >= group.said.max(WHOLE));
    longer.any(|other| place(other).is_some() && place(other) == place(group))
}

/// A link amid the words of a paragraph: unlinked words of its line lead to it, or go on behind it in lower case.
fn in_sentence(group: &Group, groups: &[Group]) -> bool {
    if group.link.is_none() || group.heading.is_some() {
        return false;
    }
    let mut before = 0;
    for other in groups.iter().filter(|g| g.block == group.block && g.link.is_none() && !g.timed) {
        if other.first > group.first {
            let goes_on = other.text.trim_start_matches([',', ' ']).starts_with(char::is_lowercase);
            return before > 15 || (goes_on && other.said > 15);
        }
        before += if other.role.is_none() { other.said } else { 0 };
    }
    before > 15
}
