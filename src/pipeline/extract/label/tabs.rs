//! Rows of tabs: which of them a list belongs to.

use crate::pipeline::extract::role;
use crate::pipeline::extract::said::text_of;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::letters;

use super::{LARGEST, LONGEST, SIBLINGS};

/// What the tab that is open says, where `id` is nothing but a row of tabs: it calls itself so, else it is the first.
pub(super) fn tab_shown(arena: &Arena, id: NodeId) -> Option<String> {
    let says = |n: &NodeId| letters(&text_of(arena, *n)) > 0;
    let mut row = id;
    let mut tabs: Vec<NodeId> = arena.children(row).filter(says).collect();
    while let [only] = tabs.as_slice() {
        row = *only;
        tabs = arena.children(row).filter(says).collect();
    }
    let first = *tabs.first()?;
    let named = |n: NodeId, wanted: &[&str]| {
        let class = arena.attribute(n, Name::Class).into_iter();
        class.flat_map(role::words).any(|word| wanted.contains(&word.as_ref()))
    };
    let is_tab = |n: &NodeId| matches!(arena.tag(*n), Tag::LI | Tag::A | Tag::BUTTON) || named(*n, &["tab"]);
    if !tabs.iter().all(|n| is_tab(n) && arena.tag(*n) == arena.tag(first)) {
        return None;
    }
    let open = tabs.iter().find(|n| named(**n, &["active", "current", "selected"]));
    Some(text_of(arena, open.copied().unwrap_or(first)))
}

/// The tab of a panel whose row of tabs stands above other panels.
pub(super) fn tab_among(arena: &Arena, around: NodeId, panel: NodeId) -> Option<String> {
    let small = |c: &NodeId| arena.end(*c) - *c <= LARGEST;
    arena.before(panel).take_while(|c| *c > around).take(SIBLINGS).filter(small).find_map(|c| tab(arena, c, panel))
}

/// Whether a row of tabs above `panel` links to it.
pub(in crate::pipeline::extract) fn is_panel(arena: &Arena, panel: NodeId) -> bool {
    let Some(name) = arena.attribute(panel, Name::Id) else { return false };
    let around = arena.parent(panel);
    let small = |c: &NodeId| *c > around && arena.end(*c) - *c <= LARGEST;
    let links = |n: NodeId| arena.attribute(n, Name::Href).and_then(|href| href.strip_prefix('#')) == Some(name);
    let mut rows = arena.before(panel).take(SIBLINGS).filter(small);
    rows.any(|row| (row..arena.end(row)).any(|n| arena.tag(n) == Tag::A && links(n)))
}

/// The tab that shows `list`, where `id` is a row of tabs: the one that links to it, else by their order.
pub(super) fn tab(arena: &Arena, id: NodeId, list: NodeId) -> Option<String> {
    let tabs: Vec<NodeId> = (id..arena.end(id)).filter(|n| matches!(arena.tag(*n), Tag::A | Tag::BUTTON)).collect();
    if tabs.len() < 2 || tabs.len() > 8 {
        return None;
    }
    let name = arena.attribute(list, Name::Id);
    let linked =
        |n: &&NodeId| name.is_some() && arena.attribute(**n, Name::Href).and_then(|h| h.strip_prefix('#')) == name;
    // The panels stand behind the tabs, in their order.
    let panel = |c: &NodeId| arena.tag(*c) == arena.tag(list);
    let place = || Some(arena.before(list).take_while(|c| *c > id).filter(panel).count());
    let fragments = tabs
        .iter()
        .all(|n| arena.attribute(*n, Name::Href).is_none_or(|h| h.starts_with('#') || h.starts_with("javascript")));
    let tab = tabs.iter().find(linked).or_else(|| if fragments { tabs.get(place()?) } else { None })?;
    Some(text_of(arena, *tab)).filter(|t| letters(t) > 1 && t.len() <= LONGEST)
}
