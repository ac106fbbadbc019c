//! Lists that are none of headlines: people speaking, articles, events.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use crate::headline::SectionKind;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::table::Table;
use crate::pipeline::text::words::{fold, letters};

use super::card::Card;
use super::explain::Reason;
use super::find::Draft;
use super::kind::{self, Says};
use super::{Item, role};

/// Cards that say more than this on average, in bytes, are articles.
const MOST_WORDS: usize = 2_000;

/// What speaks against headlines: comments and their like, people speaking.
pub(super) fn reason(arena: &Arena, draft: &Draft, label: Option<&str>) -> Option<Reason> {
    let linked = draft.cards.iter().filter(|c| c.href.is_some()).count();
    let mut said: Vec<usize> = draft.cards.iter().map(|c| letters(&c.title)).collect();
    said.sort_unstable();
    let links: HashSet<&str> = draft.cards.iter().filter_map(|c| c.href.as_deref()).collect();
    let one_link = links.len() == 1 && draft.cards.len() > 2;
    let score: i32 = draft.cards.iter().map(|c| c.score).sum();
    let prose = score < 45 * draft.cards.len() as i32 && !draft.cards.iter().any(|c| c.scripted);
    if links.iter().filter(|link| leads_to_comment(link)).count() * 2 > draft.cards.len() {
        return Some(Reason::Speech);
    }
    if one_link {
        return Some(Reason::OneLink);
    }
    if prose {
        return Some(Reason::WeakHeadlines);
    }
    if linked * 2 < draft.cards.len() && !is_named(draft, label) {
        return Some(Reason::FewLinks);
    }
    if said.get(said.len() / 2).is_some_and(|s| *s < 13) {
        return Some(Reason::ShortTitles);
    }
    let words: usize = draft.cards.iter().map(|c| c.words).sum();
    let mut names = Names::default();
    let mut is_marked = |card: &&Card| arena.ancestors(card.time_at).take(12).any(|id| names.says_foreign(arena, id));
    let marked = draft.cards.iter().filter(&mut is_marked).count();
    if words > MOST_WORDS * draft.cards.len() {
        return Some(Reason::Articles);
    }
    // What is most talked of is told by whoever counts the talk.
    let is_counted = || {
        linked == draft.cards.len()
            && matches!(label.and_then(kind::of_heading), Some(Says::Kind(SectionKind::Popular)))
    };
    if marked * 2 > draft.cards.len() && !is_counted() {
        return Some(Reason::ForeignClass);
    }
    let quoted = draft.cards.iter().filter(|card| is_quote(arena, card)).count();
    (quoted * 2 > draft.cards.len()).then_some(Reason::Measure)
}

/// Headings under a heading that names a kind: headlines, linked or not.
fn is_named(draft: &Draft, label: Option<&str>) -> bool {
    draft.cards.iter().all(|card| card.level > 0)
        && matches!(label.and_then(kind::of_heading), Some(Says::Kind(_) | Says::Perhaps(_)))
}

/// A card in which a price has moved: `+0.4 %`, and nothing else in its element.
fn is_quote(arena: &Arena, card: &Card) -> bool {
    (card.from..card.to).any(|id| {
        let text = arena.text(id).trim();
        let moved = text.strip_suffix('%').filter(|moved| moved.len() <= 12).map(str::trim_end);
        moved.and_then(|moved| moved.strip_prefix(['+', '-', '−', '±'])).is_some_and(|amount| {
            let amount = amount.trim_start();
            amount.contains(|c: char| c.is_ascii_digit())
                && amount.bytes().all(|b| b.is_ascii_digit() || b".,".contains(&b))
        })
    })
}

/// Comments, each by the name of the article it is about: headlines return at other times, and nothing else is said.
pub(super) fn is_talk(items: &[Item]) -> bool {
    let mut times: HashMap<String, HashSet<&str>> = HashMap::new();
    for item in items.iter().filter(|item| item.deck.is_none()) {
        let at = item.times.first().map_or("", |time| time.text.as_str());
        times.entry(fold(&item.title)).or_default().insert(at);
    }
    let often = times.values().map(HashSet::len).filter(|often| *often > 1);
    let (titles, said) = often.clone().fold((0, 0), |(titles, said), often| (titles + 1, said + often));
    titles > 1 && said * 2 >= items.len() && often.max().is_some_and(|most| most > 2)
}

/// Whether a link leads to what somebody said of an article: `…#comment-4711`.
fn leads_to_comment(link: &str) -> bool {
    let fragment = link.rsplit_once('#').map_or("", |(_, fragment)| fragment);
    let number = fragment.strip_prefix("comment").or_else(|| fragment.strip_prefix("kommentar"));
    number.is_some_and(|number| number.contains(|c: char| c.is_ascii_digit()))
}

/// Elements whose names were read: those of one list stand in the same ones.
#[derive(Default)]
pub(super) struct Names(Table<NodeId, bool>);

impl Names {
    fn says_foreign(&mut self, arena: &Arena, id: NodeId) -> bool {
        *self.0.entry(id).or_insert_with(|| says_foreign(arena, id))
    }
}

fn says_foreign(arena: &Arena, id: NodeId) -> bool {
    match arena.tag(id) {
        Tag::BLOCKQUOTE | Tag::CODE => return true,
        // a page of text in a browser's clothes is nothing else
        Tag::PRE if arena.tag(arena.parent(id)) != Tag::BODY => return true,
        _ => {}
    }
    let named = [Name::Class, Name::Id].into_iter().filter_map(|n| arena.attribute(id, n));
    arena.tag(id) != Tag::BODY && named.flat_map(role::own_classes).any(is_name)
}

/// Whether a class, or another name for machines, is one of comments, events or their like.
pub(super) fn is_name(class: &str) -> bool {
    let capital = class.bytes().any(|byte| byte.is_ascii_uppercase());
    let class = if capital { Cow::Owned(class.to_ascii_lowercase()) } else { Cow::Borrowed(class) };
    matches!(
        class.as_ref(),
        "comment"
            | "comments"
            | "event"
            | "events"
            | "termine"
            | "calendar"
            | "tweet"
            | "tweets"
            | "references"
            | "citation"
            | "footnotes"
            | "jobs"
            | "stellenmarkt"
            | "wikitable"
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
        "instagram-",
        "reference-",
        "footnote-",
    ]
    .iter()
    .any(|p| class.starts_with(p))
        || ["_comments", "-comments", "commentlinks", "-events", "-calendar"].iter().any(|p| class.ends_with(p))
}
