//! How the items of a stretch of lines are built: where the time stands in them.

use crate::pipeline::text::Line;
use crate::pipeline::text::words::letters;

use super::beat::{Beat, MOST_LINES};
use super::kin::are_kin;
use super::lines::{is_byline, is_call, is_chip, is_sentence, is_small, is_title};
use super::run::Run;

/// Letters of a line that says something.
const WORDY: usize = 15;
/// Fewest items that show that headlines and teasers speak of the same.
const FEWEST_KIN: usize = 3;

/// How the items of a run are built.
#[derive(Clone, Copy)]
pub(super) enum Shape {
    /// Time and headline in one line.
    Inline,
    /// The time stands above.
    Leading,
    /// The time stands below.
    Closing,
    /// The time stands between headline and teaser.
    Amid,
    /// The time stands between teaser and headline.
    Under,
}

impl Run<'_> {
    pub(super) fn shape(&self) -> Shape {
        if self.beats.iter().all(|b| b.title.is_some()) {
            return Shape::Inline;
        }
        let amid = |at: &usize| {
            let said: Vec<&Line> = self.above(*at).iter().filter(|l| !is_small(l) && !is_chip(l)).collect();
            matches!(said.as_slice(), [first, .., last] if is_sentence(first) && !is_sentence(last))
        };
        if (1..self.beats.len()).filter(amid).count() * 10 > (self.beats.len() - 1) * 6 {
            return Shape::Amid;
        }
        if let Some(shape) = self.spanning() {
            return shape;
        }
        if self.time_leads() { Shape::Leading } else { Shape::Closing }
    }

    /// Whether the times stand above their headlines: told by headings, bullets, gaps, and what stands at both ends.
    fn time_leads(&self) -> bool {
        let beats = self.beats.len();
        let count = |told: &dyn Fn(usize) -> bool| (0..beats).filter(|at| told(*at)).count();
        let vote = |yes: usize, no: usize, weight: i32| (i32::from(yes > no) - i32::from(no > yes)) * weight;
        let line = |at: usize, below: usize| {
            self.beats.get(at).and_then(|b| self.lines.get(if below == 0 { b.line } else { b.end }))
        };
        let nearest = |at: usize| self.above(at).iter().rev().find(|l| !is_chip(l));
        let right_above = count(&|at| nearest(at).is_some_and(|l| self.headings.is(l)));
        let over_words = count(&|at| {
            let above = self.above(at);
            above
                .iter()
                .rposition(|l| self.headings.is(l))
                .and_then(|h| above.get(h + 1..))
                .is_some_and(|rest| rest.len() <= self.usual + 1 && rest.iter().any(is_title))
        });
        // a bullet right below another marks a field, not an item
        let is_field = |at: usize| self.above(at).last().is_some_and(|l| l.bullet);
        let times = count(&|at| line(at, 0).is_some_and(|l| l.bullet) && !is_field(at));
        let words = count(&|at| at + 1 < beats && line(at, 1).is_some_and(|l| l.bullet));
        let (to_above, to_below) = self.gaps();
        let called_above = count(&|at| {
            at > 0 && self.above(at).iter().rfind(|l| !is_byline(&l.text) && letters(&l.text) > 0).is_some_and(is_call)
        });
        let called_below = count(&|at| line(at, 1).is_some_and(is_call));
        let (near_above, near_below) =
            (to_above * 2 <= to_below && to_above < to_below, to_below * 2 <= to_above && to_below < to_above);
        // a rubric may stand between the last time and its headline
        let before = self.above(0).last().is_some_and(is_title);
        let end = self.beats.last().map_or(0, |b| b.end);
        let after = self.lines.iter().skip(end).take(MOST_LINES).find(|l| !is_chip(l) && !is_small(l));
        let after = after.is_some_and(is_title);
        // no more and no fewer headlines stand at the one end than between two times
        let (usual, up, down) = (self.wordy(), self.wordy_before(), self.wordy_after());
        let score = vote(right_above, over_words, 4)
            + vote(times, words, if times == beats && words == 0 { 5 } else { 3 })
            + vote(usize::from(near_below), usize::from(near_above), 2)
            + vote(usize::from(after), usize::from(before), 1)
            + vote(called_above, called_below, 3)
            + vote(usize::from(down == usual && up != usual), usize::from(up == usual && down != usual), 1);
        score > 0
    }

    /// Empty lines between the times and what stands above and below them; a rubric belongs to its time.
    fn gaps(&self) -> (usize, usize) {
        let lines = |from: usize, to: usize| self.lines.get(from..to.min(self.lines.len())).unwrap_or(&[]);
        let blanks = |lines: &mut dyn Iterator<Item = &Line>| {
            let mut sum = 0;
            for line in lines {
                sum += line.blanks;
                if sum > 0 || !is_chip(line) {
                    break;
                }
            }
            sum
        };
        let is_rubric = |line: &&Line| is_chip(line) || self.repeats(line);
        let above = |beat: &Beat| {
            let time = self.lines.get(beat.line).map_or(0, |line| line.blanks);
            let rubrics = lines(beat.line.saturating_sub(2), beat.line).iter().rev().take_while(is_rubric);
            if time > 0 { time } else { blanks(&mut rubrics.into_iter()) }
        };
        let below = |beat: &Beat| blanks(&mut lines(beat.end, beat.end + 3).iter());
        (self.beats.iter().map(above).sum(), self.beats.iter().map(below).sum())
    }

    /// How many lines between two times say something, as a rule.
    fn wordy(&self) -> usize {
        let mut counts: Vec<usize> = (1..self.beats.len()).map(|at| self.said(at).len()).collect();
        counts.sort_unstable();
        counts.get(counts.len() / 2).copied().unwrap_or(0)
    }

    /// How many such lines stand right above the first time, below its heading.
    fn wordy_before(&self) -> usize {
        let above = self.above(0).iter().rev().filter(|l| !is_small(l)).take_while(|l| !self.headings.is(l));
        above.skip_while(|l| !is_wordy(l)).take_while(|l| is_wordy(l)).count()
    }

    /// How many stand right below the last one.
    fn wordy_after(&self) -> usize {
        let end = self.beats.last().map_or(0, |b| b.end);
        let below = self.lines.iter().skip(end).take(MOST_LINES + 2).filter(|l| !is_small(l));
        let below = below.take_while(|l| !self.headings.is(l));
        below.skip_while(|l| !is_wordy(l)).take_while(|l| is_wordy(l)).count()
    }

    /// The lines above a time that say something and do not repeat.
    fn said(&self, at: usize) -> Vec<&Line> {
        self.above(at).iter().filter(|l| is_wordy(l) && !is_small(l) && !self.repeats(l)).collect()
    }

    /// Headline and teaser stand on both sides of the time: they speak of the same, and their neighbours on one side
    /// don't.
    fn spanning(&self) -> Option<Shape> {
        let pairs: Vec<(&Line, &Line)> = (1..self.beats.len())
            .filter_map(|at| match self.said(at).as_slice() {
                [first, .., last] => Some((*first, *last)),
                _ => None,
            })
            .collect();
        if pairs.len() < FEWEST_KIN || pairs.len() * 2 < self.beats.len() {
            return None;
        }
        let within = pairs.iter().filter(|(first, last)| are_kin(&first.text, &last.text)).count();
        let across = pairs
            .iter()
            .zip(pairs.iter().skip(1))
            .filter(|((_, last), (next, _))| are_kin(&last.text, &next.text))
            .count();
        if across < FEWEST_KIN || across <= within * 2 {
            return None;
        }
        let longer = pairs.iter().filter(|(first, last)| letters(&first.text) > letters(&last.text)).count();
        Some(if longer * 2 > pairs.len() { Shape::Amid } else { Shape::Under })
    }
}

fn is_wordy(line: &Line) -> bool {
    letters(&line.text) >= WORDY
}
