//! Where the extractor tells what it does, if anybody asked.

use std::collections::HashSet;

use url::Url;

use super::{Block, Explanation, Outcome, Places, Reason, Shown, Stray, Why, place};
use crate::headline::SectionKind;
use crate::pipeline::decode::Page;
use crate::pipeline::extract::candidate::Candidate;
use crate::pipeline::extract::card::{self, Card};
use crate::pipeline::extract::find::Draft;
use crate::pipeline::extract::{Item, List, finish};
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::{fold, tidy};
use crate::pipeline::written_time::WrittenTime;

/// Most times outside lists that are told.
const MOST_STRAYS: usize = 200;
/// Bytes of a text in which the line of a block is looked for.
const LONGEST_TEXT: usize = 2_000_000;

/// Takes what is told, or nothing.
#[derive(Debug, Default)]
pub(in crate::pipeline::extract) struct Sink(Option<Explanation>);

/// What a block showed before it was judged.
pub(in crate::pipeline::extract) struct Witness {
    place: String,
    score: i32,
    items: Vec<Shown>,
}

impl Sink {
    /// A sink that takes everything.
    pub(in crate::pipeline::extract) fn open() -> Self {
        Self(Some(Explanation::default()))
    }

    /// What was told, with the kinds that the lists have in the end.
    pub(in crate::pipeline::extract) fn finish(self, lists: &[List]) -> Explanation {
        let mut explanation = self.0.unwrap_or_default();
        for block in &mut explanation.blocks {
            if let Outcome::Taken { list, kind, why } = &mut block.outcome
                && let Some(last) = lists.get(*list).filter(|last| last.kind != *kind)
            {
                (*kind, *why) = (last.kind, Why::Default);
            }
        }
        explanation
    }

    /// The site is switched off.
    pub(in crate::pipeline::extract) fn off(&mut self) {
        if let Some(explanation) = self.0.as_mut() {
            explanation.off = true;
        }
    }

    /// The draft as it stands, before any of its cards is moved.
    pub(in crate::pipeline::extract) fn witness(&self, arena: &Arena, base: &Url, draft: &Draft) -> Option<Witness> {
        self.0.as_ref()?;
        let mut seen = HashSet::new();
        let shown = |card: &Card| Shown {
            item: finish::item(card.clone(), base),
            score: Some(card.score),
            places: places(arena, card),
            dropped: (!seen.insert((fold(&card.title), card.href.clone()))).then_some(Reason::Repeated),
        };
        let items: Vec<Shown> = draft.cards.iter().map(shown).collect();
        let sum: i32 = draft.cards.iter().map(|card| card.score).sum();
        let score = sum / i32::try_from(items.len().max(1)).unwrap_or(1);
        Some(Witness { place: place::path(arena, draft.root), score, items })
    }

    /// What became of a draft.
    pub(in crate::pipeline::extract) fn block(
        &mut self,
        seen: Option<Witness>,
        label: Option<&str>,
        outcome: Result<(usize, SectionKind, Why), Reason>,
    ) {
        let (Some(explanation), Some(seen)) = (self.0.as_mut(), seen) else { return };
        let Witness { place, score, items } = seen;
        let label = label.map(str::to_owned);
        explanation.blocks.push(Block { place, label, score: Some(score), outcome: told(outcome), items });
    }

    /// What became of a list of a text, or of structured data.
    pub(in crate::pipeline::extract) fn list(
        &mut self,
        place: impl FnOnce() -> String,
        list: &List,
        outcome: Result<(usize, Why), Reason>,
    ) {
        let Some(explanation) = self.0.as_mut() else { return };
        let bare = |item: &Item| Shown { item: item.clone(), score: None, places: Places::default(), dropped: None };
        explanation.blocks.push(Block {
            place: place(),
            label: list.label.clone(),
            score: None,
            outcome: told(outcome.map(|(at, why)| (at, list.kind, why))),
            items: list.items.iter().map(bare).collect(),
        });
    }

    /// The item at a place of a taken list has a time, or the whole of its title, from the page's data.
    pub(in crate::pipeline::extract) fn filled(
        &mut self,
        list: usize,
        at: usize,
        time: Option<&WrittenTime>,
        whole: Option<&str>,
    ) {
        let Some(explanation) = self.0.as_mut() else { return };
        let is_it = |block: &&mut Block| matches!(block.outcome, Outcome::Taken { list: taken, .. } if taken == list);
        let block = explanation.blocks.iter_mut().find(is_it);
        let item = block.and_then(|block| block.items.iter_mut().filter(|item| item.dropped.is_none()).nth(at));
        let Some(Shown { item, .. }) = item else { return };
        item.times.extend(time.cloned());
        item.whole = whole.map(str::to_owned);
    }

    /// An item that a rule selects and that has no headline.
    pub(in crate::pipeline::extract) fn missed(&mut self, arena: &Arena, id: NodeId) {
        let Some(explanation) = self.0.as_mut() else { return };
        let place = place::path(arena, id);
        explanation.strays.push(Stray { place, text: String::new(), reason: Reason::NoWords });
    }

    /// The times of the page that no card of `drafts` holds; `left_out` are those that rules left out.
    pub(in crate::pipeline::extract) fn strays(
        &mut self,
        arena: &Arena,
        candidates: &[Candidate],
        drafts: &[Draft],
        left_out: &[Candidate],
    ) {
        let Some(explanation) = self.0.as_mut() else { return };
        let mut cards: Vec<(NodeId, NodeId)> =
            drafts.iter().flat_map(|draft| &draft.cards).map(|card| (card.from, card.to)).collect();
        cards.sort_unstable();
        let held = |candidate: &Candidate| {
            let at = cards.partition_point(|(from, _)| *from <= candidate.at);
            cards.get(..at).unwrap_or(&[]).iter().rev().take(8).any(|(_, to)| candidate.at < *to)
        };
        let stray = |candidate: &Candidate, reason: Reason| Stray {
            place: place::path(arena, candidate.at),
            text: candidate.times.first().map(|time| time.text.clone()).unwrap_or_default(),
            reason,
        };
        let lone = candidates.iter().filter(|candidate| !held(candidate));
        explanation.strays.extend(lone.take(MOST_STRAYS).map(|c| stray(c, why_alone(arena, candidates, c))));
        explanation.strays.extend(left_out.iter().take(MOST_STRAYS).map(|c| stray(c, Reason::RuledOut)));
    }
}

fn told(outcome: Result<(usize, SectionKind, Why), Reason>) -> Outcome {
    match outcome {
        Ok((list, kind, why)) => Outcome::Taken { list, kind, why },
        Err(reason) => Outcome::Dropped(reason),
    }
}

/// Whether a card could be read in the largest element around a time that holds no other.
fn why_alone(arena: &Arena, candidates: &[Candidate], candidate: &Candidate) -> Reason {
    let until = |end: NodeId| candidates.partition_point(|other| other.at < end);
    let own = |id: &NodeId| arena.end(*id) - id <= card::MAX_NODES && until(arena.end(*id)) - until(*id) == 1;
    let around = std::iter::once(candidate.at).chain(arena.ancestors(candidate.at)).take_while(own).last();
    let at = around.unwrap_or(candidate.at);
    let card = card::read_alone(arena, at, arena.end(at), std::slice::from_ref(candidate));
    if card.is_some() { Reason::Alone } else { Reason::NoHeadline }
}

fn places(arena: &Arena, card: &Card) -> Places {
    let (from, to) = (card.from, card.to);
    let words = |words: &Option<String>| place::of_words(arena, from, to, words.as_deref()?);
    Places {
        item: Some(place::path(arena, from)),
        title: place::of_words(arena, from, to, &card.title),
        kicker: words(&card.kicker),
        deck: words(&card.deck),
        link: card.href.as_deref().and_then(|href| place::of_link(arena, from, to, href)),
        time: (!card.times.is_empty()).then(|| place::path(arena, card.time_at)),
    }
}

/// The line of a text that a list begins in.
pub(in crate::pipeline::extract) fn line_of(page: &Page, list: &List) -> String {
    let Some(first) = list.items.first() else { return "text".to_owned() };
    let begins = |line: &str| tidy(line).contains(&first.title);
    let text = page.text.get(..LONGEST_TEXT).unwrap_or(&page.text);
    text.lines().position(begins).map_or_else(|| "text".to_owned(), |at| format!("line {}", at + 1))
}
