//! What a subtree says, as a reader sees it.

use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::{push_blank, tidy};

/// How many bytes most small elements say at most.
const USUAL: usize = 64;

/// The words of a subtree.
pub(super) fn text_of(arena: &Arena, id: NodeId) -> String {
    text_within(arena, id, usize::MAX).unwrap_or_default()
}

/// The words of a subtree that says no more than `most` bytes.
pub(super) fn text_within(arena: &Arena, id: NodeId, most: usize) -> Option<String> {
    let mut out = String::with_capacity(USUAL);
    let mut at = id;
    while at < arena.end(id) {
        let node = arena.node(at);
        if node.tag.is_unread() {
            at = node.end;
            continue;
        }
        if node.spaced || node.tag.is_block() {
            push_blank(&mut out);
        }
        arena.push_text(at, &mut out);
        at += 1;
        // The last blank is taken off again.
        if out.len() > most.saturating_add(1) {
            return None;
        }
    }
    if out.ends_with(' ') {
        out.pop();
    }
    (out.len() <= most).then_some(out)
}

/// What a heading says, where words in elements of their own that only the styles part are parted:
/// `Related<span>Videos</span>`.
pub(super) fn text_parted(arena: &Arena, heading: NodeId) -> String {
    let mut out = String::new();
    for id in heading..arena.end(heading) {
        let text = arena.text(id);
        let glued = out.chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2;
        if arena.node(id).spaced || glued && text.starts_with(char::is_uppercase) {
            out.push(' ');
        }
        if arena.tag(id) == Tag::TEXT {
            out.push_str(text);
        } else if arena.tag(id).is_block() {
            out.push(' ');
        }
    }
    tidy(&out)
}
