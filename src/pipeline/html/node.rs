//! Elements and runs of text, and what is noticed of them while they are read.

use super::NodeId;
use super::tag::Tag;
use crate::pipeline::text::look::look;

/// An element or a run of text.
#[derive(Clone, Copy, Debug)]
pub struct Node {
    /// [`Tag::TEXT`] for text.
    pub tag: Tag,
    /// White space stood between the node and what is before it.
    pub spaced: bool,
    /// What was noticed while it was read.
    pub(super) noted: Noted,
    /// The element that holds it; the root holds itself.
    pub parent: NodeId,
    /// One past the last node of its subtree.
    pub end: NodeId,
    /// Where its text, or its attributes, start.
    pub(super) start: u32,
    /// How many bytes of text, or attributes, there are.
    pub(super) len: u32,
}

impl Node {
    /// How many bytes of text, or attributes, it has.
    pub(crate) fn len(&self) -> usize {
        self.len as usize
    }
}

/// What is noticed of a node while its bytes are at hand, a bit each: most nodes are never looked at again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Noted(u8);

impl Noted {
    /// A text without anything to tidy between its ends.
    pub(super) const TIDY: Self = Self(1);
    /// A text with a number in it.
    pub(super) const NUMBERED: Self = Self(2);
    /// An element with an attribute that may tell a time.
    pub(super) const DATED: Self = Self(4);
    /// A text that was decoded.
    pub(super) const DECODED: Self = Self(8);

    pub(super) fn of_text(text: &str) -> Self {
        let look = look(text);
        Self(if look.tidy { Self::TIDY.0 } else { 0 } | if look.numbered { Self::NUMBERED.0 } else { 0 })
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    pub(super) fn is(self, wanted: Self) -> bool {
        self.0 & wanted.0 != 0
    }
}
