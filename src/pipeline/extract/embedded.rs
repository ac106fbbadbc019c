//! What stands in the scripts of a page as data: lists that stand only there, and times of headlines that its lists show
//! without one.

mod fill;
mod microdata;

use std::collections::HashSet;

use memchr::memmem;
use url::Url;

use crate::contract::rejection::Rejection;
use crate::headline::SectionKind;
use crate::pipeline::address::absolute;
use crate::pipeline::decode::Page;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::{fold, letters, tidy};

use super::budget::{Budget, MAX_ITEMS};
use super::data::{Array, Data, FEWEST, Record};
use super::explain::{Reason, Sink, Why};
use super::kind::{self, Says};
use super::rules::{Applied, SiteRule};
use super::seen::Seen;
use super::{Item, List, foreign, order};

/// Most lists that are taken from data.
const MOST: usize = 20;
/// Largest script that is read, in bytes.
const LARGEST: usize = 4_000_000;
/// Headlines of a list that are looked for on the page.
const SAMPLE: usize = 5;
/// Letters that most headlines have.
const USUAL: usize = 15;

/// The data of a page.
#[derive(Default)]
struct Scripts {
    /// JSON-LD: it says itself what is an article.
    linked: Data,
    /// The state of an application.
    state: Data,
}

/// What a script holds.
#[derive(Clone, Copy)]
enum Kind {
    Linked,
    State,
}

impl Scripts {
    fn of(&mut self, kind: Kind) -> &mut Data {
        match kind {
            Kind::Linked => &mut self.linked,
            Kind::State => &mut self.state,
        }
    }
}

/// Adds to `shown` what only the data of the page tell.
pub(super) fn complete(
    arena: &Arena,
    page: &Page,
    base: &Url,
    shown: &mut Vec<List>,
    rules: &Applied<'_>,
    budget: &mut Budget,
    sink: &mut Sink,
) -> Result<(), Rejection> {
    let wanted = fill::wanted(shown);
    let kept = |kind, text: &str| match kind {
        Kind::Linked => shown.is_empty() || !wanted.is_empty() || may_hold_list(text),
        Kind::State => shown.is_empty() || wanted.are_told_in(text),
    };
    let mut scripts = read(arena, rules, budget, kept)?;
    if shown.is_empty() {
        microdata::read(arena, &mut scripts.linked, budget)?;
    }
    fill::fields(shown, wanted, [&scripts.linked, &scripts.state], base, sink);
    let mut found = Found { page, base, site: rules.site, shown, seen: Seen::default(), lists: Vec::new(), sink };
    found.take_linked(&scripts.linked);
    if found.shown.is_empty() && found.lists.is_empty() && !scripts.state.arrays.is_empty() {
        budget.spend(arena.len() as usize)?;
        found.take_state(&scripts.state, &headings(arena));
    }
    let lists = found.lists;
    if lists.iter().chain(shown.iter()).map(|list| list.items.len()).sum::<usize>() > MAX_ITEMS {
        return Err(Rejection::TooLarge { what: "items", limit: MAX_ITEMS as u64 });
    }
    for list in lists {
        sink.list(place, &list, Ok((shown.len(), why(&list, rules.site))));
        shown.push(list);
    }
    Ok(())
}

fn read(
    arena: &Arena,
    rules: &Applied<'_>,
    budget: &mut Budget,
    is_wanted: impl Fn(Kind, &str) -> bool,
) -> Result<Scripts, Rejection> {
    let mut scripts = Scripts::default();
    for &id in arena.scripts() {
        let text = script(arena, id);
        if text.is_empty() || text.len() > LARGEST || rules.ignores(id) {
            continue;
        }
        let linked = arena.attribute(id, Name::Type).is_some_and(|kind| kind.contains("ld+json"));
        let kind = if linked { Kind::Linked } else { Kind::State };
        budget.spend(text.len() / 64)?;
        if is_wanted(kind, text) {
            budget.spend(text.len() / 4)?;
            scripts.of(kind).read(text);
        }
    }
    Ok(scripts)
}

/// Whether linked data may hold a list of articles: each of them names its type.
fn may_hold_list(text: &str) -> bool {
    let named = |kind: &'static str| memmem::find_iter(text.as_bytes(), kind);
    named("Article\"").chain(named("Posting\"")).take(FEWEST).count() == FEWEST
}

fn script<'p>(arena: &Arena<'p>, id: NodeId) -> &'p str {
    arena.children(id).next().map_or("", |text| arena.text(text))
}

/// The words of the page's links, headings and other texts, each folded.
fn headings(arena: &Arena) -> HashSet<String> {
    let texts =
        (0..arena.len()).filter(|id| arena.tag(*id) == Tag::TEXT && arena.tag(arena.parent(*id)) != Tag::SCRIPT);
    texts.map(|id| fold(arena.text(id))).filter(|words| words.len() >= USUAL / 2).collect()
}

/// Lists that stand only in the data.
struct Found<'a> {
    page: &'a Page<'a>,
    base: &'a Url,
    site: &'a SiteRule,
    shown: &'a [List],
    seen: Seen,
    lists: Vec<List>,
    sink: &'a mut Sink,
}

impl Found<'_> {
    /// Lists of articles, but for those that a shown list links to.
    fn take_linked(&mut self, data: &Data) {
        let links: HashSet<&str> = self.shown.iter().flat_map(|l| &l.items).filter_map(|i| i.link.as_deref()).collect();
        for array in &data.arrays {
            let articles: Vec<&Record> = records(data, array).filter(|record| record.is_article).collect();
            if articles.len() * 2 < array.entries {
                continue;
            }
            let Some(list) = self.list(array, &articles) else { continue };
            let is_shown = |item: &Item| item.link.as_deref().is_some_and(|link| links.contains(link));
            let there = list.items.iter().take(SAMPLE).any(is_shown);
            self.judge(list, there.then_some(Reason::ShownAlready));
        }
    }

    /// Lists of an application's state. What the page shows without times is no list of timed headlines.
    fn take_state(&mut self, data: &Data, shown: &HashSet<String>) {
        for array in &data.arrays {
            let mut said: Vec<usize> = records(data, array).map(|record| letters(&record.title)).collect();
            said.sort_unstable();
            let records: Vec<&Record> = records(data, array).collect();
            let Some(list) = self.list(array, &records) else { continue };
            let titles = list.items.iter().take(SAMPLE).filter(|item| shown.contains(&fold(&item.title))).count();
            let short = said.get(said.len() / 2).is_none_or(|middle| *middle < USUAL);
            let named =
                array.key.as_deref().is_some_and(|key| foreign::is_name(key) || foreign::is_name(&key.to_lowercase()));
            let reason = (titles > 0).then_some(Reason::ShownUntimed);
            let reason = reason.or(short.then_some(Reason::ShortTitles)).or(named.then_some(Reason::ForeignClass));
            self.judge(list, reason);
        }
    }

    fn judge(&mut self, list: List, reason: Option<Reason>) {
        let ages: Vec<i64> = list.items.iter().filter_map(|i| order::age(&i.times, self.page.fetched_at)).collect();
        let full = self.lists.len() >= MOST;
        let reason = reason.or_else(|| order::is_ahead(&ages).then_some(Reason::Ahead));
        let reason = reason.or_else(|| (full || !self.seen.is_new(&list)).then_some(Reason::SeenBefore));
        match reason {
            Some(reason) => self.sink.list(place, &list, Err(reason)),
            None => self.lists.push(list),
        }
    }

    /// The list that an array is; none where a rule says so.
    fn list(&self, array: &Array, records: &[&Record]) -> Option<List> {
        let items: Vec<Item> = records.iter().map(|record| item(record, self.base)).collect();
        if items.len() < FEWEST {
            return None;
        }
        let label = array.name.as_deref().map(tidy);
        let by_name = || array.key.as_deref().and_then(kind::of_name).unwrap_or(SectionKind::Section);
        let kind = match label.as_deref().and_then(|label| self.site.says(label)) {
            Some(Says::Foreign) => return None,
            Some(Says::Kind(kind) | Says::Perhaps(kind)) => kind,
            None => by_name(),
        };
        Some(List { kind, label, items })
    }
}

fn records<'d>(data: &'d Data, array: &'d Array) -> impl Iterator<Item = &'d Record> {
    array.records.iter().filter_map(|at| data.records.get(*at))
}

fn place() -> String {
    "structured data".to_owned()
}

fn why(list: &List, site: &SiteRule) -> Why {
    match list.label.as_deref() {
        Some(label) if site.named(label).is_some() => Why::Rule,
        Some(label) if kind::of_heading(label).is_some() => Why::Heading,
        _ if list.kind != SectionKind::Section => Why::Class,
        _ => Why::Default,
    }
}

fn item(record: &Record, base: &Url) -> Item {
    Item {
        title: record.title.clone(),
        whole: None,
        kicker: None,
        deck: record.deck.clone(),
        link: absolute(base, &record.link),
        times: vec![record.time.clone()],
        day: None,
    }
}
