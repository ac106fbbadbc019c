//! The attributes of a tag: those with a name that is kept are read, the others are stepped over.

use memchr::memchr;

use super::reference::{self, Place};
use super::{BLANK, CAPITAL, CLOSE, EQUALS, SLASH, Scanner, is};
use crate::pipeline::html::attribute::Name;

impl<'h> Scanner<'h, '_, '_> {
    /// The rest of a tag behind its name, and whether `/>` ends it; `None` where the page ends in it. The attributes of a
    /// start tag are kept from the place `first` on.
    pub(super) fn attributes(&mut self, first: Option<usize>) -> Option<bool> {
        let closed = self.rest_of_tag(first);
        if closed.is_none() {
            self.at = self.bytes.len();
        }
        closed
    }

    fn rest_of_tag(&mut self, first: Option<usize>) -> Option<bool> {
        loop {
            self.skip_blanks();
            let closes = self.byte(self.at + 1) == Some(b'>');
            match self.byte(self.at) {
                Some(b'>') => {
                    self.at += 1;
                    return Some(false);
                }
                Some(b'/') if closes => {
                    self.at += 2;
                    return Some(true);
                }
                Some(b'/') => self.at += 1,
                Some(_) => self.attribute(first)?,
                None => return None,
            }
        }
    }

    fn attribute(&mut self, first: Option<usize>) -> Option<()> {
        let name = self.attribute_name();
        self.skip_blanks();
        let value = if self.byte(self.at)? == b'=' { self.value()? } else { "" };
        let Some(first) = first else { return Some(()) };
        let literal = self.is_literal(value, Place::Attribute);
        if literal && Name::is_vain(name, value.len()) {
            return Some(());
        }
        if let Some(name) = self.kept(name) {
            if literal {
                self.builder.attribute(first, name, value);
            } else {
                self.decoded.clear();
                reference::decode(value, Place::Attribute, &mut self.decoded);
                self.builder.attribute(first, name, &self.decoded);
            }
        }
        Some(())
    }

    /// The name at the present place; an equals sign that it begins with is part of it.
    fn attribute_name(&mut self) -> &'h [u8] {
        let ends = |byte: &u8| is(*byte, BLANK | SLASH | CLOSE | EQUALS);
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        let behind = rest.get(1..).unwrap_or(&[]);
        let len = 1 + behind.iter().position(ends).unwrap_or(behind.len());
        self.at += len;
        rest.get(..len).unwrap_or(rest)
    }

    fn kept(&mut self, name: &[u8]) -> Option<Name> {
        if !name.iter().any(|byte| is(*byte, CAPITAL)) {
            return Name::of(name);
        }
        self.name.clear();
        self.name.extend(name.iter().map(u8::to_ascii_lowercase));
        Name::of(&self.name)
    }

    /// What stands behind the equals sign, as it is written.
    fn value(&mut self) -> Option<&'h str> {
        self.at += 1;
        self.skip_blanks();
        let (from, len, behind) = match self.byte(self.at)? {
            quote @ (b'"' | b'\'') => {
                let from = self.at + 1;
                (from, memchr(quote, self.bytes.get(from..)?)?, 1)
            }
            _ => {
                let ends = |byte: &u8| is(*byte, BLANK | CLOSE);
                (self.at, self.bytes.get(self.at..)?.iter().position(ends)?, 0)
            }
        };
        self.at = from + len + behind;
        self.html.get(from..from + len)
    }

    fn skip_blanks(&mut self) {
        while self.byte(self.at).is_some_and(|byte| is(byte, BLANK)) {
            self.at += 1;
        }
    }
}
