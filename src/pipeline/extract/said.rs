//! What a subtree says, as a reader sees it.

use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::push_blank;

/// How many bytes most small elements say at most.
const USUAL: usize = 64;

/// The words of a subtree.
pub(super) fn text_of(arena: &Arena, id: NodeId) -> String {
    text_within(arena, id, usize::MAX).unwrap_or_default()
}

/// The words of a subtree that says no more than `most` bytes.
pub(super) fn text_within(arena: &Arena, id: NodeId, most: usize) -> Option<String> {
    words_within(arena, id, most, |_, _| false)
}

/// What a heading says, where words in elements of their own that only the styles part are parted:
/// `Related<span>Videos</span>`.
pub(super) fn text_parted(arena: &Arena, heading: NodeId) -> String {
    let parts = |said: &str, next: &str| {
        next.starts_with(char::is_uppercase) && said.chars().rev().take(2).filter(|c| c.is_lowercase()).count() == 2
    };
    words_within(arena, heading, usize::MAX, parts).unwrap_or_default()
}

/// The same, with a blank wherever one stands, and where `parts` says so of what was said and what comes.
fn words_within(arena: &Arena, id: NodeId, most: usize, parts: impl Fn(&str, &str) -> bool) -> Option<String> {
    let mut out = String::with_capacity(USUAL);
    let mut at = id;
    while at < arena.end(id) {
        let node = arena.node(at);
        if node.tag.is_unread() {
            at = node.end;
            continue;
        }
        if node.spaced || node.tag.is_block() || parts(&out, arena.text(at)) {
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
