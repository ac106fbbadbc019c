//! Lines that a renderer broke at a width: told by the width, and mended.

use super::Line;

/// Widths that texts are broken at, in characters.
const WIDTHS: std::ops::RangeInclusive<usize> = 30..=120;
/// Fewest lines that must go on in lower case.
const FEWEST: usize = 3;
/// Most lines that are one.
const MOST: usize = 40;

/// A line as it stood there: its width in characters with what is before the words.
pub(super) struct Drawn {
    pub(super) line: Line,
    pub(super) width: usize,
}

/// The lines, those that go on put together where the text is broken at a width.
pub(super) fn mended(drawn: Vec<Drawn>) -> Vec<Line> {
    let Some(width) = width(&drawn) else { return drawn.into_iter().map(|drawn| drawn.line).collect() };
    let mut lines: Vec<Line> = Vec::new();
    // the width of the last line as it was drawn, and of how many it is made
    let (mut last, mut parts) = (0, 0);
    for Drawn { mut line, width: own } in drawn {
        match lines.last_mut() {
            Some(before) if parts < MOST && goes_on(before, last, &line, width) => {
                before.text.push(' ');
                before.text.push_str(&line.text);
                parts += 1;
            }
            _ => {
                line.at = lines.len();
                lines.push(line);
                parts = 1;
            }
        }
        last = own;
    }
    lines
}

/// The width that the text is broken at: no line is longer, and many a full one goes on in lower case.
fn width(drawn: &[Drawn]) -> Option<usize> {
    let width = drawn.iter().map(|drawn| drawn.width).max().filter(|width| WIDTHS.contains(width))?;
    let pairs = drawn.iter().zip(drawn.iter().skip(1));
    let full = pairs.filter(|(one, next)| goes_on(&one.line, one.width, &next.line, width));
    let lower = full.filter(|(_, next)| next.line.text.starts_with(char::is_lowercase)).count();
    (lower >= FEWEST).then_some(width)
}

/// The first word of `next` had no room behind `line`, and nothing parts them.
fn goes_on(line: &Line, width: usize, next: &Line, most: usize) -> bool {
    let first = next.text.split(' ').next().unwrap_or("");
    let ends = line.text.ends_with(['.', '!', '?', '…', ':']) && !next.text.starts_with(char::is_lowercase);
    width + 1 + first.chars().count() > most
        && next.blanks == 0
        && !next.bullet
        && next.indent >= line.indent
        && !ends
        && first.starts_with(|c: char| c.is_alphabetic() || "«„“\"'(".contains(c))
}
