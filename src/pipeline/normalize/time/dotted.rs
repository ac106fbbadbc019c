//! `10.12` is a clock or a day: what the other items of the list are, it is too.

use crate::pipeline::written_time::{Reading, read_dotted_date};

use super::shown::Shown;

/// Reads dotted clocks as days where the list writes its days so.
pub(super) fn settle(shown: &mut [Option<Shown>]) {
    let dotted = || shown.iter().flatten().filter(|shown| is_dotted(&shown.text));
    let days = dotted().any(|shown| matches!(shown.reading, Reading::Date { .. }));
    let clocks = dotted().any(|shown| matches!(shown.reading, Reading::Clock { time } if time.minute > 12));
    if !days || clocks {
        return;
    }
    for shown in shown.iter_mut().flatten().filter(|shown| is_dotted(&shown.text)) {
        if let Some(day) = read_dotted_date(&shown.text) {
            *shown = Shown { reading: day.reading, text: day.text, source: day.source };
        }
    }
}

/// Two numbers of at most two digits with a dot between them, and perhaps behind.
fn is_dotted(text: &str) -> bool {
    let short = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let numbers = text.strip_suffix('.').unwrap_or(text).split_once('.');
    numbers.is_some_and(|(first, second)| short(first) && short(second))
}
