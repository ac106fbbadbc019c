//! The heading of a list: the nearest words above it that look like one and stand over nothing else.

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};

use super::candidate::text_of;
use super::role::{self, Role};
use super::words::letters;

const LONGEST: usize = 90;
/// How many elements outward a heading is looked for.
const LEVELS: usize = 6;
/// How many elements above the list, on each level.
const SIBLINGS: usize = 8;
/// Most nodes of a heading with its wrappers.
const LARGEST: u32 = 40;

/// The heading of the list in `root` whose first card starts at `from`; nothing above `floor` is looked at.
pub(super) fn of(arena: &Arena, root: NodeId, from: NodeId, floor: NodeId) -> Option<String> {
    let mut inner = from;
    for level in 0..LEVELS + 6 {
        let around = arena.parent(inner);
        if around == 0 && inner == 0 {
            return None;
        }
        match above(arena, around, inner, floor) {
            Above::Heading(words) => return Some(words),
            Above::Content => return None,
            Above::Nothing => {}
        }
        if around < floor || matches!(arena.tag(around), Tag::BODY | Tag::HTML) || (around < root && level > LEVELS) {
            return None;
        }
        inner = around;
    }
    None
}

enum Above {
    Heading(String),
    Content,
    Nothing,
}

/// What stands in `around` right above its child `inner`.
fn above(arena: &Arena, around: NodeId, inner: NodeId, floor: NodeId) -> Above {
    let mut before: Vec<NodeId> = arena.children(around).take_while(|c| *c < inner).collect();
    before.reverse();
    for sibling in before.into_iter().take(SIBLINGS) {
        if sibling < floor {
            return Above::Content;
        }
        let size = arena.end(sibling) - sibling;
        if arena.tag(sibling).is_unread() {
            continue;
        }
        if size > LARGEST {
            return if says_something(arena, sibling) { Above::Content } else { Above::Nothing };
        }
        let words = text_of(arena, sibling);
        if letters(&words) < 2 {
            continue;
        }
        return heading_in(arena, sibling, &words).map_or(Above::Content, Above::Heading);
    }
    Above::Nothing
}

/// The heading that an element is or holds; `words` is all it says.
fn heading_in(arena: &Arena, id: NodeId, words: &str) -> Option<String> {
    if let Some(heading) = (id..arena.end(id)).find(|n| is_heading(arena, *n)) {
        return Some(text_of(arena, heading)).filter(|t| t.len() <= LONGEST && letters(t) > 1);
    }
    (words.len() <= 60).then(|| words.to_owned())
}

fn says_something(arena: &Arena, id: NodeId) -> bool {
    (id..arena.end(id)).any(|n| letters(arena.text(n)) > 1)
}

/// Whether a heading stands between the nodes `from` and `to`.
pub(super) fn between(arena: &Arena, from: NodeId, to: NodeId) -> bool {
    (from..to).any(|id| {
        let tag = arena.tag(id);
        let heading = tag.is_heading() || (arena.end(id) - id < 12 && is_heading(arena, id));
        heading && arena.end(id) <= to && letters(&text_of(arena, id)) > 1
    })
}

fn is_heading(arena: &Arena, id: NodeId) -> bool {
    let tag = arena.tag(id);
    if tag == Tag::TEXT || tag.is_unread() || arena.end(id) - id > LARGEST {
        return false;
    }
    if tag.is_heading() || tag == Tag::CAPTION {
        return true;
    }
    arena.attribute(id, Name::Class).and_then(role::of_class) == Some(Role::Title)
}
