//! Lists in plain text: times give the rhythm, the lines between two times are an item.

mod badge;
mod beat;
mod headings;
mod kin;
mod lines;
mod mending;
mod rest;
mod run;
mod shape;
mod tails;
mod talk;
mod trimming;

use crate::contract::rejection::Rejection;
use crate::headline::SectionKind;
use crate::pipeline::decode::Page;
use crate::pipeline::text::Line;
use crate::pipeline::text::language;
use crate::pipeline::text::words::letters;

use super::budget::Budget;
use super::explain::{Reason, Sink, Why, line_of};
use super::kind::{self, Says};
use super::measure;
use super::rules::SiteRule;
use super::seen::Seen;
use super::{Item, List, foreign, order};
use headings::Headings;
use run::Run;

/// Fewest items of a list without a heading that names it: text has no frame that would vouch for two.
const FEWEST: usize = 3;
/// Fewest items of a list that is a ticker by its times alone.
const TICKER: usize = 8;

/// The lists of a text.
pub(super) fn lists(
    lines: &[Line],
    page: &Page,
    site: &SiteRule,
    budget: &mut Budget,
    sink: &mut Sink,
) -> Result<Vec<List>, Rejection> {
    budget.spend(4_000)?;
    let lines = &*mending::mended(lines);
    let language = page.language.as_deref().or(site.language.as_deref()).or_else(|| language::guess(&page.text));
    let beats = beat::all(lines, language, budget)?;
    let headings = Headings::of(lines, &beats);
    let runs = beat::runs(lines, &beats, &headings);
    let badges = badge::Badges::of(lines);
    budget.spend(lines.len() / 4)?;
    let mut found: Vec<(List, bool)> = Vec::new();
    for run in runs {
        let talk = talk::is_talk(lines, run);
        found.extend(Run::new(lines, run, &headings, &badges).lists().into_iter().map(|list| (list, talk)));
    }
    found.iter_mut().for_each(|(list, _)| badges.strip(list));
    let mut seen = Seen::default();
    let mut lists = Vec::new();
    for (mut list, talk) in found {
        if let Some(Says::Kind(kind)) = list.label.as_deref().and_then(|label| site.named(label)) {
            list.kind = kind;
        }
        let talk = (talk || foreign::is_talk(&list.items)).then_some(Reason::Speech);
        trimming::strip(&mut list);
        let refused = talk.or_else(|| reason(&list, page, site));
        let refused = refused.or_else(|| (!seen.is_new(&list)).then_some(Reason::SeenBefore));
        let fed = refused.is_none() && is_feed(&list, page, site);
        if fed {
            list.kind = SectionKind::Latest;
        }
        let why = if fed { Why::Order } else { why(&list, site) };
        sink.list(|| line_of(page, &list), &list, refused.map_or_else(|| Ok((lists.len(), why)), Err));
        if refused.is_none() {
            lists.push(list);
        }
    }
    let doubtful =
        |list: &List| matches!(list.label.as_deref().and_then(|label| site.says(label)), Some(Says::Perhaps(_)));
    let doubtful = lists.iter().enumerate().filter(|(_, l)| doubtful(l)).map(|(at, _)| at).collect();
    kind::settle(&mut lists, &doubtful);
    Ok(lists)
}

/// Times of day that fall all the way, under no heading that names a kind: a ticker.
fn is_feed(list: &List, page: &Page, site: &SiteRule) -> bool {
    let named = list.label.as_deref().and_then(|label| site.says(label)).is_some();
    let ages: Vec<i64> = list.items.iter().filter_map(|item| order::age(&item.times, page.fetched_at)).collect();
    let clocks = list.items.iter().filter(|item| order::needs_day(&item.times)).count();
    !named && ages.len() >= TICKER && clocks * 10 >= ages.len() * 9 && order::falls(&ages) >= 90
}

fn why(list: &List, site: &SiteRule) -> Why {
    if list.label.as_deref().and_then(|label| site.named(label)).is_some() {
        return Why::Rule;
    }
    match list.label.as_deref().and_then(kind::of_heading) {
        Some(Says::Kind(_)) => Why::Heading,
        Some(Says::Perhaps(_)) => Why::Hint,
        _ => Why::Default,
    }
}

/// What speaks against headlines: comments, lengths, events.
fn reason(list: &List, page: &Page, site: &SiteRule) -> Option<Reason> {
    let ruled = list.label.as_deref().and_then(|label| site.named(label));
    let said = list.label.as_deref().and_then(|label| site.says(label));
    if ruled == Some(Says::Foreign) {
        return Some(Reason::RuledOut);
    }
    let ages: Vec<i64> = list.items.iter().filter_map(|i| order::age(&i.times, page.fetched_at)).collect();
    let named = matches!(said, Some(Says::Kind(_) | Says::Perhaps(_)));
    if list.items.len() < if named { 2 } else { FEWEST } {
        return Some(Reason::TooFew);
    }
    if said == Some(Says::Foreign) {
        return Some(Reason::ForeignHeading);
    }
    if order::is_ahead(&ages) {
        return Some(Reason::Ahead);
    }
    if measure::is_measure(&list.items, &ages, said) {
        return Some(Reason::Measure);
    }
    (!named && is_speech(list, &ages)).then_some(Reason::Speech)
}

/// People speaking: long titles, whole sentences, the oldest first.
fn is_speech(list: &List, ages: &[i64]) -> bool {
    let mut said: Vec<usize> = list.items.iter().map(|i| letters(&i.title)).collect();
    said.sort_unstable();
    let middle = said.get(said.len() / 2).copied().unwrap_or(0);
    let share = |of: fn(&Item) -> bool| list.items.iter().filter(|i| of(i)).count() * 3 > list.items.len();
    let sentences =
        share(|i| (i.title.ends_with(['.', '!', ':']) && !i.title.ends_with("..")) || has_sentence(&i.title));
    let small = share(|i| i.title.starts_with(char::is_lowercase));
    let rising = ages.len() >= 4 && order::falls(ages) < 40;
    !(13..=130).contains(&middle) || sentences || small || rising
}

/// A full stop amid the words, and no mere abbreviation.
fn has_sentence(title: &str) -> bool {
    title.match_indices(". ").any(|(at, stop)| {
        title.get(at + stop.len()..).and_then(|rest| rest.chars().next()).is_some_and(char::is_uppercase)
    })
}

/// An empty list under a heading.
fn list(heading: Option<&Line>) -> List {
    let label = heading.map(|l| l.text.trim_end_matches(':').to_owned());
    let kind = match label.as_deref().and_then(kind::of_heading) {
        Some(Says::Kind(kind) | Says::Perhaps(kind)) => kind,
        Some(Says::Foreign) | None => SectionKind::Section,
    };
    List { kind, label, items: Vec::new() }
}
