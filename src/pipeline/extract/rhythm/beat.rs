//! Lines that hold a time, and the stretches in which they keep time.

use crate::pipeline::extract::budget::Budget;
use crate::pipeline::rejection::Rejection;
use crate::pipeline::text::Line;
use crate::pipeline::text::words::letters;
use crate::pipeline::written_time::{self, WrittenTime};

/// Most lines that an item has beside its time.
pub(super) const MOST_LINES: usize = 4;
/// Longest line of an item, in bytes.
const LONGEST: usize = 1_200;
/// Longest line that holds a time, in bytes.
const LONGEST_BEAT: usize = 300;
/// Fewest beats of a stretch.
const FEWEST: usize = 2;

/// A line that holds a time.
pub(super) struct Beat {
    /// Its index among the lines.
    pub(super) line: usize,
    /// One past its last line: a date and a clock may stand on two.
    pub(super) end: usize,
    pub(super) time: WrittenTime,
    /// The headline, where it stands in the same line.
    pub(super) title: Option<String>,
}

/// All beats of a text.
pub(super) fn all(lines: &[Line], language: Option<&str>, budget: &mut Budget) -> Result<Vec<Beat>, Rejection> {
    let mut beats: Vec<Beat> = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        budget.spend(8 + line.text.len() / 8)?;
        let Some(found) = beat(at, line, language) else { continue };
        match beats.last_mut() {
            Some(last) if found.title.is_none() && last.title.is_none() && last.end == at => {
                go_on(last, lines, language)
            }
            _ => beats.push(found),
        }
    }
    Ok(without_echoes(beats))
}

/// Takes the next line into a beat: both lines together may be one time, else the first counts.
fn go_on(beat: &mut Beat, lines: &[Line], language: Option<&str>) {
    beat.end += 1;
    let words: Vec<&str> = lines.get(beat.line..beat.end).unwrap_or(&[]).iter().map(|l| l.text.as_str()).collect();
    if let Some(time) =
        Some(words.join(" ")).filter(|w| w.len() <= LONGEST_BEAT).and_then(|w| written_time::read(&w, language))
    {
        beat.time = time;
    }
}

fn beat(at: usize, line: &Line, language: Option<&str>) -> Option<Beat> {
    if line.text.len() > LONGEST_BEAT || !line.text.chars().any(char::is_numeric) {
        return None;
    }
    if let Some(time) = written_time::read(&line.text, language) {
        return Some(Beat { line: at, end: at + 1, time, title: None });
    }
    let (range, time) = written_time::find(&line.text, language)?;
    let rest = [line.text.get(..range.start).unwrap_or(""), line.text.get(range.end..).unwrap_or("")].concat();
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || "-–—|•·,:;()*~".contains(c));
    let rest = without_chip(rest);
    let title = (letters(rest) >= 15).then(|| rest.to_owned());
    Some(Beat { line: at, end: at + 1, time, title })
}

/// `[Harbour] The ferry sails again` without the rubric.
fn without_chip(words: &str) -> &str {
    let chip = words.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|(chip, _)| chip.len() <= 30);
    chip.map_or(words, |(_, rest)| rest.trim_start())
}

/// A headline that ends in a number beside a line that is nothing but a time: the latter is the time.
fn without_echoes(beats: Vec<Beat>) -> Vec<Beat> {
    let pure: Vec<usize> = beats.iter().filter(|b| b.title.is_none()).flat_map(|b| [b.line, b.end - 1]).collect();
    let is_pure = |line: usize| pure.binary_search(&line).is_ok();
    let beside = |line: usize| is_pure(line + 1) || line.checked_sub(1).is_some_and(is_pure);
    beats.into_iter().filter(|b| b.title.is_none() || !beside(b.line)).collect()
}

/// Stretches of beats with no more lines between two than an item has.
pub(super) fn runs<'b>(lines: &[Line], beats: &'b [Beat]) -> Vec<&'b [Beat]> {
    let near = |a: &Beat, b: &Beat| {
        let between = lines.get(a.end..b.line).unwrap_or(&[]);
        let same = a.title.is_some() == b.title.is_some();
        same && between.len() <= MOST_LINES + 1 && between.iter().all(|l| l.text.len() <= LONGEST)
    };
    beats.chunk_by(near).filter(|run| run.len() >= FEWEST).collect()
}
