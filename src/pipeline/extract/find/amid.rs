//! Cards side by side with lists amid them: a row of a feed that holds a list of its own, a box between two rows.

use std::collections::{HashMap, HashSet};

use crate::contract::rejection::Rejection;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::extract::card::{Card, Frame};
use crate::pipeline::extract::label;
use crate::pipeline::html::NodeId;
use crate::pipeline::html::attribute::Name;

use super::merge::{apart, gap, kindred};
use super::row::{alike_two, same_name, sum};
use super::{Draft, Finder, Found, Lists};

/// Fewest cards of one make that are a list although lists stand amid them.
const FEWEST: usize = 3;
/// Least that their titles score on average.
const LEAST_SCORE: i32 = 60;
/// Most lists in one card.
const MOST_INNER: usize = 4;

/// What a child of a level is to the list of its siblings.
enum Part {
    /// A card of it.
    Card(Box<Card>),
    /// A box that may stand between two of its cards.
    Aside(Aside),
    Other,
}

/// A box with lists in it.
#[derive(Clone, Copy)]
struct Aside {
    from: NodeId,
    to: NodeId,
    /// Its first card, where that is like the cards around the box: they go on in it if nothing parts them.
    kin: Option<NodeId>,
}

/// The children `first..=last` of a level, cards of one list and what stands amid them.
#[derive(Clone, Copy)]
struct Run {
    first: usize,
    last: usize,
    cards: usize,
}

impl Finder<'_> {
    /// The children of `id`, those that are cards of one list as a list; and whether there are any.
    pub(super) fn rows_amid(
        &self,
        id: NodeId,
        inside: Vec<Found>,
        budget: &mut Budget,
    ) -> Result<(Vec<Found>, bool), Rejection> {
        let Some(parts) = self.parts(&inside, budget)? else { return Ok((inside, false)) };
        let runs = self.runs(&parts, budget)?;
        if runs.iter().map(|run| run.cards).sum::<usize>() < FEWEST {
            return Ok((inside, false));
        }
        let mut left = Vec::with_capacity(inside.len());
        let mut runs = runs.into_iter().peekable();
        let mut row = None;
        for (at, (found, part)) in inside.into_iter().zip(parts).enumerate() {
            if runs.peek().is_none_or(|run| at < run.first) {
                left.push(found);
                continue;
            }
            self.take(found, part, row.get_or_insert_with(|| Draft::new(id, Vec::new())));
            if runs.next_if(|run| run.last == at).is_some() {
                left.extend(row.take().map(|row| Found::Lists(Lists { drafts: vec![row], own: None })));
            }
        }
        Ok((left, true))
    }

    /// What each child is, if most of those with one time are cards of one make and lists stand in few others.
    fn parts(&self, inside: &[Found], budget: &mut Budget) -> Result<Option<Vec<Part>>, Rejection> {
        if inside.iter().filter(|found| matches!(found, Found::Single(_))).count() < FEWEST {
            return Ok(None);
        }
        let mut cards = Vec::with_capacity(inside.len());
        for found in inside {
            cards.push(match found {
                Found::Single(single) if !self.is_weak(*single) => self.card(*single, budget)?,
                _ => None,
            });
        }
        let Some(like) = self.commonest(&cards).cloned() else { return Ok(None) };
        cards.iter_mut().for_each(|card| *card = card.take().filter(|card| self.is_kin(card, &like)));
        let kin: Vec<&Card> = cards.iter().flatten().collect();
        let twins = inside.iter().filter(|found| self.is_twin_list(found, &like)).count();
        let titles: HashSet<&str> = kin.iter().map(|card| card.title.as_str()).collect();
        let few = kin.len() < FEWEST.max(twins) || titles.len() * 2 <= kin.len();
        if few || sum(kin.iter().copied()) < LEAST_SCORE * kin.len() as i32 {
            return Ok(None);
        }
        let mut parts = Vec::with_capacity(inside.len());
        for (found, card) in inside.iter().zip(cards) {
            parts.push(match (card, found) {
                (Some(card), _) => Part::Card(Box::new(card)),
                (None, Found::Lists(lists)) => self.holder(lists, &like, budget)?,
                _ => Part::Other,
            });
        }
        Ok(Some(parts))
    }

    /// A card of the make that most have.
    fn commonest<'c>(&self, cards: &'c [Option<Card>]) -> Option<&'c Card> {
        let mut counts: HashMap<_, usize> = HashMap::new();
        let make = |card: &Card| {
            (self.arena.tag(card.from), card.level, self.arena.tag(card.time_at), self.class(card.time_at))
        };
        cards.iter().flatten().for_each(|card| *counts.entry(make(card)).or_default() += 1);
        let most = *counts.values().max()?;
        cards.iter().flatten().find(|card| counts.get(&make(card)) == Some(&most))
    }

    fn class(&self, id: NodeId) -> Option<&str> {
        self.arena.attribute(id, Name::Class)
    }

    fn is_kin(&self, card: &Card, like: &Card) -> bool {
        alike_two(self.arena, card, like) && kindred(self.arena, card, like)
    }

    fn is_twin_list(&self, found: &Found, like: &Card) -> bool {
        let Found::Lists(lists) = found else { return false };
        lists.drafts.first().is_some_and(|draft| same_name(self.arena, draft.branch, like.from))
    }

    /// What an element with lists in it is: a card of the make of `like` where its own title and time stand beside
    /// them, or a box between such cards where it is of another make.
    fn holder(&self, lists: &Lists, like: &Card, budget: &mut Budget) -> Result<Part, Rejection> {
        let Some(first) = lists.drafts.first() else { return Ok(Part::Other) };
        if !same_name(self.arena, first.branch, like.from) {
            let kin = lists.drafts.iter().flat_map(|draft| draft.cards.first()).find(|c| kindred(self.arena, c, like));
            let (from, to) = (first.branch, self.arena.end(first.branch));
            let kin = kin.filter(|_| apart(self.arena, from, from).is_none()).map(|card| card.from);
            return Ok(Part::Aside(Aside { from, to, kin }));
        }
        let Some(own) = lists.own.filter(|_| lists.drafts.len() <= MOST_INNER) else { return Ok(Part::Other) };
        let Some(time) = self.of(own).first().map(|candidate| candidate.at) else { return Ok(Part::Other) };
        let hole = |draft: &Draft| {
            let around = draft.root..self.arena.end(draft.root);
            let mut others = draft.cards.iter().filter(|card| card.time_at != time);
            let from = others.next().map_or(draft.from(), |card| card.from);
            if around.contains(&time) {
                (from, others.next_back().map_or(from, |card| card.to))
            } else {
                (around.start, around.end)
            }
        };
        let holes: Vec<(NodeId, NodeId)> = lists.drafts.iter().map(hole).collect();
        let frame = Frame { holes: &holes, ..Frame::whole(own.root, self.arena.end(own.root)) };
        let card = self.card_of(&frame, own, budget)?;
        Ok(card
            .filter(|card| card.level == like.level && card.headed == like.headed)
            .map_or(Part::Other, |card| Part::Card(Box::new(card))))
    }

    /// Cards that nothing parts from each other.
    fn runs(&self, parts: &[Part], budget: &mut Budget) -> Result<Vec<Run>, Rejection> {
        let mut runs: Vec<Run> = Vec::new();
        let (mut goes_on, mut end, mut like) = (false, 0, 0);
        for (at, part) in parts.iter().enumerate() {
            match part {
                Part::Card(card) => {
                    goes_on = goes_on && !self.is_parted(end, card.from, card.from, budget)?;
                    match runs.last_mut().filter(|_| goes_on) {
                        Some(run) => *run = Run { last: at, cards: run.cards + 1, ..*run },
                        None => runs.push(Run { first: at, last: at, cards: 1 }),
                    }
                    (goes_on, end, like) = (true, card.to, card.from);
                }
                Part::Aside(aside) if goes_on => {
                    let joins = match aside.kin {
                        Some(card) => !self.is_parted(end, card, like, budget)?,
                        None => false,
                    };
                    goes_on = !joins && !self.is_parted(end, aside.from, like, budget)?;
                    end = aside.to;
                }
                Part::Aside(_) | Part::Other => goes_on = false,
            }
        }
        runs.retain(|run| run.cards > 1);
        Ok(runs)
    }

    fn is_parted(&self, from: NodeId, to: NodeId, like: NodeId, budget: &mut Budget) -> Result<bool, Rejection> {
        budget.spend(1 + gap(from, to))?;
        Ok(label::between(self.arena, from, to, like))
    }

    /// Puts a child of a run into its row, and the lists in it aside.
    fn take(&self, found: Found, part: Part, row: &mut Draft) {
        let mut amid = if let Found::Lists(lists) = found { lists.drafts } else { Vec::new() };
        let behind = row.to();
        match part {
            Part::Card(card) => {
                amid.iter_mut().for_each(|draft| draft.cards.retain(|inner| inner.time_at != card.time_at));
                // What stands above a list in a card is the headline of the card.
                let floor = |draft: &Draft| if card.title_at < draft.from() { card.title_at + 1 } else { card.from };
                amid.iter_mut().for_each(|draft| draft.floor = Some(floor(draft)));
                if row.cards.is_empty() {
                    row.branch = card.from;
                }
                row.cards.push(*card);
            }
            _ => amid.iter_mut().for_each(|draft| draft.floor = Some(behind)),
        }
        amid.retain(|draft| draft.cards.len() > 1);
        self.amid.borrow_mut().append(&mut amid);
    }
}
