//! A small part of CSS selectors, on the flat tree: `tag`, `*`, `.class`, `#id`, `[attribute]`, `[attribute=value]` (also
//! `~=`, `^=`, `$=`, `*=`), descendants by a blank, children by `>`, alternatives by a comma.
//!
//! Names of elements and attributes know no case; classes, ids and values do. A backslash takes the next character as it
//! is (`.md\:flex`). Matching an element costs its depth at most, times the steps of the selector.

mod read;

use super::attribute::Name;
use super::tag::Tag;
use super::{Arena, NodeId};
pub use read::SelectorError;

/// What an element must be, and what must stand around it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selector {
    text: String,
    alternatives: Vec<Chain>,
}

/// Families, innermost first; between two of them any elements may stand.
type Chain = Vec<Family>;

/// Elements that are child and parent and so on, innermost first.
type Family = Vec<Compound>;

/// What one element must be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Compound {
    tag: Option<Tag>,
    tests: Vec<Test>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Test {
    name: Name,
    how: How,
    value: String,
}

/// How the value of an attribute is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Present,
    Equal,
    Word,
    Prefix,
    Suffix,
    Part,
}

impl Selector {
    /// Reads a selector.
    ///
    /// # Errors
    /// [`SelectorError`] says where it stops being one, and what may stand there.
    pub fn parse(text: &str) -> Result<Self, SelectorError> {
        Ok(Self { text: text.to_owned(), alternatives: read::alternatives(text)? })
    }

    /// The selector as it was written.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether it selects the element `id`.
    pub fn matches(&self, arena: &Arena, id: NodeId) -> bool {
        self.look(arena, id).0
    }

    /// Whether it selects the element `id`, and how many elements were looked at to find that out.
    pub fn look(&self, arena: &Arena, id: NodeId) -> (bool, usize) {
        let mut looks = 1;
        let found =
            arena.tag(id) != Tag::TEXT && self.alternatives.iter().any(|chain| is_at(arena, id, chain, &mut looks));
        (found, looks)
    }

    /// The elements among the nodes `from..to` that it selects, but for those within others.
    pub fn outermost<'a>(&'a self, arena: &'a Arena, from: NodeId, to: NodeId) -> impl Iterator<Item = NodeId> + 'a {
        let mut at = from;
        std::iter::from_fn(move || {
            let found = (at..to).find(|id| self.matches(arena, *id))?;
            at = arena.end(found);
            Some(found)
        })
    }
}

/// Each family is looked for upward from the one before; the nearest will do, since what may stand above it is most.
fn is_at(arena: &Arena, id: NodeId, chain: &Chain, looks: &mut usize) -> bool {
    let Some((innermost, outer)) = chain.split_first() else { return false };
    let Some(mut top) = family_at(arena, id, innermost) else { return false };
    for family in outer {
        let found = arena.ancestors(top).find_map(|above| {
            *looks += 1;
            family_at(arena, above, family)
        });
        match found {
            Some(next) => top = next,
            None => return false,
        }
    }
    true
}

/// The outermost element of a family whose innermost is `id`.
fn family_at(arena: &Arena, id: NodeId, family: &Family) -> Option<NodeId> {
    let mut at = id;
    for (place, compound) in family.iter().enumerate() {
        if place > 0 {
            at = Some(arena.parent(at)).filter(|parent| *parent != 0)?;
        }
        if !compound.is(arena, at) {
            return None;
        }
    }
    Some(at)
}

impl Compound {
    fn is(&self, arena: &Arena, id: NodeId) -> bool {
        self.tag.is_none_or(|tag| tag == arena.tag(id)) && self.tests.iter().all(|test| test.holds(arena, id))
    }
}

impl Test {
    fn holds(&self, arena: &Arena, id: NodeId) -> bool {
        let Some(found) = arena.attribute(id, self.name) else { return false };
        let value = self.value.as_str();
        match self.how {
            How::Present => true,
            How::Equal => found == value,
            How::Word => found.split_ascii_whitespace().any(|word| word == value),
            How::Prefix => found.starts_with(value),
            How::Suffix => found.ends_with(value),
            How::Part => found.contains(value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::html::Buffers;

    const PAGE: &str = r#"<body><main id=top class="wide page"><div class=feed><ul><li class="item md:flex" data-x=1><a href="/sport/a">A</a></li>
        <li class=item lang=en><p><a href="/b" rel="nofollow tag">B</a></p></li></ul></div><div><ul><li>C</li></ul></div></main></body>"#;

    fn select(selector: &str) -> Vec<String> {
        let mut buffers = Buffers::default();
        let arena = Arena::parse(PAGE, &mut buffers).unwrap();
        let selector = Selector::parse(selector).unwrap();
        let found = (0..arena.len()).filter(|id| selector.matches(&arena, *id));
        found.map(|id| crate::pipeline::text::words::tidy(arena_text(&arena, id).as_str())).collect()
    }

    fn arena_text(arena: &Arena, id: NodeId) -> String {
        (id..arena.end(id)).map(|id| arena.text(id)).collect()
    }

    #[test]
    fn elements_are_selected() {
        for (selector, want) in [
            ("li", &["A", "B", "C"][..]),
            ("LI.item", &["A", "B"]),
            ("#top.wide > div.feed li", &["A", "B"]),
            ("main > ul", &[]),
            ("main div > ul > li", &["A", "B", "C"]),
            ("li > a, p > a", &["A", "B"]),
            (".feed>ul>.item>a", &["A"]),
            (".feed * a", &["A", "B"]),
            ("[lang]", &["B"]),
            ("a[href^='/sport/']", &["A"]),
            ("a[rel~=tag]", &["B"]),
            ("[href$=\"b\"][rel*=low]", &["B"]),
            (".md\\:flex", &["A"]),
            ("div[class=feed]", &["AB"]),
            ("body main ul ul", &[]),
        ] {
            assert_eq!(select(selector), want, "{selector}");
        }
    }

    #[test]
    fn families_are_found_higher_up_where_the_nearest_is_none() {
        let mut buffers = Buffers::default();
        let arena = Arena::parse(
            "<section><div class=a><div class=b><div class=b><i>x</i></div></div></div></section>",
            &mut buffers,
        )
        .unwrap();
        let found = |text: &str| {
            let selector = Selector::parse(text).unwrap();
            (0..arena.len()).any(|id| arena.tag(id) == Tag::I && selector.matches(&arena, id))
        };
        assert!(found(".a > .b i") && found("section > .a .b > i") && !found(".a > .b > i"));
    }
}
