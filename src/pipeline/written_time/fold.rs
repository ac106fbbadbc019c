//! Words as the lexicon is keyed by them: small letters without accents, one for those that stand for one another.

use unicode_normalization::UnicodeNormalization as _;

use super::token::{is_apostrophe, is_invisible, is_unspaced};

/// Appends `text`, folded.
pub(super) fn fold(text: &str, into: &mut String) {
    if text.is_ascii() {
        let from = into.len();
        if text.as_bytes().contains(&b'\'') {
            text.split('\'').for_each(|part| into.push_str(part));
        } else {
            into.push_str(text);
        }
        into.get_mut(from..).unwrap_or_default().make_ascii_lowercase();
        return;
    }
    for c in text.chars().filter(|c| !is_apostrophe(*c) && !is_invisible(*c)) {
        if is_unspaced(c) || ('\u{ac00}'..='\u{d7a3}').contains(&c) {
            into.push(c);
        } else if let Some(lower) = plain_lower(c) {
            into.push(lower);
        } else {
            into.extend(c.to_lowercase().nfkd().filter(|c| !is_dropped(*c)).map(same));
        }
    }
}

/// The small letter of one that has no parts and stands for no other.
fn plain_lower(c: char) -> Option<char> {
    match c {
        'й' | 'Й' => None,
        'а'..='я' => Some(c),
        'А'..='Я' => c.to_lowercase().next(),
        _ => c.is_ascii().then(|| c.to_ascii_lowercase()),
    }
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
    fn plain_letters_are_folded_as_all_are() {
        for c in ('\0'..='\u{52f}').filter(|c| plain_lower(*c).is_some()) {
            let folded: String = c.to_lowercase().nfkd().filter(|c| !is_dropped(*c)).map(same).collect();
            assert_eq!(plain_lower(c).map(String::from), Some(folded));
        }
    }
}
