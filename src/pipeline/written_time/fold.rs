//! Words as the lexicon is keyed by them: small letters without accents, one for those that stand for one another.

use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization as _;

use super::token::{is_apostrophe, is_invisible, is_unspaced};

/// Appends `text`, folded.
pub(super) fn fold(text: &str, into: &mut String) {
    if text.is_ascii() {
        return fold_ascii(text, into);
    }
    for c in text.chars().filter(|c| !is_apostrophe(*c) && !is_invisible(*c)) {
        if is_unspaced(c) || ('\u{ac00}'..='\u{d7a3}').contains(&c) {
            into.push(c);
        } else if let Some(lower) = plain(c) {
            into.push(lower);
        } else {
            into.extend(all(c));
        }
    }
}

/// Small letters, and what else stands there but for apostrophes.
fn fold_ascii(text: &str, into: &mut String) {
    let from = into.len();
    if text.as_bytes().contains(&b'\'') {
        into.extend(text.chars().filter(|c| *c != '\''));
    } else {
        into.push_str(text);
    }
    into.get_mut(from..).unwrap_or_default().make_ascii_lowercase();
}

/// Letters that are folded to one, up to the end of Arabic: what [`all`] makes of them, found once.
static PLAIN: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let one = |c: char| {
        let mut folded = all(c);
        folded.next().filter(|_| folded.next().is_none())
    };
    (0..0x700).map(|code| char::from_u32(code).and_then(one)).collect()
});

fn plain(c: char) -> Option<char> {
    PLAIN.get(c as usize).copied().flatten()
}

fn all(c: char) -> impl Iterator<Item = char> {
    c.to_lowercase().nfkd().filter(|c| !is_dropped(*c)).map(same)
}

/// Letters that writers use for one another.
fn same(c: char) -> char {
    match c {
        'ı' => 'i',
        'ى' | 'ی' => 'ي',
        'ک' => 'ك',
        'ہ' | 'ە' => 'ه',
        'ς' => 'σ',
        _ => c,
    }
}

/// Accents, and the vowel signs that Arabic may leave out.
fn is_dropped(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{640}' | '\u{64b}'..='\u{655}' | '\u{670}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_folded_alike_in_every_way() {
        for (word, folded) in
            [("Ärger", "arger"), ("Й", "и"), ("ΌΣΟΣ", "οσοσ"), ("IŞIK", "isik"), ("ى", "ي"), ("ﬁn’s", "fins")]
        {
            let mut into = String::new();
            fold(word, &mut into);
            assert_eq!(into, folded);
        }
    }
}
