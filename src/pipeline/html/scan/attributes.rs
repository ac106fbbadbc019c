//! The attributes of a tag: those with a name that is kept are read, the others are stepped over.

use std::ops::Range;

use memchr::memchr;

use super::reference::{self, Place};
use super::{BLANK, CAPITAL, CLOSE, EQUALS, SLASH, Scanner, is, without_blanks};
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::eight::near_quote;
use crate::pipeline::html::names::Packed;

/// The name of an attribute.
enum Spelt<'h> {
    /// What it is, where it is short and does not begin with `data-`.
    Short(Option<Name>),
    /// As it stands there.
    Long(&'h [u8]),
}

impl<'h> Scanner<'h, '_, '_> {
    /// The rest of a tag behind its name, and whether `/>` ends it; `None` where the page ends in it. The attributes are
    /// kept if they are those of a start tag.
    #[inline]
    pub(super) fn attributes(&mut self, kept: bool) -> Option<bool> {
        // Most tags have none.
        if self.byte(self.at) == Some(b'>') {
            self.at += 1;
            return Some(false);
        }
        let closed = self.rest_of_tag(kept);
        if closed.is_none() {
            self.at = self.bytes.len();
        }
        closed
    }

    fn rest_of_tag(&mut self, kept: bool) -> Option<bool> {
        let mut rest = self.bytes.get(self.at..)?;
        let (closed, behind) = loop {
            match rest {
                [b'>', behind @ ..] => break (false, behind),
                [b'/', b'>', behind @ ..] => break (true, behind),
                [byte, behind @ ..] if is(*byte, BLANK | SLASH) => rest = behind,
                _ => rest = self.attribute(rest, kept)?,
            }
        };
        self.at = self.bytes.len() - behind.len();
        Some(closed)
    }

    /// Reads the attribute that `rest` begins with; what is behind it.
    #[inline]
    fn attribute(&mut self, rest: &'h [u8], kept: bool) -> Option<&'h [u8]> {
        let (spelt, rest) = name(rest);
        let (value, literal, rest) = match rest {
            [b'=', quote @ (b'"' | b'\''), rest @ ..] => self.quoted(*quote, rest)?,
            _ => self.value(rest)?,
        };
        let name = match spelt {
            _ if !kept => None,
            Spelt::Short(name) => name,
            Spelt::Long(name) if literal && Name::is_vain(name, value.len()) => None,
            Spelt::Long(name) => self.long(name),
        };
        match name {
            Some(name) if literal => self.builder.attribute(name, value),
            Some(name) => {
                self.decoded.clear();
                let written = self.page.get(value).unwrap_or_default();
                reference::decode(written, Place::Attribute, &mut self.decoded);
                self.builder.decoded_attribute(name, &self.decoded);
            }
            None => {}
        }
        Some(rest)
    }

    fn long(&mut self, name: &[u8]) -> Option<Name> {
        if !name.iter().any(|byte| is(*byte, CAPITAL)) {
            return Name::of(name);
        }
        self.name.clear();
        self.name.extend(name.iter().map(u8::to_ascii_lowercase));
        Name::of(&self.name)
    }

    /// What stands behind a name, if it is a value: its place, whether it is meant as it is written, and what is behind
    /// it.
    #[inline(never)]
    fn value(&self, rest: &'h [u8]) -> Option<(Range<usize>, bool, &'h [u8])> {
        let rest = without_blanks(rest);
        let Some(rest) = rest.strip_prefix(b"=").map(without_blanks) else {
            return (!rest.is_empty()).then_some((0..0, true, rest));
        };
        if let [quote @ (b'"' | b'\''), rest @ ..] = rest {
            return self.quoted(*quote, rest);
        }
        let len = rest.iter().position(|byte| is(*byte, BLANK | CLOSE))?;
        let (value, behind) = rest.split_at_checked(len)?;
        Some((self.place(rest, len), self.is_literal(value, Place::Attribute), behind))
    }

    #[inline(always)]
    fn quoted(&self, quote: u8, rest: &'h [u8]) -> Option<(Range<usize>, bool, &'h [u8])> {
        // One look finds the end, or what has to be decoded before it.
        let stop = near_quote(quote, rest)?;
        let whole = rest.get(stop) == Some(&quote);
        let len = if whole { stop } else { stop + memchr(quote, rest.get(stop..)?)? };
        let (value, behind) = rest.split_at_checked(len)?;
        let literal = whole && (self.plain || self.is_literal(value, Place::Attribute));
        Some((self.place(rest, len), literal, behind.get(1..)?))
    }

    /// Where the first bytes of what is left of the page stand.
    fn place(&self, rest: &[u8], len: usize) -> Range<usize> {
        let from = self.bytes.len() - rest.len();
        from..from + len
    }
}

/// The name that `rest` begins with, and what is behind it; an equals sign that it begins with is part of it.
#[inline]
fn name(rest: &[u8]) -> (Spelt<'_>, &[u8]) {
    let ends = |byte: &u8| is(*byte, BLANK | SLASH | CLOSE | EQUALS);
    if let Some((name, len)) = Packed::short(rest)
        && let Some((bytes, behind)) = rest.split_at_checked(len)
        && behind.first().is_some_and(ends)
    {
        let short = !name.begins_with(*b"data-");
        return (if short { Spelt::Short(Name::of_short(name)) } else { Spelt::Long(bytes) }, behind);
    }
    let further = rest.get(1..).unwrap_or(&[]);
    let len = 1 + further.iter().position(ends).unwrap_or(further.len());
    let (bytes, behind) = rest.split_at_checked(len).unwrap_or((rest, &[]));
    (Spelt::Long(bytes), behind)
}
