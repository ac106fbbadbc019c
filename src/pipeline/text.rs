//! Plain text → lines: what stands there, how far in, how far below the line before.

pub(crate) mod words;

/// A line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The words, single blanks.
    pub text: String,
    /// How many columns it stands in.
    pub indent: usize,
    /// How many empty lines stand above it.
    pub blanks: usize,
}

/// The lines of `text` that are not empty.
pub fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut blanks = 0;
    for raw in text.lines() {
        let words = words::tidy(raw);
        if words.is_empty() {
            blanks += 1;
            continue;
        }
        let indent = raw.chars().take_while(|c| c.is_whitespace()).count();
        lines.push(Line { text: words, indent, blanks: std::mem::take(&mut blanks) });
    }
    lines
}
