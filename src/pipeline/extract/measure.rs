//! Numbers that read as times and are none: lengths of videos, cooking times, scores.

use crate::headline::SectionKind;
use crate::pipeline::written_time::{AgoUnit, DayWord, Reading, WrittenTime};

use super::kind::Says;
use super::{Item, order};

/// Whether the times of a list are lengths or scores: vague ones that follow no order, under no heading that vouches.
pub(super) fn is_measure(items: &[Item], ages: &[i64], said: Option<Says>) -> bool {
    let scores = items.iter().filter(|i| has_score(&i.title)).count();
    // one date among them may be the article's own, and so may a day that stands far above them
    let vague = items.iter().filter(|i| i.times.iter().all(is_vague)).count();
    let all_vague = vague * 5 > items.len() * 4 || vague == items.len();
    let ago = items.iter().all(|i| i.times.iter().any(|t| matches!(t.reading, Reading::Ago { .. })));
    let named = matches!(said, Some(Says::Kind(SectionKind::Latest | SectionKind::Popular)));
    scores * 2 > items.len() || (all_vague && (!named || ago) && order::falls(ages) < 75)
}

fn is_vague(time: &WrittenTime) -> bool {
    match time.reading {
        Reading::Clock { .. } => true,
        Reading::Ago { unit, .. } => matches!(unit, AgoUnit::Second | AgoUnit::Minute) && !says_past(&time.text),
        // days of broadcasts and games
        Reading::Day { day: DayWord::Weekday(_), time: None } => true,
        _ => false,
    }
}

/// Whether a text says more than numbers and their units: "5 min ago", "vor 5 Min.", "5分前", but not "1 h 5 min".
fn says_past(text: &str) -> bool {
    let runs = |is: fn(char) -> bool| text.split(|c| !is(c)).filter(|run| !run.is_empty()).count();
    text.contains('前') || runs(char::is_alphabetic) > runs(char::is_numeric)
}

/// Two numbers around a colon: `57 : 33`.
fn has_score(title: &str) -> bool {
    title.split(':').zip(title.split(':').skip(1)).any(|(a, b)| {
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        digit(a.trim_end().chars().next_back()) && digit(b.trim_start().chars().next())
    })
}

#[cfg(test)]
mod tests {
    use super::has_score;

    #[test]
    fn scores_have_digits_on_both_sides() {
        assert!(has_score("Ulmsey Rovers 57 : 33 Tarn"));
        assert!(has_score("Ulmsey 2:1 Tarn"));
        assert!(!has_score("Harbour: two ferries collide"));
        assert!(!has_score("Budget 2031: what the council says"));
    }
}
