//! An item that a rule selects → a card: the fields that the rule names from where it says, the others as ever.

use super::FieldRules;
use crate::pipeline::extract::candidate::Candidate;
use crate::pipeline::extract::card::{self, Card};
use crate::pipeline::extract::said::text_of;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::selector::Selector;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time::{self, WrittenTime};

/// The card of the element `item`, in which `times` stand; `None` where nothing in it is a headline.
pub(super) fn read(arena: &Arena, item: NodeId, rule: &FieldRules, times: &[Candidate]) -> Option<Card> {
    let to = arena.end(item);
    let one = |selector: &Selector| (item..to).find(|id| selector.matches(arena, *id));
    let words = |selector: &Selector| one(selector).map(|id| text_of(arena, id)).filter(|words| !words.is_empty());
    let mut card = card::read_alone(arena, item, to, times).unwrap_or_else(|| blank(item, to, times));
    if let Some(selector) = &rule.title {
        let title = one(selector);
        card.title = title.map(|id| text_of(arena, id)).unwrap_or_default();
        card.href = title.and_then(|id| link_at(arena, id)).or(card.href);
    }
    if card.title.is_empty() {
        return None;
    }
    if let Some(selector) = &rule.link {
        card.href = one(selector).and_then(|id| link_at(arena, id));
    }
    card.href = card.href.or_else(|| link_at(arena, item));
    if let Some(selector) = &rule.kicker {
        card.kicker = words(selector);
    }
    if let Some(selector) = &rule.deck {
        card.deck = words(selector);
    }
    if let Some(selector) = &rule.time {
        let told: Vec<NodeId> = selector.outermost(arena, item, to).collect();
        card.times = told.iter().flat_map(|id| times_at(arena, *id, times)).collect();
        card.time_at = told.first().copied().unwrap_or(item);
    }
    Some(card)
}

fn blank(item: NodeId, to: NodeId, times: &[Candidate]) -> Card {
    Card {
        whole: None,
        from: item,
        to,
        score: 0,
        words: 0,
        title: String::new(),
        title_at: item,
        kicker: None,
        deck: None,
        href: None,
        linked: false,
        scripted: false,
        times: times.iter().flat_map(|time| time.times.iter().cloned()).collect(),
        headed: false,
        level: 0,
        day: None,
        time_at: times.first().map_or(item, |time| time.at),
        holes: Vec::new(),
        doubtful: false,
    }
}

/// The link that an element is, holds, or stands in.
fn link_at(arena: &Arena, id: NodeId) -> Option<String> {
    let href = |id: NodeId| arena.attribute(id, Name::Href).filter(|href| card::link::is_link(href)).map(str::to_owned);
    (id..arena.end(id)).find_map(href).or_else(|| arena.ancestors(id).take(8).find_map(href))
}

/// The times that stand in `id` or around it; else what its words are as a time.
fn times_at(arena: &Arena, id: NodeId, times: &[Candidate]) -> Vec<WrittenTime> {
    let meets = |time: &&Candidate| time.at < arena.end(id) && id < arena.end(time.at);
    let found: Vec<WrittenTime> = times.iter().filter(meets).flat_map(|time| time.times.iter().cloned()).collect();
    if !found.is_empty() {
        return found;
    }
    let words = text_of(arena, id);
    written_time::read(&words, None).or_else(|| Some(written_time::find(&words, None)?.1)).into_iter().collect()
}
