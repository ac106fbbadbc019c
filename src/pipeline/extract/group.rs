//! A card's text, cut into groups: the words that belong to one heading, link, line or chip.

use crate::contract::rejection::Rejection;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};

use super::budget::Budget;
use super::candidate::Candidate;
use super::role::{Role, Roles};
use crate::pipeline::text::words::{letters, push_blank, push_tidy};

/// Most nodes of a part that is named by a class: larger elements are named for what the whole card is.
const LARGEST_PART: NodeId = 16;

/// Words that belong together.
#[derive(Clone, Debug)]
pub(super) struct Group<'w> {
    /// The element whose words they are.
    pub(super) key: NodeId,
    /// The first text node.
    pub(super) first: NodeId,
    /// The words, single blanks.
    pub(super) text: &'w str,
    /// The link they stand in.
    pub(super) link: Option<NodeId>,
    /// The heading they stand in.
    pub(super) heading: Option<NodeId>,
    /// What class words say they are.
    pub(super) role: Option<Role>,
    /// They are a time.
    pub(super) timed: bool,
    /// The nearest block around the first word.
    pub(super) block: NodeId,
    /// How many letters it has, if it is no time.
    pub(super) said: usize,
}

/// Most letters of a call to action.
const MOST_OF_CALL: usize = 24;

/// Most groups of a card.
const MOST: usize = 120;

/// The nodes `from..to` as groups, none if they are too many for a card; `candidates` are the times that lie in them.
/// What they say is in `words`, one behind the other.
pub(super) fn groups<'a, 'w>(
    arena: &'a Arena<'a>,
    roles: &Roles<'a>,
    (from, to): (NodeId, NodeId),
    candidates: &[&Candidate],
    words: &'w mut String,
    budget: &mut Budget,
) -> Result<Vec<Group<'w>>, Rejection> {
    let mut cut = Cut {
        arena,
        roles,
        from,
        to,
        candidates,
        words,
        groups: Vec::new(),
        broken: false,
        outer: None,
        held: None,
        visited: 0,
    };
    let mut at = from;
    while at < to {
        let node = arena.node(at);
        cut.broken |= node.spaced;
        if node.tag.is_unread() {
            at = node.end;
            continue;
        }
        if cut.groups.len() > MOST {
            return Ok(Vec::new());
        }
        if node.tag == Tag::TEXT {
            cut.text(at);
            budget.spend(std::mem::take(&mut cut.visited) / 8)?;
        } else if node.tag.is_block() {
            cut.broken = true;
        }
        at += 1;
    }
    Ok(finish(cut.groups, words))
}

struct Cut<'a, 'c, 'w> {
    arena: &'a Arena<'a>,
    roles: &'c Roles<'a>,
    from: NodeId,
    to: NodeId,
    candidates: &'c [&'c Candidate],
    /// The words of all groups, a blank between.
    words: &'c mut String,
    /// Where each one's words begin, and what is known of it before they end.
    groups: Vec<(usize, Group<'w>)>,
    /// A block began, a line broke or a blank stood there since the last text.
    broken: bool,
    /// The link that the card stands in, once it was looked for.
    outer: Option<Option<NodeId>>,
    /// The link that was last asked for blocks in it, and whether there are any.
    held: Option<(NodeId, bool)>,
    /// Elements that were looked at.
    visited: usize,
}

impl Cut<'_, '_, '_> {
    fn text(&mut self, id: NodeId) {
        let arena = self.arena;
        let around = self.around(id);
        let time = self.candidates.iter().find(|c| c.at <= id && id < arena.end(c.at));
        let timed = time.is_some_and(|c| c.bare);
        let rest = time.and_then(|c| c.rest.as_deref());
        let key = if timed { time.map_or(id, |c| c.at) } else { around.key };
        let broken = std::mem::take(&mut self.broken);
        if let Some((_, last)) = self.groups.last_mut().filter(|(_, g)| g.key == key && g.timed == timed) {
            if broken || last.block != around.block {
                push_blank(self.words);
            }
            push(arena, id, rest, self.words);
            last.block = around.block;
            return;
        }
        push_blank(self.words);
        let begin = self.words.len();
        push(arena, id, rest, self.words);
        let role = match time {
            Some(_) if timed => Some(Role::Time),
            Some(c) if c.rest.is_some() && !c.weak => Some(Role::Byline),
            _ => around.role,
        };
        let (link, heading, block) = (around.link, around.heading, around.block);
        let group = Group { key, first: id, text: "", link, heading, role, timed, block, said: 0 };
        self.groups.push((begin, group));
    }

    /// What stands around a text within the card.
    fn around(&mut self, id: NodeId) -> Around {
        let arena = self.arena;
        let mut around = Around::default();
        let mut inline = None;
        let mut part: Option<NodeId> = None;
        for up in arena.ancestors(id) {
            self.visited += 1;
            if up < self.from || arena.end(up) > self.to {
                around.link = around.link.or_else(|| self.outer(up));
                break;
            }
            let tag = arena.tag(up);
            if tag == Tag::A && around.link.is_none() && arena.attribute(up, Name::Href).is_some() {
                around.link = Some(up);
            }
            if tag.is_heading() {
                around.heading = Some(up);
            }
            if tag.is_block() && around.block == 0 {
                around.block = up;
            }
            if around.block == 0 && !tag.is_formatting() && inline.is_none() {
                inline = Some(up);
            }
            if part.is_none() && around.role.is_none() {
                around.role = self.role(up);
                if around.role.is_some_and(is_part) && around.heading.is_none_or(|h| h != up) {
                    part = Some(up);
                }
            }
        }
        let inner = around.link.filter(|a| *a >= self.from && !self.holds_blocks(*a));
        let whole = around.heading.or(inner);
        let chip = inline.filter(|i| part.is_none() && whole.is_some_and(|w| w < *i) && self.is_chip(*i, id));
        if chip.is_some() {
            around.role = around.role.filter(|r| *r != Role::Title);
        }
        let holder = if around.block != 0 { Some(around.block) } else { inline };
        around.key = part.or(chip).or(whole).or(holder).unwrap_or(self.from);
        around
    }

    /// The link around the card, from its innermost element `id` on, within one block: the same for all its texts.
    fn outer(&mut self, id: NodeId) -> Option<NodeId> {
        *self.outer.get_or_insert_with(|| {
            let is_link = |up: NodeId| self.arena.tag(up) == Tag::A && self.arena.attribute(up, Name::Href).is_some();
            let mut around = std::iter::once(id).filter(|id| *id != 0).chain(self.arena.ancestors(id));
            let found = around.find(|up| {
                self.visited += 1;
                is_link(*up) || self.arena.tag(*up).is_block()
            });
            found.filter(|up| is_link(*up))
        })
    }

    /// The role of an element of the card, unless it is the card, or large enough to be one.
    fn role(&self, id: NodeId) -> Option<Role> {
        let size = self.arena.end(id) - id;
        if (id == self.from && self.arena.end(id) == self.to) || size > LARGEST_PART {
            return None;
        }
        // what holds the time of the card beside its words is no caption of a picture
        let holds_time = || self.candidates.iter().any(|c| c.bare && id <= c.at && c.at < id + size);
        self.roles.of(self.arena, id).filter(|role| *role != Role::Caption || !holds_time())
    }

    /// A word or two of its own make before the words of a heading: `<span>Video</span><span>The headline</span>`, or a
    /// count in brackets behind them.
    fn is_chip(&self, id: NodeId, text: NodeId) -> bool {
        let words = self.arena.text(text).trim();
        if words.starts_with('(') && words.ends_with(')') && letters(words) == 0 {
            return true;
        }
        let next = self.arena.end(id);
        let followed = next < self.to && self.arena.parent(next) == self.arena.parent(id);
        let (tag, class) = (self.arena.tag(id), self.arena.attribute(id, Name::Class));
        letters(words) <= 12
            && followed
            && self.arena.tag(next) == tag
            && self.arena.attribute(next, Name::Class) != class
            && self.arena.end(id) == text + 1
    }

    fn holds_blocks(&mut self, id: NodeId) -> bool {
        if let Some((_, holds)) = self.held.filter(|(held, _)| *held == id) {
            return holds;
        }
        let is_block = |n| self.arena.tag(n).is_block() && self.arena.tag(n) != Tag::BR;
        let holds = (id + 1..self.arena.end(id)).any(is_block);
        self.held = Some((id, holds));
        holds
    }
}

/// The groups with their words, of which each begins where the one before ends; those without any are left out.
fn finish<'w>(begun: Vec<(usize, Group<'w>)>, words: &'w str) -> Vec<Group<'w>> {
    let ends: Vec<usize> = begun.iter().skip(1).map(|(begin, _)| *begin).chain([words.len()]).collect();
    let told = begun.into_iter().zip(ends).map(|((begin, group), end)| {
        let text = words.get(begin..end).unwrap_or_default();
        let text = text.strip_suffix(' ').unwrap_or(text);
        // Nobody asks how many letters a time has.
        let said = if group.timed { 0 } else { letters(text) };
        // Calls are short: a longer text is what it says, whatever its class says of it.
        let role = group.role.filter(|role| *role != Role::Action || said <= MOST_OF_CALL);
        Group { text, said, role, ..group }
    });
    told.filter(|group| !group.text.is_empty()).collect()
}

/// Appends the words of a text, or what is left of them beside a time.
fn push(arena: &Arena, id: NodeId, rest: Option<&str>, out: &mut String) {
    match rest {
        Some(rest) => push_tidy(out, rest),
        None => arena.push_text(id, out),
    }
}

#[derive(Default)]
struct Around {
    key: NodeId,
    block: NodeId,
    link: Option<NodeId>,
    heading: Option<NodeId>,
    role: Option<Role>,
}

/// Roles that are cut out of the heading or link they stand in.
fn is_part(role: Role) -> bool {
    matches!(
        role,
        Role::Kicker
            | Role::Category
            | Role::Badge
            | Role::Counter
            | Role::Time
            | Role::Hidden
            | Role::Byline
            | Role::Deck
            | Role::Action
            | Role::Caption
    )
}
