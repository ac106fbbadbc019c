//! Why a page gave what it gave: every block that was a candidate, what became of it, and where each field stood.
//!
//! The explanation is a value, made only where it is asked for: [`super::Extractor::explain`]. Elsewhere the sink is
//! off and costs a comparison a block.

mod place;
mod reason;
mod sink;
#[cfg(test)]
mod tests;

pub use reason::{Reason, Why};
pub(super) use sink::{Sink, line_of};

use super::Item;
use crate::headline::SectionKind;

/// What became of everything on a page that could have been a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    /// A site rule switches the whole site off.
    pub off: bool,
    /// The candidate blocks, in the order they were judged: those taken and those that were not.
    pub blocks: Vec<Block>,
    /// Times that stand in no block.
    pub strays: Vec<Stray>,
}

/// A block that was a candidate for a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Where it stands: the end of a path that a site rule's selector could be, or a line of the text.
    pub place: String,
    /// Its heading.
    pub label: Option<String>,
    /// How sure its headlines are, on the average: 25 is the least that is taken for a headline, a linked heading of some
    /// length has 120. Text and structured data have none.
    pub score: Option<i32>,
    /// What became of it.
    pub outcome: Outcome,
    /// Its items, those that were left out too.
    pub items: Vec<Shown>,
}

/// What became of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is a list of the page.
    Taken {
        /// Its place among the lists of the extraction.
        list: usize,
        /// Its kind.
        kind: SectionKind,
        /// What said so.
        why: Why,
    },
    /// It is none.
    Dropped(Reason),
}

/// An item of a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its fields.
    pub item: Item,
    /// How sure its headline is.
    pub score: Option<i32>,
    /// Where the fields stood.
    pub places: Places,
    /// Why it is no item of its list, though the list may be taken.
    pub dropped: Option<Reason>,
}

/// Where the fields of an item stood; `None` for what it has not, or what no one element holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// The item itself.
    pub item: Option<String>,
    /// The headline.
    pub title: Option<String>,
    /// The small line above it.
    pub kicker: Option<String>,
    /// The teaser.
    pub deck: Option<String>,
    /// The link.
    pub link: Option<String>,
    /// The first time.
    pub time: Option<String>,
}

/// A time that stands in no block, or an item of a site rule that says nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Where it stands.
    pub place: String,
    /// Its words.
    pub text: String,
    /// Why nothing came of it.
    pub reason: Reason,
}
