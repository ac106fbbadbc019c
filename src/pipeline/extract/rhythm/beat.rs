//! Lines that hold a time, and the stretches in which they keep time.

use crate::contract::rejection::Rejection;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::extract::order;
use crate::pipeline::text::Line;
use crate::pipeline::text::words::{has_number, letters, tidy};
use crate::pipeline::written_time::{self, DayWord, Reading, Tongue, WrittenTime};

use super::headings::Headings;
use super::lines::is_small;
use super::{rest, tails};

/// Most lines that an item has beside its time.
pub(super) const MOST_LINES: usize = 4;
/// Longest line of an item, in bytes.
const LONGEST: usize = 1_200;
/// Longest line that holds a time, in bytes.
const LONGEST_BEAT: usize = 300;
/// Longest line that may hold a time amid other words.
const LONGEST_LOOSE: usize = 64;
/// Steps that looking into such a line takes: all its stretches of words are read.
const LOOSE_COST: usize = 120;
/// Most lines whose words together are read as one time.
const MOST_JOINED: usize = 32;
/// Most words of such a line.
const MOST_WORDS: usize = 9;
/// Longest line, in bytes, and most words that say when without a number.
const LONGEST_WORDED: usize = 48;
const MOST_WORDED: usize = 4;
/// Lines from one that holds a number in which such a line is looked for.
const NEAR: usize = 12;
/// Marks between a time and what else its line says.
const MARKS: &str = "-–—|/•·,:;*~";
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
    /// The day that stands on a line of its own above clock times.
    pub(super) day: Option<WrittenTime>,
    /// The time stands amid other words.
    pub(super) loose: bool,
    /// Someone speaks of the article below.
    comment: bool,
}

impl Beat {
    /// A line that is a time and nothing else.
    fn pure(at: usize, time: WrittenTime) -> Self {
        Self { line: at, end: at + 1, time, title: None, day: None, loose: false, comment: false }
    }

    /// A line that holds a time amid other words.
    fn loose(at: usize, time: WrittenTime) -> Self {
        Self { loose: true, ..Self::pure(at, time) }
    }

    /// A line that holds headline and time.
    pub(super) fn inline(at: usize, time: WrittenTime, title: &str) -> Self {
        Self { title: Some(title.to_owned()), ..Self::pure(at, time) }
    }
}

/// All beats of a text.
pub(super) fn all(lines: &[Line], language: Option<&str>, budget: &mut Budget) -> Result<Vec<Beat>, Rejection> {
    let tongue = &Tongue::of(language);
    let mut beats: Vec<Beat> = Vec::new();
    let numbered: Vec<usize> = lines.iter().filter(|line| has_number(&line.text)).map(|line| line.at).collect();
    let near = |at: usize| {
        let next = numbered.partition_point(|line| *line < at);
        let before = next.checked_sub(1).and_then(|before| numbered.get(before));
        numbered.get(next).is_some_and(|next| next - at <= NEAR) || before.is_some_and(|before| at - before <= NEAR)
    };
    for (at, line) in lines.iter().enumerate() {
        budget.spend(if line.text.len() <= LONGEST_LOOSE { LOOSE_COST } else { 40 } + line.text.len() / 8)?;
        let found = beat(at, line, tongue).or_else(|| worded(at, line, tongue).filter(|_| near(at)));
        budget.spend(tongue.take_steps())?;
        let Some(found) = found else { continue };
        match beats.last_mut() {
            Some(last) if found.title.is_none() && !found.loose && last.title.is_none() && last.end == at => {
                go_on(last, lines, tongue)
            }
            _ => beats.push(found),
        }
    }
    let mut beats = tails::with_tails(beats, lines, tongue, budget)?;
    rest::without_bylines(&mut beats);
    Ok(without_echoes(with_days(beats)))
}

/// Takes the next line into a beat: both lines together may be one time, else the first counts.
fn go_on(beat: &mut Beat, lines: &[Line], tongue: &Tongue) {
    beat.end += 1;
    // A time does not go on over so many lines.
    if beat.end - beat.line > MOST_JOINED {
        return;
    }
    let words: Vec<&str> = lines.get(beat.line..beat.end).unwrap_or(&[]).iter().map(|l| l.text.as_str()).collect();
    if let Some(time) =
        Some(words.join(" ")).filter(|w| w.len() <= LONGEST_BEAT).and_then(|w| written_time::read_in(&w, tongue))
    {
        beat.time = time;
    }
}

fn beat(at: usize, line: &Line, tongue: &Tongue) -> Option<Beat> {
    if line.text.len() > LONGEST_BEAT || !has_number(&line.text) {
        return None;
    }
    if let Some(time) = written_time::read_in(&line.text, tongue) {
        return Some(Beat::pure(at, time));
    }
    let Some((range, time)) = written_time::find_in(&line.text, tongue) else {
        return loose(at, &line.text, tongue).or_else(|| loose(at, &unglued(&line.text)?, tongue));
    };
    let rest = [line.text.get(..range.start).unwrap_or(""), line.text.get(range.end..).unwrap_or("")].concat();
    let rest = rest.trim_matches(|c: char| c.is_whitespace() || MARKS.contains(c));
    let rest = unbracketed(rest);
    let rest = without_rubrics(without_chip(&rest));
    Some(Beat { title: rest::headline(rest), comment: rest::is_comment(rest), ..Beat::pure(at, time) })
}

/// Words without the brackets that the time stood in.
fn unbracketed(words: &str) -> String {
    let words = ["()", "[]", "（）", "［］"].iter().fold(words.to_owned(), |words, pair| words.replace(pair, " "));
    let words = words.trim_matches(|c: char| c.is_whitespace() || MARKS.contains(c));
    let (opens, closes) = (words.matches('(').count(), words.matches(')').count());
    let words = if closes > opens { words.trim_end_matches(')') } else { words };
    let words = if opens > closes { words.trim_matches('(') } else { words };
    tidy(words)
}

/// `Ada QuillMay 4, 2031`: what a renderer ran together stands apart where a capital follows a small letter or a digit.
fn unglued(line: &str) -> Option<String> {
    let is_seam = |one: char, next: char| (one.is_lowercase() || one.is_ascii_digit()) && next.is_uppercase();
    let seams = || line.chars().zip(line.chars().skip(1)).filter(|(one, next)| is_seam(*one, *next));
    if line.len() > LONGEST_LOOSE || seams().next().is_none() {
        return None;
    }
    let mut apart = String::with_capacity(line.len() + 4);
    for c in line.chars() {
        if apart.chars().next_back().is_some_and(|last| is_seam(last, c)) {
            apart.push(' ');
        }
        apart.push(c);
    }
    Some(apart)
}

/// A short line that says when without a number: "yesterday", "two hours ago" where that is a single word. The name of a
/// weekday alone is no such thing.
fn worded(at: usize, line: &Line, tongue: &Tongue) -> Option<Beat> {
    let words = line.text.split(' ').count();
    if line.text.len() > LONGEST_WORDED || words > MOST_WORDED || line.text.ends_with(['.', '!', '?', ':']) {
        return None;
    }
    let time = written_time::read_in(&line.text, tongue)?;
    let told = matches!(time.reading, Reading::Ago { .. } | Reading::Day { day: DayWord::Before(_), .. });
    told.then(|| Beat::pure(at, time))
}

/// A short line of a rubric, a time and perhaps a count: `Harbour 4 May 2031 - 10:20 3`.
fn loose(at: usize, line: &str, tongue: &Tongue) -> Option<Beat> {
    let words: Vec<&str> = line.split(' ').collect();
    if let [rubric @ .., clock] = words.as_slice()
        && (1..=2).contains(&rubric.len())
        && clock.split_once(':').is_some_and(|(hour, minute)| hour.len() <= 2 && minute.len() == 2)
        && rubric.iter().all(|word| word.chars().all(char::is_alphabetic))
        && let Some(time) = written_time::read_in(clock, tongue)
    {
        return Some(Beat::loose(at, time));
    }
    if line.len() > LONGEST_LOOSE || words.len() > MOST_WORDS {
        return None;
    }
    let windows = (1..words.len()).rev().flat_map(|len| words.windows(len));
    let dated = |t: &WrittenTime| !matches!(t.reading, Reading::Clock { .. });
    let numbered = windows.filter(|w| w.iter().any(|w| w.contains(|c: char| c.is_ascii_digit())));
    let read = |w: &[&str]| Some((w.len(), written_time::read_in(&w.join(" "), tongue)?));
    // a single word tells a day only with its year, and where no mark ties it to a sentence
    let whole = |time: &WrittenTime| {
        matches!(&time.reading, Reading::Date { date, .. } if date.year.is_some())
            && time.text.chars().all(|c| c.is_numeric() || "./-".contains(c))
            && words.contains(&time.text.as_str())
    };
    let (_, time) = numbered.filter_map(read).find(|(len, time)| dated(time) && (*len > 1 || whole(time)))?;
    Some(Beat::loose(at, time))
}

/// `[Harbour] The ferry sails again` without the rubric.
fn without_chip(words: &str) -> &str {
    let chip = words.strip_prefix('[').and_then(|rest| rest.split_once(']')).filter(|(chip, _)| chip.len() <= 30);
    chip.map_or(words, |(_, rest)| rest.trim_start())
}

/// `The ferry sails again | Harbour` without the rubric: of the parts of a line one is a headline, the others a word or two.
fn without_rubrics(words: &str) -> &str {
    let parts = || words.split(['|', '·', '•']).map(str::trim).filter(|part| !part.is_empty());
    let said = |part: &&str| letters(part) >= 15;
    let small = |part: &str| letters(part) < 15 && part.split(' ').count() <= 3;
    match parts().find(said) {
        Some(headline) if parts().filter(|part| !small(part)).count() == 1 => headline,
        _ => words,
    }
}

/// A headline that holds a number beside a line that is nothing but a time: the latter is the time.
fn without_echoes(beats: Vec<Beat>) -> Vec<Beat> {
    let sure = |b: &&Beat| b.title.is_none() && !b.loose;
    let pure: Vec<usize> = beats.iter().filter(sure).flat_map(|b| [b.line, b.end - 1]).collect();
    let is_pure = |line: usize| pure.binary_search(&line).is_ok();
    let beside = |line: usize| is_pure(line + 1) || line.checked_sub(1).is_some_and(is_pure);
    beats.into_iter().filter(|b| sure(&b) || !beside(b.line)).collect()
}

/// A day right above clock times is no item's time but theirs.
fn with_days(beats: Vec<Beat>) -> Vec<Beat> {
    let mut kept: Vec<Beat> = Vec::new();
    let mut day: Option<WrittenTime> = None;
    let mut beats = beats.into_iter().peekable();
    while let Some(mut beat) = beats.next() {
        let is_clock = |b: &Beat| matches!(b.time.reading, Reading::Clock { .. });
        let opens = |next: &Beat| is_clock(next) && next.line <= beat.end + 1;
        let after_clock = kept.last().is_none_or(is_clock);
        if beat.title.is_none() && order::is_day(&beat.time) && after_clock && beats.peek().is_some_and(opens) {
            day = Some(beat.time);
            continue;
        }
        if is_clock(&beat) {
            beat.day = day.clone();
        } else {
            day = None;
        }
        kept.push(beat);
    }
    kept
}

/// A day of some year, and below it one of the year that goes without saying: no list goes on so.
fn starts_anew(one: &Beat, next: &Beat) -> bool {
    let year = |beat: &Beat| match &beat.time.reading {
        Reading::Date { date, time: Some(_), .. } => Some(date.year),
        _ => None,
    };
    matches!((year(one), year(next)), (Some(Some(_)), Some(None)))
}

/// Stretches of beats with no more lines between two than an item has.
pub(super) fn runs<'b>(lines: &[Line], beats: &'b [Beat], headings: &Headings<'_>) -> Vec<&'b [Beat]> {
    let near = |a: &Beat, b: &Beat| {
        let between = lines.get(a.end..b.line).unwrap_or(&[]);
        let same = a.title.is_some() == b.title.is_some();
        let small = between.len() <= 2 * MOST_LINES;
        let short = small && between.iter().filter(|l| !is_small(l)).count() <= MOST_LINES + 1;
        let short = short && between.iter().all(|l| l.text.len() <= LONGEST);
        same && short && !a.comment && !b.comment && !starts_anew(a, b) && !between.iter().any(|l| headings.is(l))
    };
    beats.chunk_by(near).filter(|run| run.len() >= FEWEST).collect()
}
