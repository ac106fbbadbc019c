//! The least that the tokenizer can be asked for: it reads the page, and nothing is kept but what it needs itself.

use std::convert::Infallible;

use html5gum::{Emitter, Error, State, Tokenizer, naive_next_state};

/// Tokenizes a page; how many tags it has.
pub(crate) fn count(html: &str) -> usize {
    let mut least = Least::default();
    let mut tokenizer = Tokenizer::new_with_emitter(html, &mut least);
    let _ = tokenizer.next();
    drop(tokenizer);
    least.tags
}

#[derive(Default)]
struct Least {
    name: Vec<u8>,
    last_start: Vec<u8>,
    is_start: bool,
    tags: usize,
}

impl Least {
    fn begin(&mut self, is_start: bool) {
        self.name.clear();
        self.is_start = is_start;
    }
}

impl Emitter for &mut Least {
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
    fn emit_string(&mut self, _: &[u8]) {}
    fn init_start_tag(&mut self) {
        self.begin(true);
    }
    fn init_end_tag(&mut self) {
        self.begin(false);
    }
    fn init_comment(&mut self) {}
    fn emit_current_tag(&mut self) -> Option<State> {
        self.tags += 1;
        if !self.is_start {
            return None;
        }
        std::mem::swap(&mut self.last_start, &mut self.name);
        naive_next_state(&self.last_start)
    }
    fn emit_current_comment(&mut self) {}
    fn emit_current_doctype(&mut self) {}
    fn set_self_closing(&mut self) {}
    fn set_force_quirks(&mut self) {}
    fn push_tag_name(&mut self, s: &[u8]) {
        self.name.extend(s);
    }
    fn push_comment(&mut self, _: &[u8]) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn init_attribute(&mut self) {}
    fn push_attribute_name(&mut self, _: &[u8]) {}
    fn push_attribute_value(&mut self, _: &[u8]) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        !self.is_start && !self.last_start.is_empty() && self.last_start == self.name
    }
}
