//! Lists that only stand in structured data: JSON-LD of a page whose lists are drawn by scripts.

use std::collections::HashSet;

use serde_json::Value;
use url::Url;

use crate::contract::rejection::Rejection;
use crate::headline::{PublishedSource, SectionKind};
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::tidy;
use crate::pipeline::written_time;

use super::budget::{Budget, MAX_ITEMS};
use super::explain::{Reason, Sink, Why};
use super::kind::{self, Says};
use super::rules::{Applied, SiteRule};
use super::{Item, List};

/// Fewest dated articles that are a list.
const FEWEST: usize = 3;
/// Most lists that are taken from structured data.
const MOST: usize = 20;
/// Largest script that is read, in bytes.
const LARGEST: usize = 2_000_000;

/// The lists of dated articles in the JSON-LD of a page, but for articles that `shown` lists link to.
pub(super) fn lists(
    arena: &Arena,
    base: &Url,
    shown: &[List],
    rules: &Applied<'_>,
    budget: &mut Budget,
    sink: &mut Sink,
) -> Result<Vec<List>, Rejection> {
    let mut lists = Vec::new();
    for id in 0..arena.len() {
        if arena.tag(id) != Tag::SCRIPT || !arena.attribute(id, Name::Type).is_some_and(|t| t.contains("ld+json")) {
            continue;
        }
        if rules.ignores(id) {
            continue;
        }
        let text = script(arena, id);
        budget.spend(text.len() / 4)?;
        if text.len() > LARGEST {
            continue;
        }
        if let Ok(data) = serde_json::from_str::<Value>(text) {
            lists.extend(arrays(&data).into_iter().filter_map(|array| list(array, base, rules.site)));
        }
    }
    let links: HashSet<&str> = shown.iter().flat_map(|l| &l.items).filter_map(|i| i.link.as_deref()).collect();
    let is_shown = |item: &Item| item.link.as_deref().is_some_and(|link| links.contains(link));
    lists.retain(|list: &List| {
        let there = list.items.iter().take(FEWEST).any(is_shown);
        if there {
            sink.list(place, list, Err(Reason::ShownAlready));
        }
        !there
    });
    lists.truncate(MOST);
    if lists.iter().chain(shown).map(|list| list.items.len()).sum::<usize>() > MAX_ITEMS {
        return Err(Rejection::TooLarge { what: "items", limit: MAX_ITEMS as u64 });
    }
    for (at, list) in lists.iter().enumerate() {
        sink.list(place, list, Ok((shown.len() + at, why(list, rules.site))));
    }
    Ok(lists)
}

fn place() -> String {
    "structured data".to_owned()
}

fn why(list: &List, site: &SiteRule) -> Why {
    match list.label.as_deref() {
        Some(label) if site.named(label).is_some() => Why::Rule,
        Some(label) if kind::of_heading(label).is_some() => Why::Heading,
        _ => Why::Default,
    }
}

fn script(arena: &Arena, id: NodeId) -> &str {
    arena.children(id).next().map_or("", |text| arena.text(text))
}

/// An array of the data, with the name of the list that holds it.
struct Array<'a> {
    name: Option<&'a str>,
    entries: &'a [Value],
}

/// All arrays, by a walk that does not recurse.
fn arrays(data: &Value) -> Vec<Array<'_>> {
    let mut found = Vec::new();
    let mut open: Vec<(Option<&str>, &Value)> = vec![(None, data)];
    while let Some((name, value)) = open.pop() {
        match value {
            Value::Array(entries) => {
                found.push(Array { name, entries });
                open.extend(entries.iter().map(|entry| (None, entry)));
            }
            Value::Object(fields) => {
                let name = fields.get("name").and_then(Value::as_str);
                open.extend(fields.values().filter(|v| v.is_array() || v.is_object()).map(|v| (name, v)));
            }
            _ => {}
        }
    }
    found.reverse();
    found
}

/// The list that an array is, if its entries are dated articles.
fn list(array: Array<'_>, base: &Url, site: &SiteRule) -> Option<List> {
    let items: Vec<Item> = array.entries.iter().filter_map(|entry| item(entry, base)).collect();
    if items.len() < FEWEST || items.len() * 2 < array.entries.len() {
        return None;
    }
    let label = array.name.map(tidy);
    let kind = match label.as_deref().and_then(|label| site.says(label)) {
        Some(Says::Foreign) => return None,
        Some(Says::Kind(kind) | Says::Perhaps(kind)) => kind,
        None => SectionKind::Section,
    };
    Some(List { kind, label, items })
}

fn item(entry: &Value, base: &Url) -> Option<Item> {
    // A ListItem holds the article itself.
    let article = entry.get("item").filter(|i| i.is_object()).unwrap_or(entry);
    let text = |name: &str| article.get(name).and_then(Value::as_str).map(tidy).filter(|t| !t.is_empty());
    let kind = article.get("@type").and_then(Value::as_str).unwrap_or("");
    if !(kind.ends_with("Article") || kind.ends_with("Posting")) {
        return None;
    }
    let link =
        text("url").or_else(|| text("@id")).or_else(|| Some(tidy(article.get("mainEntityOfPage")?.as_str()?)))?;
    let mut time = written_time::read_attribute(&text("datePublished")?)?;
    time.source = PublishedSource::StructuredData;
    Some(Item {
        title: text("headline").or_else(|| text("name"))?,
        kicker: None,
        deck: text("description"),
        link: base.join(&link).ok().map(String::from),
        times: vec![time],
        day: None,
    })
}
