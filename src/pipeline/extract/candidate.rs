//! Where a page shows times: texts and attributes that read as one.

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::rejection::Rejection;
use crate::pipeline::written_time::{self, Reading, WrittenTime};

use super::budget::Budget;
use super::words::{letters, push_blank, push_tidy, tidy};

/// Longest text, in bytes, that is read as a time and nothing else.
const LONGEST_TIME: usize = 90;
/// Longest text, in bytes, at whose edges a time is looked for.
const LONGEST_LINE: usize = 300;

/// An element or text that says when.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    /// The node whose subtree holds nothing but the time, or the text that has it at an edge.
    pub(super) at: NodeId,
    /// What was read, the visible text first.
    pub(super) times: Vec<WrittenTime>,
    /// What else stands in the text.
    pub(super) rest: Option<String>,
}

impl Candidate {
    /// A time at the edge of words that could be a headline.
    pub(super) fn is_weak(&self) -> bool {
        self.rest.as_ref().is_some_and(|rest| letters(rest) >= 12)
    }
}

/// All candidates in document order; none lies within another.
pub(super) fn all(arena: &Arena, language: Option<&str>, budget: &mut Budget) -> Result<Vec<Candidate>, Rejection> {
    let mut search = Search { arena, language, found: Vec::new() };
    let mut id = 0;
    while id < arena.len() {
        budget.spend(1)?;
        let tag = arena.tag(id);
        if tag.is_unread() && tag != Tag::HEAD {
            id = arena.end(id);
            continue;
        }
        if tag == Tag::TEXT {
            search.read_text(id, budget)?;
        } else {
            search.read_attributes(id);
        }
        id += 1;
    }
    Ok(search.found)
}

struct Search<'a> {
    arena: &'a Arena,
    language: Option<&'a str>,
    found: Vec<Candidate>,
}

impl Search<'_> {
    fn read_attributes(&mut self, id: NodeId) {
        let dated = self.arena.attribute(id, Name::Itemprop).is_some_and(|p| p.starts_with("date"));
        let is_time = self.arena.tag(id) == Tag::TIME;
        let mut times: Vec<WrittenTime> = Vec::new();
        for (name, value) in self.arena.attributes(id) {
            let read = match name {
                Name::Datetime | Name::DataTime | Name::DataDate => written_time::read_attribute(value),
                Name::Content if dated => written_time::read_attribute(value),
                Name::Id => value.strip_prefix("dt-").and_then(written_time::read_attribute),
                Name::Title if has_digit(value) && value.len() <= LONGEST_TIME => {
                    written_time::read_attribute(value).or_else(|| self.read_title(value))
                }
                Name::AriaLabel if is_time => written_time::read(&tidy(value), self.language),
                _ => None,
            };
            times.extend(read.filter(|t| !times.iter().any(|o| o.reading == t.reading)));
        }
        if !times.is_empty() && !self.inside_last(id) {
            self.found.push(Candidate { at: id, times, rest: None });
        } else if let Some(last) = self.found.last_mut().filter(|_| !times.is_empty()) {
            last.times.extend(times);
        }
    }

    /// A tooltip counts if it names a day: clock times alone are "7:00 AM" of who knows what.
    fn read_title(&self, value: &str) -> Option<WrittenTime> {
        written_time::read(&tidy(value), self.language).filter(|t| matches!(t.reading, Reading::Date { .. }))
    }

    /// Whether `id` lies in the candidate found last.
    fn inside_last(&self, id: NodeId) -> bool {
        self.found.last().is_some_and(|c| c.at <= id && id < self.arena.end(c.at))
    }

    fn read_text(&mut self, id: NodeId, budget: &mut Budget) -> Result<(), Rejection> {
        let text = self.arena.text(id);
        if self.inside_last(id) && self.found.last().is_some_and(|c| has_text(c)) {
            return Ok(());
        }
        if text.len() > LONGEST_LINE || !(has_digit(text) || text.len() <= 40) {
            return Ok(());
        }
        budget.spend(8 + text.len() / 8)?;
        let tidied = tidy(text);
        let own = if tidied.len() <= LONGEST_TIME { written_time::read(&tidied, self.language) } else { None };
        let (at, best) = self.climb(id, own, budget)?;
        match best {
            Some(time) => self.push(at, time, None),
            None if has_digit(&tidied) => {
                if let Some((range, time)) = written_time::find(&tidied, self.language) {
                    let rest =
                        [tidied.get(..range.start).unwrap_or(""), tidied.get(range.end..).unwrap_or("")].concat();
                    self.push(id, time, Some(tidy(&rest)));
                }
            }
            None => {}
        }
        Ok(())
    }

    /// The reading of the largest element around `id` that still says nothing but a time, where it says more.
    fn climb(
        &self,
        id: NodeId,
        own: Option<WrittenTime>,
        budget: &mut Budget,
    ) -> Result<(NodeId, Option<WrittenTime>), Rejection> {
        let (mut at, mut best) = (id, own);
        for parent in self.arena.ancestors(id).take(3) {
            let size = self.arena.end(parent) - parent;
            if size > 14 || matches!(self.arena.tag(parent), Tag::BODY | Tag::HTML) {
                break;
            }
            budget.spend(size as usize)?;
            let words = text_of(self.arena, parent);
            if words.len() > LONGEST_TIME || !has_digit(&words) {
                break;
            }
            let Some(read) = written_time::read(&words, self.language) else { continue };
            if best.as_ref().is_none_or(|b| weight(&read) >= weight(b)) {
                (at, best) = (parent, Some(read));
            }
        }
        Ok((at, best))
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
        self.found.push(Candidate { at, times, rest });
    }
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

fn has_digit(text: &str) -> bool {
    text.chars().any(char::is_numeric)
}

/// The words of a subtree.
pub(super) fn text_of(arena: &Arena, id: NodeId) -> String {
    let mut out = String::new();
    let mut at = id;
    while at < arena.end(id) {
        let node = arena.node(at);
        if node.tag.is_unread() {
            at = node.end;
            continue;
        }
        if node.spaced || node.tag.is_block() {
            push_blank(&mut out);
        }
        push_tidy(&mut out, arena.text(at));
        at += 1;
    }
    if out.ends_with(' ') {
        out.pop();
    }
    out
}
