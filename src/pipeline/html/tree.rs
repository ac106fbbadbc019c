//! Tags → tree: the HTML standard's repairs, as far as lists hang on them.
//!
//! Kept: implied ends (`li`, `p`, `td`, `tr`, `option`, `dd`, `dt`), links that nest or never close, void and foreign
//! elements, end tags that match nothing. Left out: moving nodes (adoption agency, foster parenting); what is looked
//! for stays where it was written.

use super::attribute::Name;
use super::tag::Tag;
use super::{Arena, MAX_NODES, Node, NodeId};

/// Deeper elements become siblings, as in browsers.
const MAX_DEPTH: usize = 400;

/// How the tokenizer has to read what follows a start tag.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Content {
    Script,
    Raw,
    Decoded,
}

pub(super) struct Builder<'a> {
    arena: &'a mut Arena,
    open: Vec<(Tag, NodeId)>,
    text_start: usize,
    spaced: bool,
    foreign: usize,
    /// The text that comes is not kept.
    skipping: bool,
    full: bool,
}

impl<'a> Builder<'a> {
    pub(super) fn new(arena: &'a mut Arena) -> Self {
        let root = Node { tag: Tag::HTML, spaced: false, parent: 0, end: 0, start: 0, len: 0 };
        arena.nodes.push(root);
        Self {
            arena,
            open: vec![(Tag::HTML, 0)],
            text_start: 0,
            spaced: false,
            foreign: 0,
            skipping: false,
            full: false,
        }
    }

    pub(super) fn arena(&mut self) -> &mut Arena {
        self.arena
    }

    pub(super) fn in_foreign(&self) -> bool {
        self.foreign > 0
    }

    /// Closes what is open; `false` if the page has too many nodes.
    pub(super) fn finish(&mut self) -> bool {
        self.flush_text();
        self.pop_to(0);
        !self.full
    }

    pub(super) fn text(&mut self, words: &[u8]) {
        if !self.skipping {
            self.arena.text.extend_from_slice(words);
        }
    }

    /// A start tag whose attributes begin at `attributes`.
    pub(super) fn open(&mut self, tag: Tag, attributes: usize, self_closing: bool) -> Option<Content> {
        self.flush_text();
        if matches!(tag, Tag::HTML | Tag::BODY) && self.open.iter().skip(1).any(|(open, _)| *open == tag) {
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
        let len = self.arena.attributes.len() - attributes;
        let id = self.push(tag, attributes, len);
        if tag.is_void() || (self_closing && (self.foreign > 0 || matches!(tag, Tag::SVG | Tag::MATH))) {
            return None;
        }
        self.enter(tag, id);
        self.content(tag, id)
    }

    pub(super) fn close(&mut self, tag: Tag) {
        self.flush_text();
        self.skipping = false;
        match tag {
            Tag::BODY | Tag::HTML => {}
            Tag::BR => {
                self.push(Tag::BR, self.arena.attributes.len(), 0);
            }
            _ => self.pop_matching(tag),
        }
    }

    fn content(&mut self, tag: Tag, id: NodeId) -> Option<Content> {
        if self.foreign > 0 {
            return None;
        }
        let content = match tag {
            Tag::SCRIPT => Content::Script,
            Tag::STYLE | Tag::IFRAME | Tag::XMP | Tag::NOEMBED | Tag::NOFRAMES | Tag::NOSCRIPT => Content::Raw,
            Tag::TEXTAREA | Tag::TITLE => Content::Decoded,
            _ => return None,
        };
        let data = tag == Tag::SCRIPT && self.arena.attribute(id, Name::Type).is_some_and(|t| t.contains("json"));
        self.skipping = !data && tag != Tag::TITLE;
        Some(content)
    }

    /// A tag that has no place in a drawing ends it.
    fn leave_foreign(&mut self) {
        let inside = |(tag, _): &&(Tag, NodeId)| !matches!(*tag, Tag::SVG | Tag::MATH);
        while self.foreign > 0 {
            let above = self.open.iter().rev().take_while(inside).count();
            self.pop_to(self.open.len().saturating_sub(above + 1).max(1));
        }
    }

    /// Closes the elements that the start of `tag` ends without a word.
    fn imply_ends(&mut self, tag: Tag) {
        if tag.closes_p() {
            self.pop_in_scope(|open| open == Tag::P, |open| open == Tag::BUTTON);
        }
        let never = |_| false;
        match tag {
            Tag::LI => self.pop_in_scope(|open| open == Tag::LI, |open| matches!(open, Tag::UL | Tag::OL | Tag::MENU)),
            Tag::DD | Tag::DT => self.pop_in_scope(|open| matches!(open, Tag::DD | Tag::DT), |open| open == Tag::DL),
            Tag::OPTION | Tag::OPTGROUP => self.pop_if_top(|open| open == Tag::OPTION),
            Tag::A => self.close_link(),
            Tag::BUTTON => self.pop_in_scope(|open| open == Tag::BUTTON, never),
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
        let inline = |(tag, _): &&(Tag, NodeId)| *tag != Tag::A && !tag.is_block() && !tag.is_scope();
        let above = self.open.iter().rev().take_while(inline).count();
        let at = self.open.len().saturating_sub(above + 1);
        if self.open.get(at).is_some_and(|(tag, _)| *tag == Tag::A) {
            self.pop_to(at);
        }
    }

    fn pop_if_top(&mut self, wanted: impl Fn(Tag) -> bool) {
        if self.open.last().is_some_and(|(tag, _)| wanted(*tag)) {
            self.pop_to(self.open.len() - 1);
        }
    }

    fn pop_in_scope(&mut self, wanted: impl Fn(Tag) -> bool, stop: impl Fn(Tag) -> bool) {
        for at in (1..self.open.len()).rev() {
            match self.open.get(at) {
                Some((tag, _)) if wanted(*tag) => return self.pop_to(at),
                Some((tag, _)) if tag.is_scope() || stop(*tag) => return,
                _ => {}
            }
        }
    }

    fn pop_in_table(&mut self, wanted: impl Fn(Tag) -> bool) {
        for at in (1..self.open.len()).rev() {
            match self.open.get(at) {
                Some((tag, _)) if wanted(*tag) => return self.pop_to(at),
                Some((Tag::TABLE | Tag::TEMPLATE, _)) => return,
                _ => {}
            }
        }
    }

    /// An end tag: closes its element; an inline one does not reach through a block, none reaches out of a cell.
    fn pop_matching(&mut self, tag: Tag) {
        let heading = tag.is_heading();
        let table = matches!(tag, Tag::TABLE | Tag::TR | Tag::TBODY | Tag::THEAD | Tag::TFOOT);
        let inline = !tag.is_block() && !tag.is_scope();
        for at in (1..self.open.len()).rev() {
            let Some((open, _)) = self.open.get(at).copied() else { return };
            if open == tag || (heading && open.is_heading()) {
                return self.pop_to(at);
            }
            let stops = if table { open == Tag::TABLE } else { open.is_scope() || (inline && open.is_block()) };
            if stops {
                return;
            }
        }
    }

    fn enter(&mut self, tag: Tag, id: NodeId) {
        if matches!(tag, Tag::SVG | Tag::MATH) {
            self.foreign += 1;
        }
        self.open.push((tag, id));
    }

    fn pop_to(&mut self, len: usize) {
        let end = self.arena.len();
        for (tag, id) in self.open.drain(len..) {
            if matches!(tag, Tag::SVG | Tag::MATH) {
                self.foreign = self.foreign.saturating_sub(1);
            }
            if let Some(node) = self.arena.nodes.get_mut(id as usize) {
                node.end = end;
            }
        }
    }

    fn push(&mut self, tag: Tag, start: usize, len: usize) -> NodeId {
        let id = self.arena.len();
        if self.arena.nodes.len() >= MAX_NODES {
            self.full = true;
            return id;
        }
        let parent = self.open.last().map_or(0, |(_, id)| *id);
        let spaced = std::mem::take(&mut self.spaced);
        self.arena.nodes.push(Node { tag, spaced, parent, end: id + 1, start: start as u32, len: len as u32 });
        id
    }

    fn flush_text(&mut self) {
        let (start, end) = (self.text_start, self.arena.text.len());
        if start == end {
            return;
        }
        let words = self.arena.text.get(start..end).unwrap_or(&[]);
        if words.iter().all(u8::is_ascii_whitespace) {
            self.arena.text.truncate(start);
            self.spaced = true;
        } else {
            self.push(Tag::TEXT, start, end - start);
            self.text_start = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::pipeline::html::Arena;
    use crate::pipeline::html::tag::Tag;

    /// The words of each element of `tag`, its subtree's texts joined by `|`.
    fn texts(html: &str, tag: Tag) -> Vec<String> {
        let mut arena = Arena::default();
        arena.parse(html).unwrap();
        let words = |id| {
            (id..arena.end(id)).map(|n| arena.text(n).trim()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("|")
        };
        (0..arena.len()).filter(|id| arena.tag(*id) == tag).map(words).collect()
    }

    #[test]
    fn items_end_where_the_next_begins() {
        assert_eq!(texts("<ul><li>one<ul><li>in<li>ner</ul><li>two", Tag::LI), ["one|in|ner", "in", "ner", "two"]);
        assert_eq!(texts("<dl><dt>a<dd>b<dt>c<dd>d</dl>", Tag::DD), ["b", "d"]);
        assert_eq!(texts("<p>one<p>two<div>three</div>", Tag::P), ["one", "two"]);
        assert_eq!(texts("<table><tr><td>a<td>b<tr><td>c</table>", Tag::TR), ["a|b", "c"]);
        assert_eq!(texts("<select><option>a<option>b</select>", Tag::OPTION), ["a", "b"]);
    }

    #[test]
    fn links_do_not_nest() {
        assert_eq!(texts("<a href=1>one <b>bold<a href=2>two</a>", Tag::A), ["one|bold", "two"]);
        assert_eq!(texts("<a href=1><div>in</div></a>out", Tag::A), ["in"]);
    }

    #[test]
    fn end_tags_reach_only_their_own() {
        assert_eq!(texts("<div>a</span></p>b</div>c", Tag::DIV), ["a|b"]);
        assert_eq!(texts("<div><table><tr><td>a</div>b</table>c</div>", Tag::DIV), ["a|b|c"]);
        assert_eq!(texts("<h2>a</h3>b", Tag::H2), ["a"]);
    }

    #[test]
    fn drawings_and_scripts_hide_nothing_behind_them() {
        assert_eq!(texts("<svg><path d=x /><title>t</title></svg><p>a", Tag::P), ["a"]);
        assert_eq!(texts("<svg><path d=x><p>a</p>", Tag::P), ["a"]);
        assert_eq!(texts("<script>if (a</p>b) x = '<p>no</p>'</script><p>a</p>", Tag::P), ["a"]);
        assert_eq!(texts("<textarea><p>no</textarea><p>a</p>", Tag::P), ["a"]);
    }

    #[test]
    fn depth_is_bounded() {
        let mut arena = Arena::default();
        arena.parse(&"<div>".repeat(5_000)).unwrap();
        assert!(arena.ancestors(arena.len() - 1).count() <= super::MAX_DEPTH);
    }
}
