//! Plain text → lines: what stands there, how far in, how far below the line before.

pub(crate) mod language;
pub(crate) mod words;

/// A line that says something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The words, single blanks, without the bullet.
    pub text: String,
    /// How many columns it stands in.
    pub indent: usize,
    /// How many empty lines stand above it.
    pub blanks: usize,
    /// A bullet stood before the words.
    pub bullet: bool,
}

/// The lines of `text` that are not empty.
pub fn lines(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut blanks = 0;
    for raw in text.lines() {
        let tidy = words::tidy(raw);
        let bare = tidy.strip_prefix(['*', '+', '-', '•', '·', '◦', '▪', '■', '●', '–', '»', '›']);
        let bare = bare.filter(|rest| rest.starts_with(' ') || rest.is_empty());
        let words = bare.unwrap_or(&tidy).trim_start();
        if words.is_empty() {
            blanks += 1;
            continue;
        }
        let indent = raw.chars().take_while(|c| c.is_whitespace()).count();
        let (text, bullet) = (words.to_owned(), bare.is_some());
        lines.push(Line { text, indent, blanks: std::mem::take(&mut blanks), bullet });
    }
    lines
}
