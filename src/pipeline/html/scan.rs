//! Bytes → tags, attributes and words, as the HTML standard cuts them: the tree is built while they are read.
//!
//! What ends a run is looked for many bytes at a time, and what nobody reads (styles, most scripts, comments, attributes
//! that are not kept) is stepped over unread. `html5gum` is the witness in the tests: on any text both build one tree.

mod attributes;
mod raw;
mod reference;

use memchr::{memchr, memchr2, memchr3, memmem};

use super::eight::{any, behind_blanks, below, equal, near};
use super::names::Packed;
use super::tag::Tag;
use super::tree::{Builder, Content};
use super::{MAX_NODES, Tree};
use crate::contract::rejection::Rejection;
use reference::Place;

/// Cuts `page` into `tree`.
pub(super) fn run(page: &str, tree: &mut Tree) -> Result<(), Rejection> {
    let plain = memchr2(b'\r', b'\0', page.as_bytes()).is_none();
    let mut builder = Builder::new(page, tree);
    let (bytes, decoded, name) = (page.as_bytes(), String::new(), Vec::new());
    Scanner { page, bytes, at: 0, plain, decoded, name, builder: &mut builder }.run();
    let whole = builder.finish();
    whole.then_some(()).ok_or(Rejection::TooLarge { what: "nodes", limit: MAX_NODES as u64 })
}

struct Scanner<'h, 'b, 'a> {
    page: &'h str,
    bytes: &'h [u8],
    /// What is before it has been read.
    at: usize,
    /// No null and no carriage return: only references have to be decoded.
    plain: bool,
    /// Words that do not mean what stands there.
    decoded: String,
    /// A name in small letters that stands there in others.
    name: Vec<u8>,
    builder: &'b mut Builder<'a>,
}

impl Scanner<'_, '_, '_> {
    fn run(&mut self) {
        while self.at < self.bytes.len() {
            let end = self.text();
            match self.byte(end + 1) {
                _ if end == self.bytes.len() => {}
                Some(letter) if letter.is_ascii_alphabetic() => self.start_tag(),
                Some(b'/') => self.end_tag(),
                Some(b'!') => self.declaration(),
                Some(b'?') => self.at = self.find(b'>', end + 1) + 1,
                _ => {
                    self.builder.text(end..end + 1);
                    self.at = end + 1;
                }
            }
        }
    }

    /// The words before the next tag, and where it begins.
    fn text(&mut self) -> usize {
        let from = self.at;
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        // Between most tags there is nothing to read.
        let words = without_blanks(rest);
        let blanks = rest.len() - words.len();
        if self.begins_tag(from + blanks) && (blanks == 0 || self.builder.space()) {
            self.at = from + blanks;
            return self.at;
        }
        // One look finds the tag, or what has to be decoded before it.
        let stop = from + blanks + near(b'<', b'&', words).unwrap_or(words.len());
        let whole = self.byte(stop) != Some(b'&');
        self.at = if whole { stop } else { self.find(b'<', stop) };
        if whole && self.plain {
            self.builder.text(from..stop);
        } else {
            self.words(from, self.at, Place::Text);
        }
        self.at
    }

    /// Whether a tag with a name stands at `at`, which ends the words before it.
    fn begins_tag(&self, at: usize) -> bool {
        let is_letter = |at: usize| self.byte(at).is_some_and(|byte| byte.is_ascii_alphabetic());
        self.byte(at) == Some(b'<') && (is_letter(at + 1) || self.byte(at + 1) == Some(b'/') && is_letter(at + 2))
    }

    fn start_tag(&mut self) {
        let Some(tag) = self.tag_name(self.at + 1) else { return };
        self.builder.begin_tag();
        let Some(closed) = self.attributes(true) else { return };
        if let Some(content) = self.builder.open(tag, closed) {
            self.raw(tag, content);
        }
    }

    fn end_tag(&mut self) {
        match self.byte(self.at + 2) {
            Some(letter) if letter.is_ascii_alphabetic() => {
                let Some(tag) = self.tag_name(self.at + 2) else { return };
                if self.attributes(false).is_some() {
                    self.builder.close(tag);
                }
            }
            Some(b'>') => self.at += 3,
            Some(_) => self.at = self.find(b'>', self.at + 2) + 1,
            None => {
                self.builder.text(self.at..self.at + 2);
                self.at += 2;
            }
        }
    }

    /// A comment, a doctype, or what browsers take for a comment.
    fn declaration(&mut self) {
        let rest = self.bytes.get(self.at..).unwrap_or(&[]);
        if rest.starts_with(b"<!--") {
            self.at = raw::comment_end(self.bytes, self.at + 4);
        } else if rest.starts_with(b"<![CDATA[") && self.builder.in_foreign() {
            let from = self.at + 9;
            let inside = self.bytes.get(from..).unwrap_or(&[]);
            let end = memmem::find(inside, b"]]>").map(|len| from + len);
            self.words(from, end.unwrap_or(self.bytes.len()), Place::Data);
            self.at = end.map_or(self.bytes.len(), |end| end + 3);
        } else {
            self.at = self.find(b'>', self.at + 2) + 1;
        }
    }

    /// What stands in an element whose content is no markup, and its end tag.
    fn raw(&mut self, tag: Tag, content: Content) {
        let name = tag.name().as_bytes();
        let end = match content {
            Content::Script => raw::script_end(self.bytes, self.at),
            Content::Raw | Content::Decoded => raw::end(self.bytes, self.at, name),
        };
        let to = end.unwrap_or(self.bytes.len());
        if !self.builder.is_skipping() {
            let place = if content == Content::Decoded { Place::Decoded } else { Place::Raw };
            self.words(self.at, to, place);
        }
        self.at = to;
        if end.is_some() {
            self.at += 2 + name.len();
            if self.attributes(false).is_some() {
                self.builder.close(tag);
            }
        }
    }

    /// The name of the tag that begins at `from`, and on to what ends it; `None` where the page ends in it.
    #[inline(always)]
    fn tag_name(&mut self, from: usize) -> Option<Tag> {
        let rest = self.bytes.get(from..)?;
        if let Some((name, len)) = Packed::short(rest)
            && rest.get(len).is_some_and(|end| is(*end, BLANK | SLASH | CLOSE))
        {
            self.at = from + len;
            return Some(Tag::of_short(name).unwrap_or_else(|| Tag::of(rest.get(..len).unwrap_or_default())));
        }
        self.odd_name(from, rest)
    }

    /// The same for a name that is long, or not written in small letters.
    #[cold]
    fn odd_name(&mut self, from: usize, rest: &[u8]) -> Option<Tag> {
        let len = rest.iter().position(|byte| is(*byte, BLANK | SLASH | CLOSE));
        self.at = from + len.unwrap_or(rest.len());
        let name = rest.get(..len?)?;
        if !name.iter().any(|byte| is(*byte, CAPITAL | NULL)) {
            return Some(Tag::of(name));
        }
        self.name.clear();
        for byte in name {
            match byte {
                0 => self.name.extend("\u{fffd}".as_bytes()),
                byte => self.name.push(byte.to_ascii_lowercase()),
            }
        }
        Some(Tag::of(&self.name))
    }

    /// The words `from..to` as they are meant.
    fn words(&mut self, from: usize, to: usize, place: Place) {
        let words = self.page.get(from..to).unwrap_or("");
        if self.is_literal(words.as_bytes(), place) {
            self.builder.text(from..to);
        } else {
            self.decoded.clear();
            reference::decode(words, place, &mut self.decoded);
            self.builder.decoded_text(&self.decoded);
        }
    }

    /// Whether words mean what stands there.
    fn is_literal(&self, bytes: &[u8], place: Place) -> bool {
        match (self.plain, place.has_references()) {
            (true, true) => memchr(b'&', bytes).is_none(),
            (true, false) => true,
            (false, _) if !any(bytes, |word| below(word, b'\x0e') | equal(word, b'&')) => true,
            (false, true) => memchr3(b'&', b'\r', b'\0', bytes).is_none(),
            (false, false) => memchr2(b'\r', b'\0', bytes).is_none(),
        }
    }

    fn byte(&self, at: usize) -> Option<u8> {
        self.bytes.get(at).copied()
    }

    /// Where the next `byte` stands, or the end.
    fn find(&self, byte: u8, from: usize) -> usize {
        let rest = self.bytes.get(from..).unwrap_or(&[]);
        memchr(byte, rest).map_or(self.bytes.len(), |at| from + at)
    }
}

/// What is behind the blanks that `bytes` begin with.
fn without_blanks(bytes: &[u8]) -> &[u8] {
    if !bytes.first().is_some_and(|first| is(*first, BLANK)) {
        return bytes;
    }
    let mut rest = behind_blanks(bytes);
    while let [byte, behind @ ..] = rest
        && is(*byte, BLANK)
    {
        rest = behind;
    }
    rest
}

/// What a byte is in a tag, a bit each.
const BLANK: u8 = 1;
const SLASH: u8 = 2;
const CLOSE: u8 = 4;
const EQUALS: u8 = 8;
const CAPITAL: u8 = 16;
const NULL: u8 = 32;

static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    let mut at = 0;
    while at < 256 {
        #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
        {
            classes[at] = match at as u8 {
                b' ' | b'\t' | b'\n' | b'\x0c' | b'\r' => BLANK,
                b'/' => SLASH,
                b'>' => CLOSE,
                b'=' => EQUALS,
                b'A'..=b'Z' => CAPITAL,
                0 => NULL,
                _ => 0,
            };
        }
        at += 1;
    }
    classes
};

/// Whether a byte is one of these.
fn is(byte: u8, classes: u8) -> bool {
    CLASSES.get(usize::from(byte)).is_some_and(|class| class & classes != 0)
}

#[cfg(test)]
mod tests;
