//! Columns that run side by side, as renderers draw the cells of a layout: read one after the other.
//!
//! ```text
//! 10:20 Ferry sails again        09:40 Geese hold up the coach
//! 09:55 One noon for Ulmsey      08:15 Bells for the new tower
//! ```
//!
//! A table whose rows are items stays as it is: there the one column has the times and the other the words.

use crate::pipeline::text::words::{has_number, letters};

/// Blanks that part two cells.
const PART: usize = 3;
/// Longest line, in bytes, that is looked at.
const LONGEST: usize = 4_000;
/// Most lines of one group.
const MOST_LINES: usize = 400;
/// Letters of a line that could be a headline.
const WORDY: usize = 15;

/// Where nothing stands, in characters: from, to.
type Blank = (usize, usize);

/// The lines of `text`; those of columns one column after the other, each followed by an empty line.
pub(super) fn unfolded(text: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = Vec::new();
    let mut group = Group::default();
    for line in text.lines() {
        if !group.takes(line) {
            std::mem::take(&mut group).end(&mut lines);
            if !group.takes(line) {
                lines.push(line);
            }
        }
    }
    group.end(&mut lines);
    lines
}

/// Lines in a row that leave the same gutters free.
#[derive(Default)]
struct Group<'a> {
    lines: Vec<&'a str>,
    gutters: Vec<Blank>,
    empty: usize,
}

impl<'a> Group<'a> {
    /// Takes a line that leaves a gutter of the group free; the first one must show what a gutter is.
    fn takes(&mut self, line: &'a str) -> bool {
        if line.len() > LONGEST || self.lines.len() >= MOST_LINES {
            return false;
        }
        if line.trim().is_empty() {
            self.empty += 1;
            return self.opens() && self.empty <= 2 && self.push(line);
        }
        let blanks = blanks(line);
        if !self.opens() {
            self.gutters = blanks.into_iter().filter(|(from, to)| *from > 0 && *to != usize::MAX).collect();
            return !self.gutters.is_empty() && self.push(line);
        }
        let shared: Vec<Blank> = self
            .gutters
            .iter()
            .flat_map(|(from, to)| blanks.iter().map(move |(start, end)| (*from.max(start), *to.min(end))))
            .filter(|(from, to)| from + PART <= *to)
            .collect();
        if shared.is_empty() {
            return false;
        }
        (self.gutters, self.empty) = (shared, 0);
        self.push(line)
    }

    fn opens(&self) -> bool {
        !self.lines.is_empty()
    }

    fn push(&mut self, line: &'a str) -> bool {
        self.lines.push(line);
        true
    }

    /// Gives the lines: cut where each column by itself has times and words, else as they are.
    fn end(self, out: &mut Vec<&'a str>) {
        let cuts: Vec<usize> = self.gutters.iter().map(|(_, to)| *to).collect();
        let columns: Vec<Vec<&'a str>> = (0..=cuts.len())
            .map(|at| {
                let from = at.checked_sub(1).and_then(|before| cuts.get(before)).copied().unwrap_or(0);
                let to = cuts.get(at).copied().unwrap_or(usize::MAX);
                self.lines.iter().map(|line| part(line, from, to)).collect()
            })
            .collect();
        if cuts.is_empty() || !columns.iter().all(|column| is_list(column)) {
            out.extend(self.lines);
            return;
        }
        for column in columns {
            out.extend(column);
            out.push("");
        }
    }
}

/// The stretches of a line that hold no cell; the last has no end.
fn blanks(line: &str) -> Vec<Blank> {
    let mut blanks = Vec::new();
    let (mut start, mut end) = (0, 0);
    for (at, c) in line.chars().enumerate() {
        if c.is_whitespace() {
            continue;
        }
        if at >= end + PART || start == end && end == 0 {
            blanks.push((end, at));
        }
        (start, end) = (at, at + 1);
    }
    blanks.push((end, usize::MAX));
    blanks
}

/// The characters `from..to` of a line.
fn part(line: &str, from: usize, to: usize) -> &str {
    let byte = |at: usize| line.char_indices().nth(at).map_or(line.len(), |(byte, _)| byte);
    line.get(byte(from)..byte(to)).unwrap_or("").trim_end()
}

/// At least two lines have words enough for a headline, and two a number, which times have.
fn is_list(column: &[&str]) -> bool {
    column.iter().filter(|line| letters(line) >= WORDY).count() > 1
        && column.iter().filter(|line| has_number(line)).count() > 1
}

#[cfg(test)]
mod tests {
    use super::unfolded;

    #[test]
    fn columns_are_read_one_after_the_other() {
        let text = "Quay Post\n\n  10:20 Ferry sails again today     09:40 Geese hold up the coach\n\n  09:55 One noon for all Ulmsey     08:15 Bells for the new tower\nA line that runs across both of the columns of the page\n";
        let lines: Vec<&str> = unfolded(text).into_iter().map(str::trim).filter(|line| !line.is_empty()).collect();
        assert_eq!(
            lines,
            [
                "Quay Post",
                "10:20 Ferry sails again today",
                "09:55 One noon for all Ulmsey",
                "09:40 Geese hold up the coach",
                "08:15 Bells for the new tower",
                "A line that runs across both of the columns of the page",
            ]
        );
    }

    #[test]
    fn rows_stay_rows() {
        for text in [
            "10:20      Ferry sails again today\n09:55      One noon for all Ulmsey",
            "Ferry sails again today       4 May\nOne noon for all Ulmsey       3 May",
            "  Nothing   to\n  see       here",
        ] {
            assert_eq!(unfolded(text), text.lines().collect::<Vec<_>>());
        }
    }
}
