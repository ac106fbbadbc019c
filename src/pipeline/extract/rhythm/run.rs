//! A stretch of beats → lists and items.

use std::collections::HashMap;

use crate::pipeline::extract::{Item, List};
use crate::pipeline::text::Line;
use crate::pipeline::text::words::letters;

use super::beat::{Beat, MOST_LINES};
use super::lines::{is_deck, is_heading, is_small, is_title};

/// Beats that keep time.
pub(super) struct Run<'a> {
    lines: &'a [Line],
    beats: &'a [Beat],
    /// How many lines an item has as a rule.
    usual: usize,
    /// How often each line between the beats stands there: what repeats is a rubric.
    often: HashMap<&'a str, u32>,
}

impl<'a> Run<'a> {
    pub(super) fn new(lines: &'a [Line], beats: &'a [Beat]) -> Self {
        let mut run = Self { lines, beats, usual: 1, often: HashMap::new() };
        for at in 1..beats.len() {
            for line in run.above(at) {
                *run.often.entry(line.text.as_str()).or_default() += 1;
            }
        }
        run.usual = run.usual();
        run
    }

    pub(super) fn lists(&self) -> Vec<List> {
        let inline = self.beats.iter().all(|b| b.title.is_some());
        let leads = !inline && self.time_leads();
        let mut lists: Vec<List> = Vec::new();
        for (at, beat) in self.beats.iter().enumerate() {
            let above = self.above(at);
            let heading = above.iter().rposition(is_heading);
            if at == 0 || heading.is_some() {
                let over = if leads || inline { above.len().checked_sub(1) } else { before(above, self.usual) };
                lists.push(super::list(heading.or(over).and_then(|l| above.get(l))));
            }
            let own = match (inline, leads) {
                (true, _) => &[],
                (_, true) => self.below(at),
                (_, false) => {
                    let reach = if at == 0 { self.usual } else { MOST_LINES };
                    above.get(heading.map_or(above.len().saturating_sub(reach), |h| h + 1)..).unwrap_or(&[])
                }
            };
            if let (Some(list), Some(item)) = (lists.last_mut(), self.item(beat, own)) {
                list.items.push(item);
            }
        }
        lists
    }

    /// The lines between beat `at` and the one before.
    fn above(&self, at: usize) -> &'a [Line] {
        let end = self.beats.get(at).map_or(0, |b| b.line);
        let start = match at.checked_sub(1).and_then(|p| self.beats.get(p)) {
            Some(previous) => previous.line + 1,
            None => end.saturating_sub(MOST_LINES + 2),
        };
        self.lines.get(start..end).unwrap_or(&[])
    }

    /// The lines below beat `at` that are its own.
    fn below(&self, at: usize) -> &'a [Line] {
        let start = self.beats.get(at).map_or(0, |b| b.line + 1);
        let end = self.beats.get(at + 1).map_or(start + self.usual, |b| b.line).min(self.lines.len());
        let own = self.lines.get(start..end).unwrap_or(&[]);
        let heading = own.iter().skip(1).position(is_heading).map_or(own.len(), |h| h + 1);
        own.get(..heading).unwrap_or(own)
    }

    fn usual(&self) -> usize {
        let mut counts = [0usize; MOST_LINES + 2];
        for at in 1..self.beats.len() {
            if let Some(count) = counts.get_mut(self.above(at).len()) {
                *count += 1;
            }
        }
        let most = (1..counts.len()).rev().max_by_key(|n| counts.get(*n).copied().unwrap_or(0));
        most.unwrap_or(1).min(MOST_LINES)
    }

    /// Whether the times stand above their headlines: told by headings, bullets, gaps, and what stands at both ends.
    fn time_leads(&self) -> bool {
        let beats = self.beats.len();
        let count = |told: &dyn Fn(usize) -> bool| (0..beats).filter(|at| told(*at)).count();
        let vote = |yes: usize, no: usize, weight: i32| (i32::from(yes > no) - i32::from(no > yes)) * weight;
        let line = |at: usize, below: usize| self.beats.get(at).and_then(|b| self.lines.get(b.line + below));
        let right_above = count(&|at| self.above(at).last().is_some_and(is_heading));
        let over_words = count(&|at| {
            self.above(at).split_last().is_some_and(|(last, rest)| !is_heading(last) && rest.iter().any(is_heading))
        });
        let times = count(&|at| line(at, 0).is_some_and(|l| l.bullet));
        let words = count(&|at| at + 1 < beats && line(at, 1).is_some_and(|l| l.bullet));
        let gap = |below: usize| (0..beats).filter_map(|at| line(at, below)).map(|l| l.blanks).sum::<usize>();
        let (to_above, to_below) = (gap(0), gap(1));
        let (near_above, near_below) =
            (to_above * 2 <= to_below && to_above < to_below, to_below * 2 <= to_above && to_below < to_above);
        let before = self.above(0).last().is_some_and(is_title);
        let after = line(beats.saturating_sub(1), 1).is_some_and(is_title);
        let score = vote(right_above, over_words, 4)
            + vote(times, words, 3)
            + vote(usize::from(near_below), usize::from(near_above), 2)
            + vote(usize::from(after), usize::from(before), 1);
        score > 0
    }

    /// The item of a beat and its lines: the headline first, behind chips; then the deck.
    fn item(&self, beat: &Beat, lines: &[Line]) -> Option<Item> {
        let repeats = |l: &Line| {
            self.beats.len() > 3 && l.text.len() <= 40 && self.often.get(l.text.as_str()).is_some_and(|n| *n > 1)
        };
        let mut said: Vec<&Line> = lines.iter().filter(|l| !is_small(l) && !repeats(l)).collect();
        let title = match &beat.title {
            Some(title) => title.clone(),
            None => {
                let longest = said.iter().map(|l| letters(&l.text)).max()?;
                let at = said.iter().position(|l| letters(&l.text) >= 15 || longest < 20)?;
                said.drain(..=at).next_back()?.text.clone()
            }
        };
        let deck: Vec<&str> = said.iter().filter(|l| is_deck(l)).map(|l| l.text.as_str()).collect();
        let deck = (!deck.is_empty()).then(|| deck.join(" "));
        Some(Item { title, kicker: None, deck, link: None, times: vec![beat.time.clone()], day: None })
    }
}

/// Where the heading stands when `usual` lines below it are the first item's.
fn before(above: &[Line], usual: usize) -> Option<usize> {
    let at = above.len().checked_sub(usual + 1)?;
    above.get(at).filter(|l| l.text.len() <= 40 && letters(&l.text) > 2).map(|_| at)
}
