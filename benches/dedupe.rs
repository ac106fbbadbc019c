//! What a memory of headlines costs. Prints, never judges; times are those of the processor.
//!
//! - `cargo bench --no-default-features --bench dedupe -- memory 10000000`: a cold restore, the memory that it takes, a warm
//!   restore (without the disk)
//! - `cargo bench --no-default-features --bench dedupe -- observe 1000000`: new sightings, and those that say nothing new
#![allow(clippy::print_stdout, clippy::disallowed_methods, reason = "a measurement prints what its clock says")]

#[path = "dedupe/words.rs"]
mod words;

use std::time::Duration;

use chrono::TimeDelta;
use headlined::contract::sighting::Sighting;
use headlined::headline::SectionKind;
use headlined::pipeline::dedupe::route::{Route, Routes, RoutesError};
use headlined::pipeline::dedupe::{Change, DedupeRules, Logged, Memory};
use words::{Language, minute};

/// Sightings of a turn.
const TURN: usize = 1000;
/// Sightings that are made up at a time: the clock that is read is a coarse one.
const BATCH: usize = 20_000;
/// Records that a takeover hands on at a time.
const TAKEN: usize = 64;
/// One headline of so many stands on pages still.
const STANDING: usize = 20;

fn main() -> Result<(), RoutesError> {
    let words: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with("--")).collect();
    let many = words.iter().find_map(|word| word.parse().ok()).unwrap_or(200_000);
    let all = words.iter().all(|word| word.parse::<u64>().is_ok());
    let asked = |what: &str| all || words.iter().any(|word| word == what);
    let language = Language::new();
    if asked("memory") {
        restore(&language, many)?;
    }
    if asked("observe") {
        observe(&language, many)?;
    }
    Ok(())
}

fn memory() -> Result<Memory, RoutesError> {
    let rules = DedupeRules { horizon: TimeDelta::days(300), revert_hold: TimeDelta::minutes(60), max_age: None };
    Ok(Memory::new(rules, Routes::new(vec![Route::of_sections("headlines.v1", &[SectionKind::Latest])])?))
}

/// A cold takeover of `many` headlines, and what they take then.
fn restore(language: &Language, many: u64) -> Result<(), RoutesError> {
    let before = resident();
    let mut restored = memory()?;
    let (mut took, mut plain, mut packed, mut records) = (Duration::ZERO, 0, 0, 0);
    let numbers: Vec<u64> = (0..many).collect();
    for numbers in numbers.chunks(BATCH / 4) {
        let sightings: Vec<Sighting> = numbers.iter().map(|number| language.sighting(*number, 5)).collect();
        plain += sightings.iter().map(|sighting| words::words(sighting).len()).sum::<usize>();
        packed += words::compressed(&sightings);
        let log = written(&sightings)?;
        records += log.iter().filter_map(|change| change.value.as_ref()).map(Vec::len).sum::<usize>();
        let since = on_cpu();
        for some in log.chunks(TAKEN) {
            let some: Vec<Logged<'_>> = some.iter().map(|change| (&change.key[..], change.value.as_deref())).collect();
            if restored.restore(&some).is_err() {
                println!("a record was refused");
            }
        }
        took += on_cpu().saturating_sub(since);
    }
    let since = on_cpu();
    restored.restored();
    took += on_cpu().saturating_sub(since);
    let numbers = numbers.len() * size_of::<u64>();
    let taken = resident().saturating_sub(before).saturating_sub(numbers);
    let each = |bytes: usize| bytes as f64 / many as f64;
    println!("{} headlines; words {:.1} bytes each, records {:.1}", restored.headlines(), each(plain), each(records));
    println!(
        "resident {:.1} bytes each: {:.1} beside the words, which alone compress to {:.1}; {:.1} as counted",
        each(taken),
        each(taken) - each(packed),
        each(packed),
        each(restored.bytes()),
    );
    println!("cold restore {took:.1?}, {:.2} us a headline", micros(took, many));
    warm(restored, many)
}

/// An image of the memory, as a snapshot holds it, and the same memory made of it again.
fn warm(mut memory: Memory, many: u64) -> Result<(), RoutesError> {
    let since = on_cpu();
    let mut slices = Vec::new();
    memory.begin_image();
    while let Ok(Some(slice)) = memory.image_slice() {
        slices.push(slice);
    }
    memory.end_image();
    let took = on_cpu().saturating_sub(since);
    let bytes: usize = slices.iter().map(Vec::len).sum();
    println!("image taken in {took:.1?}, {:.1} bytes a headline", bytes as f64 / many as f64);
    let headlines = memory.headlines();
    drop(memory);
    let mut again = self::memory()?;
    let since = on_cpu();
    let loaded = slices.iter().all(|slice| again.load(slice).is_ok());
    let took = on_cpu().saturating_sub(since);
    println!("warm restore {took:.1?}, {:.2} us a headline", micros(took, many));
    if !loaded || again.headlines() != headlines {
        println!("the image is not the memory it was taken of");
    }
    Ok(())
}

/// The records that a turn with these sightings writes.
fn written(sightings: &[Sighting]) -> Result<Vec<Change>, RoutesError> {
    let mut memory = memory()?;
    for sighting in sightings {
        memory.observe(sighting, sighting.page.fetched_at);
    }
    Ok(memory.changes())
}

/// New headlines, then those that stand on pages again and again.
fn observe(language: &Language, many: u64) -> Result<(), RoutesError> {
    let mut memory = memory()?;
    let all: Vec<u64> = (0..many).collect();
    let new = turns(language, &mut memory, &all, 5);
    println!("new: {:.2} us each", micros(new, many));
    let standing = &all[all.len() - all.len() / STANDING..];
    for later in [20, 35, 50, 65] {
        let again = turns(language, &mut memory, standing, later);
        let each = micros(again, standing.len() as u64);
        println!("again, the last {}: {each:.2} us each, {:.0}/s", standing.len(), 1e6 / each);
    }
    Ok(())
}

fn micros(took: Duration, many: u64) -> f64 {
    took.as_secs_f64() * 1e6 / many as f64
}

/// Observes and commits, a thousand at a time; only that is timed.
fn turns(language: &Language, memory: &mut Memory, numbers: &[u64], later: i64) -> Duration {
    let mut took = Duration::ZERO;
    for batch in numbers.chunks(BATCH) {
        let sightings: Vec<Sighting> = batch.iter().map(|number| language.sighting(*number, later)).collect();
        let since = on_cpu();
        for turn in sightings.chunks(TURN) {
            let mark = turn.last().map_or_else(|| minute(0), |sighting| sighting.page.fetched_at);
            for sighting in turn {
                memory.observe(sighting, mark);
            }
            memory.changes();
            memory.merge();
        }
        took += on_cpu().saturating_sub(since);
    }
    took
}

/// How long this thread has had the processor, as Linux accounts it.
fn on_cpu() -> Duration {
    let schedstat = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    Duration::from_nanos(schedstat.split(' ').next().and_then(|nanos| nanos.parse().ok()).unwrap_or(0))
}

/// Resident memory of this process in bytes, as Linux accounts it.
fn resident() -> usize {
    let statm = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    statm.split(' ').nth(1).and_then(|pages| pages.parse::<usize>().ok()).unwrap_or(0) * 4096
}
