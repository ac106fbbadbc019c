//! Times → lists: from each time upward to the smallest element that holds several, and there into cards.

mod agree;
mod amid;
mod merge;
mod row;

use std::cell::RefCell;
use std::collections::BTreeSet;

pub(super) use row::times_alike;

use crate::contract::rejection::Rejection;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time::WrittenTime;

use super::budget::Budget;
use super::candidate::Candidate;
use super::card::{self, Card, Frame};
use super::role::Roles;

/// How many levels of several times a card may have.
const MOST_TRIES: u8 = 8;

/// A list before it is named.
#[derive(Clone, Debug)]
pub(super) struct Draft {
    /// The element that holds all cards.
    pub(super) root: NodeId,
    /// The child of the level under judgement that holds it.
    branch: NodeId,
    pub(super) cards: Vec<Card>,
    /// It stands amid another list: nothing above this node is its heading.
    pub(super) floor: Option<NodeId>,
}

impl Draft {
    /// The list of `cards` in the element `root`.
    pub(super) fn new(root: NodeId, cards: Vec<Card>) -> Self {
        Self { root, branch: root, cards, floor: None }
    }

    pub(super) fn from(&self) -> NodeId {
        self.cards.first().map_or(self.root, |c| c.from)
    }

    pub(super) fn to(&self) -> NodeId {
        self.cards.last().map_or(self.root, |c| c.to)
    }
}

/// What the subtree of an element with times in it amounts to.
enum Found {
    Single(Single),
    Lists(Lists),
}

/// What holds several cards.
struct Lists {
    drafts: Vec<Draft>,
    /// The only single that stands beside them: the element may be a card that holds a list of its own.
    own: Option<Single>,
}

/// One card at most, around the candidates `first..=last`.
#[derive(Clone, Copy)]
struct Single {
    root: NodeId,
    first: usize,
    last: usize,
    /// How many times several of its parts were looked at and no list was found.
    tries: u8,
}

/// All lists of the page, in page order.
pub(super) fn lists(arena: &Arena, candidates: &[Candidate], budget: &mut Budget) -> Result<Vec<Draft>, Rejection> {
    let finder = Finder {
        arena,
        candidates,
        roles: Roles::of_page(arena),
        barren: RefCell::default(),
        amid: RefCell::default(),
    };
    // The path to a candidate parts from the path to the one before at some element: what lies deeper there is
    // complete and is judged, innermost first.
    let mut open: Vec<(NodeId, Vec<Found>)> = vec![(0, Vec::new())];
    let mut path: Vec<NodeId> = Vec::new();
    for (at, candidate) in candidates.iter().enumerate() {
        path.clear();
        path.extend(arena.ancestors(candidate.at));
        path.reverse();
        budget.spend(path.len() + 1)?;
        let common = open.iter().skip(1).zip(&path).take_while(|((a, _), b)| a == *b).count();
        finder.close(&mut open, common + 1, budget)?;
        open.extend(path.iter().skip(common).map(|id| (*id, Vec::new())));
        if let Some((_, inside)) = open.last_mut() {
            inside.push(Found::Single(Single { root: candidate.at, first: at, last: at, tries: 0 }));
        }
    }
    finder.close(&mut open, 1, budget)?;
    let inside = open.pop().map(|(_, inside)| inside).unwrap_or_default();
    match finder.judge(0, inside, budget)? {
        Some(Found::Lists(Lists { mut drafts, .. })) => {
            drafts.append(&mut finder.amid.borrow_mut());
            drafts.sort_by_key(Draft::from);
            drafts.iter_mut().try_for_each(|draft| finder.agree(draft, budget))?;
            Ok(drafts)
        }
        _ => Ok(Vec::new()),
    }
}

struct Finder<'a> {
    arena: &'a Arena<'a>,
    candidates: &'a [Candidate],
    roles: Roles<'a>,
    /// Cards that hold no headline, as nodes and candidates: one is tried in more ways than one.
    barren: RefCell<BTreeSet<(NodeId, NodeId, usize, usize)>>,
    /// Lists amid the cards of another list, which nothing joins any more.
    amid: RefCell<Vec<Draft>>,
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
        if inside.len() < 2 {
            if let Some(Found::Lists(lists)) = inside.first() {
                budget.spend(lists.drafts.len() / 8)?;
            }
            return Ok(inside.pop().map(|found| grow(id, found)));
        }
        let singles: Option<Vec<Single>> =
            inside.iter().map(|f| if let Found::Single(s) = f { Some(*s) } else { None }).collect();
        let lists = match singles {
            Some(singles) => {
                if self.is_rare(id, &singles, budget)? {
                    return Ok(None);
                }
                let singles = self.without_weak(singles);
                let drafts = self.row(id, &singles, budget)?;
                if drafts.is_empty() {
                    return Ok(whole(id, &singles).map(Found::Single));
                }
                Lists { drafts, own: None }
            }
            None => {
                let own = own(id, &inside);
                let (inside, rows) = self.rows_amid(id, inside, budget)?;
                Lists { drafts: self.merge(id, inside, budget)?, own: own.filter(|_| !rows) }
            }
        };
        Ok(Some(Found::Lists(lists)))
    }

    /// Dates within a headline or sentence are no times beside elements that are nothing but a time.
    fn without_weak(&self, singles: Vec<Single>) -> Vec<Single> {
        let weak = singles.iter().filter(|s| self.is_weak(**s)).count();
        if weak == 0 || weak == singles.len() || weak > 2 * (singles.len() - weak) {
            return singles;
        }
        singles.into_iter().filter(|s| !self.is_weak(*s)).collect()
    }

    fn is_weak(&self, single: Single) -> bool {
        self.of(single).iter().all(|candidate| candidate.weak)
    }

    fn of(&self, single: Single) -> &[Candidate] {
        self.candidates.get(single.first..=single.last).unwrap_or(&[])
    }

    /// The single as a card of its own.
    fn card(&self, single: Single, budget: &mut Budget) -> Result<Option<Card>, Rejection> {
        self.card_of(&Frame::whole(single.root, self.arena.end(single.root)), single, budget)
    }

    fn card_of(&self, frame: &Frame<'_>, single: Single, budget: &mut Budget) -> Result<Option<Card>, Rejection> {
        let (from, to) = (frame.from, frame.to);
        if to - from > card::MAX_NODES {
            return Ok(None);
        }
        // Each node is asked for what stands around it.
        let texts = (to - from) as usize;
        budget.spend(texts * (4 + single.last - single.first + self.depth(from)))?;
        let tried = (from, to, single.first, single.last);
        if self.barren.borrow().contains(&tried) {
            return Ok(None);
        }
        let card = card::read(self.arena, &self.roles, frame, self.of(single), budget)?;
        if card.is_none() {
            self.barren.borrow_mut().insert(tried);
        }
        Ok(card)
    }

    /// How deep an element is nested, roughly: a card's own depth is at most its number of nodes.
    fn depth(&self, from: NodeId) -> usize {
        self.arena.ancestors(from).take(32).count() / 8
    }

    /// The day that a single is, where it is nothing else: a separator.
    fn day(&self, single: Single) -> Option<WrittenTime> {
        let [candidate] = self.of(single) else { return None };
        candidate.times.first().filter(|t| candidate.bare && super::order::is_day(t)).cloned()
    }
}

/// The only thing in `id` takes the whole of `id`.
fn grow(id: NodeId, found: Found) -> Found {
    match found {
        Found::Single(single) => Found::Single(Single { root: id, ..single }),
        Found::Lists(Lists { mut drafts, own }) => {
            drafts.iter_mut().for_each(|list| list.branch = id);
            Found::Lists(Lists { drafts, own: own.map(|single| Single { root: id, ..single }) })
        }
    }
}

/// The only single among what stands in `id`.
fn own(id: NodeId, inside: &[Found]) -> Option<Single> {
    let mut singles = inside.iter().filter_map(|found| match found {
        Found::Single(single) => Some(*single),
        Found::Lists(lists) => lists.own,
    });
    let single = singles.next().filter(|single| single.tries < MOST_TRIES)?;
    singles.next().is_none().then_some(Single { root: id, tries: single.tries + 1, ..single })
}

/// Singles that are no list are one card, perhaps; times nested ever deeper are none.
fn whole(id: NodeId, singles: &[Single]) -> Option<Single> {
    let tries = singles.iter().map(|s| s.tries).max()? + 1;
    let single = Single { root: id, first: singles.first()?.first, last: singles.last()?.last, tries };
    (tries <= MOST_TRIES).then_some(single)
}
