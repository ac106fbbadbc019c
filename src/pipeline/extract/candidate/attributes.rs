//! Times that attributes tell: of the element itself, or of the card around it.

use crate::contract::rejection::Rejection;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::extract::said::text_within;
use crate::pipeline::html::NodeId;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::text::words::{has_number, tidy};
use crate::pipeline::written_time::{self, Reading, WrittenTime};

use super::{Candidate, LONGEST_TIME, SMALL, Search};

/// Most nodes of an element whose attribute tells the time of a card.
const LARGE: NodeId = 400;
/// Steps that the reading of a machine's time takes.
const READ_COST: usize = 60;

impl Search<'_> {
    /// Adds what the attributes of an element tell.
    pub(super) fn read_attributes(&mut self, id: NodeId, budget: &mut Budget) -> Result<(), Rejection> {
        // `content` says what an element shows; in the head it describes the page.
        let dated = self.arena.tag(id) != Tag::META
            || self.arena.attribute(id, Name::Itemprop).is_some_and(|p| p.starts_with("date"));
        let is_time = self.arena.tag(id) == Tag::TIME;
        let mut times: Vec<WrittenTime> = Vec::new();
        for (name, value) in self.arena.attributes_of_names(id, Name::is_of_times) {
            let read = match name {
                Name::Datetime | Name::DataTime | Name::DataDate => written_time::read_attribute(value),
                Name::Content if dated => written_time::read_attribute(value),
                Name::Id => value.strip_prefix("dt-").and_then(written_time::read_attribute),
                Name::Title if has_number(value) && value.len() <= LONGEST_TIME => {
                    written_time::read_attribute(value).or_else(|| self.read_title(value))
                }
                Name::AriaLabel if is_time => written_time::read_in(&tidy(value), self.tongue),
                _ => None,
            };
            if let Some(read) = read {
                budget.spend(READ_COST)?;
                times.extend((!times.iter().any(|o| o.reading == read.reading)).then_some(read));
            }
        }
        if times.is_empty() {
            return Ok(());
        }
        if self.inside_last(id) {
            if let Some(last) = self.found.last_mut() {
                last.times.extend(times);
            }
        } else if self.says_only_time(id, is_time) {
            self.found.push(Candidate { at: id, bare: true, times, rest: None, weak: false, heads: false });
        } else {
            self.told.push((id, times));
        }
        Ok(())
    }

    /// Whether an element with a time in an attribute shows nothing else.
    fn says_only_time(&self, id: NodeId, is_time: bool) -> bool {
        if self.arena.end(id) - id > SMALL {
            return false;
        }
        let reads = |words: &str| written_time::read_in(words, self.tongue).is_some();
        text_within(self.arena, id, LONGEST_TIME).is_some_and(|words| words.is_empty() || is_time || reads(&words))
    }

    /// Times told by attributes of larger elements go to the first time shown in there, else stand for themselves.
    pub(super) fn settle(&mut self) {
        let mut own: Vec<Candidate> = Vec::new();
        while let Some((id, times)) = self.told.pop() {
            let end = self.arena.end(id);
            let first = self.found.partition_point(|c| c.at < id);
            let inside = self.found.partition_point(|c| c.at < end) - first;
            let nested = own.last().is_some_and(|c| c.at < end);
            match self.found.get_mut(first).filter(|_| inside > 0) {
                Some(candidate) if inside <= 3 => candidate.times.extend(times),
                None if end - id <= LARGE && !nested => {
                    own.push(Candidate { at: id, bare: false, times, rest: None, weak: false, heads: false });
                }
                _ => {}
            }
        }
        self.found.append(&mut own);
        self.found.sort_by_key(|c| c.at);
    }

    /// A tooltip counts if it names a day: clock times alone are "7:00 AM" of who knows what.
    fn read_title(&self, value: &str) -> Option<WrittenTime> {
        written_time::read_in(&tidy(value), self.tongue).filter(|t| matches!(t.reading, Reading::Date { .. }))
    }
}
