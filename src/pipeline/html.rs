//! HTML → a flat tree: one pass over the bytes, no allocation per node, buffers reused between pages. Words stay where
//! they stand on the page, but for those that are written otherwise than they are meant.
//!
//! Nodes lie in document order, so a subtree is the range `id..end(id)` and walking is a loop over ids. The tree is
//! repaired as far as lists need it ([`tree`]); nothing is ever moved, which keeps that order.

pub mod attribute;
mod eight;
mod names;
pub mod node;
mod scan;
pub mod selector;
pub mod tag;
mod tree;
#[cfg(test)]
mod witness;

use std::borrow::Cow;

use crate::contract::rejection::Rejection;
use crate::pipeline::text::look::push_trimmed;
use crate::pipeline::text::words::{push_tidy, tidied};
use attribute::Name;
use node::{Node, Noted};
use tag::Tag;

/// Index of a node in its [`Arena`].
pub type NodeId = u32;

/// Most nodes that a page may have.
pub const MAX_NODES: usize = 1_500_000;

#[derive(Clone, Copy, Debug)]
struct Attribute {
    name: Name,
    /// Its value was decoded.
    decoded: bool,
    start: u32,
    len: u32,
}

/// What pages are read into, one after the other.
#[derive(Debug, Default)]
pub struct Buffers {
    tree: Tree,
}

#[derive(Debug, Default)]
struct Tree {
    nodes: Vec<Node>,
    attributes: Vec<Attribute>,
    /// Words that do not mean what stands on the page.
    decoded: String,
    /// Elements that are scripts.
    scripts: Vec<NodeId>,
    /// What may tell a time to those who read the page: texts, and elements with such an attribute.
    telling: Vec<NodeId>,
    /// How many nodes are of the page, rather than in what nobody reads.
    read: usize,
    scanned: u64,
}

/// A page as a tree.
#[derive(Clone, Copy, Debug)]
pub struct Arena<'p> {
    page: &'p str,
    tree: &'p Tree,
}

impl<'p> Arena<'p> {
    /// Reads `html` into `buffers`, in place of what was there.
    ///
    /// # Errors
    /// [`Rejection::TooLarge`] past [`MAX_NODES`].
    pub fn parse(html: &'p str, buffers: &'p mut Buffers) -> Result<Self, Rejection> {
        scan::run(html, &mut buffers.tree)?;
        Ok(Self { page: html, tree: &buffers.tree })
    }

    /// How many open elements were looked at to place the tags of the page.
    pub fn scanned(&self) -> u64 {
        self.tree.scanned
    }

    /// How many nodes there are.
    pub fn len(&self) -> NodeId {
        self.tree.nodes.len() as NodeId
    }

    /// Whether nothing has been parsed.
    pub fn is_empty(&self) -> bool {
        self.tree.nodes.is_empty()
    }

    /// The node, or the empty text for an id that is none.
    pub fn node(&self, id: NodeId) -> Node {
        self.tree.nodes.get(id as usize).copied().unwrap_or(Node {
            tag: Tag::TEXT,
            spaced: false,
            noted: Noted::default(),
            parent: 0,
            end: id.saturating_add(1),
            start: 0,
            len: 0,
        })
    }

    /// The element's name.
    pub fn tag(&self, id: NodeId) -> Tag {
        self.node(id).tag
    }

    /// The element that holds `id`.
    pub fn parent(&self, id: NodeId) -> NodeId {
        self.node(id).parent
    }

    /// One past the subtree of `id`.
    pub fn end(&self, id: NodeId) -> NodeId {
        self.node(id).end
    }

    /// The text of a text node, as it stands there; empty for elements.
    pub fn text(&self, id: NodeId) -> &'p str {
        let node = self.node(id);
        if node.tag != Tag::TEXT {
            return "";
        }
        self.tree.words(self.page, node.noted.is(Noted::DECODED), node.start, node.len)
    }

    /// Appends the text of a text node to tidy words.
    pub(crate) fn push_text(&self, id: NodeId, out: &mut String) {
        if self.node(id).noted.is(Noted::TIDY) {
            push_trimmed(out, self.text(id));
        } else {
            push_tidy(out, self.text(id));
        }
    }

    /// The text of a text node, tidied.
    pub(crate) fn tidied(&self, id: NodeId) -> Cow<'p, str> {
        let text = self.text(id);
        if self.node(id).noted.is(Noted::TIDY) { Cow::Borrowed(text.trim_ascii()) } else { tidied(text) }
    }

    /// Whether a number stands in a text node that people read.
    pub(crate) fn is_numbered(&self, id: NodeId) -> bool {
        self.node(id).noted.is(Noted::NUMBERED)
    }

    /// The scripts of the page, in order.
    pub(crate) fn scripts(&self) -> &'p [NodeId] {
        &self.tree.scripts
    }

    /// What may tell a time to those who read the page, in order: its texts, and elements with such an attribute.
    pub(crate) fn telling(&self) -> &'p [NodeId] {
        &self.tree.telling
    }

    /// How many nodes are of the page, rather than in what nobody reads.
    pub(crate) fn read(&self) -> usize {
        self.tree.read
    }

    /// The first words of the page in a row, up to some `most` bytes; what stands in scripts is not among them.
    pub fn words(&self, most: usize) -> String {
        let mut words = String::new();
        for (at, node) in self.tree.nodes.iter().enumerate().filter(|(_, node)| node.tag == Tag::TEXT) {
            if self.tag(node.parent) != Tag::SCRIPT {
                words.push_str(self.text(at as NodeId));
                words.push(' ');
            }
            if words.len() > most {
                break;
            }
        }
        words
    }

    /// The value of an attribute, entities decoded.
    pub fn attribute(&self, id: NodeId, name: Name) -> Option<&'p str> {
        self.attributes_of(id).iter().find(|a| a.name == name).map(|a| self.value(a))
    }

    /// All attributes that were kept.
    pub fn attributes(&self, id: NodeId) -> impl Iterator<Item = (Name, &'p str)> {
        self.attributes_of(id).iter().map(|a| (a.name, self.value(a)))
    }

    /// Those attributes that are asked for.
    pub(crate) fn attributes_of_names(
        &self,
        id: NodeId,
        wanted: fn(Name) -> bool,
    ) -> impl Iterator<Item = (Name, &'p str)> {
        let named = self.attributes_of(id).iter().filter(move |a| wanted(a.name));
        named.map(|a| (a.name, self.value(a)))
    }

    /// The children in order.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.end(id);
        let mut next = id.saturating_add(1);
        std::iter::from_fn(move || {
            let child = next;
            next = self.end(child).max(child.saturating_add(1));
            (child < end).then_some(child)
        })
    }

    /// The siblings before `id`, the nearest first.
    pub fn before(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let parent = self.parent(id);
        let mut at = id;
        std::iter::from_fn(move || {
            // The node right before is the last of its sibling's subtree: climb to where it hangs.
            let mut up = at.checked_sub(1).filter(|last| *last > parent)?;
            while self.parent(up) != parent {
                up = self.parent(up);
            }
            at = up;
            Some(up)
        })
    }

    /// The elements around `id`, innermost first, without the root.
    pub fn ancestors(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut at = id;
        std::iter::from_fn(move || {
            at = self.parent(at);
            (at != 0).then_some(at)
        })
    }

    fn value(&self, attribute: &Attribute) -> &'p str {
        self.tree.words(self.page, attribute.decoded, attribute.start, attribute.len)
    }

    fn attributes_of(&self, id: NodeId) -> &'p [Attribute] {
        let node = self.node(id);
        if node.tag == Tag::TEXT {
            return &[];
        }
        let start = node.start as usize;
        self.tree.attributes.get(start..start.saturating_add(node.len as usize)).unwrap_or(&[])
    }
}

impl Tree {
    fn clear(&mut self) {
        self.nodes.clear();
        self.attributes.clear();
        self.decoded.clear();
        self.scripts.clear();
        self.telling.clear();
        self.read = 0;
    }

    /// The words at a place of the page, or among those that were decoded; none at a place that there is not.
    fn words<'t>(&'t self, page: &'t str, decoded: bool, start: u32, len: u32) -> &'t str {
        let start = start as usize;
        let words = if decoded { self.decoded.as_str() } else { page };
        words.get(start..start.saturating_add(len as usize)).unwrap_or("")
    }
}
