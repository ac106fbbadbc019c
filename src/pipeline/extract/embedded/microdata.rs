//! Articles that a page describes in microdata and shows nowhere: `<meta itemprop="headline" content="…">`.

use crate::contract::rejection::Rejection;
use crate::headline::PublishedSource;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::extract::data::{Array, Data, FEWEST, Record, is_article};
use crate::pipeline::extract::said::text_within;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::tidy;
use crate::pipeline::written_time::{self, WrittenTime};

/// Most nodes of an article's description.
const MAX_NODES: NodeId = 200;
/// Longest headline, in bytes.
const LONGEST: usize = 700;

/// Takes the articles of a page that stand side by side.
pub(super) fn read(arena: &Arena, data: &mut Data, budget: &mut Budget) -> Result<(), Rejection> {
    budget.spend(arena.len() as usize)?;
    let mut parent = None;
    let mut side_by_side: Vec<usize> = Vec::new();
    let mut id = 0;
    while id < arena.len() {
        let size = arena.end(id) - id;
        let told = arena.attribute(id, Name::Itemtype).is_some_and(|kind| kind.split(' ').any(is_article));
        let small = told && size <= MAX_NODES;
        budget.spend(if small { size as usize } else { 0 })?;
        let Some(record) = small.then(|| record(arena, id)).flatten() else {
            id += 1;
            continue;
        };
        if parent != Some(arena.parent(id)) {
            end(data, std::mem::take(&mut side_by_side));
            parent = Some(arena.parent(id));
        }
        side_by_side.push(data.records.len());
        data.records.push(record);
        id = arena.end(id);
    }
    end(data, side_by_side);
    Ok(())
}

fn end(data: &mut Data, records: Vec<usize>) {
    if records.len() >= FEWEST {
        data.arrays.push(Array { name: None, key: None, entries: records.len(), records });
    }
}

fn record(arena: &Arena, article: NodeId) -> Option<Record> {
    let property = |name: &str| {
        let mut nodes = article + 1..arena.end(article);
        let found =
            nodes.find(|id| arena.attribute(*id, Name::Itemprop).is_some_and(|p| p.split(' ').any(|p| p == name)))?;
        value(arena, found)
    };
    let title = property("headline").or_else(|| property("name"))?;
    let time = written_time::read_attribute(&property("datePublished")?)?;
    Some(Record {
        title,
        link: property("url").or_else(|| property("mainEntityOfPage"))?,
        deck: property("description"),
        time: WrittenTime { source: PublishedSource::StructuredData, ..time },
        is_article: true,
    })
}

/// What an element says: its attribute for machines, else its words.
fn value(arena: &Arena, id: NodeId) -> Option<String> {
    let attribute = [Name::Content, Name::Datetime, Name::Href].into_iter().find_map(|name| arena.attribute(id, name));
    let words = attribute.map(tidy).or_else(|| text_within(arena, id, LONGEST));
    words.filter(|words| !words.is_empty() && words.len() <= LONGEST)
}
