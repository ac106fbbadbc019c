//! Times → lists: from each time upward to the smallest element that holds several, and there into cards.

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::rejection::Rejection;

use super::budget::Budget;
use super::candidate::Candidate;
use super::card::{self, Card};

/// A list before it is named.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The element that holds all cards.
    pub(super) root: NodeId,
    /// The child of the level under judgement that holds it.
    branch: NodeId,
    pub(super) cards: Vec<Card>,
}

impl Draft {
    pub(super) fn from(&self) -> NodeId {
        self.cards.first().map_or(self.root, |c| c.from)
    }

    pub(super) fn to(&self) -> NodeId {
        self.cards.last().map_or(self.root, |c| c.to)
    }
}

/// What the subtree of an element with times in it amounts to.
enum Found {
    /// One card at most; the candidates it holds.
    Single { root: NodeId, first: usize, last: usize },
    /// Lists.
    Lists(Vec<Draft>),
}

/// All lists of the page, in page order.
pub(super) fn lists(arena: &Arena, candidates: &[Candidate], budget: &mut Budget) -> Result<Vec<Draft>, Rejection> {
    let finder = Finder { arena, candidates };
    // The path to a candidate parts from the path to the one before at some element: what lies deeper there is
    // complete and is judged, innermost first.
    let mut open: Vec<(NodeId, Vec<Found>)> = vec![(0, Vec::new())];
    for (at, candidate) in candidates.iter().enumerate() {
        let mut path: Vec<NodeId> = arena.ancestors(candidate.at).collect();
        path.reverse();
        budget.spend(path.len() + 1)?;
        let common = open.iter().skip(1).zip(&path).take_while(|((a, _), b)| a == *b).count();
        finder.close(&mut open, common + 1, budget)?;
        open.extend(path.into_iter().skip(common).map(|id| (id, Vec::new())));
        if let Some((_, inside)) = open.last_mut() {
            inside.push(Found::Single { root: candidate.at, first: at, last: at });
        }
    }
    finder.close(&mut open, 1, budget)?;
    let inside = open.pop().map(|(_, inside)| inside).unwrap_or_default();
    match finder.judge(0, inside, budget)? {
        Some(Found::Lists(mut lists)) => {
            lists.sort_by_key(Draft::from);
            Ok(lists)
        }
        _ => Ok(Vec::new()),
    }
}

struct Finder<'a> {
    arena: &'a Arena,
    candidates: &'a [Candidate],
}

impl Finder<'_> {
    /// Judges the elements of the path below `depth` and hands each result to the element around it.
    fn close(&self, open: &mut Vec<(NodeId, Vec<Found>)>, depth: usize, budget: &mut Budget) -> Result<(), Rejection> {
        while open.len() > depth {
            let Some((id, inside)) = open.pop() else { break };
            let found = self.judge(id, inside, budget)?;
            if let Some((_, around)) = open.last_mut() {
                around.extend(found);
            }
        }
        Ok(())
    }

    /// What the element `id` amounts to, given what its children are.
    fn judge(&self, id: NodeId, mut inside: Vec<Found>, budget: &mut Budget) -> Result<Option<Found>, Rejection> {
        budget.spend(1 + inside.len())?;
        match inside.len() {
            0 => Ok(None),
            1 => Ok(inside.pop().map(|found| self.grow(id, found))),
            _ if inside.iter().all(|f| matches!(f, Found::Single { .. })) => self.judge_cards(id, &inside, budget),
            _ => self.judge_lists(id, inside, budget).map(Some),
        }
    }

    /// The only thing in `id` takes the whole of `id`.
    fn grow(&self, id: NodeId, found: Found) -> Found {
        match found {
            Found::Single { first, last, .. } => Found::Single { root: id, first, last },
            Found::Lists(mut lists) => {
                for list in &mut lists {
                    list.branch = id;
                }
                Found::Lists(lists)
            }
        }
    }

    fn judge_cards(&self, id: NodeId, inside: &[Found], budget: &mut Budget) -> Result<Option<Found>, Rejection> {
        let mut cards = Vec::new();
        let (mut start, mut end) = (usize::MAX, 0);
        for found in inside {
            let Found::Single { root, first, last } = *found else { continue };
            start = start.min(first);
            end = end.max(last);
            cards.extend(self.card(root, self.arena.end(root), first, last, budget)?);
        }
        if cards.len() < 2 && cards.len() * 2 < inside.len().max(3) {
            let flat = self.flat(id, inside, budget)?;
            if flat.len() > cards.len().max(1) {
                cards = flat;
            }
        }
        if cards.len() >= 2 && self.is_list(&cards) {
            return Ok(Some(Found::Lists(vec![Draft { root: id, branch: id, cards }])));
        }
        Ok(Some(Found::Single { root: id, first: start, last: end }))
    }

    fn card(
        &self,
        from: NodeId,
        to: NodeId,
        first: usize,
        last: usize,
        budget: &mut Budget,
    ) -> Result<Option<Card>, Rejection> {
        if to - from > card::MAX_NODES {
            return Ok(None);
        }
        budget.spend(((to - from) * 4) as usize)?;
        Ok(card::read(self.arena, from, to, self.candidates.get(first..=last).unwrap_or(&[])))
    }

    /// Cards that no element holds: the children of `id` cut at its times, before or behind them.
    fn flat(&self, id: NodeId, inside: &[Found], budget: &mut Budget) -> Result<Vec<Card>, Rejection> {
        let marks: Vec<(NodeId, usize, usize)> = inside
            .iter()
            .filter_map(|f| match f {
                Found::Single { root, first, last } => Some((*root, *first, *last)),
                Found::Lists(_) => None,
            })
            .collect();
        let mut below = Vec::new();
        let mut above = Vec::new();
        for (at, (root, first, last)) in marks.iter().enumerate() {
            let next = marks.get(at + 1).map_or(self.arena.end(id), |m| m.0);
            let previous = if at == 0 { id + 1 } else { marks.get(at - 1).map_or(id + 1, |m| self.arena.end(m.0)) };
            below.extend(self.card(*root, next, *first, *last, budget)?);
            above.extend(self.card(previous, self.arena.end(*root), *first, *last, budget)?);
        }
        Ok(if below.len() > above.len() || (below.len() == above.len() && self.leads(id, &marks)) {
            below
        } else {
            above
        })
    }

    /// Whether the first time stands before anything else that could be a headline.
    fn leads(&self, id: NodeId, marks: &[(NodeId, usize, usize)]) -> bool {
        marks.first().is_some_and(|(root, ..)| (id + 1..*root).all(|n| self.arena.tag(n) != Tag::A))
    }

    /// Whether cards side by side are a list.
    fn is_list(&self, cards: &[Card]) -> bool {
        cards.len() > 2 || cards.windows(2).all(|two| matches!(two, [a, b] if self.alike(a, b)))
    }

    fn alike(&self, a: &Card, b: &Card) -> bool {
        let class = |id| self.arena.attribute(id, Name::Class).unwrap_or("");
        self.arena.tag(a.from) == self.arena.tag(b.from)
            && (class(a.from) == class(b.from) || share_word(class(a.from), class(b.from)))
    }

    /// Lists beside lists, and single cards between them.
    fn judge_lists(&self, _id: NodeId, inside: Vec<Found>, budget: &mut Budget) -> Result<Found, Rejection> {
        let mut lists: Vec<Draft> = Vec::new();
        for found in inside {
            match found {
                Found::Lists(more) => lists.extend(more),
                Found::Single { root, first, last } => {
                    let _ = self.card(root, self.arena.end(root), first, last, budget)?;
                }
            }
        }
        Ok(Found::Lists(lists))
    }
}

fn share_word(a: &str, b: &str) -> bool {
    a.split_ascii_whitespace().any(|word| b.split_ascii_whitespace().any(|other| word == other))
}
