//! Which lines speak of the same.

use std::collections::HashSet;

use crate::pipeline::extract::Item;

/// Letters of a word that tells what a line speaks of, and so many of them do.
const TELLING: usize = 5;

/// Two lines share words that tell something.
pub(super) fn are_kin(one: &str, other: &str) -> bool {
    let words = telling(one);
    telling(other).intersection(&words).next().is_some()
}

/// The starts of the long words, so that endings don't matter; of scripts without blanks each pair of characters.
fn telling(text: &str) -> HashSet<String> {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let starts = words.filter_map(|word| {
        let start: String = word.chars().take(TELLING).flat_map(char::to_lowercase).collect();
        (start.chars().count() >= TELLING).then_some(start)
    });
    let dense: Vec<char> = text.chars().filter(|c| ('\u{2e80}'..='\u{9fff}').contains(c)).collect();
    let pairs = dense.windows(2).map(|pair| pair.iter().collect());
    starts.chain(pairs).collect()
}

/// A teaser that speaks of the next headline and not of its own belongs to that one: it stands above its time.
pub(super) fn settle_decks(items: &mut [Item]) {
    for at in (1..items.len()).rev() {
        let Some((one, next)) = items.get_mut(at - 1..=at).and_then(|pair| pair.split_first_mut()) else { continue };
        let Some(next) = next.first_mut() else { continue };
        let strays = |deck: &String| !are_kin(&one.title, deck) && are_kin(&next.title, deck);
        let lacks = next.deck.as_ref().is_none_or(|deck| !are_kin(&next.title, deck));
        if lacks && one.deck.as_ref().is_some_and(strays) {
            next.deck = one.deck.take();
        }
    }
}
