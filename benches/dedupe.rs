//! What a memory of headlines costs: `cargo bench --no-default-features --bench dedupe`.
//!
//! Prints, never judges: time for a new and for a repeated sighting, bytes a headline as counted and as resident.
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement prints what its clock says")]

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use headlined::contract::sighting::Sighting;
use headlined::headline::{PageRef, Precision, PublishedAt, PublishedSource, Section, SectionKind, TimezoneSource};
use headlined::pipeline::dedupe::route::{Route, Routes, RoutesError};
use headlined::pipeline::dedupe::{DedupeRules, Memory};

const ARTICLES: u32 = 200_000;

fn main() -> Result<(), RoutesError> {
    let rules = DedupeRules { horizon: TimeDelta::days(30), revert_hold: TimeDelta::minutes(60), max_age: None };
    let routes = Routes::new(vec![Route::of_sections("headlines.v1", &[SectionKind::Latest])])?;
    let mut memory = Memory::new(rules, routes);
    let before = resident();
    let new = observe(&mut memory, 0);
    let (counted, taken) = (memory.bytes(), resident().saturating_sub(before));
    let again = observe(&mut memory, 5);
    let headlines = memory.headlines();
    println!("{headlines} headlines; new {:?} each, again {:?} each", new / ARTICLES, again / ARTICLES);
    println!("bytes each: {} counted, {} resident", counted / headlines, taken / headlines);
    Ok(())
}

/// Observes every article on a page that is `later` minutes younger.
fn observe(memory: &mut Memory, later: i64) -> Duration {
    let mut took = Duration::ZERO;
    for number in 0..ARTICLES {
        let sighting = article(i64::from(number), later);
        let since = Instant::now();
        memory.observe(&sighting, minute(i64::from(ARTICLES) + later));
        if number % 1000 == 999 {
            memory.merge();
        }
        took += since.elapsed();
    }
    took
}

fn article(number: i64, later: i64) -> Sighting {
    let at = minute(number);
    Sighting {
        site: "news.example".to_owned(),
        link: Some(format!("https://news.example/politics/council-votes-again-{}", 640_101 + number)),
        link_shared: false,
        title: format!("Council votes on the river bridge for the {number}th time after a long night"),
        kicker: None,
        deck: Some(format!("What the {number}th vote means for the ferries, the market and the old harbour.")),
        published: Some(PublishedAt {
            at: at.fixed_offset(),
            earliest: at,
            latest: at + TimeDelta::minutes(1),
            precision: Precision::Minute,
            timezone: "UTC".to_owned(),
            timezone_source: TimezoneSource::Event,
            source: PublishedSource::Text,
            text: at.format("%d.%m.%Y %H:%M").to_string(),
        }),
        sections: vec![Section { kind: SectionKind::Latest, label: Some("Latest news".to_owned()), position: 0 }],
        language: Some("en".to_owned()),
        page: PageRef { id: None, url: "https://news.example/".to_owned(), fetched_at: at + TimeDelta::minutes(later) },
        page_timestamp: at,
    }
}

fn minute(number: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(number)
}

/// Resident memory of this process in bytes, as Linux accounts it.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}
