//! Rows that each end in a date: a single such line may be a sentence, several right below each other are a list.

use crate::contract::rejection::Rejection;
use crate::pipeline::extract::budget::Budget;
use crate::pipeline::text::Line;
use crate::pipeline::text::words::{has_number, letters};
use crate::pipeline::written_time::{self, Reading, Tongue};

use super::beat::Beat;

/// Fewest rows.
const FEWEST: usize = 3;
/// Most words of a date.
const MOST_WORDS: usize = 4;
/// Longest row, in bytes.
const LONGEST: usize = 300;
/// Steps that looking at the end of a row takes.
const COST: usize = 60;

/// The beats with those of rows whose dates no other reading would trust: "Ferry stays out 4 May", behind a word that
/// leads on, or without a year.
pub(super) fn with_tails(
    beats: Vec<Beat>,
    lines: &[Line],
    tongue: &Tongue,
    budget: &mut Budget,
) -> Result<Vec<Beat>, Rejection> {
    let mut known: Vec<Option<Beat>> = Vec::new();
    known.resize_with(lines.len(), || None);
    let mut own = Vec::new();
    for beat in beats {
        let single = beat.end == beat.line + 1 && (beat.title.is_some() || beat.loose);
        match known.get_mut(beat.line).filter(|_| single) {
            Some(place) => *place = Some(beat),
            None => own.push(beat),
        }
    }
    let mut at = 0;
    while at < lines.len() {
        let from = at;
        let (mut tails, mut sure) = (Vec::new(), 0);
        while let Some(line) = lines.get(at) {
            let inline = known.get(at).and_then(Option::as_ref).is_some_and(|beat| beat.title.is_some());
            let found = if inline { None } else { tail(line, tongue, budget)? };
            if !inline && found.is_none() {
                break;
            }
            sure += usize::from(inline);
            tails.extend(found);
            at += 1;
        }
        let row = lines.get(from..at).unwrap_or(&[]);
        if row.len() >= FEWEST && (sure > 0 || row.iter().all(|line| line.bullet)) {
            for beat in tails {
                if let Some(place) = known.get_mut(beat.line) {
                    *place = Some(beat);
                }
            }
        }
        at = at.max(from + 1);
    }
    own.extend(known.into_iter().flatten());
    own.sort_by_key(|beat| beat.line);
    Ok(own)
}

fn tail(line: &Line, tongue: &Tongue, budget: &mut Budget) -> Result<Option<Beat>, Rejection> {
    let ends: Vec<usize> = line.text.rmatch_indices(' ').map(|(at, _)| at).take(MOST_WORDS).collect();
    let last = ends.get(1).and_then(|at| line.text.get(*at..)).unwrap_or_default();
    if line.text.len() > LONGEST || !has_number(last) {
        return Ok(None);
    }
    budget.spend(COST)?;
    let found = ends.iter().rev().find_map(|at| {
        let (title, words) = line.text.split_at_checked(*at)?;
        let time = written_time::read_in(words.trim_start(), tongue)?;
        let dated = matches!(time.reading, Reading::Date { .. });
        (dated && letters(title) >= 15)
            .then(|| Beat::inline(line.at, time, title.trim_end_matches([' ', ',', '-', '–', '|', '·'])))
    });
    budget.spend(tongue.take_steps())?;
    Ok(found)
}
