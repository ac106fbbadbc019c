//! The attributes of a tag: those with a name that is kept are read, the others are stepped over.

use memchr::{memchr, memchr2};

use super::reference::{self, Place};
use super::{BLANK, CAPITAL, CLOSE, EQUALS, SLASH, Scanner, is};
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::names::Packed;

/// The name of an attribute as it stands there.
#[derive(Clone, Copy)]
struct Spelt<'h> {
    bytes: &'h [u8],
    /// The same, where it is short and does not begin with `data-`.
    short: Option<Packed>,
}

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
        let (value, literal) = if self.byte(self.at)? == b'=' { self.value()? } else { ("", true) };
        let Some(first) = first else { return Some(()) };
        if literal && name.short.is_none() && Name::is_vain(name.bytes, value.len()) {
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
    fn attribute_name(&mut self) -> Spelt<'h> {
        let ends = |byte: &u8| is(*byte, BLANK | SLASH | CLOSE | EQUALS);
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        if let Some((name, len)) = Packed::short(rest)
            && rest.get(len).is_some_and(ends)
        {
            self.at += len;
            let short = Some(name).filter(|name| !name.begins_with(*b"data-"));
            return Spelt { bytes: rest.get(..len).unwrap_or(rest), short };
        }
        let behind = rest.get(1..).unwrap_or(&[]);
        let len = 1 + behind.iter().position(ends).unwrap_or(behind.len());
        self.at += len;
        Spelt { bytes: rest.get(..len).unwrap_or(rest), short: None }
    }

    fn kept(&mut self, Spelt { bytes: name, short }: Spelt<'_>) -> Option<Name> {
        if let Some(short) = short {
            return Name::of_short(short);
        }
        if !name.iter().any(|byte| is(*byte, CAPITAL)) {
            return Name::of(name);
        }
        self.name.clear();
        self.name.extend(name.iter().map(u8::to_ascii_lowercase));
        Name::of(&self.name)
    }

    /// What stands behind the equals sign, as it is written, and whether it is meant so.
    fn value(&mut self) -> Option<(&'h str, bool)> {
        self.at += 1;
        self.skip_blanks();
        if let quote @ (b'"' | b'\'') = self.byte(self.at)? {
            return self.quoted(quote);
        }
        let from = self.at;
        self.at += self.bytes.get(from..)?.iter().position(|byte| is(*byte, BLANK | CLOSE))?;
        let value = self.html.get(from..self.at)?;
        Some((value, self.is_literal(value, Place::Attribute)))
    }

    fn quoted(&mut self, quote: u8) -> Option<(&'h str, bool)> {
        let from = self.at + 1;
        let rest = self.bytes.get(from..)?;
        // One look finds the end, or what has to be decoded before it.
        let stop = memchr2(quote, b'&', rest)?;
        let whole = rest.get(stop) == Some(&quote);
        let len = if whole { stop } else { stop + memchr(quote, rest.get(stop..)?)? };
        self.at = from + len + 1;
        let value = self.html.get(from..from + len)?;
        Some((value, whole && (self.plain || self.is_literal(value, Place::Attribute))))
    }

    fn skip_blanks(&mut self) {
        while self.byte(self.at).is_some_and(|byte| is(byte, BLANK)) {
            self.at += 1;
        }
    }
}
