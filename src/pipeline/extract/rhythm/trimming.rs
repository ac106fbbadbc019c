//! Trims what the items of a list share and is none of their words: counts, calls to read on.

use std::collections::{HashMap, HashSet};

use crate::pipeline::extract::List;
use crate::pipeline::text::words::fold;

/// Most words that call to read on.
const MOST_WORDS: usize = 4;
/// Fewest items that have the same words at the end.
const FEWEST: usize = 3;

/// Leaves each item of `list` its own words.
pub(super) fn strip(list: &mut List) {
    without_repeats(list);
    without_counts(list);
    without_calls(list);
}

/// A headline that a list prints twice at one time stands there once.
fn without_repeats(list: &mut List) {
    let mut seen = HashSet::new();
    list.items.retain(|item| seen.insert((fold(&item.title), item.times.first().map(|time| time.text.clone()))));
}

/// Headlines without the number of comments behind them, `(12)`, where several of a list have one.
fn without_counts(list: &mut List) {
    let count = |(_, tail): &(&str, &str)| {
        tail.strip_suffix(')').is_some_and(|n| n.len() <= 3 && n.bytes().all(|b| b.is_ascii_digit()))
    };
    let bare = |title: &str| title.rsplit_once(" (").filter(count).map(|(words, _)| words.to_owned());
    let mut bares: Vec<String> = list.items.iter().filter_map(|i| bare(&i.title)).collect();
    let counted = bares.len();
    bares.sort_unstable();
    bares.dedup();
    // a headline that returns with another number is a part of a series
    if counted < FEWEST.min(list.items.len()) || bares.len() < counted {
        return;
    }
    for item in &mut list.items {
        item.title = bare(&item.title).unwrap_or_else(|| std::mem::take(&mut item.title));
    }
}

/// Teasers without the words that most of them end with: "Read more".
fn without_calls(list: &mut List) {
    let mut ends: HashMap<String, usize> = HashMap::new();
    let decks = list.items.iter().filter_map(|item| item.deck.as_deref());
    for end in decks.clone().flat_map(ends_of) {
        *ends.entry(end.to_owned()).or_default() += 1;
    }
    let most = decks.count();
    let common = ends.into_iter().filter(|(_, count)| *count >= FEWEST && *count * 3 > most * 2);
    let Some((call, _)) = common.max_by_key(|(end, _)| end.len()) else { return };
    for item in &mut list.items {
        let bare = item.deck.as_deref().and_then(|deck| deck.strip_suffix(call.as_str())).map(str::trim_end);
        if let Some(bare) = bare {
            item.deck = (!bare.is_empty()).then(|| bare.to_owned());
        }
    }
}

/// Its last word, its last two words and so on.
fn ends_of(deck: &str) -> impl Iterator<Item = &str> {
    deck.rmatch_indices(' ').take(MOST_WORDS).filter_map(|(at, _)| deck.get(at + 1..))
}
