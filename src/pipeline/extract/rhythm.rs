//! Lists in plain text: times give the rhythm, the lines between two times are an item.

use crate::contract::rejection::Rejection;
use crate::headline::SectionKind;
use crate::pipeline::text::Line;
use crate::pipeline::written_time::{self, WrittenTime};

use super::budget::Budget;
use super::kind::Says;
use super::{Item, List, kind};
use crate::pipeline::text::words::letters;

/// Most lines that an item has beside its time.
const MOST_LINES: usize = 4;
/// Longest line of an item, in bytes.
const LONGEST: usize = 600;
/// Fewest items of a list: text has no frame that would vouch for two.
const FEWEST: usize = 3;

/// A line that holds a time.
struct Beat {
    /// Its index among the lines.
    line: usize,
    time: WrittenTime,
    /// The headline, where it stands in the same line.
    title: Option<String>,
}

/// The lists of a text.
pub(super) fn lists(lines: &[Line], language: Option<&str>, budget: &mut Budget) -> Result<Vec<List>, Rejection> {
    let mut beats = Vec::new();
    for (at, line) in lines.iter().enumerate() {
        budget.spend(8 + line.text.len() / 8)?;
        beats.extend(beat(at, line, language));
    }
    let beats = without_echoes(beats);
    let mut lists = Vec::new();
    for run in runs(lines, &beats) {
        lists.extend(Run { lines, beats: run }.lists());
    }
    Ok(lists)
}

fn beat(at: usize, line: &Line, language: Option<&str>) -> Option<Beat> {
    if line.text.len() > LONGEST || !line.text.chars().any(char::is_numeric) {
        return None;
    }
    if let Some(time) = written_time::read(&line.text, language) {
        return Some(Beat { line: at, time, title: None });
    }
    let (range, time) = written_time::find(&line.text, language)?;
    let rest = [line.text.get(..range.start).unwrap_or(""), line.text.get(range.end..).unwrap_or("")].concat();
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || "-–—|•·,:;()[]*".contains(c));
    let title = (letters(rest) >= 15).then(|| rest.to_owned());
    Some(Beat { line: at, time, title })
}

/// A headline that ends in a number beside a line that is nothing but a time: the latter is the time.
fn without_echoes(beats: Vec<Beat>) -> Vec<Beat> {
    let pure: Vec<usize> = beats.iter().filter(|b| b.title.is_none()).map(|b| b.line).collect();
    let beside = |line: usize| {
        pure.binary_search(&(line + 1)).is_ok() || line.checked_sub(1).is_some_and(|l| pure.binary_search(&l).is_ok())
    };
    beats.into_iter().filter(|b| b.title.is_none() || !beside(b.line)).collect()
}

/// Stretches of beats with no more lines between two than an item has.
fn runs<'b>(lines: &[Line], beats: &'b [Beat]) -> Vec<&'b [Beat]> {
    let near = |a: &Beat, b: &Beat| {
        let between = lines.get(a.line + 1..b.line).unwrap_or(&[]);
        between.len() <= MOST_LINES + 1
            && between.iter().all(|l| l.text.len() <= LONGEST)
            && a.title.is_some() == b.title.is_some()
    };
    beats.chunk_by(near).filter(|run| run.len() >= FEWEST).collect()
}

/// Beats that keep time.
struct Run<'a> {
    lines: &'a [Line],
    beats: &'a [Beat],
}

impl Run<'_> {
    fn lists(&self) -> Vec<List> {
        let inline = self.beats.iter().all(|b| b.title.is_some());
        let leads = !inline && self.time_leads();
        let usual = self.usual();
        let mut lists: Vec<List> = Vec::new();
        let mut open = false;
        for at in 0..self.beats.len() {
            let Some(beat) = self.beats.get(at) else { break };
            let above = self.above(at);
            let heading = above.iter().rposition(is_heading);
            if !open || heading.is_some() {
                let label = if leads || inline {
                    heading.or(above.len().checked_sub(1))
                } else {
                    heading.or_else(|| before(above, usual))
                };
                lists.push(list(label.and_then(|l| above.get(l))));
                open = true;
            }
            let own = match (inline, leads) {
                (true, _) => &[],
                (_, true) => self.below(at, usual),
                (_, false) => above
                    .get(
                        heading
                            .map_or(above.len().saturating_sub(if at == 0 { usual } else { MOST_LINES }), |h| h + 1)..,
                    )
                    .unwrap_or(&[]),
            };
            if let (Some(list), Some(item)) = (lists.last_mut(), item(beat, own)) {
                list.items.push(item);
            }
        }
        lists.retain(|l| l.items.len() >= 2 && l.label.as_deref().and_then(kind::of_heading) != Some(Says::Foreign));
        lists
    }

    /// The lines between beat `at` and the one before.
    fn above(&self, at: usize) -> &[Line] {
        let end = self.beats.get(at).map_or(0, |b| b.line);
        let start = match at.checked_sub(1).and_then(|p| self.beats.get(p)) {
            Some(previous) => previous.line + 1,
            None => end.saturating_sub(MOST_LINES + 2),
        };
        self.lines.get(start..end).unwrap_or(&[])
    }

    /// The lines below beat `at` that are its own.
    fn below(&self, at: usize, usual: usize) -> &[Line] {
        let start = self.beats.get(at).map_or(0, |b| b.line + 1);
        let end = self.beats.get(at + 1).map_or(start + usual, |b| b.line).min(self.lines.len());
        let own = self.lines.get(start..end).unwrap_or(&[]);
        let heading = own.iter().skip(1).position(is_heading).map_or(own.len(), |h| h + 1);
        own.get(..heading).unwrap_or(own)
    }

    /// How many lines an item of this run has as a rule.
    fn usual(&self) -> usize {
        let mut counts = [0usize; MOST_LINES + 2];
        for at in 1..self.beats.len() {
            if let Some(count) = counts.get_mut(self.above(at).len()) {
                *count += 1;
            }
        }
        (1..counts.len()).rev().max_by_key(|n| counts.get(*n).copied().unwrap_or(0)).unwrap_or(1).min(MOST_LINES)
    }

    /// Whether the time stands above its headline: told by a heading right above a time, or by the smaller gap.
    fn time_leads(&self) -> bool {
        let (mut to_above, mut to_below) = (0usize, 0usize);
        for (at, beat) in self.beats.iter().enumerate() {
            if self.above(at).last().is_some_and(is_heading) {
                return true;
            }
            if self.above(at).iter().any(is_heading) {
                return false;
            }
            to_above += self.lines.get(beat.line).map_or(0, |l| l.blanks);
            to_below += self.lines.get(beat.line + 1).map_or(0, |l| l.blanks);
        }
        to_below < to_above && to_below * 2 <= to_above
    }
}

/// Where the heading stands when `usual` lines below it are the first item's.
fn before(above: &[Line], usual: usize) -> Option<usize> {
    let at = above.len().checked_sub(usual + 1)?;
    above.get(at).filter(|l| l.text.len() <= 40).map(|_| at)
}

/// Words that open a list.
fn is_heading(line: &Line) -> bool {
    line.text.len() <= 48 && line.text.split(' ').count() <= 5 && kind::is_phrase(&line.text)
}

fn list(heading: Option<&Line>) -> List {
    let label = heading.map(|l| l.text.trim_end_matches(':').to_owned());
    let kind = match label.as_deref().and_then(kind::of_heading) {
        Some(Says::Kind(kind) | Says::Perhaps(kind)) => kind,
        Some(Says::Foreign) | None => SectionKind::Section,
    };
    List { kind, label, items: Vec::new() }
}

/// The item of a beat and its lines: the headline first, behind chips; then the deck.
fn item(beat: &Beat, lines: &[Line]) -> Option<Item> {
    let mut said = lines.iter().map(|l| l.text.as_str()).filter(|t| letters(t) > 1).peekable();
    let longest = lines.iter().map(|l| letters(&l.text)).max().unwrap_or(0);
    let title = match &beat.title {
        Some(title) => title.clone(),
        None => {
            while said.peek().is_some_and(|t| letters(t) < 15 && longest >= 20) {
                said.next();
            }
            said.next()?.to_owned()
        }
    };
    let deck: Vec<&str> = said.filter(|t| letters(t) >= 10).collect();
    let deck = (!deck.is_empty()).then(|| deck.join(" "));
    Some(Item { title, kicker: None, deck, link: None, times: vec![beat.time.clone()], day: None })
}
