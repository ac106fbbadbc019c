//! Lists in plain text: times give the rhythm, the lines between two times are an item.

mod beat;
mod lines;
mod run;

use std::collections::HashSet;

use crate::headline::SectionKind;
use crate::pipeline::decode::Page;
use crate::pipeline::rejection::Rejection;
use crate::pipeline::text::Line;
use crate::pipeline::text::language;
use crate::pipeline::text::words::{fold, letters};

use super::budget::Budget;
use super::kind::{self, Says};
use super::measure;
use super::seen::Seen;
use super::{Item, List, order};
use run::Run;

/// Fewest items of a list without a heading that names it: text has no frame that would vouch for two.
const FEWEST: usize = 3;

/// The lists of a text.
pub(super) fn lists(lines: &[Line], page: &Page, budget: &mut Budget) -> Result<Vec<List>, Rejection> {
    budget.spend(4_000)?;
    let language = page.language.as_deref().or_else(|| language::guess(&page.text));
    let beats = beat::all(lines, language, budget)?;
    let mut lists: Vec<List> =
        beat::runs(lines, &beats).into_iter().flat_map(|run| Run::new(lines, run).lists()).collect();
    lists.iter_mut().for_each(without_repeats);
    lists.iter_mut().for_each(without_counts);
    let mut seen = Seen::default();
    lists.retain(|list| is_list(list, page) && seen.is_new(list));
    let doubtful = |list: &List| matches!(list.label.as_deref().and_then(kind::of_heading), Some(Says::Perhaps(_)));
    let doubtful = lists.iter().enumerate().filter(|(_, l)| doubtful(l)).map(|(at, _)| at).collect();
    kind::settle(&mut lists, &doubtful);
    Ok(lists)
}

/// A headline that a list prints twice stands there once.
fn without_repeats(list: &mut List) {
    let mut seen = HashSet::new();
    list.items.retain(|item| seen.insert(fold(&item.title)));
}

/// Headlines without the number of comments behind them, `(12)`, where most of a list have one.
fn without_counts(list: &mut List) {
    let count =
        |(_, tail): &(&str, &str)| tail.strip_suffix(')').is_some_and(|n| n.bytes().all(|b| b.is_ascii_digit()));
    let bare = |title: &str| title.rsplit_once(" (").filter(count).map(|(words, _)| words.to_owned());
    if list.items.iter().filter(|i| bare(&i.title).is_some()).count() * 5 < list.items.len() * 3 {
        return;
    }
    for item in &mut list.items {
        item.title = bare(&item.title).unwrap_or_else(|| std::mem::take(&mut item.title));
    }
}

/// Whether these are headlines: not comments, lengths, events.
fn is_list(list: &List, page: &Page) -> bool {
    let said = list.label.as_deref().and_then(kind::of_heading);
    let ages: Vec<i64> = list.items.iter().filter_map(|i| order::age(&i.times, page.fetched_at)).collect();
    let named = matches!(said, Some(Says::Kind(_) | Says::Perhaps(_)));
    let enough = list.items.len() >= if named { 2 } else { FEWEST };
    let foreign = said == Some(Says::Foreign) || order::is_ahead(&ages);
    enough && !foreign && !measure::is_measure(&list.items, &ages, said) && (named || !is_speech(list, &ages))
}

/// People speaking: long titles, whole sentences, the oldest first.
fn is_speech(list: &List, ages: &[i64]) -> bool {
    let mut said: Vec<usize> = list.items.iter().map(|i| letters(&i.title)).collect();
    said.sort_unstable();
    let middle = said.get(said.len() / 2).copied().unwrap_or(0);
    let share = |of: fn(&Item) -> bool| list.items.iter().filter(|i| of(i)).count() * 3 > list.items.len();
    let sentences = share(|i| i.title.ends_with(['.', '!', ':']) || i.title.contains(". "));
    let small = share(|i| i.title.starts_with(char::is_lowercase));
    let rising = ages.len() >= 4 && order::falls(ages) < 40;
    !(13..=130).contains(&middle) || sentences || small || rising
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
