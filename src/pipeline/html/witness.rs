//! The witness of the scanner: `html5gum` cuts the text, and the same tree is built from its calls.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, Tokenizer};

use super::attribute::Name;
use super::tag::Tag;
use super::tree::{Builder, Content};
use super::{Arena, Buffers};

/// The tree of `html`.
pub(super) fn tree<'p>(html: &str, buffers: &'p mut Buffers) -> Arena<'p> {
    let tree = &mut buffers.tree;
    let mut builder = Builder::new("", tree);
    let mut seam = Seam::new(&mut builder);
    // No token ever comes out: one call runs to the end.
    let _ = Tokenizer::new_with_emitter(html, &mut seam).next();
    seam.flush();
    builder.finish();
    Arena { page: "", tree }
}

struct Seam<'b, 'a> {
    builder: &'b mut Builder<'a>,
    /// Calls may end amid a character: words are handed on when they are whole.
    words: Vec<u8>,
    name: Vec<u8>,
    last_start: Vec<u8>,
    is_start: bool,
    self_closing: bool,
    attribute: Vec<u8>,
    value: Vec<u8>,
}

impl<'b, 'a> Seam<'b, 'a> {
    fn new(builder: &'b mut Builder<'a>) -> Self {
        let empty = Vec::new;
        let (words, name, last_start, attribute, value) = (empty(), empty(), empty(), empty(), empty());
        Self { builder, words, name, last_start, is_start: false, self_closing: false, attribute, value }
    }

    fn flush(&mut self) {
        self.builder.decoded_text(std::str::from_utf8(&self.words).unwrap());
        self.words.clear();
    }

    fn init_tag(&mut self, is_start: bool) {
        self.name.clear();
        self.is_start = is_start;
        self.self_closing = false;
        self.attribute.clear();
        self.value.clear();
        self.builder.begin_tag();
    }

    fn close_attribute(&mut self) {
        if let Some(name) = Name::of(&self.attribute).filter(|_| self.is_start) {
            self.builder.decoded_attribute(name, std::str::from_utf8(&self.value).unwrap());
        }
        self.attribute.clear();
        self.value.clear();
    }
}

impl Emitter for &mut Seam<'_, '_> {
    type Token = Infallible;

    fn set_last_start_tag(&mut self, last_start_tag: Option<&[u8]>) {
        self.last_start.clear();
        self.last_start.extend(last_start_tag.unwrap_or_default());
    }

    fn emit_eof(&mut self) {}

    fn emit_error(&mut self, _: Error) {}

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    #[inline]
    fn pop_token(&mut self) -> Option<Infallible> {
        None
    }

    fn emit_string(&mut self, words: &[u8]) {
        self.words.extend(words);
    }

    fn init_start_tag(&mut self) {
        self.init_tag(true);
    }

    fn init_end_tag(&mut self) {
        self.init_tag(false);
    }

    fn init_comment(&mut self) {}

    fn emit_current_tag(&mut self) -> Option<State> {
        self.close_attribute();
        self.flush();
        let tag = Tag::of(&self.name);
        if !self.is_start {
            self.builder.close(tag);
            return None;
        }
        std::mem::swap(&mut self.last_start, &mut self.name);
        self.builder.open(tag, self.self_closing).map(|content| match content {
            Content::Script => State::ScriptData,
            Content::Raw => State::RawText,
            Content::Decoded => State::RcData,
        })
    }

    fn emit_current_comment(&mut self) {}

    fn emit_current_doctype(&mut self) {}

    fn set_self_closing(&mut self) {
        self.self_closing = true;
    }

    fn set_force_quirks(&mut self) {}

    fn push_tag_name(&mut self, s: &[u8]) {
        self.name.extend(s);
    }

    fn push_comment(&mut self, _: &[u8]) {}

    fn push_doctype_name(&mut self, _: &[u8]) {}

    fn init_doctype(&mut self) {}

    fn init_attribute(&mut self) {
        self.close_attribute();
    }

    fn push_attribute_name(&mut self, s: &[u8]) {
        self.attribute.extend(s);
    }

    fn push_attribute_value(&mut self, s: &[u8]) {
        self.value.extend(s);
    }

    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}

    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        !self.is_start && !self.last_start.is_empty() && self.last_start == self.name
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&mut self) -> bool {
        self.builder.in_foreign()
    }
}
