//! The link of a card: that of its headline, or the one of the others that most likely leads where the headline would.

use crate::pipeline::extract::group::Group;
use crate::pipeline::extract::role::{self, Role};
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::fold;

use super::Frame;

/// Most links of a card that are weighed.
const MOST: usize = 40;
/// Letters of a link that are a teaser, no chip.
const TEASER: usize = 25;
/// Fewest letters of a word of the headline that is looked for in an address.
const WORD: usize = 3;
/// Words of the headline in an address that tell that it is the headline's.
const ENOUGH: usize = 2;

/// What a card leads to.
pub(super) struct Primary {
    pub(super) href: Option<String>,
    /// It is one of several that the card holds, none of which is the headline's own.
    pub(super) doubtful: bool,
}

impl Primary {
    fn sure(href: &str) -> Self {
        Self { href: Some(href.to_owned()), doubtful: false }
    }
}

/// The link of the title; else one in its heading, or the best of the card.
pub(super) fn primary(arena: &Arena, frame: &Frame<'_>, groups: &[Group], title: &Group) -> Primary {
    let usable = |id: NodeId| arena.attribute(id, Name::Href).filter(|href| is_link(href));
    if let Some(href) = title.link.and_then(usable) {
        return Primary::sure(href);
    }
    let choices = choices(arena, frame, groups, title);
    let within = title.heading.unwrap_or(title.key);
    let within = within..arena.end(within);
    let alone = title.heading.is_some() || groups.iter().all(|g| g.key == title.key || !within.contains(&g.first));
    let inner = |choice: &&Choice<'_>| alone && within.contains(&choice.at) && !choice.aside;
    if let Some(choice) = choices.iter().find(inner) {
        return Primary::sure(choice.href);
    }
    // One choice is the best, whatever the address says.
    let words = if choices.len() > 1 { words(title.text) } else { Vec::new() };
    let best = choices.iter().map(|choice| (choice.worth(&words, frame), choice)).reduce(|best, next| {
        // Of equals the first.
        if next.0 > best.0 { next } else { best }
    });
    let href = match best {
        // Who wrote it is not what it says.
        Some((_, choice)) if !choice.byline => Some(choice.href.to_owned()),
        _ => scripted(arena, frame.from, frame.to),
    };
    Primary { href, doubtful: choices.len() > 1 }
}

/// A place that links of a card lead to.
struct Choice<'a> {
    href: &'a str,
    /// The first link to it.
    at: NodeId,
    links: u32,
    /// A link to it calls itself, or looks like, one to a tag, a rubric, an author.
    aside: bool,
    byline: bool,
    /// A link to it lies over the card or its picture, or holds a teaser or a call to read on.
    leads: bool,
}

impl Choice<'_> {
    /// How likely it is where the headline would lead.
    fn worth(&self, title: &[String], frame: &Frame<'_>) -> (bool, bool, bool, bool, bool, u32) {
        let shared = frame.peers.is_some_and(|peers| peers.share(self.href));
        let named = title.len() >= ENOUGH && holds_words(self.href, title);
        (!self.byline, named && !self.aside, !self.aside && !shared, named, self.leads, self.links)
    }
}

/// Where the links of a card lead, each place once.
fn choices<'a>(arena: &'a Arena<'a>, frame: &Frame<'_>, groups: &[Group], title: &Group) -> Vec<Choice<'a>> {
    let mut choices: Vec<Choice<'a>> = Vec::new();
    let own = |id: &NodeId| arena.tag(*id) == Tag::A && !frame.is_hole(*id);
    let links = (frame.from..frame.to).filter(own).filter_map(|id| Some((id, arena.attribute(id, Name::Href)?)));
    for (at, href) in links.filter(|(_, href)| is_link(href)).take(MOST) {
        let seen = look(arena, frame, (groups, title), at, href);
        match choices.iter_mut().find(|choice| choice.href == href) {
            Some(choice) => {
                choice.links += 1;
                choice.aside |= seen.aside;
                choice.byline |= seen.byline;
                choice.leads |= seen.leads;
            }
            None => choices.push(seen),
        }
    }
    choices
}

/// What one link looks like.
fn look<'a>(
    arena: &Arena,
    frame: &Frame<'_>,
    (groups, title): (&[Group], &Group),
    at: NodeId,
    href: &'a str,
) -> Choice<'a> {
    let rel =
        |name: &str| arena.attribute(at, Name::Rel).is_some_and(|rel| rel.split_ascii_whitespace().any(|r| r == name));
    let mut seen = Choice { href, at, links: 1, aside: false, byline: rel("author"), leads: true };
    let holds = |group: &Group, node: NodeId| (group.key..arena.end(group.key)).contains(&node);
    for group in groups.iter().filter(|group| !group.timed) {
        let inside = group.link == Some(at);
        let around = || group.role.is_some() && holds(group, at) && !holds(group, title.first);
        if !(inside || around()) {
            continue;
        }
        let call = group.role == Some(Role::Action) || frame.peers.is_some_and(|peers| peers.is_call(group.text));
        seen.leads = !inside || call || group.said >= TEASER || group.said == 0;
        seen.byline |= group.role == Some(Role::Byline);
        seen.aside |= matches!(group.role, Some(Role::Category | Role::Kicker | Role::Counter));
    }
    seen.aside |= seen.byline || rel("tag") || rel("category") || is_aside(href);
    seen
}

/// Whether an address says that it is one of a tag, a rubric, an author, or of somewhere to share another address.
fn is_aside(href: &str) -> bool {
    let (path, query) = parted(href);
    let names = |part: &str| matches!(role::of_class(part), Some(Role::Category | Role::Byline));
    let word = |part: &&str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    query.contains("://")
        || query.contains("%3A%2F")
        || query.contains("%3a%2f")
        || path.split('/').filter(word).any(names)
}

/// Path and query of an address.
fn parted(href: &str) -> (&str, &str) {
    let href = href.trim();
    let rest = href.split_once("://").map_or(href, |(_, rest)| rest.find('/').map_or("", |at| rest.split_at(at).1));
    let rest = rest.split('#').next().unwrap_or(rest);
    rest.split_once('?').unwrap_or((rest, ""))
}

/// Whether words of the headline stand in the path of an address.
fn holds_words(href: &str, title: &[String]) -> bool {
    let in_path = words(parted(href).0);
    title.iter().filter(|word| in_path.contains(word)).take(ENOUGH).count() == ENOUGH
}

fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.chars().nth(WORD - 1).is_some());
    let mut words: Vec<String> = words.map(fold).take(MOST).collect();
    words.sort_unstable();
    words.dedup();
    words
}

/// The address that a click handler goes to.
pub(super) fn scripted(arena: &Arena, from: NodeId, to: NodeId) -> Option<String> {
    let script = (from..to).find_map(|id| arena.attribute(id, Name::Onclick))?;
    let quoted =
        script.split(['\'', '"']).find(|part| part.starts_with("http") || (part.starts_with('/') && part.len() > 3))?;
    Some(quoted.to_owned())
}

/// Whether the title stands in a link, or its heading holds one.
pub(super) fn is_linked(arena: &Arena, title: &Group) -> bool {
    let inside = |heading: NodeId| (heading..arena.end(heading)).any(|id| arena.tag(id) == Tag::A);
    title.link.is_some() || title.heading.is_some_and(inside)
}

/// Whether an address leads to a page.
pub(in crate::pipeline::extract) fn is_link(href: &str) -> bool {
    let href = href.trim();
    !href.is_empty() && !href.starts_with('#') && !href.starts_with("javascript:") && !href.starts_with("mailto:")
}

#[cfg(test)]
mod tests {
    use super::{holds_words, is_aside, words};

    #[test]
    fn addresses_say_what_they_are_of() {
        assert!(is_aside("/tags/harbour") && is_aside("https://example.org/author/ada-quill?x=1"));
        assert!(is_aside("https://example.com/share?u=https%3A%2F%2Fexample.org%2Fone"));
        assert!(!is_aside("/2031/05/05/tags-for-all-sheep/") && !is_aside("https://tags.example.org/one"));
    }

    #[test]
    fn words_of_the_headline_name_its_page() {
        let title = words("Ferry hits the pier, again");
        assert!(holds_words("/2031/05/ferry-hits-pier-again.html", &title));
        assert!(!holds_words("/topics/ferry", &title), "one word is a tag as well");
        assert!(!holds_words("/share?of=ferry-hits-pier", &title), "only the path counts");
    }
}
