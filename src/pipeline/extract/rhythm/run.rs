//! A stretch of beats → lists and items.

use std::collections::HashMap;

use crate::pipeline::extract::kind::{self, Says};
use crate::pipeline::extract::{Item, List};
use crate::pipeline::text::Line;
use crate::pipeline::text::words::letters;
use crate::pipeline::written_time::Reading;

use super::badge::Badges;
use super::beat::{Beat, MOST_LINES};
use super::headings::Headings;
use super::kin::settle_decks;
use super::lines::{is_deck, is_sentence, is_small, is_title};
use super::shape::Shape;

/// Fewest items on both sides of a heading that no table knows.
const FEWEST_PARTED: usize = 3;
/// From this hour on a ticker that goes up again did not pass midnight.
const MORNING: u8 = 5;

/// Beats that keep time.
pub(super) struct Run<'a> {
    pub(super) lines: &'a [Line],
    pub(super) beats: &'a [Beat],
    pub(super) headings: &'a Headings<'a>,
    badges: &'a Badges,
    /// How many lines an item has as a rule.
    pub(super) usual: usize,
    /// How often each line between the beats stands there: what repeats is a rubric.
    often: HashMap<&'a str, u32>,
}

impl<'a> Run<'a> {
    pub(super) fn new(lines: &'a [Line], beats: &'a [Beat], headings: &'a Headings<'a>, badges: &'a Badges) -> Self {
        let mut run = Self { lines, beats, headings, badges, usual: 1, often: HashMap::new() };
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
            let heading = above.iter().rposition(|l| self.headings.is(l)).or_else(|| self.breaks(shape, at));
            if at == 0 || heading.is_some() {
                let over = match shape {
                    Shape::Inline | Shape::Leading | Shape::Under => {
                        above.len().checked_sub(1).filter(|l| is_label(above, *l))
                    }
                    _ => before(above, self.usual),
                };
                // a foreign heading with another line below it ends with that line
                let foreign =
                    |h: &usize| above.get(*h).is_some_and(|l| kind::of_heading(&l.text) == Some(Says::Foreign));
                let first = heading.filter(|h| !(foreign(h) && over.is_some_and(|over| over > *h)));
                let first = first.map(|h| self.first_tab(above, h));
                lists.push(super::list(first.or(over).and_then(|l| above.get(l))));
            }
            let (own, teaser) = self.own(shape, at, heading);
            if let (Some(list), Some(item)) = (lists.last_mut(), self.item(beat, own, teaser)) {
                list.items.push(item);
            }
        }
        if matches!(shape, Shape::Leading) {
            lists.iter_mut().for_each(|list| settle_decks(&mut list.items));
        }
        lists
    }

    /// A line above beat `at` that no table knows as a heading: it is one more than an item has, and behind it the times
    /// begin anew.
    fn breaks(&self, shape: Shape, at: usize) -> Option<usize> {
        let (before, rest) = (at, self.beats.len().saturating_sub(at));
        let times = at.checked_sub(1).and_then(|last| Some((self.beats.get(last)?, self.beats.get(at)?)));
        let above = self.above(at);
        let anew = before.min(rest) >= FEWEST_PARTED
            && above.len() > self.usual
            && times.is_some_and(|(a, b)| begins_anew(a, b));
        if !anew {
            return None;
        }
        let own = match shape {
            Shape::Leading | Shape::Under | Shape::Inline => {
                above.iter().position(is_title).map_or(0, |title| title + 1)
            }
            Shape::Closing | Shape::Amid => 0,
        };
        (own..above.len()).find(|at| is_label(above, *at) && above.get(*at).is_some_and(|line| !self.repeats(line)))
    }

    /// The lines of beat `at`, and its teaser where that stands apart.
    fn own(&self, shape: Shape, at: usize, heading: Option<usize>) -> (&'a [Line], Option<&'a Line>) {
        let above = self.above(at);
        let reach = if at == 0 { self.usual } else { MOST_LINES };
        let from = heading.map_or(above.len().saturating_sub(reach), |h| h + 1);
        match shape {
            Shape::Inline => (&[], None),
            Shape::Leading => {
                let below = self.below(at);
                let until = self.breaks(shape, at + 1).unwrap_or(below.len());
                (below.get(..until).unwrap_or(below), None)
            }
            Shape::Closing => (above.get(from..).unwrap_or(&[]), None),
            Shape::Amid => {
                let title = above
                    .iter()
                    .rposition(|l| is_title(l) && !self.repeats(l))
                    .filter(|t| heading.is_none_or(|h| *t > h));
                (title.and_then(|t| above.get(t..=t)).unwrap_or(&[]), self.below(at).first().filter(|l| is_sentence(l)))
            }
            Shape::Under => {
                let below = self.below(at);
                let title = below.iter().position(|l| is_title(l) && !self.repeats(l));
                let teaser = above.iter().rfind(|l| is_deck(l) && !self.repeats(l));
                let teaser = teaser.filter(|l| at > 0 || is_sentence(l));
                (title.and_then(|t| below.get(t..=t)).unwrap_or(&[]), teaser)
            }
        }
    }

    /// The lines between beat `at` and the one before.
    pub(super) fn above(&self, at: usize) -> &'a [Line] {
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
        let heading = own.iter().skip(1).position(|l| self.headings.is(l)).map_or(own.len(), |h| h + 1);
        own.get(..heading).unwrap_or(own)
    }

    fn usual(&self) -> usize {
        let mut counts = [0usize; 2 * MOST_LINES + 1];
        for at in 1..self.beats.len() {
            if let Some(count) = counts.get_mut(self.above(at).len()) {
                *count += 1;
            }
        }
        let most = (1..counts.len()).rev().max_by_key(|n| counts.get(*n).copied().unwrap_or(0));
        most.unwrap_or(1).min(MOST_LINES)
    }

    /// Headings right below each other are a row of tabs, and the first is the one that shows, where they are many, or name
    /// feeds and rankings; else the last is the heading.
    fn first_tab(&self, lines: &[Line], heading: usize) -> usize {
        let above = lines.get(..=heading).unwrap_or(&[]);
        let row = above.iter().rev().take_while(|l| self.headings.is(l)).count().max(1);
        let tabs = row > 2 || above.iter().rev().take(row).all(|l| kind::is_tab(&l.text));
        if tabs { heading + 1 - row } else { heading }
    }

    /// A short line that stands in many items.
    pub(super) fn repeats(&self, line: &Line) -> bool {
        let often = self.often.get(line.text.as_str()).copied().unwrap_or(0) as usize;
        line.text.len() <= 40
            && often > 1
            && !line.text.contains(": ")
            && (line.text.split(' ').count() <= 2 || often * 5 >= self.beats.len())
    }

    /// The item of a beat and its lines: the headline first, behind chips; then the deck.
    fn item(&self, beat: &Beat, lines: &[Line], teaser: Option<&Line>) -> Option<Item> {
        let mut said: Vec<&Line> = lines.iter().filter(|l| !is_small(l) && !self.repeats(l)).collect();
        let title = match &beat.title {
            Some(title) => title.clone(),
            None => {
                let longest = said.iter().map(|l| letters(&l.text)).max()?;
                let marked = said.iter().position(|l| self.badges.behind(&l.text).is_some());
                let at = marked.or_else(|| said.iter().position(|l| letters(&l.text) >= 15 || longest < 20))?;
                let small = |at: usize| said.get(at).is_some_and(|l| l.text.starts_with(char::is_lowercase));
                let at = if marked.is_none() && small(at) && is_title_at(&said, at + 1) && !small(at + 1) {
                    at + 1
                } else {
                    at
                };
                said.drain(..=at).next_back()?.text.clone()
            }
        };
        let deck: Vec<&str> =
            said.iter().copied().chain(teaser).filter(|l| is_deck(l)).map(|l| l.text.as_str()).collect();
        let deck = (!deck.is_empty()).then(|| deck.join(" "));
        Some(Item {
            title,
            whole: None,
            kicker: None,
            deck,
            link: None,
            times: vec![beat.time.clone()],
            day: beat.day.clone(),
        })
    }
}

/// Times of day that go up again down a list, in bright daylight: midnight lies not between.
fn begins_anew(one: &Beat, next: &Beat) -> bool {
    let clock = |beat: &Beat| match beat.time.reading {
        Reading::Clock { time } if beat.day.is_none() && !time.half_day_unknown => Some((time.hour, time.minute)),
        _ => None,
    };
    clock(one).zip(clock(next)).is_some_and(|(one, next)| one < next && one.0 >= MORNING)
}

/// Whether the line there could be a headline below a rubric, and is no teaser.
fn is_title_at(said: &[&Line], at: usize) -> bool {
    said.get(at).is_some_and(|line| is_title(line) && !is_sentence(line))
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
