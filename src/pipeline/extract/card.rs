//! One card → the fields of an item. Every line of the card is judged before any becomes title or deck.

pub(super) mod fuller;
pub(super) mod link;
pub(super) mod peers;
mod title;

use crate::contract::rejection::Rejection;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time::WrittenTime;

use super::budget::{Budget, STEPS};
use super::candidate::Candidate;
use super::group::{self, Group};
use super::role::{Role, Roles};
use crate::pipeline::text::words::{letters, without_empty_brackets};
use peers::Peers;

/// A card that holds more nodes than this is no card.
pub(super) const MAX_NODES: u32 = 600;
/// A card that says more than this, in bytes, is an article.
const MAX_WORDS: usize = 6_000;
/// A card that says no more than this, in bytes, as most do, is written down in one place.
const USUAL_WORDS: usize = 500;
const MAX_TITLE: usize = 700;

/// An item as its card shows it.
#[derive(Clone, Debug)]
pub(super) struct Card {
    /// First node of the card.
    pub(super) from: NodeId,
    /// One past its last node.
    pub(super) to: NodeId,
    /// How sure the title is.
    pub(super) score: i32,
    /// How much it says, in bytes.
    pub(super) words: usize,
    pub(super) title: String,
    /// Its first text.
    pub(super) title_at: NodeId,
    /// The whole headline, where the title is cut off and an attribute tells it.
    pub(super) whole: Option<String>,
    pub(super) kicker: Option<String>,
    pub(super) deck: Option<String>,
    /// The link's `href` as it stands there.
    pub(super) href: Option<String>,
    /// The headline itself is the link.
    pub(super) linked: bool,
    /// The link stands in a click handler.
    pub(super) scripted: bool,
    pub(super) times: Vec<WrittenTime>,
    /// The title stood in a heading, or an element that calls itself a title.
    pub(super) headed: bool,
    /// The heading level of the title, 0 for none.
    pub(super) level: u8,
    /// The day separator above it.
    pub(super) day: Option<WrittenTime>,
    /// The first time's element.
    pub(super) time_at: NodeId,
    /// Lists in it, which are not its own.
    pub(super) holes: Vec<(NodeId, NodeId)>,
    /// The link is one of several that the card holds, none of which is the headline's own.
    pub(super) doubtful: bool,
}

/// Where a card stands.
#[derive(Clone, Copy)]
pub(super) struct Frame<'f> {
    /// Its first node.
    pub(super) from: NodeId,
    /// One past its last node.
    pub(super) to: NodeId,
    /// Lists in it, which are not its own.
    pub(super) holes: &'f [(NodeId, NodeId)],
    /// What it has in common with the others of its list, once they are known.
    pub(super) peers: Option<&'f Peers<'f>>,
}

impl Frame<'_> {
    /// The nodes `from..to`, all of which are the card's own.
    pub(super) fn whole(from: NodeId, to: NodeId) -> Self {
        Self { from, to, holes: &[], peers: None }
    }

    fn is_hole(&self, id: NodeId) -> bool {
        self.holes.iter().any(|(from, to)| (*from..*to).contains(&id))
    }
}

/// Letters around a headline that make no teaser of it.
const MOST_AROUND: usize = 15;

/// Reads what stands in a frame as one card; `None` if it holds no headline.
pub(super) fn read<'a>(
    arena: &'a Arena<'a>,
    roles: &Roles<'a>,
    frame: &Frame<'_>,
    candidates: &[Candidate],
    budget: &mut Budget,
) -> Result<Option<Card>, Rejection> {
    if frame.to - frame.from > MAX_NODES {
        return Ok(None);
    }
    // Beside a time that stands alone, a number in a sentence is part of the sentence.
    let own = candidates.iter().filter(|c| !frame.is_hole(c.at));
    let strong = own.clone().any(|c| !c.weak);
    let candidates: Vec<&Candidate> = own.filter(|c| !(c.heads || strong && c.weak)).collect();
    if candidates.is_empty() {
        return Ok(None);
    }
    let mut words = String::with_capacity(USUAL_WORDS);
    let mut groups = group::groups(arena, roles, (frame.from, frame.to), &candidates, &mut words, budget)?;
    groups.retain(|group| !frame.is_hole(group.first));
    let words = groups.iter().map(|g| g.text.len()).sum();
    budget.spend(words / 8)?;
    Ok(if words > MAX_WORDS { None } else { of_groups(arena, frame, &candidates, &groups, words) })
}

/// [`read`] for a single card: it is small, and costs little.
pub(super) fn read_alone(arena: &Arena, from: NodeId, to: NodeId, candidates: &[Candidate]) -> Option<Card> {
    read(arena, &Roles::default(), &Frame::whole(from, to), candidates, &mut Budget::new(STEPS)).ok().flatten()
}

fn of_groups(
    arena: &Arena,
    frame: &Frame<'_>,
    candidates: &[&Candidate],
    groups: &[Group],
    words: usize,
) -> Option<Card> {
    let (score, at, title) = title::best(arena, frame, groups)?;
    let (from, to) = (frame.from, frame.to);
    let link::Primary { href, doubtful } = link::primary(arena, frame, groups, title);
    let (kicker, deck) = around_title(arena, groups, at, href.as_deref());
    Some(Card {
        from,
        to,
        score,
        words,
        title: without_empty_brackets(title.text),
        title_at: title.first,
        whole: fuller::title(arena, (from, to), title.text),
        kicker,
        deck,
        linked: link::is_linked(arena, title),
        scripted: title.link.is_none() && href.is_some() && href == link::scripted(arena, from, to),
        href,
        times: candidates.iter().flat_map(|c| c.times.iter().cloned()).collect(),
        headed: title.heading.is_some() || title.role == Some(Role::Title),
        level: title.heading.map_or(0, |h| level(arena.tag(h))),
        day: None,
        time_at: candidates.first().map_or(from, |c| c.at),
        holes: frame.holes.to_vec(),
        doubtful,
    })
}

fn level(tag: Tag) -> u8 {
    [Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6].iter().position(|t| *t == tag).map_or(0, |p| p as u8 + 1)
}

/// Kicker and deck. A small line above the headline is a kicker, unless it is all the teaser there is.
fn around_title(arena: &Arena, groups: &[Group], title: usize, href: Option<&str>) -> (Option<String>, Option<String>) {
    let kicker = kicker(groups, title);
    let deck_below = deck(groups, title, kicker.as_deref(), href, arena);
    if deck_below.is_some() {
        return (kicker, deck_below);
    }
    match deck(groups, title, None, href, arena) {
        Some(above) => (None, Some(above)),
        None => (kicker, None),
    }
}

/// A small unlinked line above the headline, or one that calls itself a kicker.
fn kicker(groups: &[Group], title: usize) -> Option<String> {
    let link = groups.get(title).and_then(|g| g.link);
    let unlinked = |g: &&Group| g.link.is_none() || g.link == link;
    let small = |g: &&Group| !g.timed && unlinked(g) && g.text.len() <= 120 && is_words(g.text);
    let named = groups.iter().filter(|g| g.role == Some(Role::Kicker) && !g.timed && g.said > 1).filter(unlinked);
    let above = groups.get(..title).unwrap_or(&[]).iter().rev().filter(small);
    let mut above =
        above.filter(|g| matches!(g.role, None | Some(Role::Title | Role::Deck)) && Some(g.key) != g.heading);
    let mut said: Vec<&str> = Vec::new();
    for group in named {
        if !said.contains(&group.text) {
            said.push(group.text);
        }
    }
    if said.is_empty() { above.next().map(|g| g.text.to_owned()) } else { Some(said.join(" ")) }
}

/// Words, not a file's name nor a preposition.
fn is_words(text: &str) -> bool {
    letters(text) > 3 && (text.contains(' ') || !text.contains(['/', '.', '_']))
}

/// Whether a line says the headline again, with a word or two around it: `Full article: …`.
fn repeats(group: &Group, headline: &Group) -> bool {
    group.said <= headline.said + MOST_AROUND && group.text.contains(headline.text)
}

/// The teaser: what is left when every other line has been told apart.
fn deck(groups: &[Group], title: usize, kicker: Option<&str>, href: Option<&str>, arena: &Arena) -> Option<String> {
    let same_link = |g: &Group| g.link.is_none_or(|l| arena.attribute(l, Name::Href) == href);
    let headline = groups.get(title);
    let fits = |(at, g): &(usize, &Group)| {
        let said = g.said;
        let by_role = match g.role {
            Some(Role::Deck) => said >= 8,
            None | Some(Role::Title | Role::Time) => said >= 25 && *at > title && g.heading.is_none(),
            _ => false,
        };
        *at != title
            && !g.timed
            && by_role
            && same_link(g)
            && headline.is_none_or(|headline| !repeats(g, headline))
            && Some(g.text) != kicker
    };
    let first = groups.iter().enumerate().find(fits)?;
    // what parted it from the time and the rubric before it is no part of it
    let mut text = first.1.text.trim_start_matches(['|', '·', '•', ' ']).to_owned();
    for (_, group) in groups.iter().enumerate().skip(first.0 + 1).filter(fits) {
        text.push(' ');
        text.push_str(group.text);
    }
    Some(text)
}
