//! What else stands in the line of a time: a headline, or who wrote it.

use std::collections::HashMap;

use crate::pipeline::text::words::letters;

use super::beat::Beat;
use super::lines::is_byline;

/// Letters of the shortest headline beside a time.
const SHORTEST: usize = 15;
/// Times that have the same words beside them.
const FEWEST: usize = 3;

/// Words that lead from who speaks to what is spoken of: `4 May 10:20 by Ada Quill on`, and the headline below.
const ABOUT: [&str; 14] = ["zu", "on", "sur", "su", "sobre", "em", "bij", "op", "om", "о", "на", "к", "till", "til"];

/// The headline beside a time.
pub(super) fn headline(rest: &str) -> Option<String> {
    let words = rest.split(' ').count();
    let counted = words <= 4 && rest.starts_with(|c: char| c.is_ascii_digit());
    (letters(rest) >= SHORTEST && !counted && !is_byline(rest)).then(|| rest.to_owned())
}

/// Whether what stands beside a time says that someone speaks of the article below.
pub(super) fn is_comment(rest: &str) -> bool {
    let mut words = rest.split(' ');
    words.clone().count() > 1 && words.next_back().is_some_and(|last| ABOUT.contains(&last))
}

/// Headlines beside times that are the same rubric or name each time, and hardly more, are none.
pub(super) fn without_bylines(beats: &mut [Beat]) {
    let mut ends: HashMap<String, usize> = HashMap::new();
    let inline = beats.iter().filter_map(|beat| beat.title.as_deref());
    for end in inline.clone().filter_map(end) {
        *ends.entry(end.to_owned()).or_default() += 1;
    }
    let most = inline.count();
    ends.retain(|_, count| *count >= FEWEST && *count * 2 > most);
    for beat in beats {
        if beat.title.as_deref().is_some_and(|title| is_end(title, &ends)) {
            beat.title = None;
        }
    }
}

/// The words are a common end, and little before it.
fn is_end(title: &str, ends: &HashMap<String, usize>) -> bool {
    let common = end(title).filter(|end| ends.contains_key(*end));
    common.and_then(|end| title.strip_suffix(end)).is_some_and(|bare| letters(bare) < SHORTEST)
}

/// The last two words.
fn end(title: &str) -> Option<&str> {
    title.rmatch_indices(' ').nth(1).and_then(|(at, _)| title.get(at..))
}

#[cfg(test)]
mod tests {
    use super::{headline, is_comment};

    #[test]
    fn names_and_lengths_are_no_headlines() {
        assert_eq!(headline("Ferry sails again at last").as_deref(), Some("Ferry sails again at last"));
        assert_eq!(headline("von Ada Quill und Ben Tarn"), None);
        assert_eq!(headline("11 months Ada Quillington"), None);
        assert!(is_comment("von Ada Quill zu") && !is_comment("Ferry sails again"));
    }
}
