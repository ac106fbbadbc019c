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

/// Fewest cards that say the same and make it no headline of one of them.
const FEWEST_REPEATS: usize = 3;

/// Titles and links of a list's cards.
pub(in crate::pipeline::extract) struct Peers<'a> {
    /// How many cards hold a link to each place.
    cards: HashMap<&'a str, usize>,
    /// How many places links lead to that say the same.
    places: HashMap<String, usize>,
    /// Titles that several cards have, which lead to places or tell times of their own.
    titles: &'a HashSet<String>,
}

impl<'a> Peers<'a> {
    /// Those of a list whose `titles` are repeated.
    pub(in crate::pipeline::extract) fn of(arena: &'a Arena<'a>, list: &[Card], titles: &'a HashSet<String>) -> Self {
        let mut peers = Self { cards: HashMap::new(), places: HashMap::new(), titles };
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

    /// Whether several cards have this title.
    pub(super) fn is_repeated(&self, title: &str) -> bool {
        !self.titles.is_empty() && self.titles.contains(&fold(title))
    }

    /// Whether links that say this lead to several places: "Read more" does, the name of a rubric does not.
    pub(super) fn is_call(&self, words: &str) -> bool {
        self.places.get(&fold(words)).is_some_and(|places| *places > 1)
    }
}

/// Titles that several cards of a list have although they are not the same card again.
pub(in crate::pipeline::extract) fn repeated(list: &[Card]) -> HashSet<String> {
    let mut cards: HashMap<&str, HashSet<(Option<&str>, &str)>> = HashMap::new();
    for card in list {
        let time = card.times.first().map_or("", |time| time.text.as_str());
        cards.entry(&card.title).or_default().insert((card.href.as_deref(), time));
    }
    cards.into_iter().filter(|(_, cards)| cards.len() >= FEWEST_REPEATS).map(|(title, _)| fold(title)).collect()
}
