//! Lines as a reader sees them: what was printed twice stands there once, and a name stands behind its "by".

use std::borrow::Cow;

use crate::pipeline::text::Line;

use super::lines::BY;

/// Most words of an author's name, or of two.
const NAME: usize = 6;

/// The lines of a text without such breaks; borrowed where there are none.
pub(super) fn mended(lines: &[Line]) -> Cow<'_, [Line]> {
    let pairs = || lines.iter().zip(lines.iter().skip(1));
    if !pairs().any(|(one, next)| is_echo(one, next) || is_by(one, next)) {
        return Cow::Borrowed(lines);
    }
    let mut mended: Vec<Line> = Vec::with_capacity(lines.len());
    for line in lines {
        match mended.last_mut() {
            Some(before) if is_echo(before, line) => {}
            Some(before) if is_by(before, line) => {
                before.text.push(' ');
                before.text.push_str(&line.text);
            }
            _ => mended.push(Line { at: mended.len(), ..line.clone() }),
        }
    }
    Cow::Owned(mended)
}

/// Words right below the same words; times may well be the same twice.
fn is_echo(one: &Line, next: &Line) -> bool {
    one.text == next.text && one.text.contains(char::is_alphabetic) && !one.text.contains(char::is_numeric)
}

/// A word for "by" alone in its line, and a name below it.
fn is_by(one: &Line, next: &Line) -> bool {
    let by = one.text.len() <= 8 && BY.iter().any(|by| one.text.to_lowercase() == *by);
    by && next.text.len() <= 80 && next.text.split(' ').count() <= NAME
}

#[cfg(test)]
mod tests {
    use super::mended;
    use crate::pipeline::text::lines;

    #[test]
    fn echoes_go_and_names_stand_behind_their_by() {
        let text = "10:20\nHarbour\nHarbour\nFerry sails again\nBy\nAda Quill\n10:10\n10:10";
        let lines = lines(text).unwrap();
        let texts: Vec<_> = mended(&lines).iter().map(|line| line.text.clone()).collect();
        assert_eq!(texts, ["10:20", "Harbour", "Ferry sails again", "By Ada Quill", "10:10", "10:10"]);
        assert!(mended(&lines).iter().enumerate().all(|(at, line)| line.at == at));
    }
}
