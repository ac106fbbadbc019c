//! A stretch of beats → lists and items.

use std::collections::HashMap;

use crate::pipeline::extract::{Item, List};
use crate::pipeline::text::Line;
use crate::pipeline::text::words::letters;

use super::beat::{Beat, MOST_LINES};
use super::lines::{is_chip, is_deck, is_heading, is_sentence, is_small, is_title};

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
        let shape = self.shape();
        let mut lists: Vec<List> = Vec::new();
        for (at, beat) in self.beats.iter().enumerate() {
            let above = self.above(at);
            let heading = above.iter().rposition(is_heading);
            if at == 0 || heading.is_some() {
                let over = match shape {
                    Shape::Inline | Shape::Leading => above.len().checked_sub(1).filter(|l| is_label(above, *l)),
                    _ => before(above, self.usual),
                };
                let first = heading.map(|h| first_tab(above, h));
                lists.push(super::list(first.or(over).and_then(|l| above.get(l))));
            }
            let (own, teaser) = self.own(shape, at, heading);
            if let (Some(list), Some(item)) = (lists.last_mut(), self.item(beat, own, teaser)) {
                list.items.push(item);
            }
        }
        lists
    }

    /// The lines of beat `at`, and its teaser where that stands apart.
    fn own(&self, shape: Shape, at: usize, heading: Option<usize>) -> (&'a [Line], Option<&'a Line>) {
        let above = self.above(at);
        let reach = if at == 0 { self.usual } else { MOST_LINES };
        let from = heading.map_or(above.len().saturating_sub(reach), |h| h + 1);
        match shape {
            Shape::Inline => (&[], None),
            Shape::Leading => (self.below(at), None),
            Shape::Closing => (above.get(from..).unwrap_or(&[]), None),
            Shape::Amid => {
                let title = above
                    .iter()
                    .rposition(|l| is_title(l) && !self.repeats(l))
                    .filter(|t| heading.is_none_or(|h| *t > h));
                (title.and_then(|t| above.get(t..=t)).unwrap_or(&[]), self.below(at).first().filter(|l| is_sentence(l)))
            }
        }
    }

    fn shape(&self) -> Shape {
        if self.beats.iter().all(|b| b.title.is_some()) {
            return Shape::Inline;
        }
        let amid = |at: &usize| {
            let said: Vec<&Line> = self.above(*at).iter().filter(|l| !is_small(l) && !is_chip(l)).collect();
            matches!(said.as_slice(), [first, .., last] if is_sentence(first) && !is_sentence(last))
        };
        if (1..self.beats.len()).filter(amid).count() * 10 > (self.beats.len() - 1) * 6 {
            return Shape::Amid;
        }
        if self.time_leads() { Shape::Leading } else { Shape::Closing }
    }

    /// The lines between beat `at` and the one before.
    fn above(&self, at: usize) -> &'a [Line] {
        let end = self.beats.get(at).map_or(0, |b| b.line);
        let start = match at.checked_sub(1).and_then(|p| self.beats.get(p)) {
            Some(previous) => previous.end,
            None => end.saturating_sub(MOST_LINES + 2),
        };
        self.lines.get(start..end).unwrap_or(&[])
    }

    /// The lines below beat `at` that are its own.
    fn below(&self, at: usize) -> &'a [Line] {
        let start = self.beats.get(at).map_or(0, |b| b.end);
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
        let line = |at: usize, below: usize| {
            self.beats.get(at).and_then(|b| self.lines.get(if below == 0 { b.line } else { b.end }))
        };
        let nearest = |at: usize| self.above(at).iter().rev().find(|l| !is_chip(l));
        let right_above = count(&|at| nearest(at).is_some_and(is_heading));
        let over_words = count(&|at| {
            let above = self.above(at);
            above
                .iter()
                .rposition(is_heading)
                .and_then(|h| above.get(h + 1..))
                .is_some_and(|rest| rest.iter().any(is_title))
        });
        let times = count(&|at| line(at, 0).is_some_and(|l| l.bullet));
        let words = count(&|at| at + 1 < beats && line(at, 1).is_some_and(|l| l.bullet));
        let gap = |below: usize| (0..beats).filter_map(|at| line(at, below)).map(|l| l.blanks).sum::<usize>();
        let (to_above, to_below) = (gap(0), gap(1));
        let (near_above, near_below) =
            (to_above * 2 <= to_below && to_above < to_below, to_below * 2 <= to_above && to_below < to_above);
        // a rubric may stand between the last time and its headline
        let before = self.above(0).last().is_some_and(is_title);
        let end = self.beats.last().map_or(0, |b| b.end);
        let after = self.lines.iter().skip(end).take(MOST_LINES).find(|l| !is_chip(l)).is_some_and(is_title);
        let score = vote(right_above, over_words, 4)
            + vote(times, words, 3)
            + vote(usize::from(near_below), usize::from(near_above), 2)
            + vote(usize::from(after), usize::from(before), 1);
        score > 0
    }

    /// A short line that stands in many items.
    fn repeats(&self, line: &Line) -> bool {
        let often = self.often.get(line.text.as_str()).copied().unwrap_or(0) as usize;
        line.text.len() <= 40 && often > 1 && (line.text.split(' ').count() <= 2 || often * 5 >= self.beats.len())
    }

    /// The item of a beat and its lines: the headline first, behind chips; then the deck.
    fn item(&self, beat: &Beat, lines: &[Line], teaser: Option<&Line>) -> Option<Item> {
        let mut said: Vec<&Line> = lines.iter().filter(|l| !is_small(l) && !self.repeats(l)).collect();
        let title = match &beat.title {
            Some(title) => title.clone(),
            None => {
                let longest = said.iter().map(|l| letters(&l.text)).max()?;
                let at = said.iter().position(|l| letters(&l.text) >= 15 || longest < 20)?;
                said.drain(..=at).next_back()?.text.clone()
            }
        };
        let deck: Vec<&str> =
            said.iter().copied().chain(teaser).filter(|l| is_deck(l)).map(|l| l.text.as_str()).collect();
        let deck = (!deck.is_empty()).then(|| deck.join(" "));
        Some(Item { title, kicker: None, deck, link: None, times: vec![beat.time.clone()], day: beat.day.clone() })
    }
}

/// How the items of a run are built.
#[derive(Clone, Copy)]
enum Shape {
    /// Time and headline in one line.
    Inline,
    /// The time stands above.
    Leading,
    /// The time stands below.
    Closing,
    /// The time stands between headline and teaser.
    Amid,
}

/// Headings right below each other are a row of tabs, and the first is the one that shows.
fn first_tab(lines: &[Line], heading: usize) -> usize {
    let row = lines.get(..heading).unwrap_or(&[]).iter().rev().take_while(|l| is_heading(l)).count();
    heading - row
}

/// Whether a line could be a heading that no table knows: short, no sentence.
fn is_label(lines: &[Line], at: usize) -> bool {
    lines.get(at).is_some_and(|l| l.text.len() <= 40 && letters(&l.text) > 2 && !l.text.ends_with('.'))
}

/// Where the heading stands when `usual` lines below it are the first item's.
fn before(above: &[Line], usual: usize) -> Option<usize> {
    let at = above.len().checked_sub(usual + 1)?;
    Some(at).filter(|at| is_label(above, *at))
}
