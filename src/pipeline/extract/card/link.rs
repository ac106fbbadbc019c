//! The link of a card.

use super::is_in;
use crate::pipeline::extract::group::Group;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};

/// The link of the title; else one in its heading, around it, or the only one of the card.
pub(super) fn primary(
    arena: &Arena,
    (from, to): (NodeId, NodeId),
    holes: &[(NodeId, NodeId)],
    title: &Group,
) -> Option<String> {
    let usable = |id: NodeId| arena.attribute(id, Name::Href).filter(|h| is_link(h));
    if let Some(href) = title.link.and_then(usable) {
        return Some(href.to_owned());
    }
    let around = title.heading.unwrap_or(title.key);
    let own = |id: &NodeId| arena.tag(*id) == Tag::A && !is_in(holes, *id);
    let links = |from: NodeId, to: NodeId| (from..to).filter(own).filter_map(usable);
    if let Some(href) = links(around, arena.end(around)).next() {
        return Some(href.to_owned());
    }
    most_frequent(links(from, to)).map(str::to_owned).or_else(|| scripted(arena, from, to))
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

fn most_frequent<'a>(links: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let mut counted: Vec<(&str, u32)> = Vec::new();
    for link in links.take(40) {
        match counted.iter_mut().find(|(l, _)| *l == link) {
            Some((_, n)) => *n += 1,
            None => counted.push((link, 1)),
        }
    }
    let most = counted.iter().map(|(_, n)| *n).max()?;
    counted.iter().find(|(_, n)| *n == most).map(|(l, _)| *l)
}

/// Whether an address leads to a page.
pub(in crate::pipeline::extract) fn is_link(href: &str) -> bool {
    let href = href.trim();
    !href.is_empty() && !href.starts_with('#') && !href.starts_with("javascript:") && !href.starts_with("mailto:")
}
