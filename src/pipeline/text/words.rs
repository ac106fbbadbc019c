//! Small judgements on words: blanks, letters, what can be a headline.

/// `text` with single blanks; characters that nobody sees are gone.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    push_tidy(&mut out, text);
    if out.ends_with(' ') {
        out.pop();
    }
    out
}

/// Appends `text` to tidy words; a blank at its end stays, one at the start of `out` does not.
pub(crate) fn push_tidy(out: &mut String, text: &str) {
    for c in text.chars() {
        if c.is_whitespace() || c == '\u{a0}' {
            push_blank(out);
        } else if !is_unseen(c) {
            out.push(c);
        }
    }
}

/// Appends one blank, unless there is one or nothing to part.
pub(crate) fn push_blank(out: &mut String) {
    if !out.is_empty() && !out.ends_with(' ') {
        out.push(' ');
    }
}

fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// How many letters stand in `text`; ideographs count double, for they say more.
pub(crate) fn letters(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphabetic()).map(|c| if is_dense(c) { 2 } else { 1 }).sum()
}

fn is_dense(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff)
}

/// Letters and digits only, lower case: to compare titles and labels.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
