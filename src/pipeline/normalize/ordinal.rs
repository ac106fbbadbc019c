//! Lists that count their items in words: `1. The headline`, `2. The next`. The place is told by the position.

use crate::pipeline::extract::Item;

/// Fewest items of a list that counts.
const FEWEST: usize = 3;

/// Whether every title of a list begins with its place in it.
pub(super) fn is_counted(items: &[Item]) -> bool {
    items.len() >= FEWEST && items.iter().enumerate().all(|(at, item)| bare(&item.title, at).is_some())
}

/// The title of the item at `position` without that number.
pub(super) fn bare(title: &str, position: usize) -> Option<&str> {
    let title = title.trim_start();
    let number = title.split(|c: char| !c.is_ascii_digit()).next()?;
    let words = title.get(number.len()..)?.strip_prefix(['.', ')', ':'])?.strip_prefix(char::is_whitespace)?;
    (number.parse() == Ok(position + 1) && !words.trim().is_empty()).then(|| words.trim_start())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn items(titles: &[&str]) -> Vec<Item> {
        let item = |title: &&str| Item {
            whole: None,
            title: (*title).to_owned(),
            kicker: None,
            deck: None,
            link: None,
            times: Vec::new(),
            day: None,
        };
        titles.iter().map(item).collect()
    }

    #[test]
    fn places_before_titles_are_no_words_of_theirs() {
        assert!(is_counted(&items(&["1. Rain returns", "2. Ferry runs", "3. 40 lamps lit"])));
        assert_eq!(bare("3. 40 lamps lit", 2), Some("40 lamps lit"));
    }

    #[test]
    fn other_numbers_are() {
        assert!(!is_counted(&items(&["1. Rain returns", "2. Ferry runs"])));
        assert!(!is_counted(&items(&["1. FC Quay wins", "Ferry runs", "3. Lamps lit"])));
        assert!(!is_counted(&items(&["1. FC Quay wins", "1. FC Quay loses", "1. FC Quay draws"])));
        assert!(!is_counted(&items(&["1.", "2.", "3."])));
    }
}
