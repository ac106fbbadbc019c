//! Links that several different items of one page share: live tickers, rubric links.
//!
//! Within one list, two items are different where neither's words begin with the other's (a cut-off title, a title run
//! together with its deck). Across lists the same link is the same article, however it is worded there.

use std::collections::{HashMap, HashSet};

use super::link::{Canonical, canonical, with_fragment};
use crate::pipeline::extract::{Item, List};
use crate::pipeline::identity::v1;

/// The links of a page's items, in page order.
pub(super) struct Links {
    items: std::vec::IntoIter<(Option<String>, bool)>,
}

impl Links {
    /// Looks at all lists of a page.
    pub(super) fn of(lists: &[List]) -> Self {
        let links: Vec<Vec<Option<Canonical>>> = lists.iter().map(links_of).collect();
        let shared = shared(lists, &links);
        let items: Vec<_> = links.into_iter().flatten().map(|link| tell(link, &shared)).collect();
        Self { items: items.into_iter() }
    }

    /// The next item's link, and whether it is shared.
    pub(super) fn next(&mut self) -> (Option<String>, bool) {
        self.items.next().unwrap_or((None, false))
    }
}

/// What is known of a link that different items share.
#[derive(Default)]
struct Sharing {
    /// Each of them has a fragment of its own.
    fragments_tell: bool,
}

fn links_of(list: &List) -> Vec<Option<Canonical>> {
    list.items.iter().map(|item| item.link.as_deref().and_then(canonical)).collect()
}

fn tell(link: Option<Canonical>, shared: &HashMap<String, Sharing>) -> (Option<String>, bool) {
    let Some(link) = link else { return (None, false) };
    match (shared.get(&link.url), link.fragment) {
        (None, _) => (Some(link.url), false),
        (Some(Sharing { fragments_tell: true }), Some(fragment)) => (Some(with_fragment(&link.url, &fragment)), false),
        (Some(_), _) => (Some(link.url), true),
    }
}

fn shared(lists: &[List], links: &[Vec<Option<Canonical>>]) -> HashMap<String, Sharing> {
    let mut shared: HashMap<String, Sharing> = HashMap::new();
    for (list, links) in lists.iter().zip(links) {
        let linked = list.items.iter().zip(links);
        let mut users: Vec<(&Item, &Canonical)> =
            linked.filter_map(|(item, link)| Some((item, link.as_ref()?))).collect();
        users.sort_by_key(|(_, link)| link.url.as_str());
        for users in users.chunk_by(|(_, one), (_, other)| one.url == other.url) {
            if let [(_, link), _, ..] = users
                && are_different(users)
            {
                let known = shared.entry(link.url.clone()).or_insert(Sharing { fragments_tell: true });
                known.fragments_tell &= fragments_differ(users);
            }
        }
    }
    shared
}

/// Sorted, texts that begin with each other stand in a row: the shortest of them first.
fn are_different(users: &[(&Item, &Canonical)]) -> bool {
    let mut texts: Vec<String> = users.iter().map(|(item, _)| v1::fold(&item.title)).collect();
    texts.sort_unstable();
    let first = texts.first().map_or("", String::as_str);
    texts.iter().any(|text| !text.starts_with(first))
}

fn fragments_differ(users: &[(&Item, &Canonical)]) -> bool {
    let fragments: HashSet<_> = users.iter().filter_map(|(_, link)| link.fragment.as_deref()).collect();
    fragments.len() == users.len()
}
