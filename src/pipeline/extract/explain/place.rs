//! Where something stands, in words that a selector could use.

use crate::pipeline::extract::said::text_of;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::tidy;

/// Elements that a path names at most.
const DEPTH: usize = 3;
/// Class words that are named of an element.
const CLASSES: usize = 2;
/// Most nodes of an element that can hold one field and nothing else.
const LARGEST: NodeId = 40;

/// The end of the path to `id`: `ul#feed > li.item > a`.
pub(super) fn path(arena: &Arena, id: NodeId) -> String {
    let around = std::iter::once(id).chain(arena.ancestors(id)).filter(|id| arena.tag(*id) != Tag::TEXT);
    let mut steps: Vec<String> = Vec::new();
    for id in around.take(DEPTH) {
        steps.push(step(arena, id));
        if arena.attribute(id, Name::Id).is_some_and(is_plain) {
            break;
        }
    }
    steps.reverse();
    if steps.is_empty() { "html".to_owned() } else { steps.join(" > ") }
}

fn step(arena: &Arena, id: NodeId) -> String {
    let mut step = arena.tag(id).name().to_owned();
    if let Some(name) = arena.attribute(id, Name::Id).filter(|name| is_plain(name)) {
        step.push('#');
        step.push_str(name);
        return step;
    }
    let classes = arena.attribute(id, Name::Class).unwrap_or("").split_ascii_whitespace();
    for class in classes.filter(|class| is_plain(class)).take(CLASSES) {
        step.push('.');
        step.push_str(class);
    }
    step
}

fn is_plain(name: &str) -> bool {
    (1..=60).contains(&name.len())
        && !name.starts_with(|c: char| c.is_ascii_digit())
        && name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// The smallest element among the nodes `from..to` that says `words` and nothing else.
pub(super) fn of_words(arena: &Arena, from: NodeId, to: NodeId, words: &str) -> Option<String> {
    let words = tidy(words);
    let mut small = (from..to).filter(|id| arena.tag(*id) != Tag::TEXT && arena.end(*id) - id <= LARGEST);
    small.rfind(|id| tidy(&text_of(arena, *id)) == words).map(|id| path(arena, id))
}

/// The first element among the nodes `from..to` that links to `href`.
pub(super) fn of_link(arena: &Arena, from: NodeId, to: NodeId, href: &str) -> Option<String> {
    (from..to).find(|id| arena.attribute(*id, Name::Href) == Some(href)).map(|id| path(arena, id))
}
