//! Written times of whole lists → instants.
//!
//! ```text
//! Item ─ shown ▶ what a reader sees ─ dotted, order, halves ▶ unambiguous ─ sequence ▶ Placed ─ machine, bounds ▶ PublishedAt
//! ```
//!
//! A list is read as one sequence: what a single time leaves open (the year, the day of a bare clock, which number is
//! the month, the half of the day) its neighbours and the fetch decide.

mod bounds;
#[cfg(test)]
mod corpus;
mod dotted;
#[cfg(test)]
mod golden;
mod halves;
mod machine;
mod order;
mod sequence;
mod shown;
mod zone;

use chrono::{Duration, NaiveDateTime};
use chrono_tz::Tz;

use crate::headline::PublishedAt;
use crate::pipeline::decode::Page;
use crate::pipeline::extract::{List, PageFacts};
use crate::pipeline::written_time::Reading;

use shown::Shown;
use zone::Zone;

/// The instant of each item of `list`, in its order; `None` where nothing is known.
pub fn solve(list: &List, page: &Page, facts: &PageFacts, rule_timezone: Option<Tz>) -> Vec<Option<PublishedAt>> {
    solve_page(std::slice::from_ref(list), page, facts, rule_timezone).pop().unwrap_or_default()
}

/// The instants of all lists of a page, in their order: they share one zone, and what proves it.
pub fn solve_page(
    lists: &[List],
    page: &Page,
    facts: &PageFacts,
    rule_timezone: Option<Tz>,
) -> Vec<Vec<Option<PublishedAt>>> {
    let mut shown: Vec<Vec<Option<Shown>>> =
        lists.iter().map(|list| list.items.iter().map(shown::shown).collect()).collect();
    shown.iter_mut().for_each(|shown| dotted::settle(shown));
    order::settle(&mut shown, lists, page, facts);
    let told: Vec<NaiveDateTime> = shown.iter().flatten().flatten().filter_map(local_start).collect();
    let utc = page.fetched_at.naive_utc();
    let fresh = lists.iter().zip(&shown).filter_map(|(list, shown)| sequence::fresh(shown, list.kind, utc)).max();
    let zone = zone::choose(page, facts, rule_timezone, &told, fresh);
    lists.iter().zip(shown).map(|(list, shown)| solve_list(list, shown, page, &zone)).collect()
}

fn solve_list(list: &List, mut shown: Vec<Option<Shown>>, page: &Page, zone: &Zone) -> Vec<Option<PublishedAt>> {
    let now = page.fetched_at.with_timezone(&zone.tz).naive_local();
    halves::settle(&mut shown, now);
    let placed = sequence::place(&shown, list.kind, now);
    let machine = machine::read(list, &shown, &placed, page.fetched_at, zone);
    let visible = shown.into_iter().zip(placed).map(|(shown, placed)| shown.zip(placed));
    visible.zip(machine).map(|(visible, machine)| bounds::publish(visible, machine, page.fetched_at, zone)).collect()
}

/// Where a date with its year begins, in the page's own zone.
fn local_start(shown: &Shown) -> Option<NaiveDateTime> {
    match shown.reading {
        Reading::Date { date, time, offset: None } => {
            let start = sequence::day(date.year?, date)?.and_time(sequence::clock(time));
            Some(if time.is_none() { start } else { start - Duration::minutes(1) })
        }
        _ => None,
    }
}
