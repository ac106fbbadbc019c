//! What elements hold: words and attributes, in the arena's buffers.

use super::script::assigns_data;
use super::{Builder, StartTag};
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Attribute, NodeId, Noted, slice};

/// Most attributes of one element that are kept: what is looked up in them is looked for one by one.
const MOST_KEPT: usize = 48;

impl Builder<'_> {
    /// What comes is not kept.
    pub(in crate::pipeline::html) fn is_skipping(&self) -> bool {
        self.skipping
    }

    pub(in crate::pipeline::html) fn text(&mut self, words: &str) {
        // a script comes in one piece
        let code = std::mem::take(&mut self.doubtful) && !assigns_data(words.as_bytes());
        if !self.skipping && !code {
            self.text.push_str(words);
        }
    }

    /// Blanks before a tag; `false` where they go on with words, which keep them.
    pub(in crate::pipeline::html) fn space(&mut self) -> bool {
        let alone = self.text_start == self.text.len() && !self.skipping && !self.doubtful;
        self.spaced |= alone;
        alone
    }

    /// The attributes that come are those of a start tag.
    pub(in crate::pipeline::html) fn begin_tag(&mut self) {
        self.tag = StartTag { first: self.arena.attributes.len(), ..StartTag::default() };
    }

    /// Keeps an attribute of the start tag. The first of two of one name counts; data-… share names and stay.
    pub(in crate::pipeline::html) fn attribute(&mut self, name: Name, value: &str) {
        let is_new = name.is_data() || self.tag.names & name.bit() == 0;
        if is_new && self.arena.attributes.len() < self.tag.first + MOST_KEPT && name.keeps(value.as_bytes()) {
            self.tag.names |= name.bit();
            if name.may_tell_time(value) {
                self.tag.noted = Noted::DATED;
            }
            let start = self.values.len() as u32;
            self.values.push_str(value);
            self.arena.attributes.push(Attribute { name, start, len: value.len() as u32 });
        }
    }

    pub(super) fn is_json(&self, id: NodeId) -> bool {
        let kind = self.arena.attributes_of(id).iter().find(|a| a.name == Name::Type);
        kind.is_some_and(|a| slice(&self.values, a.start, a.len).contains("json"))
    }

    pub(super) fn flush_text(&mut self) {
        let (start, end) = (self.text_start, self.text.len());
        if start == end {
            return;
        }
        let words = self.text.get(start..end).unwrap_or("");
        if words.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.text.truncate(start);
            self.spaced = true;
        } else {
            // Nobody reads a script as words.
            let script = self.open.last().is_some_and(|(tag, _)| *tag == Tag::SCRIPT);
            let noted = if script { Noted::default() } else { Noted::of_text(words) };
            self.push(Tag::TEXT, noted, start, end - start);
            self.text_start = end;
        }
    }
}
