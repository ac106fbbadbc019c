//! Cards that are read again once the others of their list are known.

use crate::contract::rejection::Rejection;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::extract::candidate::Candidate;
use crate::pipeline::extract::card::peers::{self, Peers};
use crate::pipeline::extract::card::{self, Card, Frame};
use crate::pipeline::text::words::fold;

use super::{Draft, Finder};

impl Finder<'_> {
    /// Reads those cards of a list again that leave open where they lead, or that have one title: what the cards have
    /// in common tells.
    pub(super) fn agree(&self, draft: &mut Draft, budget: &mut Budget) -> Result<(), Rejection> {
        let repeated = peers::repeated(&draft.cards);
        let open = |card: &Card| card.doubtful || (!repeated.is_empty() && repeated.contains(&fold(&card.title)));
        if draft.cards.len() < 2 || !draft.cards.iter().any(open) {
            return Ok(());
        }
        budget.spend(draft.cards.iter().map(size).sum())?;
        let peers = Peers::of(self.arena, &draft.cards, &repeated);
        for card in draft.cards.iter_mut().filter(|card| open(card)) {
            budget.spend(4 * size(card))?;
            let frame = Frame { from: card.from, to: card.to, holes: &card.holes, peers: Some(&peers) };
            if let Some(again) = card::read(self.arena, &self.roles, &frame, self.within(card), budget)? {
                *card = Card { day: card.day.take(), ..again };
            }
        }
        Ok(())
    }

    /// The times in a card.
    fn within(&self, card: &Card) -> &[Candidate] {
        let before = |node| self.candidates.partition_point(|candidate| candidate.at < node);
        self.candidates.get(before(card.from)..before(card.to)).unwrap_or(&[])
    }
}

fn size(card: &Card) -> usize {
    (card.to - card.from) as usize
}
