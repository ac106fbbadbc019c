//! What elements hold: words and attributes, which stay where they stand on the page if they are meant so.

use std::ops::Range;

use super::script::assigns_data;
use super::{Builder, StartTag};
use crate::pipeline::html::Attribute;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::node::Noted;
use crate::pipeline::html::tag::Tag;

/// Most attributes of one element that are kept: what is looked up in them is looked for one by one.
const MOST_KEPT: usize = 48;

/// The text that is read: where its words stand, on the page or among those that were decoded.
#[derive(Default)]
pub(super) struct Text {
    start: usize,
    len: usize,
    decoded: bool,
}

impl Builder<'_> {
    /// What comes is not kept.
    pub(in crate::pipeline::html) fn is_skipping(&self) -> bool {
        self.skipping
    }

    /// Words that stand on the page as they are meant.
    pub(in crate::pipeline::html) fn text(&mut self, place: Range<usize>) {
        let words = self.page.get(place.clone()).unwrap_or_default();
        if !self.takes(words) {
            return;
        }
        let Text { start, len, decoded } = self.text;
        if len == 0 {
            self.text = Text { start: place.start, len: place.len(), decoded: false };
        } else if !decoded && start + len == place.start {
            self.text.len += place.len();
        } else {
            self.append(words);
        }
    }

    /// Words that were decoded.
    pub(in crate::pipeline::html) fn decoded_text(&mut self, words: &str) {
        if self.takes(words) {
            self.append(words);
        }
    }

    fn takes(&mut self, words: &str) -> bool {
        // a script comes in one piece
        let code = std::mem::take(&mut self.doubtful) && !assigns_data(words.as_bytes());
        !self.skipping && !code
    }

    /// Adds words to the text, which leaves the page if it is there.
    fn append(&mut self, words: &str) {
        let Text { start, len, decoded } = self.text;
        if !decoded {
            self.text = Text { start: self.tree.decoded.len(), len, decoded: true };
            self.tree.decoded.push_str(self.page.get(start..start + len).unwrap_or_default());
        }
        self.tree.decoded.push_str(words);
        self.text.len += words.len();
    }

    /// Blanks before a tag; `false` where they go on with words, which keep them.
    pub(in crate::pipeline::html) fn space(&mut self) -> bool {
        let alone = self.text.len == 0 && !self.skipping && !self.doubtful;
        self.spaced |= alone;
        alone
    }

    /// The attributes that come are those of a start tag.
    pub(in crate::pipeline::html) fn begin_tag(&mut self) {
        self.tag = StartTag { first: self.tree.attributes.len(), ..StartTag::default() };
    }

    /// Keeps an attribute of the start tag whose value stands on the page as it is meant. The first of two of one name
    /// counts; data-… share names and stay.
    #[inline]
    pub(in crate::pipeline::html) fn attribute(&mut self, name: Name, place: Range<usize>) {
        let value = self.page.get(place.clone()).unwrap_or_default();
        if self.keeps(name, value) {
            let (start, len) = (place.start as u32, value.len() as u32);
            self.tree.attributes.push(Attribute { name, decoded: false, start, len });
        }
    }

    /// The same with a value that was decoded.
    pub(in crate::pipeline::html) fn decoded_attribute(&mut self, name: Name, value: &str) {
        if self.keeps(name, value) {
            let (start, len) = (self.tree.decoded.len() as u32, value.len() as u32);
            self.tree.decoded.push_str(value);
            self.tree.attributes.push(Attribute { name, decoded: true, start, len });
        }
    }

    fn keeps(&mut self, name: Name, value: &str) -> bool {
        let is_new = name.is_data() || self.tag.names & name.bit() == 0;
        let keeps = is_new && self.tree.attributes.len() < self.tag.first + MOST_KEPT && name.keeps(value.as_bytes());
        if keeps {
            self.tag.names |= name.bit();
            if name.may_tell_time(value) {
                self.tag.noted = Noted::DATED;
            }
        }
        keeps
    }

    pub(super) fn is_json(&self) -> bool {
        let kind = self.tree.attributes.get(self.tag.first..).unwrap_or_default().iter().find(|a| a.name == Name::Type);
        kind.is_some_and(|a| self.tree.words(self.page, a.decoded, a.start, a.len).contains("json"))
    }

    /// Ends the text that is read, which most tags do not find.
    #[inline]
    pub(super) fn flush_text(&mut self) {
        if self.text.len > 0 || self.text.decoded {
            self.end_text();
        }
    }

    fn end_text(&mut self) {
        let Text { start, len, decoded } = std::mem::take(&mut self.text);
        if len == 0 {
            return;
        }
        let words = self.tree.words(self.page, decoded, start as u32, len as u32);
        if words.bytes().all(|byte| byte.is_ascii_whitespace()) {
            self.spaced = true;
        } else {
            // Nobody reads a script as words.
            let script = self.open.last().is_some_and(|(tag, _)| *tag == Tag::SCRIPT);
            let noted = if script { Noted::default() } else { Noted::of_text(words) };
            let noted = noted.and(if decoded { Noted::DECODED } else { Noted::default() });
            self.push(Tag::TEXT, noted, start, len);
        }
    }
}
