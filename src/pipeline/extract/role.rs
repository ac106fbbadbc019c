//! What class words and attributes say about a part of a card.

use std::borrow::Cow;
use std::cell::RefCell;
use std::sync::LazyLock;

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::table::Table;

/// What an element says it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Role {
    Title,
    Deck,
    Kicker,
    Category,
    Byline,
    Counter,
    Badge,
    Time,
    Caption,
    Action,
    Hidden,
}

/// `roles.tsv`: each word's role.
static WORDS: LazyLock<Table<&'static str, Role>> = LazyLock::new(|| {
    let named = |name: &str| ROLES.into_iter().find(|(n, _)| *n == name).map(|(_, role)| role);
    let row = |line: &'static str| line.split_once('\t').and_then(|(name, word)| Some((word, named(name)?)));
    include_str!("roles.tsv").lines().filter_map(row).collect()
});

/// The names of roles in `roles.tsv`; of several, the first wins.
const ROLES: [(&str, Role); 11] = [
    ("hidden", Role::Hidden),
    ("kicker", Role::Kicker),
    ("deck", Role::Deck),
    ("title", Role::Title),
    ("byline", Role::Byline),
    ("counter", Role::Counter),
    ("badge", Role::Badge),
    ("category", Role::Category),
    ("time", Role::Time),
    ("caption", Role::Caption),
    ("action", Role::Action),
];

/// The words of a class or id: parts between separators, lower case, camel case split.
pub(super) fn words(class: &str) -> impl Iterator<Item = Cow<'_, str>> {
    class.split(|c: char| !c.is_alphanumeric()).flat_map(split_camel)
}

fn split_camel(part: &str) -> impl Iterator<Item = Cow<'_, str>> {
    let mut rest = part;
    std::iter::from_fn(move || {
        let mut was_lower = false;
        let end = rest.find(|c: char| {
            let begins = c.is_ascii_uppercase() && was_lower;
            was_lower = c.is_lowercase() || c.is_ascii_digit();
            begins
        });
        let (word, behind) = rest.split_at_checked(end.unwrap_or(rest.len()))?;
        rest = behind;
        (!word.is_empty()).then(|| lower(word))
    })
}

/// The word in lower case, which most are written in.
fn lower(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        Cow::Borrowed(word)
    } else {
        Cow::Owned(word.chars().flat_map(char::to_lowercase).collect())
    }
}

/// Roles of a page's elements and classes, each looked at once: the cards of a list are of few, and read more than once.
#[derive(Default)]
pub(super) struct Roles<'a> {
    elements: RefCell<Vec<Option<Option<Role>>>>,
    classes: RefCell<Table<&'a str, Option<Role>>>,
}

/// Classes of a page that are kept at a time: few enough that no choice of them makes looking them up dear.
const MOST_CLASSES: usize = 256;

impl<'a> Roles<'a> {
    /// Those of a page whose elements are asked for more than once.
    pub(super) fn of_page(arena: &Arena) -> Self {
        Self { elements: RefCell::new(vec![None; arena.len() as usize]), ..Self::default() }
    }

    /// The role of an element by itself.
    pub(super) fn of(&self, arena: &'a Arena<'a>, id: NodeId) -> Option<Role> {
        let known = self.elements.borrow().get(id as usize).copied().flatten();
        known.unwrap_or_else(|| {
            let role = of(arena, id, self);
            if let Some(known) = self.elements.borrow_mut().get_mut(id as usize) {
                *known = Some(role);
            }
            role
        })
    }

    fn of_class(&self, class: &'a str) -> Option<Role> {
        let mut known = self.classes.borrow_mut();
        if known.len() >= MOST_CLASSES {
            known.clear();
        }
        *known.entry(class).or_insert_with(|| of_class(class))
    }
}

fn of<'a>(arena: &'a Arena<'a>, id: NodeId, roles: &Roles<'a>) -> Option<Role> {
    match arena.tag(id) {
        Tag::TIME => return Some(Role::Time),
        Tag::FIGCAPTION => return Some(Role::Caption),
        Tag::BUTTON => return Some(Role::Action),
        Tag::ADDRESS => return Some(Role::Byline),
        _ => {}
    }
    if let Some(role) = arena.attribute(id, Name::Itemprop).and_then(of_property) {
        return Some(role);
    }
    if arena.attribute(id, Name::Rel).is_some_and(|r| r.contains("author")) {
        return Some(Role::Byline);
    }
    if arena.attribute(id, Name::Rel).is_some_and(|r| r.split_ascii_whitespace().any(|r| r == "tag" || r == "category"))
    {
        return Some(Role::Category);
    }
    arena.attribute(id, Name::Class).and_then(|class| roles.of_class(class))
}

fn of_property(property: &str) -> Option<Role> {
    Some(match property {
        "headline" | "name" => Role::Title,
        "description" => Role::Deck,
        "author" | "publisher" => Role::Byline,
        "datePublished" | "dateModified" | "dateCreated" => Role::Time,
        "articleSection" | "keywords" => Role::Category,
        "commentCount" | "interactionCount" => Role::Counter,
        _ => return None,
    })
}

/// The role that a class attribute names. In one class the last telling word counts (`title__premium` is no title), of
/// several classes the role that stands first in [`ROLES`].
pub(super) fn of_class(class: &str) -> Option<Role> {
    own_classes(class).filter_map(|one| words(one).filter_map(|w| of_word(&w)).last()).min_by_key(|role| rank(*role))
}

/// The classes of an element, without those by which a blog says what a post is about: `category-events` on a post makes
/// no calendar.
pub(super) fn own_classes(class: &str) -> impl Iterator<Item = &str> {
    let is_post = class.split_ascii_whitespace().any(|c| matches!(c, "post" | "hentry" | "type-post"));
    let is_term =
        |class: &str| ["category-", "tag-", "format-", "type-", "status-"].iter().any(|p| class.starts_with(p));
    class.split_ascii_whitespace().filter(move |c| !(is_post && is_term(c)))
}

fn of_word(word: &str) -> Option<Role> {
    WORDS.get(word).copied()
}

fn rank(role: Role) -> usize {
    ROLES.iter().position(|(_, r)| *r == role).unwrap_or(ROLES.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_telling_word_of_a_class_counts() {
        assert_eq!(of_class("teaser__title__premium"), Some(Role::Badge));
        assert_eq!(of_class("entry-title"), Some(Role::Title));
        assert_eq!(of_class("postDate big"), Some(Role::Time));
        assert_eq!(of_class("post tag-title"), None);
        assert_eq!(of_class("box wide"), None);
    }
}
