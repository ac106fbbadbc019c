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
    // Words are taken whole: what ends them is a blank, or a character that goes.
    let mut start = 0;
    for (at, c) in text.char_indices() {
        if c.is_ascii_graphic() || is_common_letter(c) || !(c.is_whitespace() || is_unseen(c)) {
            continue;
        }
        out.push_str(text.get(start..at).unwrap_or(""));
        start = at + c.len_utf8();
        if !is_unseen(c) {
            push_blank(out);
        }
    }
    out.push_str(text.get(start..).unwrap_or(""));
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
    if text.is_ascii() {
        return text.bytes().filter(u8::is_ascii_alphabetic).count();
    }
    text.chars().filter(|c| is_letter(*c)).map(|c| if is_dense(c) { 2 } else { 1 }).sum()
}

/// [`char::is_alphabetic`], without the search through its tables where most letters are.
pub(crate) fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { is_common_letter(c) || c.is_alphabetic() }
}

fn is_common_letter(c: char) -> bool {
    matches!(c, '\u{c0}'..='\u{d6}' | '\u{d8}'..='\u{f6}' | '\u{f8}'..='\u{24f}' | '\u{400}'..='\u{481}'
        | '\u{48a}'..='\u{52f}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7a3}')
}

/// Whether a digit or number of any script stands in `text`.
pub(crate) fn has_number(text: &str) -> bool {
    text.bytes().any(|b| b.is_ascii_digit()) || (!text.is_ascii() && text.chars().any(is_number))
}

fn is_dense(c: char) -> bool {
    matches!(c as u32, 0x2e80..=0x9fff | 0xac00..=0xd7af | 0xf900..=0xfaff)
}

/// Letters and digits only, lower case: to compare titles and labels.
pub(crate) fn fold(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_number(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_digit() } else { !is_common_letter(c) && c.is_numeric() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_those_of_unicode() {
        assert!(('\0'..=char::MAX).all(|c| is_letter(c) == c.is_alphabetic() && is_number(c) == c.is_numeric()));
    }

    #[test]
    fn blanks_are_single_and_what_nobody_sees_goes() {
        assert_eq!(tidy("  Der\u{ad}by \u{a0}\n in \u{200b}Лиман\t"), "Derby in Лиман");
        let mut words = String::from("a ");
        push_tidy(&mut words, " b\u{feff} \u{feff} c ");
        assert_eq!(words, "a b c ");
    }
}
