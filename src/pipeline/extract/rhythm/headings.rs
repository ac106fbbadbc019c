//! Which lines of a text open lists.

use std::collections::{HashMap, HashSet};

use crate::pipeline::text::Line;

use super::beat::{Beat, MOST_LINES};
use super::lines::is_heading;

/// A line that stands so often between two times is part of the items: "Read more".
const OFTEN: usize = 3;

/// Longest line, in bytes, that is a heading by where it stands.
const LONGEST: usize = 60;

/// Lines within which an item stands twice.
const ECHO: usize = 8;

/// Which lines are headings.
pub(super) struct Headings<'a> {
    /// Lines that read like headings and are none.
    common: HashSet<&'a str>,
    /// Lines that stand further out than the items around them, by their places.
    outdented: HashSet<usize>,
}

impl<'a> Headings<'a> {
    pub(super) fn of(lines: &'a [Line], beats: &[Beat]) -> Self {
        let mut often: HashMap<&str, usize> = HashMap::new();
        let gaps =
            beats.iter().zip(beats.iter().skip(1)).map(|(one, next)| lines.get(one.end..next.line).unwrap_or(&[]));
        for line in gaps.filter(|gap| gap.len() <= MOST_LINES + 1).flatten().filter(|line| is_heading(line)) {
            *often.entry(line.text.as_str()).or_default() += 1;
        }
        // what stands right above time after time is part of the items too: "Read more"
        let mut right_above: HashMap<&str, usize> = HashMap::new();
        let above = beats.iter().filter_map(|beat| lines.get(beat.line.checked_sub(1)?));
        for line in above.filter(|line| is_heading(line)) {
            *right_above.entry(line.text.as_str()).or_default() += 1;
        }
        let often = often.into_iter().chain(right_above);
        let common = often.filter(|(_, count)| *count >= OFTEN).map(|(line, _)| line).collect();
        Self { common, outdented: outdented(lines, beats) }
    }

    /// Whether `line` opens a list.
    pub(super) fn is(&self, line: &Line) -> bool {
        self.outdented.contains(&line.at) || is_heading(line) && !self.common.contains(line.text.as_str())
    }
}

/// Short lines between two times that stand further out than all other lines of the items before and after.
fn outdented(lines: &[Line], beats: &[Beat]) -> HashSet<usize> {
    let gap = |at: usize| -> &[Line] {
        let (Some(one), Some(next)) = (beats.get(at), beats.get(at + 1)) else { return &[] };
        Some(one.end..next.line).filter(|g| g.len() <= MOST_LINES + 1).and_then(|g| lines.get(g)).unwrap_or(&[])
    };
    // times in the line of the headline have nothing between them
    let own = |at: usize| beats.get(at).and_then(|b| lines.get(b.line)).map(|l| l.indent);
    let mut found = HashSet::new();
    for at in 1..beats.len().saturating_sub(2) {
        let around = [at.saturating_sub(1), at + 1].into_iter().flat_map(gap).map(|l| l.indent);
        let times = (at.saturating_sub(1)..=at + 2).filter_map(own);
        let inline = beats.get(at).is_some_and(|beat| beat.title.is_some());
        if !inline && around.clone().next().is_none() {
            continue;
        }
        let Some(least) = around.chain(times).min() else { continue };
        let inside = gap(at).iter().map(|l| l.indent).filter(|indent| *indent >= least).count();
        let out = gap(at).iter().filter(|l| l.indent < least && l.text.len() <= LONGEST && !l.text.ends_with('.'));
        let out = out.filter(|l| inside + 1 >= gap(at).len() && !is_echoed(lines, l));
        found.extend(out.map(|l| l.at));
    }
    found
}

/// The same words stand close by: an item that is printed for two widths of screen.
fn is_echoed(lines: &[Line], line: &Line) -> bool {
    let near = lines.get(line.at.saturating_sub(ECHO)..(line.at + ECHO).min(lines.len())).unwrap_or(&[]);
    near.iter().filter(|other| other.text == line.text).count() > 1
}
