//! The seam to the tokenizer: `html5gum` calls, the tree is built. Nothing else of the crate knows `html5gum`.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, Tokenizer};

use super::attribute::Name;
use super::tag::Tag;
use super::tree::Builder;
use super::{Arena, Attribute, MAX_NODES};
use crate::contract::rejection::Rejection;

/// Tokenizes `html` into `arena`.
pub(super) fn run(html: &str, arena: &mut Arena) -> Result<(), Rejection> {
    let mut builder = Builder::new(arena);
    let mut tokenizer = Tokenizer::new_with_emitter(html, Seam::new(&mut builder));
    // No token ever comes out: one call runs to the end.
    let _ = tokenizer.next();
    drop(tokenizer);
    if builder.finish() { Ok(()) } else { Err(Rejection::TooLarge { what: "nodes", limit: MAX_NODES as u64 }) }
}

/// Most attributes of one element that are kept: what is looked up in them is looked for one by one.
const MOST_KEPT: usize = 48;

struct Seam<'b, 'a> {
    builder: &'b mut Builder<'a>,
    name: Vec<u8>,
    last_start: Vec<u8>,
    is_start: bool,
    self_closing: bool,
    /// First of the current tag's attributes.
    attributes: usize,
    attribute_name: Vec<u8>,
    value_start: usize,
}

impl<'b, 'a> Seam<'b, 'a> {
    fn new(builder: &'b mut Builder<'a>) -> Self {
        Self {
            builder,
            name: Vec::new(),
            last_start: Vec::new(),
            is_start: false,
            self_closing: false,
            attributes: 0,
            attribute_name: Vec::new(),
            value_start: 0,
        }
    }

    fn arena(&mut self) -> &mut Arena {
        self.builder.arena()
    }

    fn init_tag(&mut self, is_start: bool) {
        self.name.clear();
        self.is_start = is_start;
        self.self_closing = false;
        self.attribute_name.clear();
        self.attributes = self.arena().attributes.len();
        self.value_start = self.builder.values.len();
    }

    fn close_attribute(&mut self) {
        let value_start = self.value_start;
        let name = if self.is_start { Name::of(&self.attribute_name) } else { None };
        self.attribute_name.clear();
        let first = self.attributes;
        let value = self.builder.values.get(value_start..).unwrap_or(&[]);
        let len = value.len() as u32;
        let keeps = name.filter(|name| name.keeps(value));
        let attributes = &mut self.arena().attributes;
        let known = attributes.get(first..).unwrap_or(&[]);
        // The first of two attributes of one name counts; data-… share names and stay.
        let is_new =
            |name: &Name| known.len() < MOST_KEPT && (name.is_data() || !known.iter().any(|a| a.name == *name));
        match keeps.filter(is_new) {
            Some(name) => attributes.push(Attribute { name, start: value_start as u32, len }),
            None => self.builder.values.truncate(value_start),
        }
        self.value_start = self.builder.values.len();
    }
}

impl Emitter for Seam<'_, '_> {
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
        self.builder.text(words);
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
        let tag = Tag::of(&self.name);
        if !self.is_start {
            self.builder.close(tag);
            return None;
        }
        std::mem::swap(&mut self.last_start, &mut self.name);
        self.builder.open(tag, self.attributes, self.self_closing).map(|content| match content {
            super::tree::Content::Script => State::ScriptData,
            super::tree::Content::Raw => State::RawText,
            super::tree::Content::Decoded => State::RcData,
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
        self.attribute_name.extend(s);
    }

    fn push_attribute_value(&mut self, s: &[u8]) {
        self.builder.values.extend_from_slice(s);
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
