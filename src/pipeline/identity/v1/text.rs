//! Words → what two spellings of the same words have in common.

use std::borrow::Cow;
use std::hash::Hasher as _;

use rustc_hash::FxHasher;
use unicode_normalization::{IsNormalized, UnicodeNormalization as _, is_nfkc_quick};

use crate::pipeline::text::words::is_letter;

/// `words` with compatibility forms and case folded, letters and digits only (and the point inside a number: 1.5 is not
/// 15). What holds neither stays as it is, less blanks.
pub fn fold(words: &str) -> String {
    fold_beginning(words, usize::MAX)
}

/// At least the first `bytes` bytes of [`fold`], if there are so many, and perhaps more.
pub fn fold_beginning(words: &str, bytes: usize) -> String {
    let letters = letters(words, bytes);
    if letters.is_empty() { symbols(words) } else { letters }
}

/// Title and deck run together, folded: the text that identifies.
pub fn run_together(title: &str, deck: Option<&str>) -> String {
    let deck = deck.map(FoldedDeck::of);
    fold_together(title, deck.as_ref()).1
}

/// A deck, folded once for all titles above it.
#[derive(Clone, Debug)]
pub struct FoldedDeck {
    letters: String,
    /// What it is compared as.
    folded: String,
}

impl FoldedDeck {
    /// Folds a deck.
    pub fn of(deck: &str) -> Self {
        let letters = letters(deck, usize::MAX);
        let folded = if letters.is_empty() { symbols(deck) } else { letters.clone() };
        Self { letters, folded }
    }

    /// The deck, folded.
    pub fn as_str(&self) -> &str {
        &self.folded
    }
}

/// A title, and the title run together with its deck, folded.
pub fn fold_together(title: &str, deck: Option<&FoldedDeck>) -> (String, String) {
    let above = letters(title, usize::MAX);
    let both = above.clone() + deck.map_or("", |deck| &deck.letters);
    let above = if above.is_empty() { symbols(title) } else { above };
    let both = if both.is_empty() { above.clone() + deck.map_or("", |deck| &deck.folded) } else { both };
    (above, both)
}

/// 64 bits of a folded text on a site, for maps in memory: not the same in every release.
pub fn fingerprint(site: &str, folded: &str) -> u64 {
    let mut hasher = FxHasher::default();
    hasher.write(site.as_bytes());
    hasher.write_u8(0);
    hasher.write(folded.as_bytes());
    hasher.finish()
}

/// No more than what has `bytes` bytes and a letter.
fn letters(words: &str, bytes: usize) -> String {
    if words.is_ascii() {
        return ascii_letters(words.as_bytes(), bytes);
    }
    let normal = is_nfkc_quick(words.chars()) == IsNormalized::Yes;
    let words = if normal { Cow::Borrowed(words) } else { Cow::Owned(words.nfkc().collect()) };
    let mut folded = String::with_capacity(words.len().min(bytes.saturating_add(16)));
    let mut characters = words.chars().peekable();
    while let Some(character) = characters.next().filter(|_| folded.len() < bytes) {
        if character.is_ascii_alphanumeric() {
            folded.push(character.to_ascii_lowercase());
        } else if matches!(character, '.' | ',') {
            let inside = folded.ends_with(char::is_numeric) && characters.peek().is_some_and(|next| next.is_numeric());
            folded.extend(inside.then_some('.'));
        } else if !character.is_ascii() {
            push(&mut folded, character);
        }
    }
    folded
}

/// The same of what is its own compatibility form. Each byte is written, and where it goes the next one is written over it:
/// which ones go is nothing that a processor could guess.
fn ascii_letters(words: &[u8], bytes: usize) -> String {
    let mut folded = vec![0; words.len().min(bytes)];
    let mut length = 0;
    for (place, byte) in words.iter().enumerate() {
        let Some(next) = folded.get_mut(length) else { break };
        // digits have that bit, letters are small with it
        *next = byte | 0x20;
        length += usize::from(byte.is_ascii_alphanumeric());
        if matches!(byte, b'.' | b',') {
            *next = b'.';
            let digit = |of: &[u8], at: Option<usize>| at.and_then(|at| of.get(at)).is_some_and(u8::is_ascii_digit);
            let inside = digit(&folded, length.checked_sub(1)) && digit(words, Some(place + 1));
            length += usize::from(inside);
        }
    }
    folded.truncate(length);
    String::from_utf8(folded).unwrap_or_default()
}

fn push(folded: &mut String, character: char) {
    for lower in character.to_lowercase().filter(|lower| is_letter(*lower) || lower.is_numeric()) {
        match lower {
            'ß' => folded.push_str("ss"),
            'ς' => folded.push('σ'),
            'ı' => folded.push('i'),
            other => folded.push(other),
        }
    }
}

fn symbols(words: &str) -> String {
    words.nfkc().filter(|character| !character.is_whitespace()).collect()
}

/// `cut` ends in an ellipsis, and what stands before it begins `whole`, which says more.
pub fn is_cut_of(cut: &str, whole: &str) -> bool {
    beginning(cut).is_some_and(|beginning| goes_past(&beginning, &fold(whole)))
}

/// What a text that ends in an ellipsis says before it, folded.
pub fn beginning(cut: &str) -> Option<String> {
    let cut = cut.trim_end();
    let beginning = cut.strip_suffix('…').or_else(|| cut.strip_suffix("..."))?;
    Some(fold(beginning)).filter(|beginning| !beginning.is_empty())
}

/// A folded text begins so and says more.
pub fn goes_past(beginning: &str, whole: &str) -> bool {
    beginning.len() < whole.len() && whole.starts_with(beginning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_quotes_dashes_and_blanks_fold() {
        assert_eq!(fold("“Fünf – SECHS”, sieben"), fold("\"fünf - sechs\" sieben"));
        assert_eq!(fold("ＡＢＣ ﬁn STRASSE"), fold("abc fin Straße"));
        assert_eq!(fold("?!"), "?!");
        assert_ne!(fold("1.5 million"), fold("15 million"));
        assert_eq!(fold("1.5 million. Rain"), fold("1,5 million rain"));
        assert_eq!(fold("İSTANBUL IŞIK"), fold("istanbul ışık"));
        assert_eq!(fold("ΌΣΟΣ"), fold("όσος"));
    }

    #[test]
    fn ascii_folds_like_everything_else() {
        for words in ["A 1.5, b 2,5. C", ".5 5. a.5 5.a", "?!", "1.,2", ""] {
            let other = fold(&format!("é{words}"));
            assert_eq!(other.strip_prefix('é').unwrap(), letters(words, usize::MAX), "{words}");
        }
        assert_eq!(fold_beginning("Rain returns", 6), "rainre");
        assert_eq!(fold_beginning("Ra ?", 6), "ra");
    }

    #[test]
    fn run_together_is_how_lists_print_it() {
        assert_eq!(run_together("Rain returns", Some("Bring a coat.")), fold("Rain returns Bring a coat"));
        assert_eq!(run_together("…!", Some("Rain")), fold("…! Rain"));
    }

    #[test]
    fn an_ellipsis_cuts() {
        assert!(is_cut_of("Rain returns to the…", "Rain returns to the valley"));
        assert!(is_cut_of("Rain returns to the ...", "Rain returns to the valley"));
        assert!(!is_cut_of("Rain returns to the", "Rain returns to the valley"));
        assert!(!is_cut_of("Rain returns…", "Rain returns"));
    }
}
