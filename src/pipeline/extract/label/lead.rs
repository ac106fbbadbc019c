//! A larger card that leads a list stands right above it, where headings do.

use crate::pipeline::extract::kind::{self, Says};
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::letters;

use super::is_time;

/// Fewest letters of what may be a headline above the list.
const SHORTEST_HEADLINE: usize = 20;

/// Whether a heading is that of a card with a time, a larger one of another make above the list it leads.
pub(super) fn is_headline(arena: &Arena, id: NodeId, heading: NodeId, words: &str) -> bool {
    let apart = |n: &NodeId| *n < heading || *n >= arena.end(heading);
    may_be_headline(words)
        && (id..arena.end(id)).filter(apart).any(|n| arena.is_numbered(n) && is_time(&arena.tidied(n)))
}

/// Whether words above a list may be a headline rather than its heading.
pub(super) fn may_be_headline(words: &str) -> bool {
    letters(words) >= SHORTEST_HEADLINE && !matches!(kind::of_heading(words), Some(Says::Kind(_) | Says::Perhaps(_)))
}
