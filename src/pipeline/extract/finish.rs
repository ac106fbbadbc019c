//! Drafts → lists: what is no list of headlines goes, what stands twice is one, the rest gets heading and kind.

use std::collections::HashSet;

use url::Url;

use crate::headline::SectionKind;
use crate::pipeline::decode::Page;
use crate::pipeline::html::Arena;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;

use crate::pipeline::rejection::Rejection;

use super::budget::{Budget, MAX_ITEMS};
use super::card::Card;
use super::find::Draft;
use super::kind::Says;
use super::seen::Seen;
use super::{Item, List, foreign, kind, label, measure, order};
use crate::pipeline::text::words::{fold, tidy};

const TOO_MANY: Rejection = Rejection::TooLarge { what: "items", limit: MAX_ITEMS as u64 };

/// The lists of a page.
pub(super) fn lists(
    arena: &Arena,
    page: &Page,
    base: &Url,
    drafts: Vec<Draft>,
    budget: &mut Budget,
) -> Result<Vec<List>, Rejection> {
    let mut lists: Vec<List> = Vec::new();
    let mut doubtful = HashSet::new();
    let mut seen = Seen::default();
    let mut items_left = MAX_ITEMS;
    let mut floor = 0;
    for mut draft in drafts {
        let to = draft.to();
        budget.spend(500 + draft.cards.len() * 20)?;
        without_repeats(&mut draft);
        let label = label::of(arena, draft.root, draft.from(), floor);
        floor = to.max(floor);
        if draft.cards.len() < 2 || foreign::is_foreign(arena, &draft) {
            continue;
        }
        let by_class = kind::of_classes(arena, draft.root, if label.is_some() { 2 } else { 7 });
        let items: Vec<Item> = draft.cards.into_iter().map(|card| item(card, base)).collect();
        let Some((kind, sure)) = judge(page, &items, label.as_deref(), by_class) else { continue };
        let list = List { kind, label, items };
        items_left = items_left.checked_sub(list.items.len()).ok_or(TOO_MANY)?;
        if seen.is_new(&list) {
            doubtful.extend((!sure).then_some(lists.len()));
            lists.push(list);
        }
    }
    kind::settle(&mut lists, &doubtful);
    Ok(lists)
}

/// A card that stands in its list twice (two panels for two widths of screen) stands there once.
fn without_repeats(draft: &mut Draft) {
    let mut seen = HashSet::new();
    draft.cards.retain(|card| seen.insert((fold(&card.title), card.href.clone())));
}

/// The kind of a list and whether that is sure; `None` for what is no list of headlines.
fn judge(
    page: &Page,
    items: &[Item],
    label: Option<&str>,
    by_class: Option<SectionKind>,
) -> Option<(SectionKind, bool)> {
    let ages: Vec<i64> = items.iter().filter_map(|i| order::age(&i.times, page.fetched_at)).collect();
    let said = label.and_then(kind::of_heading);
    if said == Some(Says::Foreign) || order::is_ahead(&ages) || measure::is_measure(items, &ages, said) {
        return None;
    }
    Some(match said {
        Some(Says::Kind(kind)) => (kind, true),
        Some(Says::Perhaps(kind)) if by_class.is_none_or(|k| k == kind) => (kind, by_class.is_some()),
        _ => {
            let feed = label.is_none() && ages.len() >= 8 && order::falls(&ages) >= 90;
            let by_order = if feed { SectionKind::Latest } else { SectionKind::Section };
            (by_class.unwrap_or(by_order), true)
        }
    })
}

fn item(card: Card, base: &Url) -> Item {
    let link = card.href.and_then(|href| base.join(href.trim()).ok()).map(String::from);
    Item { title: tidy(&card.title), kicker: card.kicker, deck: card.deck, link, times: card.times, day: card.day }
}

/// What relative links start from.
pub(super) fn base(arena: &Arena, url: &Url) -> Url {
    let named = (0..arena.len().min(2_000))
        .find(|id| arena.tag(*id) == Tag::BASE && arena.attribute(*id, Name::Href).is_some());
    let href = named.and_then(|id| arena.attribute(id, Name::Href));
    href.and_then(|href| url.join(href.trim()).ok()).unwrap_or_else(|| url.clone())
}
