//! `10.12` is a clock or a day: what the other items of the list are, it is too.

use chrono::{Datelike as _, NaiveDate};

use crate::pipeline::written_time::{Reading, read_dotted_date};

use super::shown::Shown;

/// So many clocks at the same minute of every hour are none, where that is the number of the month.
const NO_CHANCE: usize = 3;

/// Reads dotted clocks as days where the list writes its days so; `today` is the day of the fetch.
pub(super) fn settle(shown: &mut [Option<Shown>], today: NaiveDate) {
    let dotted = || shown.iter().flatten().filter(|shown| is_dotted(&shown.text));
    let days = dotted().any(|shown| matches!(shown.reading, Reading::Date { .. }));
    let mut minutes = dotted().filter_map(|shown| match shown.reading {
        Reading::Clock { time } => Some(u32::from(time.minute)),
        _ => None,
    });
    let months = |minutes: &[u32]| minutes.len() >= NO_CHANCE && minutes.iter().all(|minute| is_near(*minute, today));
    let is_days = if days { minutes.all(|minute| minute <= 12) } else { months(&minutes.collect::<Vec<_>>()) };
    if !is_days {
        return;
    }
    for shown in shown.iter_mut().flatten().filter(|shown| is_dotted(&shown.text)) {
        if let Some(day) = read_dotted_date(&shown.text) {
            *shown = Shown { reading: day.reading, text: day.text, source: day.source };
        }
    }
}

/// Whether it is the number of this month or the last.
fn is_near(month: u32, today: NaiveDate) -> bool {
    (1..=12).contains(&month) && [month, month % 12 + 1].contains(&today.month())
}

/// Two numbers of at most two digits with a dot between them, and perhaps behind.
fn is_dotted(text: &str) -> bool {
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = text.strip_suffix('.').unwrap_or(text).split_once('.');
    numbers.is_some_and(|(first, second)| short(first) && short(second))
}
