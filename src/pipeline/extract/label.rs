//! The heading of a list: the nearest words above it that look like one.

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};

use super::candidate::text_of;
use super::role::{self, Role};

const LONGEST: usize = 90;
/// How many nodes above a list are looked at.
const REACH: u32 = 250;
/// Words in between, in bytes, that part a heading from a list.
const PROSE: usize = 160;

/// The heading above node `from`, not above node `floor`.
pub(super) fn above(arena: &Arena, from: NodeId, floor: NodeId) -> Option<String> {
    let floor = floor.max(from.saturating_sub(REACH));
    let mut prose = 0;
    let mut at = from;
    let holds: Vec<NodeId> = arena.ancestors(from).collect();
    while at > floor {
        at -= 1;
        let node = arena.node(at);
        if node.tag == Tag::TEXT {
            prose += arena.text(at).trim().len();
            if prose > PROSE {
                return None;
            }
            continue;
        }
        if holds.contains(&at) {
            continue;
        }
        if is_heading(arena, at) && node.end <= from {
            let text = text_of(arena, at);
            if text.chars().any(char::is_alphabetic) && text.len() <= LONGEST {
                return Some(text);
            }
        }
    }
    None
}

fn is_heading(arena: &Arena, id: NodeId) -> bool {
    let tag = arena.tag(id);
    if tag.is_unread() || arena.end(id) - id > 16 {
        return false;
    }
    if tag.is_heading() || matches!(tag, Tag::CAPTION | Tag::DT) {
        return true;
    }
    arena.attribute(id, Name::Class).and_then(role::of_class) == Some(Role::Title)
}
