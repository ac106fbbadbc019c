//! The language of a text that does not tell it, by its commonest words.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Words that are looked at.
const SAMPLE: usize = 4_000;
/// Fewest common words that say anything.
const FEWEST: usize = 12;

static WORDS: LazyLock<HashMap<&'static str, Vec<usize>>> = LazyLock::new(|| {
    let mut words: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, (_, common)) in languages().enumerate() {
        for word in common.split(' ') {
            words.entry(word).or_default().push(at);
        }
    }
    words
});

fn languages() -> impl Iterator<Item = (&'static str, &'static str)> {
    include_str!("stopwords.tsv").lines().filter_map(|line| line.split_once('\t'))
}

/// The BCP 47 tag of the language whose common words stand there far more often than any other's.
pub(crate) fn guess(text: &str) -> Option<&'static str> {
    let mut counts = vec![0_usize; languages().count()];
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).take(SAMPLE) {
        for at in WORDS.get(word.to_lowercase().as_str()).into_iter().flatten() {
            if let Some(count) = counts.get_mut(*at) {
                *count += 1;
            }
        }
    }
    let (best, most) = counts.iter().copied().enumerate().max_by_key(|(_, n)| *n)?;
    let next = counts.iter().enumerate().filter(|(at, _)| *at != best).map(|(_, n)| *n).max().unwrap_or(0);
    let sure = most >= FEWEST && most * 2 > next * 3;
    languages().nth(best).map(|(tag, _)| tag).filter(|_| sure)
}

#[cfg(test)]
mod tests {
    use super::guess;

    #[test]
    fn common_words_tell_the_language() {
        let german = "Der Kran und die Uhr: das ist nicht der Turm, von dem auch die Leute mit den Karren auf die Brücke wollen.";
        let english = "The crane and the clock: this is not the tower that the people with carts have come to see from the bridge.";
        assert_eq!(guess(german), Some("de"));
        assert_eq!(guess(english), Some("en"));
        assert_eq!(guess("10:20 Kran 11:30 Turm"), None);
    }
}
