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
mod fresh;
#[cfg(test)]
mod golden;
mod halves;
mod machine;
mod order;
mod pairs;
mod sequence;
mod shown;
mod spread;
mod zone;
mod zulu;

use chrono::{DateTime, Datelike as _, Utc};
use chrono_tz::Tz;

use crate::headline::PublishedAt;
use crate::pipeline::decode::Page;
use crate::pipeline::extract::{List, PageFacts};

use shown::Shown;
use zone::{Evidence, Told, Zone};

/// Years that a page may be fetched in; a fetch out of all time places nothing.
const AGE: std::ops::Range<i32> = 1990..2200;

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
    if !AGE.contains(&page.fetched_at.year()) {
        return lists.iter().map(|list| vec![None; list.items.len()]).collect();
    }
    let mut shown: Vec<Vec<Option<Shown>>> =
        lists.iter().map(|list| list.items.iter().map(shown::shown).collect()).collect();
    shown.iter_mut().for_each(|shown| dotted::settle(shown, page.fetched_at.date_naive()));
    let day_first = order::custom(page, facts);
    order::settle(&mut shown, lists, page, day_first);
    let told: Vec<Told> =
        shown.iter().flatten().flatten().filter_map(|shown| fresh::local_start(shown, page.fetched_at)).collect();
    let utc = page.fetched_at.naive_utc();
    let fresh = lists.iter().zip(&shown).filter_map(|(list, shown)| fresh::fresh(shown, list.kind, utc)).max();
    let mut offsets = facts.offsets.clone();
    if offsets.iter().all(|offset| *offset == 0) {
        offsets = pairs::offsets(lists, &shown);
    }
    let evidence = Evidence { facts, offsets: &offsets, rule: rule_timezone, told: &told, fresh };
    let zone = zone::choose(page, &evidence);
    let zulu_is_local = zulu::is_local(lists, &shown, page.fetched_at, &zone);
    let frame = Frame { fetched_at: page.fetched_at, zone, zulu_is_local, day_first };
    lists.iter().zip(shown).map(|(list, shown)| solve_list(list, shown, &frame)).collect()
}

/// What holds for the whole page.
struct Frame {
    fetched_at: DateTime<Utc>,
    zone: Zone,
    /// Its `Z` is no UTC.
    zulu_is_local: bool,
    /// Its place writes 27/1 rather than 1/27.
    day_first: bool,
}

fn solve_list(list: &List, mut shown: Vec<Option<Shown>>, frame: &Frame) -> Vec<Option<PublishedAt>> {
    let now = frame.fetched_at.with_timezone(&frame.zone.tz).naive_local();
    halves::settle(&mut shown, now);
    let placed = sequence::place(&shown, list.kind, now);
    let machine = machine::read(list, &shown, &placed, frame);
    let reach = spread::reach(&shown, list.kind, frame);
    let visible = shown.into_iter().zip(placed).map(|(shown, placed)| shown.zip(placed));
    let published = visible.zip(machine);
    let published =
        published.map(|(visible, machine)| bounds::publish(visible, machine, frame.fetched_at, &frame.zone));
    published.zip(reach).map(|(published, reach)| Some(spread::widened(published?, reach))).collect()
}
