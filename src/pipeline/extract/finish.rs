//! Drafts → lists: what is no list of headlines goes, what stands twice is one, the rest gets heading and kind.

use std::collections::HashSet;

use url::Url;

use crate::headline::SectionKind;
use crate::pipeline::address::absolute;
use crate::pipeline::decode::Page;
use crate::pipeline::html::Arena;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;

use crate::contract::rejection::Rejection;

use super::budget::{Budget, MAX_ITEMS};
use super::card::Card;
use super::explain::{Reason, Sink, Why};
use super::find::{Draft, times_alike};
use super::kind::Says;
use super::rules::{Applied, BlockRule, SiteRule};
use super::seen::Seen;
use super::{Item, List, foreign, kind, label, length, measure, order};
use crate::pipeline::text::words::{fold, tidy};

const TOO_MANY: Rejection = Rejection::TooLarge { what: "items", limit: MAX_ITEMS as u64 };

/// Steps to find a list's heading among what stands above it.
const DRAFT_COST: usize = 2_000;

/// The lists of a page.
pub(super) fn lists(
    arena: &Arena,
    page: &Page,
    base: &Url,
    drafts: Vec<Draft>,
    budget: &mut Budget,
    rules: &Applied<'_>,
    sink: &mut Sink,
) -> Result<Vec<List>, Rejection> {
    let mut lists: Vec<List> = Vec::new();
    let mut doubtful = HashSet::new();
    let mut seen = Seen::default();
    let mut items_left = MAX_ITEMS;
    let mut floor = 0;
    for mut draft in drafts {
        let to = draft.to();
        budget.spend(DRAFT_COST + draft.cards.len() * 40)?;
        let witness = sink.witness(arena, base, &draft);
        without_repeats(&mut draft);
        let label = label::of(arena, draft.root, draft.from(), draft.floor.unwrap_or(floor));
        floor = to.max(floor);
        if rules.block_at(draft.from()).is_none() && length::are_lengths(arena, &draft, budget)? {
            sink.block(witness, label.as_deref(), Err(Reason::Measure));
            continue;
        }
        let (list, judged) = match take(arena, page, base, rules, draft, label) {
            Ok(taken) => taken,
            Err((label, reason)) => {
                sink.block(witness, label.as_deref(), Err(reason));
                continue;
            }
        };
        items_left = items_left.checked_sub(list.items.len()).ok_or(TOO_MANY)?;
        if !seen.is_new(&list) {
            sink.block(witness, list.label.as_deref(), Err(Reason::SeenBefore));
            continue;
        }
        sink.block(witness, list.label.as_deref(), Ok((lists.len(), list.kind, judged.why)));
        doubtful.extend((!judged.sure).then_some(lists.len()));
        lists.push(list);
    }
    kind::settle(&mut lists, &doubtful);
    Ok(lists)
}

/// What was found out about the kind of a list.
struct Judged {
    kind: SectionKind,
    why: Why,
    sure: bool,
}

/// The list that a draft is; else its heading and why it is none.
fn take(
    arena: &Arena,
    page: &Page,
    base: &Url,
    rules: &Applied<'_>,
    draft: Draft,
    label: Option<String>,
) -> Result<(List, Judged), (Option<String>, Reason)> {
    if let Some(rule) = rules.block_at(draft.from()) {
        return Ok(ruled(rule, base, draft, label));
    }
    let few = match draft.cards.as_slice() {
        [] | [_] => true,
        [a, b] => !times_alike(arena, a, b),
        _ => false,
    };
    let few = few.then_some(Reason::TooFew);
    if let Some(reason) = few.or_else(|| foreign::reason(arena, &draft, label.as_deref())) {
        return Err((label, reason));
    }
    let by_class = kind::of_classes(arena, draft.root, if label.is_some() { 2 } else { 7 });
    let items: Vec<Item> = draft.cards.into_iter().map(|card| item(card, base)).collect();
    match judge(page, &items, label.as_deref(), by_class, rules.site) {
        Ok(judged) => Ok((List { kind: judged.kind, label, items }, judged)),
        Err(reason) => Err((label, reason)),
    }
}

/// The list that a rule says a draft is.
fn ruled(rule: &BlockRule, base: &Url, draft: Draft, label: Option<String>) -> (List, Judged) {
    let items = draft.cards.into_iter().map(|card| item(card, base)).collect();
    let list = List { kind: rule.kind, label: rule.label.clone().or(label), items };
    (list, Judged { kind: rule.kind, why: Why::Rule, sure: true })
}

/// A card that stands in its list twice (two panels for two widths of screen) stands there once.
fn without_repeats(draft: &mut Draft) {
    let mut seen = HashSet::with_capacity(draft.cards.len());
    draft.cards.retain(|card| seen.insert((fold(&card.title), card.href.clone())));
}

/// The kind of a list; else what speaks against its being one of headlines.
fn judge(
    page: &Page,
    items: &[Item],
    label: Option<&str>,
    by_class: Option<SectionKind>,
    site: &SiteRule,
) -> Result<Judged, Reason> {
    let ages: Vec<i64> = items.iter().filter_map(|i| order::age(&i.times, page.fetched_at)).collect();
    let ruled = label.and_then(|label| site.named(label));
    let said = ruled.or_else(|| label.and_then(kind::of_heading));
    if ruled == Some(Says::Foreign) {
        return Err(Reason::RuledOut);
    }
    if said == Some(Says::Foreign) {
        return Err(Reason::ForeignHeading);
    }
    if order::is_ahead(&ages) {
        return Err(Reason::Ahead);
    }
    if measure::is_measure(items, &ages, said) {
        return Err(Reason::Measure);
    }
    if foreign::is_talk(items) {
        return Err(Reason::Speech);
    }
    let feed = || label.is_none() && ages.len() >= 8 && order::falls(&ages) >= 90;
    let (kind, why, sure) = match (said, by_class) {
        (Some(Says::Kind(kind)), _) if ruled.is_some() => (kind, Why::Rule, true),
        (Some(Says::Kind(kind)), _) => (kind, Why::Heading, true),
        (Some(Says::Perhaps(kind)), None) => (kind, Why::Hint, false),
        (Some(Says::Perhaps(kind)), Some(class)) if kind == class => (kind, Why::Hint, true),
        (_, Some(class)) => (class, Why::Class, true),
        _ if feed() => (SectionKind::Latest, Why::Order, true),
        _ => (SectionKind::Section, Why::Default, true),
    };
    Ok(Judged { kind, why, sure })
}

/// A card as an item; `base` is what its link starts from.
pub(super) fn item(card: Card, base: &Url) -> Item {
    let link = card.href.and_then(|href| absolute(base, &href));
    let whole = card.whole;
    Item {
        title: tidy(&card.title),
        whole,
        kicker: card.kicker,
        deck: card.deck,
        link,
        times: card.times,
        day: card.day,
    }
}

/// What relative links start from.
pub(super) fn base(arena: &Arena, url: &Url) -> Url {
    let named = (0..arena.len().min(2_000))
        .find(|id| arena.tag(*id) == Tag::BASE && arena.attribute(*id, Name::Href).is_some());
    let href = named.and_then(|id| arena.attribute(id, Name::Href));
    href.and_then(|href| url.join(href.trim()).ok()).unwrap_or_else(|| url.clone())
}
