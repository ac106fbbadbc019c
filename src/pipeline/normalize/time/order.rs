//! Which number is the month: what the lists of a page prove, else the custom of the place.

use chrono::{DateTime, Datelike as _, Duration, NaiveDate};

use crate::headline::SectionKind;
use crate::pipeline::decode::Page;
use crate::pipeline::extract::{Item, List, PageFacts};
use crate::pipeline::written_time::{Reading, WrittenDate, day_comes_first};

use super::shown::{Shown, is_visible};
use super::{sequence, zone};

/// Months in which a list has one item each, always on the same day, by no chance.
const FEWEST_MONTHS: usize = 3;

/// Makes every ambiguous date of the page's lists a settled one.
pub(super) fn settle(shown: &mut [Vec<Option<Shown>>], lists: &[List], page: &Page, custom: bool) {
    let page_votes: i32 = shown.iter().flatten().flatten().map(vote).sum();
    let last_day = (page.fetched_at.naive_utc() + Duration::hours(14)).date();
    for (list, items) in shown.iter_mut().zip(lists).map(|(items, list)| (list, items)) {
        if !items.iter().flatten().any(|shown| ambiguous(shown).is_some()) {
            continue;
        }
        let own_votes: i32 = items.iter().flatten().map(vote).sum();
        let votes = if own_votes == 0 { page_votes } else { own_votes };
        let day_first = match votes {
            0 => by_sequence(items, list, last_day),
            votes => Some(votes > 0),
        };
        for shown in items.iter_mut().flatten() {
            let dotted = is_dotted(&shown.text);
            apply(shown, day_first.unwrap_or(custom || dotted));
        }
    }
}

/// Who writes dots writes the day first, whatever the custom of the place.
pub(super) fn is_dotted(text: &str) -> bool {
    text.contains('.') && !text.contains('/')
}

/// A date whose text proves the order speaks for it: 1 for day first, -1 for month first.
fn vote(shown: &Shown) -> i32 {
    let Reading::Date { date, .. } = &shown.reading else { return 0 };
    match numbers(&shown.text) {
        Some((first, second)) if !date.ambiguous && first != second => {
            let read = (u64::from(date.day), u64::from(date.month));
            i32::from(read == (first, second)) - i32::from(read == (second, first))
        }
        _ => 0,
    }
}

/// The first two numbers of a date like `27/1/2023`.
fn numbers(text: &str) -> Option<(u64, u64)> {
    let digits = |text: &str| text.chars().take_while(char::is_ascii_digit).collect::<String>();
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let first = digits(text.get(start..)?);
    let rest = text.get(start + first.len()..)?;
    let second = digits(rest.strip_prefix(['/', '-', '.'])?);
    let small = |number: &str| (1..=2).contains(&number.len());
    (small(&first) && small(&second)).then(|| Some((first.parse().ok()?, second.parse().ok()?)))?
}

fn ambiguous(shown: &Shown) -> Option<WrittenDate> {
    match shown.reading {
        Reading::Date { date, .. } if date.ambiguous => Some(date),
        _ => None,
    }
}

/// The order that the place writes in: the page's language, with the country of its domain where that is all it says.
pub(super) fn custom(page: &Page, facts: &PageFacts) -> bool {
    let language = zone::language(page, facts).unwrap_or_default();
    match zone::domain(page) {
        Some(domain) if !language.is_empty() && !language.contains('-') => {
            let region = if domain == "uk" { "GB".to_owned() } else { domain.to_ascii_uppercase() };
            day_comes_first(&format!("{language}-{region}"))
        }
        _ => day_comes_first(language),
    }
}

/// The order that puts fewer dates after the fetch, fewer away from what is machine-readable, fewer out of order, or the
/// newest of a feed near the fetch, or days that go on; `None` if both do as well.
fn by_sequence(items: &[Option<Shown>], list: &List, last_day: NaiveDate) -> Option<bool> {
    let cost = |day_first: bool| {
        let mut items = items.to_vec();
        items.iter_mut().flatten().for_each(|shown| apply(shown, day_first));
        let days: Vec<NaiveDate> = items.iter().flatten().filter_map(full_day).collect();
        let late = days.iter().filter(|day| **day > last_day).count();
        let apart = items.iter().zip(&list.items).filter(|(shown, item)| is_apart(shown.as_ref(), item)).count();
        let (ups, downs) = sequence::steps(&days);
        let newest = days.iter().max().filter(|_| list.kind == SectionKind::Latest);
        let stale = newest.is_some_and(|newest| (last_day - *newest).num_days() > 3);
        let year = |date: WrittenDate| sequence::day(date.year.unwrap_or(last_day.year()), date);
        let within_a_year: Vec<NaiveDate> = items.iter().flatten().filter_map(|shown| year(written(shown)?)).collect();
        (late, apart, ups.min(downs), stale, is_rent_day(&within_a_year))
    };
    let (day_first, month_first) = (cost(true), cost(false));
    (day_first != month_first).then_some(day_first < month_first)
}

/// Several days, each of them the same one of its month: the other number counts the days.
fn is_rent_day(days: &[NaiveDate]) -> bool {
    let mut months: Vec<_> = days.iter().map(|day| (day.year(), day.month())).collect();
    months.dedup();
    months.len() >= FEWEST_MONTHS && days.windows(2).all(|two| matches!(two, [a, b] if a.day() == b.day()))
}

/// A machine-readable date of the item is another day.
fn is_apart(shown: Option<&Shown>, item: &Item) -> bool {
    let Some(day) = shown.and_then(full_day) else { return false };
    let machine = item.times.iter().filter(|time| !is_visible(time)).find_map(|time| match time.reading {
        Reading::Date { date, .. } if !date.ambiguous => sequence::day(date.year?, date),
        Reading::Unix { seconds } => DateTime::from_timestamp(seconds, 0).map(|at| at.date_naive()),
        _ => None,
    });
    machine.is_some_and(|machine| (machine - day).num_days().abs() > 2)
}

fn full_day(shown: &Shown) -> Option<NaiveDate> {
    let date = written(shown)?;
    sequence::day(date.year?, date)
}

fn written(shown: &Shown) -> Option<WrittenDate> {
    match shown.reading {
        Reading::Date { date, .. } => Some(date),
        _ => None,
    }
}

/// Reads an ambiguous date in the given order; the text says which number comes first.
fn apply(shown: &mut Shown, day_first: bool) {
    let numbers = numbers(&shown.text);
    let Reading::Date { date, .. } = &mut shown.reading else { return };
    if !date.ambiguous {
        return;
    }
    date.ambiguous = false;
    // Without two numbers in front (native digits) the reading stands as the language has it.
    let Some((first, _)) = numbers else { return };
    let is_day_first = u64::from(date.day) == first;
    if is_day_first != day_first {
        std::mem::swap(&mut date.day, &mut date.month);
    }
}
