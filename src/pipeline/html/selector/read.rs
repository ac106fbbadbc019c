//! The words of a selector → its parts.

use thiserror::Error;

use super::{Chain, Compound, Family, How, Test};
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;

/// Longest selector, in bytes.
const LONGEST: usize = 500;
/// Most elements and tests that one may name: what bounds the work of matching.
const MOST_PARTS: usize = 32;

/// Why a text is no selector.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum SelectorError {
    /// It stops being one.
    #[error("{selector:?} is no selector that is understood here: {expected} expected before {rest:?}")]
    Unexpected {
        /// The whole text.
        selector: String,
        /// What may stand there.
        expected: &'static str,
        /// What stands there.
        rest: String,
    },
    /// Values of this attribute are not kept.
    #[error("{selector:?} asks for the attribute {name:?}, which is not kept; those that are: {KEPT}")]
    Attribute {
        /// The whole text.
        selector: String,
        /// The attribute.
        name: String,
    },
    /// It would be too much work.
    #[error("a selector has at most {LONGEST} bytes and {MOST_PARTS} parts")]
    TooLong,
}

/// The attributes that selectors may ask for.
const KEPT: &str = "alt, aria-hidden, aria-label, class, content, datetime, hidden, href, http-equiv, id, itemprop, itemtype, \
    lang, name, onclick, property, rel, role, style, title, type";

/// The alternatives between commas.
pub(super) fn alternatives(text: &str) -> Result<Vec<Chain>, SelectorError> {
    if text.len() > LONGEST {
        return Err(SelectorError::TooLong);
    }
    let mut reader = Reader { text, rest: text.trim(), parts: 0 };
    let mut alternatives = vec![reader.chain()?];
    while reader.take(',') {
        alternatives.push(reader.chain()?);
    }
    if reader.rest.is_empty() { Ok(alternatives) } else { Err(reader.unexpected("a blank, \">\" or \",\"")) }
}

struct Reader<'a> {
    text: &'a str,
    rest: &'a str,
    parts: usize,
}

impl Reader<'_> {
    fn chain(&mut self) -> Result<Chain, SelectorError> {
        self.blank();
        let mut chain: Chain = vec![vec![self.compound()?]];
        loop {
            let blank = self.blank();
            if self.take('>') {
                self.blank();
                let child = self.compound()?;
                if let Some(family) = chain.last_mut() {
                    family.push(child);
                }
            } else if blank && !self.rest.is_empty() && !self.rest.starts_with(',') {
                chain.push(vec![self.compound()?]);
            } else {
                break;
            }
        }
        // written outermost first, matched innermost first
        chain.reverse();
        chain.iter_mut().for_each(|family: &mut Family| family.reverse());
        Ok(chain)
    }

    fn compound(&mut self) -> Result<Compound, SelectorError> {
        let mut compound = Compound::default();
        let before = self.rest.len();
        if !self.take('*') && self.rest.starts_with(is_name) {
            compound.tag = Some(Tag::of(self.name("an element's name")?.to_ascii_lowercase().as_bytes()));
        }
        loop {
            let test = match self.rest.chars().next() {
                Some('.') => self.named('.', Name::Class, How::Word)?,
                Some('#') => self.named('#', Name::Id, How::Equal)?,
                Some('[') => self.attribute()?,
                _ => break,
            };
            compound.tests.push(test);
            self.count()?;
        }
        if self.rest.len() == before {
            return Err(self.unexpected("a tag, \"*\", \".class\", \"#id\" or \"[attribute]\""));
        }
        self.count()?;
        Ok(compound)
    }

    fn named(&mut self, mark: char, name: Name, how: How) -> Result<Test, SelectorError> {
        self.take(mark);
        Ok(Test { name, how, value: self.name("a name")? })
    }

    fn attribute(&mut self) -> Result<Test, SelectorError> {
        self.take('[');
        self.blank();
        let written = self.name("an attribute's name")?.to_ascii_lowercase();
        let kept = KEPT.split(", ").any(|kept| kept == written);
        let name = Name::of(written.as_bytes()).filter(|_| kept);
        let Some(name) = name else {
            return Err(SelectorError::Attribute { selector: self.text.to_owned(), name: written });
        };
        self.blank();
        let how = self.how();
        let value = if how == How::Present { String::new() } else { self.value()? };
        self.blank();
        if self.take(']') { Ok(Test { name, how, value }) } else { Err(self.unexpected("\"]\"")) }
    }

    fn how(&mut self) -> How {
        let all = [("=", How::Equal), ("~=", How::Word), ("^=", How::Prefix), ("$=", How::Suffix), ("*=", How::Part)];
        for (mark, how) in all {
            if let Some(rest) = self.rest.strip_prefix(mark) {
                self.rest = rest.trim_start();
                return how;
            }
        }
        How::Present
    }

    fn value(&mut self) -> Result<String, SelectorError> {
        let quote = ['"', '\''].into_iter().find(|quote| self.rest.starts_with(*quote));
        let Some(quote) = quote else { return self.name("a value, in quotes if it is no name,") };
        let inside = self.rest.get(1..).and_then(|rest| rest.split_once(quote));
        let Some((value, rest)) = inside.filter(|(value, _)| !value.is_empty()) else {
            return Err(self.unexpected("a value in quotes"));
        };
        self.rest = rest;
        Ok(value.to_owned())
    }

    /// A name: letters, digits, `-`, `_`, and whatever a backslash stands before.
    fn name(&mut self, expected: &'static str) -> Result<String, SelectorError> {
        let mut name = String::new();
        let mut chars = self.rest.chars();
        loop {
            let rest = chars.as_str();
            match chars.next() {
                Some('\\') => name.extend(chars.next()),
                Some(c) if is_name(c) => name.push(c),
                _ => {
                    self.rest = rest;
                    break;
                }
            }
        }
        if name.is_empty() { Err(self.unexpected(expected)) } else { Ok(name) }
    }

    fn take(&mut self, mark: char) -> bool {
        let rest = self.rest.strip_prefix(mark);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn blank(&mut self) -> bool {
        let before = self.rest.len();
        self.rest = self.rest.trim_start();
        self.rest.len() < before
    }

    fn count(&mut self) -> Result<(), SelectorError> {
        self.parts += 1;
        if self.parts > MOST_PARTS { Err(SelectorError::TooLong) } else { Ok(()) }
    }

    fn unexpected(&self, expected: &'static str) -> SelectorError {
        SelectorError::Unexpected { selector: self.text.to_owned(), expected, rest: self.rest.to_owned() }
    }
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '\\')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_selector_is_refused_with_the_place() {
        for (text, message) in [
            (
                "",
                r##""" is no selector that is understood here: a tag, "*", ".class", "#id" or "[attribute]" expected before """##,
            ),
            (
                "a:hover",
                r##""a:hover" is no selector that is understood here: a blank, ">" or "," expected before ":hover""##,
            ),
            (
                "ul >",
                r##""ul >" is no selector that is understood here: a tag, "*", ".class", "#id" or "[attribute]" expected before """##,
            ),
            ("a..b", r##""a..b" is no selector that is understood here: a name expected before ".b""##),
            ("a[href", r##""a[href" is no selector that is understood here: "]" expected before """##),
            (
                "a[rel='x]",
                r##""a[rel='x]" is no selector that is understood here: a value in quotes expected before "'x]""##,
            ),
            (
                "a + b",
                r##""a + b" is no selector that is understood here: a tag, "*", ".class", "#id" or "[attribute]" expected before "+ b""##,
            ),
        ] {
            assert_eq!(alternatives(text).unwrap_err().to_string(), message);
        }
        let kept = alternatives("li[data-x=1]").unwrap_err().to_string();
        assert!(kept.contains("\"data-x\", which is not kept; those that are: alt, aria-hidden"), "{kept}");
        assert_eq!(alternatives(&"a ".repeat(40)), Err(SelectorError::TooLong));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read(text in "[a-z.#>,*\\[\\]='\\\\é ]{0,40}") {
            let _ = alternatives(&text);
        }
    }
}
