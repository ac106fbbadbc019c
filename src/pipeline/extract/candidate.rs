//! Where a page shows times: texts and attributes that read as one.

mod attributes;

use std::borrow::Cow;

use crate::contract::rejection::Rejection;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time::{self, Reading, Tongue, WrittenTime};

use super::budget::Budget;
use super::order;
use super::said::text_within;
use crate::pipeline::text::words::{has_number, letters, tidied, tidy};

/// Longest text, in bytes, that is read as a time and nothing else.
const LONGEST_TIME: usize = 90;

/// Longest text, in bytes, at whose edges a time is looked for.
const LONGEST_LINE: usize = 300;
/// Longest text without a number, in bytes, that is read: "Yesterday".
const LONGEST_NAME: usize = 40;

/// Fewest letters of words that may be the headline beside a time in one link.
const FEWEST_OF_HEADLINE: usize = 15;
/// Most nodes of a link that are looked at for such words.
const OF_LINK: NodeId = 40;

/// Longest word, in bytes, that leads from a time to a link.
const LONGEST_LEAD: usize = 6;

/// Most nodes of an element that shows nothing but a time.
const SMALL: NodeId = 14;

/// Most times of a page.
const MOST: usize = 50_000;

/// An element or text that says when.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The node that shows the time, or whose attribute tells it.
    pub(super) at: NodeId,
    /// The subtree says nothing but the time.
    pub(super) bare: bool,
    /// What was read, the visible text first.
    pub(super) times: Vec<WrittenTime>,
    /// What else stands in the text.
    pub(super) rest: Option<String>,
    /// The time stands at the edge of words that could be a headline.
    pub(super) weak: bool,
    /// A day for a heading: it tells the day of the cards below it, and is no card's own.
    pub(super) heads: bool,
}

/// All candidates in document order; none lies within another.
pub(super) fn all(arena: &Arena, language: Option<&str>, budget: &mut Budget) -> Result<Vec<Candidate>, Rejection> {
    let tongue = &Tongue::of(language);
    let mut search = Search { arena, tongue, found: Vec::new(), told: Vec::new() };
    for id in arena.telling().iter().copied() {
        if arena.tag(id) != Tag::TEXT {
            search.read_attributes(id, budget)?;
        } else if search.may_read(id) {
            search.read_text(id, budget)?;
        } else {
            continue;
        }
        budget.spend(tongue.take_steps())?;
        if search.found.len() + search.told.len() > MOST {
            return Err(Rejection::TooLarge { what: "times", limit: MOST as u64 });
        }
    }
    budget.spend(arena.read())?;
    search.settle();
    Ok(search.found)
}

struct Search<'a> {
    arena: &'a Arena<'a>,
    tongue: &'a Tongue,
    found: Vec<Candidate>,
    /// Times in attributes of elements that say other things too.
    told: Vec<(NodeId, Vec<WrittenTime>)>,
}

impl Search<'_> {
    /// Whether `id` lies in the candidate found last.
    fn inside_last(&self, id: NodeId) -> bool {
        self.found.last().is_some_and(|c| c.at <= id && id < self.arena.end(c.at))
    }

    /// Whether a text may tell a time at all, which many do not.
    fn may_read(&self, id: NodeId) -> bool {
        let len = self.arena.node(id).len();
        len <= LONGEST_NAME || len <= LONGEST_LINE && self.arena.is_numbered(id)
    }

    fn read_text(&mut self, id: NodeId, budget: &mut Budget) -> Result<(), Rejection> {
        if self.inside_last(id) && self.found.last().is_some_and(has_text) {
            return Ok(());
        }
        let (text, numbered) = (self.arena.text(id), self.arena.is_numbered(id));
        budget.spend(8 + text.len() / 8)?;
        // "Now" and "Monday" in a link or heading are names, "Yesterday" for a heading may be the day of what is below.
        if !numbered && self.in_headline(id) && !self.is_beside_headline(id) {
            self.found.extend(self.heading_day(id));
            return Ok(());
        }
        let line = Line { id, words: self.arena.tidied(id), numbered };
        let short = line.words.len() <= LONGEST_TIME;
        let said = written_time::Line::new(&line.words, self.tongue);
        let own = if short { said.read() } else { None };
        let (at, best) = self.climb(&line, own, budget)?;
        match best {
            Some(time) => self.push(at, time, None),
            None if numbered => {
                let found = at_edge(&said, &line.words).or_else(|| self.between_marks(text));
                if let Some((rest, time)) = found.or_else(|| self.before_link(&line)) {
                    self.push(id, time, Some(rest));
                }
            }
            None => {}
        }
        Ok(())
    }

    /// The day that the heading around a text is, where it says nothing else.
    fn heading_day(&self, id: NodeId) -> Option<Candidate> {
        let heading = self.arena.ancestors(id).take(3).find(|up| self.arena.tag(*up).is_heading())?;
        let alone = (heading + 1..self.arena.end(heading)).all(|n| n == id || self.arena.tag(n) == Tag::SPAN);
        let read = || written_time::read_in(&self.arena.tidied(id), self.tongue);
        let time = alone.then(read)?.filter(order::is_day)?;
        Some(Candidate { at: heading, bare: true, times: vec![time], rest: None, weak: false, heads: true })
    }

    /// Whether a text in a link is a line of its own, and others in it say what a headline does: a card that is a link.
    fn is_beside_headline(&self, id: NodeId) -> bool {
        let link = self.arena.ancestors(id).take(4).find(|up| self.arena.tag(*up) == Tag::A);
        let Some(link) = link.filter(|link| *link != self.arena.parent(id)) else { return false };
        let own = self.arena.parent(id);
        let aside = |n: &NodeId| *n < own || *n >= self.arena.end(own);
        let headed = self.arena.ancestors(id).take_while(|up| *up > link).any(|up| self.arena.tag(up).is_heading());
        let around = link..self.arena.end(link).min(link + OF_LINK);
        !headed && around.filter(aside).any(|n| letters(self.arena.text(n)) >= FEWEST_OF_HEADLINE)
    }

    /// A time behind which a word leads to a link: `by Ada Quill on 4 May 2031 in <a>City</a>`.
    fn before_link(&self, line: &Line<'_>) -> Option<(String, WrittenTime)> {
        let (words, lead) = line.words.rsplit_once(' ')?;
        let leads = lead.len() <= LONGEST_LEAD && lead.chars().all(char::is_lowercase);
        let next = line.id + 1;
        if !leads || next >= self.arena.len() || self.arena.tag(next) != Tag::A {
            return None;
        }
        let (rest, time) = at_edge(&written_time::Line::new(words, self.tongue), words)?;
        matches!(time.reading, Reading::Date { .. }).then_some((rest, time))
    }

    /// A time between marks that part a line: bars, dots, line breaks, tabs.
    fn between_marks(&self, text: &str) -> Option<(String, WrittenTime)> {
        let marks = ['|', '•', '·', '\n', '\t', '–', '—', '»'];
        let text = text.trim();
        // Most lines have none, which their bytes tell: 0xc2 and 0xe2 begin the marks that are not ASCII.
        if !text.bytes().any(|byte| matches!(byte, b'|' | b'\n' | b'\t' | 0xc2 | 0xe2)) {
            return None;
        }
        let parts: Vec<Cow<'_, str>> = text.split(marks).map(tidied).filter(|p| !p.is_empty()).take(8).collect();
        if parts.len() < 2 {
            return None;
        }
        let read = |(at, part): (usize, &Cow<'_, str>)| Some((at, written_time::read_in(part, self.tongue)?));
        let (at, time) = parts.iter().enumerate().find_map(read)?;
        let rest: Vec<&str> = parts.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, p)| p.as_ref()).collect();
        Some((rest.join(" "), time))
    }

    /// The reading of the largest element around a line that still says nothing but a time, where it says more.
    fn climb(
        &self,
        line: &Line<'_>,
        own: Option<WrittenTime>,
        budget: &mut Budget,
    ) -> Result<(NodeId, Option<WrittenTime>), Rejection> {
        let (mut at, mut best) = (line.id, own);
        // An element around often says the same: what it says is read once.
        let (mut last, mut best_is_last) = (Cow::Borrowed(line.words.as_ref()), true);
        for parent in self.arena.ancestors(line.id).take(3) {
            let size = self.arena.end(parent) - parent;
            if size > SMALL || matches!(self.arena.tag(parent), Tag::BODY | Tag::HTML) {
                break;
            }
            budget.spend(size as usize)?;
            let Some(words) = self.says(parent, line) else { break };
            if words != last {
                let read = written_time::read_in(&words, self.tongue);
                let better = read.filter(|read| best.as_ref().is_none_or(|best| weight(read) >= weight(best)));
                best_is_last = better.is_some();
                best = better.or(best);
                last = words;
            }
            if best_is_last && best.is_some() {
                at = parent;
            }
        }
        Ok((at, best))
    }

    /// What a small element around a line says, if a number is in it and it is short enough for a time.
    fn says<'l>(&self, around: NodeId, line: &'l Line<'_>) -> Option<Cow<'l, str>> {
        let mut others = (around..self.arena.end(around)).filter(|id| *id != line.id);
        if line.numbered && others.clone().all(|id| self.arena.tag(id) != Tag::TEXT) {
            return Some(Cow::Borrowed(line.words.as_ref())).filter(|words| words.len() <= LONGEST_TIME);
        }
        let numbered = line.numbered || others.any(|id| self.arena.is_numbered(id));
        let words = numbered.then(|| text_within(self.arena, around, LONGEST_TIME)).flatten()?;
        has_number(&words).then_some(Cow::Owned(words))
    }

    /// Whether words beside a time could be a headline: they are many, or stand in a link or heading.
    fn is_headline(&self, id: NodeId, said: usize) -> bool {
        said >= 40 || (said >= 12 && self.in_headline(id))
    }

    fn in_headline(&self, id: NodeId) -> bool {
        let told = |up: NodeId| self.arena.tag(up) == Tag::A || self.arena.tag(up).is_heading();
        self.arena.ancestors(id).take(4).any(told)
    }

    /// Adds a time read from text; it takes in the candidates that lie in its element.
    fn push(&mut self, at: NodeId, time: WrittenTime, rest: Option<String>) {
        if self.inside_last(at) {
            if let Some(last) = self.found.last_mut() {
                last.times.insert(0, time);
                last.rest = rest;
            }
            return;
        }
        let mut times = vec![time];
        while self.found.last().is_some_and(|c| c.at >= at) {
            times.extend(self.found.pop().map(|c| c.times).unwrap_or_default());
        }
        let weak = rest.as_ref().is_some_and(|rest| self.is_headline(at, letters(rest)));
        self.found.push(Candidate { at, bare: rest.is_none(), times, rest, weak, heads: false });
    }
}

/// A time at an edge of a line, and what else the line says.
fn at_edge(said: &written_time::Line<'_>, line: &str) -> Option<(String, WrittenTime)> {
    let (range, time) = said.find()?;
    let rest = [line.get(..range.start).unwrap_or(""), line.get(range.end..).unwrap_or("")].concat();
    Some((tidy(&rest), time))
}

/// A run of text that is looked at.
struct Line<'a> {
    id: NodeId,
    /// Single blanks.
    words: Cow<'a, str>,
    /// A number is in them.
    numbered: bool,
}

fn has_text(candidate: &Candidate) -> bool {
    use crate::headline::PublishedSource::Attribute;
    candidate.times.iter().any(|t| t.source != Attribute)
}

/// How much a reading says.
fn weight(time: &WrittenTime) -> u8 {
    match time.reading {
        Reading::Date { time: Some(_), .. } | Reading::Unix { .. } => 5,
        Reading::Day { time: Some(_), .. } => 4,
        Reading::Ago { .. } => 3,
        Reading::Date { .. } => 3,
        Reading::Day { .. } => 2,
        Reading::Clock { .. } => 1,
    }
}
