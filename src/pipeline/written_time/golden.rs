//! The golden cases: a new one is a new line in `tests/fixtures/written_time/`.

use super::{ClockTime, DayWord, Reading, WrittenTime, find, read, read_attribute};

/// A reading as the fixtures spell it.
pub(super) fn spelt(time: Option<&WrittenTime>) -> String {
    let Some(time) = time else { return "-".to_owned() };
    match time.reading {
        Reading::Date { date, time, offset } => {
            let year = date.year.map_or("-".to_owned(), |year| year.to_string());
            let mark = if date.ambiguous { "?" } else { "" };
            let offset = offset.map(|offset| if offset == 0 { " +0".to_owned() } else { format!(" {offset:+}") });
            format!("{year}-{:02}-{:02}{mark}{}{}", date.month, date.day, clock(time), offset.unwrap_or_default())
        }
        Reading::Clock { time } => clock(Some(time)).trim().to_owned(),
        Reading::Day { day: DayWord::Before(days), time } => format!("today-{days}{}", clock(time)),
        Reading::Day { day: DayWord::Weekday(day), time } => format!("weekday-{day}{}", clock(time)),
        Reading::Day { day: DayWord::LastWeekday(day), time } => format!("last-weekday-{day}{}", clock(time)),
        Reading::Ago { amount, unit } => format!("ago {amount} {}", format!("{unit:?}").to_lowercase()),
        Reading::Unix { seconds } => format!("unix {seconds}"),
    }
}

fn clock(time: Option<ClockTime>) -> String {
    let Some(time) = time else { return String::new() };
    let second = time.second.map_or(String::new(), |second| format!(":{second:02}"));
    let mark = if time.half_day_unknown { "?" } else { "" };
    format!(" {}:{:02}{second}{mark}", time.hour, time.minute)
}

/// The cases of a fixture, as columns.
fn cases(fixture: &str) -> impl Iterator<Item = Vec<&str>> {
    fixture.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect())
}

#[test]
fn texts_are_read() {
    let mut wrong = Vec::new();
    for case in cases(include_str!("../../../tests/fixtures/written_time/read.tsv")) {
        let language = Some(case[1]).filter(|language| *language != "-");
        let said = spelt(read(case[0], language).as_ref());
        if said != case[2] {
            wrong.push(format!("{} [{}]: {said}, expected {}", case[0], case[1], case[2]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn attributes_are_read() {
    let mut wrong = Vec::new();
    for case in cases(include_str!("../../../tests/fixtures/written_time/attribute.tsv")) {
        let said = spelt(read_attribute(case[0]).as_ref());
        if said != case[1] {
            wrong.push(format!("{}: {said}, expected {}", case[0], case[1]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn times_are_found_in_lines() {
    let mut wrong = Vec::new();
    for case in cases(include_str!("../../../tests/fixtures/written_time/line.tsv")) {
        let found = find(case[0], Some(case[1]));
        let part = found.as_ref().map_or("-", |(range, _)| &case[0][range.clone()]);
        let said = spelt(found.as_ref().map(|(_, time)| time));
        if (part, said.as_str()) != (case[2], case[3]) {
            wrong.push(format!("{}: {part:?} {said}, expected {:?} {}", case[0], case[2], case[3]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
