//! What the cards of a list have in common, which is nothing that tells one of them from another.

use std::collections::{HashMap, HashSet};

use crate::pipeline::extract::said::text_within;
use crate::pipeline::html::Arena;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::text::words::fold;

use super::Card;
use super::link::is_link;

/// Most bytes of a call to read on.
const LONGEST_CALL: usize = 60;

/// The links of a list's cards.
pub(in crate::pipeline::extract) struct Peers<'a> {
    /// How many cards hold a link to each place.
    cards: HashMap<&'a str, usize>,
    /// How many places links lead to that say the same.
    places: HashMap<String, usize>,
}

impl<'a> Peers<'a> {
    pub(in crate::pipeline::extract) fn of(arena: &'a Arena<'a>, list: &[Card]) -> Self {
        let mut peers = Self { cards: HashMap::new(), places: HashMap::new() };
        let mut seen = HashSet::new();
        for card in list {
            let mut own = HashSet::new();
            for id in (card.from..card.to).filter(|id| arena.tag(*id) == Tag::A) {
                let Some(href) = arena.attribute(id, Name::Href).filter(|href| is_link(href)) else { continue };
                if own.insert(href) {
                    *peers.cards.entry(href).or_default() += 1;
                }
                let says = text_within(arena, id, LONGEST_CALL).map(|words| fold(&words)).unwrap_or_default();
                if !says.is_empty() && seen.insert((says.clone(), href)) {
                    *peers.places.entry(says).or_default() += 1;
                }
            }
        }
        peers
    }

    /// Whether several cards lead there.
    pub(super) fn share(&self, href: &str) -> bool {
        self.cards.get(href).is_some_and(|cards| *cards > 1)
    }

    /// Whether links that say this lead to several places: "Read more" does, the name of a rubric does not.
    pub(super) fn is_call(&self, words: &str) -> bool {
        self.places.get(&fold(words)).is_some_and(|places| *places > 1)
    }
}
