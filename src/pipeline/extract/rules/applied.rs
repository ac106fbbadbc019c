//! The rules of a site on one of its pages.

use super::{BlockRule, SiteRule, card};
use crate::contract::rejection::Rejection;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::extract::candidate::Candidate;
use crate::pipeline::extract::card::Card;
use crate::pipeline::extract::explain::Sink;
use crate::pipeline::extract::find::Draft;
use crate::pipeline::extract::order;
use crate::pipeline::html::selector::Selector;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time::WrittenTime;

/// Elements that are looked at for one step of work.
const LOOKS_A_STEP: usize = 4;
/// Steps of work that a node of a block costs, whose items and fields are looked for in it.
const NODE_OF_A_BLOCK: usize = 8;

/// What the selectors of a site's rules select on a page.
pub(in crate::pipeline::extract) struct Applied<'r> {
    pub(in crate::pipeline::extract) site: &'r SiteRule,
    /// In page order, none within another.
    blocks: Vec<(Area, &'r BlockRule)>,
    /// In page order.
    ignored: Vec<Area>,
}

/// The nodes of an element.
#[derive(Clone, Copy)]
struct Area {
    from: NodeId,
    to: NodeId,
}

/// The times of a page, by who may use them.
pub(in crate::pipeline::extract) struct Sorted {
    /// The general rules.
    pub(in crate::pipeline::extract) general: Vec<Candidate>,
    /// Blocks whose items a rule selects.
    ruled: Vec<Candidate>,
    /// Nobody.
    pub(in crate::pipeline::extract) left_out: Vec<Candidate>,
}

impl<'r> Applied<'r> {
    /// Looks for what `site` selects.
    pub(in crate::pipeline::extract) fn new(
        site: &'r SiteRule,
        arena: &Arena,
        budget: &mut Budget,
    ) -> Result<Self, Rejection> {
        let mut ignored = Vec::new();
        for selector in &site.ignore {
            ignored.extend(areas(selector, arena, budget)?);
        }
        let mut blocks = Vec::new();
        for rule in &site.blocks {
            blocks.extend(areas(&rule.select, arena, budget)?.into_iter().map(|area| (area, rule)));
        }
        ignored.sort_by_key(|area| area.from);
        blocks.sort_by_key(|(area, _)| area.from);
        let mut end = 0;
        blocks.retain(|(area, _)| {
            let free = area.from >= end;
            end = if free { area.to } else { end };
            free
        });
        Ok(Self { site, blocks, ignored })
    }

    /// The rule of the block that `id` stands in.
    pub(in crate::pipeline::extract) fn block_at(&self, id: NodeId) -> Option<&'r BlockRule> {
        let before = self.blocks.partition_point(|(area, _)| area.from <= id);
        let (area, rule) = self.blocks.get(before.checked_sub(1)?)?;
        area.holds(id).then_some(*rule)
    }

    /// Whether nothing may be taken from `id`.
    pub(in crate::pipeline::extract) fn ignores(&self, id: NodeId) -> bool {
        let before = self.ignored.partition_point(|area| area.from <= id);
        self.ignored.get(..before).unwrap_or(&[]).iter().any(|area| area.holds(id))
    }

    /// Says who may use which time.
    pub(in crate::pipeline::extract) fn sort(&self, candidates: Vec<Candidate>) -> Sorted {
        let mut sorted = Sorted { general: Vec::new(), ruled: Vec::new(), left_out: Vec::new() };
        if self.blocks.is_empty() && self.ignored.is_empty() {
            sorted.general = candidates;
            return sorted;
        }
        for candidate in candidates {
            if self.ignores(candidate.at) {
                sorted.left_out.push(candidate);
            } else if self.block_at(candidate.at).is_some_and(|rule| rule.item.is_some()) {
                sorted.ruled.push(candidate);
            } else {
                sorted.general.push(candidate);
            }
        }
        sorted
    }

    /// Adds the lists whose items rules select to those that were found, in page order.
    pub(in crate::pipeline::extract) fn add(
        &self,
        drafts: &mut Vec<Draft>,
        arena: &Arena,
        sorted: &Sorted,
        budget: &mut Budget,
        sink: &mut Sink,
    ) -> Result<(), Rejection> {
        for (area, rule) in &self.blocks {
            let Some(item) = &rule.item else { continue };
            budget.spend((area.to - area.from) as usize * NODE_OF_A_BLOCK)?;
            let cards = self.cards(arena, *area, (rule, item), &sorted.ruled, sink);
            if !cards.is_empty() {
                drafts.push(Draft::new(area.from, cards));
            }
        }
        if !self.blocks.is_empty() {
            drafts.sort_by_key(Draft::from);
        }
        Ok(())
    }

    fn cards(
        &self,
        arena: &Arena,
        area: Area,
        (rule, item): (&BlockRule, &Selector),
        times: &[Candidate],
        sink: &mut Sink,
    ) -> Vec<Card> {
        let mut cards = Vec::new();
        let mut day = None;
        let mut from = area.from;
        for id in item.outermost(arena, area.from + 1, area.to).filter(|id| !self.ignores(*id)) {
            day = day_in(times, from, id).or(day);
            from = arena.end(id);
            let Some(mut card) = card::read(arena, id, &rule.fields, within(times, id, from)) else {
                sink.missed(arena, id);
                continue;
            };
            card.day = day.clone().filter(|_| order::needs_day(&card.times));
            cards.push(card);
        }
        cards
    }
}

impl Area {
    fn holds(self, id: NodeId) -> bool {
        self.from <= id && id < self.to
    }
}

fn areas(selector: &Selector, arena: &Arena, budget: &mut Budget) -> Result<Vec<Area>, Rejection> {
    let mut found = Vec::new();
    let mut at = 1;
    while at < arena.len() {
        let (selects, looks) = selector.look(arena, at);
        budget.spend(1 + looks / LOOKS_A_STEP)?;
        let to = if selects { arena.end(at) } else { at + 1 };
        if selects {
            found.push(Area { from: at, to });
        }
        at = to;
    }
    Ok(found)
}

/// The times among the nodes `from..to`.
fn within(times: &[Candidate], from: NodeId, to: NodeId) -> &[Candidate] {
    let place = |id: NodeId| times.partition_point(|time| time.at < id);
    times.get(place(from)..place(to)).unwrap_or(&[])
}

/// The last day that stands between two items.
fn day_in(times: &[Candidate], from: NodeId, to: NodeId) -> Option<WrittenTime> {
    let day = |time: &Candidate| time.times.first().filter(|t| time.bare && order::is_day(t)).cloned();
    within(times, from, to).iter().rev().find_map(day)
}
