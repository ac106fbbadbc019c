//! Times side by side in one element → the cards of a list.

use crate::contract::rejection::Rejection;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::extract::card::{Card, Frame};
use crate::pipeline::extract::label;
use crate::pipeline::extract::order;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};

use super::{Draft, Finder, Single};

impl Finder<'_> {
    /// The lists that the children `singles` of `id` form; none if they are one card or nothing.
    pub(super) fn row(&self, id: NodeId, singles: &[Single], budget: &mut Budget) -> Result<Vec<Draft>, Rejection> {
        let mut cards = self.boxed(singles, budget)?;
        if cards.len() * 2 < singles.len().max(3) || sum(&cards) < 60 * cards.len() as i32 {
            let flat = self.flat(id, singles, budget)?;
            if flat.len() > 1 && sum(&flat) > sum(&cards) {
                cards = flat;
            }
        }
        if cards.len() == 2 && !alike(self.arena, &cards) {
            return Ok(Vec::new());
        }
        Ok(self.parted(id, cards))
    }

    /// Whether most siblings say no time, and the others only within their words: a date that some titles have in them.
    pub(super) fn is_rare(&self, id: NodeId, singles: &[Single], budget: &mut Budget) -> Result<bool, Rejection> {
        let Some(first) = singles.first().filter(|_| singles.iter().all(|s| self.of(*s).iter().all(|c| c.weak))) else {
            return Ok(false);
        };
        let mut children = 0;
        let siblings = self.arena.children(id).inspect(|_| children += 1);
        let twins = siblings.filter(|child| label::is_twin(self.arena, *child, first.root)).count();
        budget.spend(children)?;
        Ok(twins > 2 * singles.len())
    }

    /// Cards that are elements; a day that stands alone between them belongs to those below it.
    fn boxed(&self, singles: &[Single], budget: &mut Budget) -> Result<Vec<Card>, Rejection> {
        let mut cards = Vec::new();
        let mut day = None;
        for single in singles {
            match self.card(*single, budget)? {
                Some(mut card) => {
                    card.day = day.clone().filter(|_| order::needs_day(&card.times));
                    cards.push(card);
                }
                None => day = self.day(*single).or(day),
            }
        }
        Ok(cards)
    }

    /// Cards that no element holds: the children of `id` cut at its times, before or behind them.
    fn flat(&self, id: NodeId, singles: &[Single], budget: &mut Budget) -> Result<Vec<Card>, Rejection> {
        let mut below = Vec::new();
        let mut above = Vec::new();
        let mut previous = id + 1;
        for (at, single) in singles.iter().enumerate() {
            let end = self.arena.end(single.root);
            let next = singles.get(at + 1).map_or(self.arena.end(id), |s| s.root);
            // Without a box around it only a linked headline is one: else every dated sentence would do.
            below.extend(self.card_of(&Frame::whole(single.root, next), *single, budget)?.filter(|c| c.linked));
            above.extend(self.card_of(&Frame::whole(previous, end), *single, budget)?.filter(|c| c.linked));
            previous = end;
        }
        let leads = below.len() > above.len() || (below.len() == above.len() && self.leads(id, singles));
        Ok(if leads { below } else { above })
    }

    /// Whether the first time stands before anything that could be a headline.
    fn leads(&self, id: NodeId, singles: &[Single]) -> bool {
        singles.first().is_some_and(|s| (id + 1..s.root).all(|n| self.arena.tag(n) != Tag::A))
    }

    /// Cards parted by headings are lists of their own.
    fn parted(&self, id: NodeId, cards: Vec<Card>) -> Vec<Draft> {
        let mut drafts: Vec<Draft> = Vec::new();
        for card in cards {
            match drafts.last_mut() {
                Some(draft) if !label::between(self.arena, draft.to(), card.from, card.from) => draft.cards.push(card),
                _ => drafts.push(Draft::new(id, vec![card])),
            }
        }
        drafts.retain(|d| d.cards.len() > 1);
        drafts
    }
}

pub(super) fn sum<'c>(cards: impl IntoIterator<Item = &'c Card>) -> i32 {
    cards.into_iter().map(|c| c.score).sum()
}

/// Whether cards are built the same way: tag and class, or where the time stands.
pub(super) fn alike(arena: &Arena, cards: &[Card]) -> bool {
    cards.windows(2).all(|two| matches!(two, [a, b] if alike_two(arena, a, b)))
}

pub(super) fn alike_two(arena: &Arena, a: &Card, b: &Card) -> bool {
    same_name(arena, a.from, b.from) && a.level == b.level && times_alike(arena, a, b)
}

/// Elements of one tag that have a class in common, or none.
pub(super) fn same_name(arena: &Arena, a: NodeId, b: NodeId) -> bool {
    let class = |id: NodeId| arena.attribute(id, Name::Class).unwrap_or("");
    arena.tag(a) == arena.tag(b) && (class(a) == class(b) || label::share_class(arena, a, b))
}

/// The byline of an article and a date in its words are times of two kinds.
pub(in crate::pipeline::extract) fn times_alike(arena: &Arena, a: &Card, b: &Card) -> bool {
    let [one, other] = [a, b].map(|card| arena.tag(card.time_at));
    one == other || one == Tag::TEXT || other == Tag::TEXT
}
