//! Drafts → lists: what is no list of headlines goes, what stands twice is one, the rest gets heading and kind.

use url::Url;

use crate::headline::SectionKind;
use crate::pipeline::decode::Page;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};

use super::card::Card;
use super::find::Draft;
use super::role;
use super::words::{fold, tidy};
use super::{Item, List, kind, label};

/// The lists of a page.
pub(super) fn lists(arena: &Arena, page: &Page, drafts: Vec<Draft>) -> Vec<List> {
    let base = base(arena, &page.url);
    let mut lists: Vec<List> = Vec::new();
    let mut floor = 0;
    for draft in drafts {
        let to = draft.to();
        if is_foreign(arena, &draft) {
            continue;
        }
        let label = label::above(arena, draft.from(), floor);
        floor = to.max(floor);
        let kind = label
            .as_deref()
            .and_then(kind::of_heading)
            .or_else(|| kind::of_classes(arena, draft.root))
            .unwrap_or(SectionKind::Section);
        let items: Vec<Item> = draft.cards.into_iter().map(|card| item(card, &base)).collect();
        let list = List { kind, label, items };
        if !lists.iter().any(|l| same(l, &list)) {
            lists.push(list);
        }
    }
    lists
}

/// Comments and their like: people speaking, not headlines.
fn is_foreign(arena: &Arena, draft: &Draft) -> bool {
    let linked = draft.cards.iter().filter(|c| c.href.is_some()).count();
    if linked * 2 < draft.cards.len() {
        return true;
    }
    let first = draft.from();
    std::iter::once(first).chain(arena.ancestors(first)).take(8).any(|id| says_foreign(arena, id))
}

fn says_foreign(arena: &Arena, id: NodeId) -> bool {
    let named = [Name::Class, Name::Id].into_iter().filter_map(|n| arena.attribute(id, n));
    arena.tag(id) != Tag::BODY
        && named.flat_map(role::words).any(|w| {
            matches!(
                w.as_str(),
                "comment"
                    | "comments"
                    | "commentlist"
                    | "kommentare"
                    | "kommentar"
                    | "tweet"
                    | "tweets"
                    | "twitter"
                    | "event"
                    | "events"
                    | "termine"
                    | "calendar"
            )
        })
}

fn same(a: &List, b: &List) -> bool {
    let titles = |l: &List| l.items.iter().map(|i| fold(&i.title)).collect::<Vec<_>>();
    titles(a) == titles(b) && (a.label == b.label || a.kind == b.kind)
}

fn item(card: Card, base: &Url) -> Item {
    let link = card.href.and_then(|href| base.join(href.trim()).ok()).map(String::from);
    Item { title: tidy(&card.title), kicker: card.kicker, deck: card.deck, link, times: card.times, day: None }
}

/// What relative links start from.
fn base(arena: &Arena, url: &Url) -> Url {
    let named = (0..arena.len().min(2_000))
        .find(|id| arena.tag(*id) == Tag::BASE && arena.attribute(*id, Name::Href).is_some());
    let href = named.and_then(|id| arena.attribute(id, Name::Href));
    href.and_then(|href| url.join(href.trim()).ok()).unwrap_or_else(|| url.clone())
}
