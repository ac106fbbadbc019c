//! Lists beside lists, and single cards beside them: which are one list in several boxes.

use crate::contract::rejection::Rejection;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::extract::card::Card;
use crate::pipeline::extract::label;
use crate::pipeline::extract::order;
use crate::pipeline::extract::role;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time::WrittenTime;

use super::{Draft, Finder, Found, Lists, Single};

impl Finder<'_> {
    /// Everything found in the children of `id`, as lists.
    pub(super) fn merge(&self, id: NodeId, inside: Vec<Found>, budget: &mut Budget) -> Result<Vec<Draft>, Rejection> {
        let mut merged: Vec<Draft> = Vec::new();
        let mut lead: Option<Card> = None;
        let mut day: Option<(NodeId, WrittenTime)> = None;
        for found in inside {
            match found {
                Found::Single(single) => match self.lone(single, &mut merged, budget)? {
                    Some(card) => lead = Some(card),
                    None => day = self.day(single).map(|day| (self.arena.end(single.root), day)),
                },
                Found::Lists(Lists { drafts: mut lists, .. }) => {
                    self.set_day(&mut lists, day.take(), budget)?;
                    if let (Some(card), Some(first)) = (lead.take(), lists.first_mut()) {
                        self.lead(card, first, budget)?;
                    }
                    self.append(&mut merged, lists, budget)?;
                }
            }
        }
        budget.spend(merged.len())?;
        merged.iter_mut().for_each(|list| list.branch = id);
        Ok(merged)
    }

    /// A card without a list: the last of the list before it, or handed back as perhaps the first of the next.
    fn lone(&self, single: Single, merged: &mut [Draft], budget: &mut Budget) -> Result<Option<Card>, Rejection> {
        let Some(card) = self.card(single, budget)? else { return Ok(None) };
        if let Some(list) = merged.last_mut() {
            let one = list.cards.last().is_some_and(|last| kindred(self.arena, last, &card))
                && apart(self.arena, list.branch, single.root).is_none();
            if one && self.is_near(list.to(), &card, budget)? {
                list.cards.push(card);
                return Ok(None);
            }
        }
        Ok(Some(card))
    }

    fn lead(&self, card: Card, list: &mut Draft, budget: &mut Budget) -> Result<(), Rejection> {
        budget.spend(gap(card.to, list.from()) + list.cards.len() / 8)?;
        let near = !label::between(self.arena, card.to, list.from(), card.from);
        if near && list.cards.first().is_some_and(|first| kindred(self.arena, &card, first)) {
            list.cards.insert(0, card);
        }
        Ok(())
    }

    /// Nothing stands between the node `from` and a card that would part them.
    fn is_near(&self, from: NodeId, card: &Card, budget: &mut Budget) -> Result<bool, Rejection> {
        budget.spend(gap(from, card.from))?;
        Ok(!label::between(self.arena, from, card.from, card.from))
    }

    /// A day that stands right above lists without days of their own is theirs.
    fn set_day(
        &self,
        lists: &mut [Draft],
        day: Option<(NodeId, WrittenTime)>,
        budget: &mut Budget,
    ) -> Result<(), Rejection> {
        let Some((end, day)) = day else { return Ok(()) };
        let Some(from) = lists.first().map(Draft::from).filter(|from| *from >= end) else { return Ok(()) };
        budget.spend(gap(end, from) + lists.iter().map(|list| list.cards.len()).sum::<usize>())?;
        if label::prose(self.arena, end, from) > 30 {
            return Ok(());
        }
        for card in lists.iter_mut().flat_map(|l| l.cards.iter_mut()) {
            if card.day.is_none() && order::needs_day(&card.times) {
                card.day = Some(day.clone());
            }
        }
        Ok(())
    }

    /// Adds `lists`; the first goes on with the last that is there where nothing parts them.
    fn append(&self, merged: &mut Vec<Draft>, lists: Vec<Draft>, budget: &mut Budget) -> Result<(), Rejection> {
        for list in lists {
            match merged.last_mut() {
                Some(last) if self.is_one(last, &list, budget)? => last.cards.extend(list.cards),
                _ => merged.push(list),
            }
        }
        Ok(())
    }

    fn is_one(&self, a: &Draft, b: &Draft, budget: &mut Budget) -> Result<bool, Rejection> {
        let (Some(last), Some(first)) = (a.cards.last(), b.cards.first()) else { return Ok(false) };
        let one = a.branch != b.branch
            && a.to() <= b.from()
            && apart(self.arena, a.branch, b.branch).is_none()
            && (are_boxes(self.arena, a, b) || kindred(self.arena, last, first));
        Ok(one && self.is_near(a.to(), first, budget)? && !label::is_panel(self.arena, b.branch))
    }
}

/// Whether two lists stand in boxes of one make, which hold nothing but a part of a list each.
fn are_boxes(arena: &Arena, a: &Draft, b: &Draft) -> bool {
    a.branch < a.from() && b.branch < b.from() && label::is_twin(arena, a.branch, b.branch)
}

/// Steps to look at what stands between two nodes.
pub(super) fn gap(from: NodeId, to: NodeId) -> usize {
    to.saturating_sub(from) as usize / 8
}

/// Cards that may stand in one list: their times stand in elements of one make, or they are of one make themselves.
pub(super) fn kindred(arena: &Arena, a: &Card, b: &Card) -> bool {
    let make = |id: NodeId| (arena.tag(id), arena.attribute(id, Name::Class));
    let same_time = make(a.time_at) == make(b.time_at) && a.headed == b.headed;
    (a.level == 1) == (b.level == 1) && (same_time || label::is_twin(arena, a.from, b.from))
}

/// Panels of a set of tabs are lists of their own.
pub(super) fn apart(arena: &Arena, a: NodeId, b: NodeId) -> Option<NodeId> {
    [a, b].into_iter().find(|id| {
        let words = |name| arena.attribute(*id, name).into_iter().flat_map(role::words);
        arena.attribute(*id, Name::Role) == Some("tabpanel")
            || words(Name::Class)
                .chain(words(Name::Id))
                .any(|w| matches!(w.as_ref(), "tab" | "tabs" | "pane" | "tabcontent" | "tabpanel"))
    })
}
