//! Drafts → lists: what is no list of headlines goes, what stands twice is one, the rest gets heading and kind.

use url::Url;

use crate::headline::SectionKind;
use crate::pipeline::decode::Page;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};

use super::card::Card;
use super::find::Draft;
use super::kind::Says;
use super::words::{fold, letters, tidy};
use super::{Item, List, kind, label, order};

/// The lists of a page.
pub(super) fn lists(arena: &Arena, page: &Page, drafts: Vec<Draft>) -> Vec<List> {
    let base = base(arena, &page.url);
    let mut lists: Vec<List> = Vec::new();
    let mut doubtful = Vec::new();
    let mut floor = 0;
    for draft in drafts {
        let to = draft.to();
        let label = label::of(arena, draft.root, draft.from(), floor);
        floor = to.max(floor);
        let Some((kind, sure)) = judge(arena, page, &draft, label.as_deref()) else { continue };
        let items: Vec<Item> = draft.cards.into_iter().map(|card| item(card, &base)).collect();
        let list = List { kind, label, items };
        if !lists.iter().any(|l| same(l, &list)) {
            doubtful.extend((!sure).then_some(lists.len()));
            lists.push(list);
        }
    }
    settle(&mut lists, &doubtful);
    lists
}

/// "News" is the feed of a page that has no other.
fn settle(lists: &mut [List], doubtful: &[usize]) {
    let sure = |(at, list): (usize, &List)| list.kind == SectionKind::Latest && !doubtful.contains(&at);
    if lists.iter().enumerate().any(sure) || doubtful.len() > 1 {
        for at in doubtful {
            if let Some(list) = lists.get_mut(*at).filter(|l| l.kind == SectionKind::Latest) {
                list.kind = SectionKind::Section;
            }
        }
    }
}

/// The kind of a draft and whether that is sure; `None` for what is no list of headlines.
fn judge(arena: &Arena, page: &Page, draft: &Draft, label: Option<&str>) -> Option<(SectionKind, bool)> {
    let ages: Vec<i64> = draft.cards.iter().filter_map(|c| order::age(&c.times, page.fetched_at)).collect();
    let ahead = ages.iter().filter(|age| **age < -2_880).count();
    if is_foreign(arena, draft) || ahead * 2 > ages.len() {
        return None;
    }
    let reach = if label.is_some() { 4 } else { 7 };
    let by_class = kind::of_classes(arena, draft.root, reach);
    match label.and_then(kind::of_heading) {
        Some(Says::Foreign) => None,
        Some(Says::Kind(kind)) => Some((kind, true)),
        Some(Says::Perhaps(kind)) => Some(by_class.map_or((kind, false), |k| (k, true))),
        None => {
            let feed = label.is_none() && ages.len() >= 8 && order::falls(&ages) >= 90;
            let by_order = if feed { SectionKind::Latest } else { SectionKind::Section };
            Some((by_class.unwrap_or(by_order), true))
        }
    }
}

/// Comments and their like: people speaking, not headlines.
fn is_foreign(arena: &Arena, draft: &Draft) -> bool {
    let linked = draft.cards.iter().filter(|c| c.href.is_some()).count();
    let mut said: Vec<usize> = draft.cards.iter().map(|c| letters(&c.title)).collect();
    said.sort_unstable();
    if linked * 2 < draft.cards.len() || said.get(said.len() / 2).is_some_and(|s| *s < 13) {
        return true;
    }
    let first = draft.from();
    std::iter::once(first).chain(arena.ancestors(first)).take(8).any(|id| says_foreign(arena, id))
}

fn says_foreign(arena: &Arena, id: NodeId) -> bool {
    let named = [Name::Class, Name::Id].into_iter().filter_map(|n| arena.attribute(id, n));
    let says = |class: &str| {
        let class = class.to_ascii_lowercase();
        matches!(
            class.as_str(),
            "comment" | "comments" | "event" | "events" | "termine" | "calendar" | "tweet" | "tweets"
        ) || [
            "commentlist",
            "comment-",
            "comments-",
            "comment_",
            "comments_",
            "kommentar",
            "event-",
            "events-",
            "tweet-",
            "twitter-",
            "disqus",
        ]
        .iter()
        .any(|p| class.starts_with(p))
            || ["_comments", "-comments", "commentlinks", "-events", "-calendar"].iter().any(|p| class.ends_with(p))
    };
    arena.tag(id) != Tag::BODY && named.flat_map(str::split_ascii_whitespace).any(says)
}

fn same(a: &List, b: &List) -> bool {
    let titles = |l: &List| l.items.iter().map(|i| fold(&i.title)).collect::<Vec<_>>();
    titles(a) == titles(b) && (a.label == b.label || a.label.is_none() || b.label.is_none())
}

fn item(card: Card, base: &Url) -> Item {
    let link = card.href.and_then(|href| base.join(href.trim()).ok()).map(String::from);
    Item { title: tidy(&card.title), kicker: card.kicker, deck: card.deck, link, times: card.times, day: card.day }
}

/// What relative links start from.
fn base(arena: &Arena, url: &Url) -> Url {
    let named = (0..arena.len().min(2_000))
        .find(|id| arena.tag(*id) == Tag::BASE && arena.attribute(*id, Name::Href).is_some());
    let href = named.and_then(|id| arena.attribute(id, Name::Href));
    href.and_then(|href| url.join(href.trim()).ok()).unwrap_or_else(|| url.clone())
}
