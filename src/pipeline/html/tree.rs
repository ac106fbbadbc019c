//! Tags → tree: the HTML standard's repairs, as far as lists hang on them.
//!
//! Kept: implied ends (`li`, `p`, `td`, `tr`, `option`, `dd`, `dt`), links that nest or never close, void and foreign
//! elements, end tags that match nothing. Left out: moving nodes (adoption agency, foster parenting); what is looked
//! for stays where it was written.

mod script;
mod words;

use std::cell::Cell;

use super::node::{Node, Noted};
use super::tag::Tag;
use super::{MAX_NODES, NodeId, Tree};
use words::Text;

/// Deeper elements become siblings, as in browsers.
const MAX_DEPTH: usize = 400;

/// How the scanner has to read what follows a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Script,
    Raw,
    Decoded,
}

/// The start tag that is read.
#[derive(Default)]
struct StartTag {
    /// Where its attributes begin.
    first: usize,
    /// The names of those that are kept, a bit each.
    names: u32,
    noted: Noted,
}

pub(super) struct Builder<'a> {
    page: &'a str,
    tree: &'a mut Tree,
    open: Vec<(Tag, NodeId)>,
    /// How many open elements there are of the tags of each bucket: what is not open is not looked for.
    counts: [u16; Tag::BUCKETS],
    /// How many open elements were looked at.
    scanned: Cell<u64>,
    text: Text,
    spaced: bool,
    tag: StartTag,
    foreign: usize,
    /// How many elements are open that nobody reads.
    unread: usize,
    /// The text that comes is not kept.
    skipping: bool,
    /// The text that comes is a script, kept if its beginning assigns data.
    doubtful: bool,
    full: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn new(page: &'a str, tree: &'a mut Tree) -> Self {
        let root = Node { tag: Tag::HTML, spaced: false, noted: Noted::default(), parent: 0, end: 0, start: 0, len: 0 };
        tree.clear();
        tree.nodes.push(root);
        tree.read = 1;
        Self {
            page,
            tree,
            open: vec![(Tag::HTML, 0)],
            counts: [0; Tag::BUCKETS],
            scanned: Cell::new(0),
            text: Text::default(),
            spaced: false,
            tag: StartTag::default(),
            foreign: 0,
            unread: 0,
            skipping: false,
            doubtful: false,
            full: false,
        }
    }

    pub(super) fn in_foreign(&self) -> bool {
        self.foreign > 0
    }

    /// Closes what is open; `false` if the page has too many nodes.
    pub(super) fn finish(&mut self) -> bool {
        self.flush_text();
        self.pop_to(0);
        self.tree.scanned = self.scanned.get();
        !self.full
    }

    /// A start tag, behind its attributes.
    pub(super) fn open(&mut self, tag: Tag, self_closing: bool) -> Option<Content> {
        self.flush_text();
        if matches!(tag, Tag::HTML | Tag::BODY) && self.is_open(tag) && self.up().any(|(_, open)| open == tag) {
            return None;
        }
        if self.foreign > 0 && tag.leaves_foreign() {
            self.leave_foreign();
        }
        if self.foreign == 0 {
            self.imply_ends(tag);
        }
        if self.open.len() >= MAX_DEPTH {
            self.pop_to(self.open.len() - 1);
        }
        let StartTag { first, noted, .. } = self.tag;
        let id = self.push(tag, noted, first, self.tree.attributes.len() - first);
        if tag == Tag::SCRIPT {
            self.tree.scripts.push(id);
        }
        if tag.is_void() || (self_closing && (self.foreign > 0 || matches!(tag, Tag::SVG | Tag::MATH))) {
            return None;
        }
        self.enter(tag, id);
        self.content(tag)
    }

    pub(super) fn close(&mut self, tag: Tag) {
        self.flush_text();
        self.skipping = false;
        match tag {
            Tag::BODY | Tag::HTML => {}
            Tag::BR => {
                self.push(Tag::BR, Noted::default(), self.tree.attributes.len(), 0);
            }
            _ => self.pop_matching(tag),
        }
    }

    fn content(&mut self, tag: Tag) -> Option<Content> {
        if self.foreign > 0 || !tag.is_raw() {
            return None;
        }
        let content = match tag {
            Tag::SCRIPT => Content::Script,
            Tag::STYLE | Tag::IFRAME | Tag::XMP | Tag::NOEMBED | Tag::NOFRAMES | Tag::NOSCRIPT => Content::Raw,
            Tag::TEXTAREA | Tag::TITLE => Content::Decoded,
            _ => return None,
        };
        let data = tag == Tag::SCRIPT && self.is_json();
        self.doubtful = tag == Tag::SCRIPT && !data;
        self.skipping = !data && !self.doubtful && tag != Tag::TITLE;
        Some(content)
    }

    /// A tag that has no place in a drawing ends it.
    fn leave_foreign(&mut self) {
        while self.foreign > 0 {
            let root = self.up().find(|(_, open)| matches!(*open, Tag::SVG | Tag::MATH));
            self.pop_to(root.map_or(1, |(at, _)| at));
        }
    }

    /// Closes the elements that the start of `tag` ends without a word.
    fn imply_ends(&mut self, tag: Tag) {
        if tag.closes_p() && self.is_open(Tag::P) {
            self.pop_in_scope(|open| open == Tag::P, |open| open == Tag::BUTTON);
        }
        if !tag.ends_others() {
            return;
        }
        let never = |_| false;
        match tag {
            Tag::LI if !self.is_open(Tag::LI) => {}
            Tag::LI => self.pop_in_scope(|open| open == Tag::LI, |open| matches!(open, Tag::UL | Tag::OL | Tag::MENU)),
            Tag::DD | Tag::DT => self.pop_in_scope(|open| matches!(open, Tag::DD | Tag::DT), |open| open == Tag::DL),
            Tag::OPTION | Tag::OPTGROUP => self.pop_if_top(|open| open == Tag::OPTION),
            Tag::A if self.is_open(Tag::A) => self.close_link(),
            Tag::BUTTON if self.is_open(Tag::BUTTON) => self.pop_in_scope(|open| open == Tag::BUTTON, never),
            Tag::TD | Tag::TH => self.pop_in_table(|open| matches!(open, Tag::TD | Tag::TH | Tag::CAPTION)),
            Tag::TR => self.pop_in_table(|open| open == Tag::TR),
            Tag::TBODY | Tag::THEAD | Tag::TFOOT => {
                self.pop_in_table(|open| matches!(open, Tag::TBODY | Tag::THEAD | Tag::TFOOT));
            }
            Tag::BODY => self.pop_in_scope(|open| open == Tag::HEAD, never),
            _ if tag.is_heading() => self.pop_if_top(Tag::is_heading),
            _ => {}
        }
    }

    /// A link in a link ends the outer one, unless a block of its own stands between them.
    fn close_link(&mut self) {
        let stop = self.up().find(|(_, open)| *open == Tag::A || open.is_block() || open.is_scope());
        if let Some((at, Tag::A)) = stop {
            self.pop_to(at);
        }
    }

    fn pop_if_top(&mut self, wanted: impl Fn(Tag) -> bool) {
        if self.open.last().is_some_and(|(tag, _)| wanted(*tag)) {
            self.pop_to(self.open.len() - 1);
        }
    }

    fn pop_in_scope(&mut self, wanted: impl Fn(Tag) -> bool, stop: impl Fn(Tag) -> bool) {
        let found = self.up().find(|(_, open)| wanted(*open) || open.is_scope() || stop(*open));
        if let Some((at, _)) = found.filter(|(_, open)| wanted(*open)) {
            self.pop_to(at);
        }
    }

    fn pop_in_table(&mut self, wanted: impl Fn(Tag) -> bool) {
        let found = self.up().find(|(_, open)| wanted(*open) || matches!(*open, Tag::TABLE | Tag::TEMPLATE));
        if let Some((at, _)) = found.filter(|(_, open)| wanted(*open)) {
            self.pop_to(at);
        }
    }

    /// An end tag: closes its element; an inline one does not reach through a block, none reaches out of a cell.
    fn pop_matching(&mut self, tag: Tag) {
        if self.open.len() > 1 && self.open.last().is_some_and(|(open, _)| *open == tag) {
            self.scanned.set(self.scanned.get() + 1);
            return self.pop_to(self.open.len() - 1);
        }
        let heading = tag.is_heading();
        let table = matches!(tag, Tag::TABLE | Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT);
        let inline = !tag.is_block() && !tag.is_scope();
        if !heading && !self.is_open(tag) {
            return;
        }
        let wanted = |open: Tag| open == tag || (heading && open.is_heading());
        let stops = |open: Tag| if table { open == Tag::TABLE } else { open.is_scope() || (inline && open.is_block()) };
        let found = self.up().find(|(_, open)| wanted(*open) || stops(*open));
        if let Some((at, _)) = found.filter(|(_, open)| wanted(*open)) {
            self.pop_to(at);
        }
    }

    /// The open elements but for the root, innermost first; each one looked at is counted.
    fn up(&self) -> impl Iterator<Item = (usize, Tag)> {
        let counted = |(at, (tag, _)): (usize, &(Tag, NodeId))| {
            self.scanned.set(self.scanned.get() + 1);
            (at, *tag)
        };
        self.open.iter().enumerate().skip(1).rev().map(counted)
    }

    fn enter(&mut self, tag: Tag, id: NodeId) {
        if tag.is_unread() {
            self.unread += usize::from(hides(tag));
            self.foreign += usize::from(matches!(tag, Tag::SVG | Tag::MATH));
        }
        self.open.push((tag, id));
        if let Some(count) = self.counts.get_mut(tag.bucket()) {
            *count = count.saturating_add(1);
        }
    }

    /// An element of the tag, or of another of its bucket, is open.
    fn is_open(&self, tag: Tag) -> bool {
        self.counts.get(tag.bucket()).is_none_or(|count| *count > 0)
    }

    fn pop_to(&mut self, len: usize) {
        let end = self.tree.nodes.len() as NodeId;
        while self.open.len() > len {
            let Some((tag, id)) = self.open.pop() else { break };
            if tag.is_unread() {
                self.unread -= usize::from(hides(tag));
                self.foreign -= usize::from(matches!(tag, Tag::SVG | Tag::MATH));
            }
            if let Some(count) = self.counts.get_mut(tag.bucket()) {
                *count = count.saturating_sub(1);
            }
            if let Some(node) = self.tree.nodes.get_mut(id as usize) {
                node.end = end;
            }
        }
    }

    fn push(&mut self, tag: Tag, noted: Noted, start: usize, len: usize) -> NodeId {
        let id = self.tree.nodes.len() as NodeId;
        if self.tree.nodes.len() >= MAX_NODES {
            self.full = true;
            return id;
        }
        let parent = self.open.last().map_or(0, |(_, id)| *id);
        let spaced = std::mem::take(&mut self.spaced);
        let (start, len) = (start as u32, len as u32);
        if self.unread == 0 {
            self.tree.read += 1;
            if tag == Tag::TEXT || noted.is(Noted::DATED) && !hides(tag) {
                self.tree.telling.push(id);
            }
        }
        self.tree.nodes.push(Node { tag, spaced, noted, parent, end: id + 1, start, len });
        id
    }
}

/// Whether nothing in an element is of the page; what describes it is in its head.
fn hides(tag: Tag) -> bool {
    tag.is_unread() && tag != Tag::HEAD
}

#[cfg(test)]
mod tests;
