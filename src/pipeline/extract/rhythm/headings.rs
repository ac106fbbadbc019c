//! Which lines of a text open lists.

use std::collections::{HashMap, HashSet};

use crate::pipeline::text::Line;

use super::beat::{Beat, MOST_LINES};
use super::lines::is_heading;

/// A line that stands so often between two times is part of the items: "Read more".
const OFTEN: usize = 3;

/// Lines that read like headings and are none.
pub(super) struct Headings<'a>(HashSet<&'a str>);

impl<'a> Headings<'a> {
    pub(super) fn of(lines: &'a [Line], beats: &[Beat]) -> Self {
        let mut often: HashMap<&str, usize> = HashMap::new();
        let gaps =
            beats.iter().zip(beats.iter().skip(1)).map(|(one, next)| lines.get(one.end..next.line).unwrap_or(&[]));
        for line in gaps.filter(|gap| gap.len() <= MOST_LINES + 1).flatten().filter(|line| is_heading(line)) {
            *often.entry(line.text.as_str()).or_default() += 1;
        }
        Self(often.into_iter().filter(|(_, count)| *count >= OFTEN).map(|(line, _)| line).collect())
    }

    /// Whether `line` opens a list.
    pub(super) fn is(&self, line: &Line) -> bool {
        is_heading(line) && !self.0.contains(line.text.as_str())
    }
}
