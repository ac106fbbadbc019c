//! Plain text → lines: what stands there, how far in, how far below the line before.

mod columns;
pub(crate) mod language;
pub(crate) mod look;
mod marks;
pub(crate) mod table;
pub(crate) mod words;
mod wrapped;

use crate::contract::rejection::Rejection;
use wrapped::Drawn;

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
    /// Its place among the lines.
    pub at: usize,
}

/// Most lines that a text may have.
pub const MAX_LINES: usize = 500_000;

/// The lines of `text` that are not empty, column by column where several run side by side.
///
/// # Errors
/// [`Rejection::TooLarge`] past [`MAX_LINES`].
pub fn lines(text: &str) -> Result<Vec<Line>, Rejection> {
    let mut drawn = Vec::new();
    let mut blanks = 0;
    for raw in columns::unfolded(text) {
        let tidy = words::tidy(raw);
        let bare = tidy.strip_prefix(['*', '+', '-', '•', '·', '◦', '▪', '■', '●', '–', '»', '›']);
        let bare = bare.filter(|rest| rest.starts_with(' ') || rest.is_empty()).or_else(|| lettered(raw, &tidy));
        let words = marks::without(bare.unwrap_or(&tidy).trim_start());
        if words.is_empty() {
            blanks += 1;
            continue;
        }
        if drawn.len() == MAX_LINES {
            return Err(Rejection::TooLarge { what: "lines", limit: MAX_LINES as u64 });
        }
        let indent = raw.chars().take_while(|c| c.is_whitespace()).count();
        let (text, bullet, at) = (words.into_owned(), bare.is_some(), drawn.len());
        let line = Line { text, indent, blanks: std::mem::take(&mut blanks), bullet, at };
        drawn.push(Drawn { line, width: raw.trim_end().chars().count() });
    }
    Ok(wrapped::mended(drawn))
}

/// `  o Ferry sails again`: the bullet that renderers without a better one draw, further in than the margin.
fn lettered<'t>(raw: &str, tidy: &'t str) -> Option<&'t str> {
    let rest = tidy.strip_prefix("o ").filter(|_| raw.starts_with(char::is_whitespace))?;
    rest.starts_with(|c: char| c.is_uppercase() || c.is_numeric()).then_some(rest)
}
