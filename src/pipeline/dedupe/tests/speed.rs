//! `cargo test --release --no-default-features --lib speed -- --ignored --nocapture` prints what a memory costs.

use std::time::Instant;

use super::*;

/// Resident memory of this process in bytes.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    let pages = statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0);
    pages * 4096
}

fn article(number: i64) -> Sighting {
    let title = format!("Council votes on the river bridge for the {number}th time after a long night");
    let deck = format!("What the {number}th vote means for the ferries, the market and the old harbour.");
    sighting(&title).deck(&deck).minute(number).link(&format!("politics/council-votes-again-{}", 640_101 + number))
}

#[test]
#[ignore = "a measurement, not a test"]
fn speed() {
    const ARTICLES: i64 = 200_000;
    let mut memory = memory();
    let before = resident();
    let started = Instant::now();
    for number in 0..ARTICLES {
        memory.observe(&article(number), minutes(number / 10));
        if number % 1000 == 0 {
            memory.merge();
        }
    }
    memory.merge();
    let new = started.elapsed();
    let (counted, taken) = (memory.bytes(), resident() - before);
    let started = Instant::now();
    for number in 0..ARTICLES {
        let seen = article(number).fetched(5);
        memory.observe(&seen, minutes(ARTICLES / 10));
    }
    let again = started.elapsed();
    memory.merge();
    let each = |bytes: usize| bytes / memory.headlines();
    println!("new: {:?} each, again: {:?} each", new / ARTICLES as u32, again / ARTICLES as u32);
    println!("bytes each: {} counted, {} resident", each(counted), each(taken));
}
