//! Drafts → lists: what is no list of headlines goes, what stands twice is one, the rest gets heading and kind.

use std::collections::{HashMap, HashSet};

use url::Url;

use crate::headline::SectionKind;
use crate::pipeline::decode::Page;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};

use crate::pipeline::rejection::Rejection;
use crate::pipeline::written_time::{AgoUnit, Reading, WrittenTime};

use super::budget::{Budget, MAX_ITEMS};
use super::card::Card;
use super::find::Draft;
use super::kind::Says;
use super::{Item, List, kind, label, order};
use crate::pipeline::text::words::{fold, letters, tidy};

/// Cards that say more than this on average, in bytes, are articles.
const MOST_WORDS: usize = 2_000;

const TOO_MANY: Rejection = Rejection::TooLarge { what: "items", limit: MAX_ITEMS as u64 };

/// The lists of a page.
pub(super) fn lists(
    arena: &Arena,
    page: &Page,
    drafts: Vec<Draft>,
    budget: &mut Budget,
) -> Result<Vec<List>, Rejection> {
    let base = base(arena, &page.url);
    let mut lists: Vec<List> = Vec::new();
    let mut doubtful = Vec::new();
    let mut seen = Seen::default();
    let mut items_left = MAX_ITEMS;
    let mut floor = 0;
    for mut draft in drafts {
        let to = draft.to();
        budget.spend(500 + draft.cards.len() * 20)?;
        without_repeats(&mut draft);
        let label = label::of(arena, draft.root, draft.from(), floor);
        floor = to.max(floor);
        let Some((kind, sure)) = judge(arena, page, &draft, label.as_deref()) else { continue };
        let items: Vec<Item> = draft.cards.into_iter().map(|card| item(card, &base)).collect();
        let list = List { kind, label, items };
        items_left = items_left.checked_sub(list.items.len()).ok_or(TOO_MANY)?;
        if seen.is_new(&list) {
            doubtful.extend((!sure).then_some(lists.len()));
            lists.push(list);
        }
    }
    settle(&mut lists, &doubtful);
    Ok(lists)
}

/// A card that stands in its list twice (two panels for two widths of screen) stands there once.
fn without_repeats(draft: &mut Draft) {
    let mut seen = HashSet::new();
    draft.cards.retain(|card| seen.insert((fold(&card.title), card.href.clone())));
}

/// "News" is the feed of a page that has no other.
fn settle(lists: &mut [List], doubtful: &[usize]) {
    let popular: Vec<usize> =
        doubtful.iter().copied().filter(|at| lists.get(*at).is_some_and(|l| l.kind == SectionKind::Popular)).collect();
    for at in popular {
        if let Some(list) = lists.get_mut(at) {
            list.kind = SectionKind::Section;
        }
    }
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
    if draft.cards.len() < 2 || is_foreign(arena, draft) || ahead * 2 > ages.len() {
        return None;
    }
    let by_class = kind::of_classes(arena, draft.root, if label.is_some() { 2 } else { 7 });
    let said = label.and_then(kind::of_heading);
    if said == Some(Says::Foreign) || is_measure(draft, &ages, said) {
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

/// Lengths of videos and recipes, scores and quotes of the day: numbers that read as times and follow no order.
fn is_measure(draft: &Draft, ages: &[i64], said: Option<Says>) -> bool {
    let vague = |t: &WrittenTime| match t.reading {
        Reading::Clock { .. } => true,
        Reading::Ago { unit, .. } => matches!(unit, AgoUnit::Second | AgoUnit::Minute),
        _ => false,
    };
    let scores = draft.cards.iter().filter(|c| has_score(&c.title)).count();
    let all_vague = draft.cards.iter().all(|c| c.day.is_none() && c.times.iter().all(vague));
    let ago = draft.cards.iter().all(|c| c.times.iter().any(|t| matches!(t.reading, Reading::Ago { .. })));
    let named = matches!(said, Some(Says::Kind(SectionKind::Latest | SectionKind::Popular)));
    scores * 2 > draft.cards.len() || (all_vague && (!named || ago) && order::falls(ages) < 75)
}

/// Two numbers around a colon: `57 : 33`.
fn has_score(title: &str) -> bool {
    title.split(':').zip(title.split(':').skip(1)).any(|(a, b)| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(a.trim_end().chars().next_back()) && digit(b.trim_start().chars().next())
    })
}

/// Comments and their like: people speaking, not headlines.
fn is_foreign(arena: &Arena, draft: &Draft) -> bool {
    let linked = draft.cards.iter().filter(|c| c.href.is_some()).count();
    let mut said: Vec<usize> = draft.cards.iter().map(|c| letters(&c.title)).collect();
    said.sort_unstable();
    let links: HashSet<&str> = draft.cards.iter().filter_map(|c| c.href.as_deref()).collect();
    let one_link = links.len() == 1 && draft.cards.len() > 2;
    let score: i32 = draft.cards.iter().map(|c| c.score).sum();
    let prose = score < 45 * draft.cards.len() as i32 && !draft.cards.iter().any(|c| c.scripted);
    if one_link || prose || linked * 2 < draft.cards.len() || said.get(said.len() / 2).is_some_and(|s| *s < 13) {
        return true;
    }
    let words: usize = draft.cards.iter().map(|c| c.words).sum();
    let marked =
        draft.cards.iter().filter(|c| arena.ancestors(c.time_at).take(12).any(|id| says_foreign(arena, id))).count();
    words > MOST_WORDS * draft.cards.len() || marked * 2 > draft.cards.len()
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
            "dsq-",
            "dsq-",
        ]
        .iter()
        .any(|p| class.starts_with(p))
            || ["_comments", "-comments", "commentlinks", "-events", "-calendar"].iter().any(|p| class.ends_with(p))
    };
    arena.tag(id) != Tag::BODY && named.flat_map(str::split_ascii_whitespace).any(says)
}

/// Lists that are there already: a list that stands twice (for two widths of screen) is one.
#[derive(Default)]
struct Seen(HashMap<Vec<String>, Vec<Option<String>>>);

impl Seen {
    /// Whether no list of the same titles stands under the same heading, or one of the two under none.
    fn is_new(&mut self, list: &List) -> bool {
        let titles = list.items.iter().map(|i| fold(&i.title)).collect();
        let labels = self.0.entry(titles).or_default();
        let new = !labels.iter().any(|l| *l == list.label || l.is_none() || list.label.is_none());
        labels.push(list.label.clone());
        new
    }
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
