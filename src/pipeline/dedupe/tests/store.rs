//! What is committed and packed is what was put there.

use std::collections::BTreeMap;

use super::super::keys;
use super::super::pack::Packed;
use super::super::store::Store;
use super::*;

/// Some share their words, some their minute, some have no link, a deck or a past.
fn some(number: i64, version: i64) -> (HeadlineId, Entry) {
    let title = if number % 5 == 0 {
        "Weather".to_owned()
    } else {
        format!("Rain number {} returns to the hills", number % 90)
    };
    let seen = sighting(&title).minute(1440 * (number % 40)).fetched(version);
    let seen = if number % 7 == 0 { seen } else { seen.link(&format!("a/rain-{}", 500_000 + number)) };
    let seen = if number % 3 == 0 { seen.deck("Bring a coat, and boots") } else { seen };
    let facts = Facts::of(&seen);
    let id = facts.link.unwrap_or_else(|| HeadlineId::digest(&[&number.to_string()]));
    let mut entry = Entry::first(id, &facts, 60_000 * version);
    if version % 3 == 1 {
        let edited = Sighting { title: format!("{title}, again"), ..seen.clone() }.fetched(version + 1);
        wording::see(&mut entry, &Facts::of(&edited), false, 60);
        entry.aliases.push(HeadlineId::digest(&["alias", &number.to_string()]));
    }
    (id, entry)
}

fn check(store: &Store, model: &BTreeMap<HeadlineId, Entry>) {
    assert_eq!(store.len(), model.len());
    for (id, entry) in model {
        assert_eq!(store.find(*id, None).map(|known| Entry::clone(&known.entry)).as_ref(), Some(entry));
        for alias in &entry.aliases {
            assert_eq!(store.by_alias(*alias).map(|known| known.id), Some(*id));
        }
        for (key, interval) in keys::places(entry) {
            let near = store.near((&entry.site, key), interval, |_| false, |_| true);
            assert!(near.iter().any(|known| known.id == *id), "{entry:?} is not found by {key:?}");
            let leads = |known: &Known| keys::leads(&entry.site, &Packed::of(known.id, &known.entry));
            assert!(near.iter().all(|known| leads(known).contains(&key.lead)));
        }
    }
    let oldest = model.values().map(|entry| entry.last_seen).min().unwrap_or(0);
    assert!(store.older(oldest).any(|known| known.entry.last_seen == oldest) || model.is_empty());
    assert_eq!(store.older(i64::MAX).count(), model.len());
}

#[test]
fn it_holds_what_was_put_there_and_lets_go_of_the_rest() {
    let (mut store, mut model) = (Store::default(), BTreeMap::new());
    let mut most = 0;
    for step in 0..4000_i64 {
        let (id, entry) = some(step * 7919 % 300, step / 300);
        let below = store.find(id, None).and_then(|known| known.number);
        assert_eq!(below.is_some(), model.contains_key(&id));
        let entry = (step % 11 != 0).then_some(entry);
        store.put(id, below, entry.as_ref().map(|entry| Packed::of(id, entry)));
        match entry {
            Some(entry) => model.insert(id, entry),
            None => model.remove(&id),
        };
        store.settle(1);
        if step % 1000 == 999 {
            check(&store, &model);
            store.age(i64::MAX);
            check(&store, &model);
            most = most.max(store.bytes());
        }
    }
    assert!(most < 300 * 300, "{most} bytes for 300 headlines");
    for id in model.keys() {
        let below = store.find(*id, None).and_then(|known| known.number);
        store.put(*id, below, None);
    }
    assert_eq!((store.len(), store.bytes()), (0, 0));
}

/// Each headline over and over, and forgotten now and then: the newest record is what counts, and nothing of the others stays.
#[test]
fn a_log_that_was_never_compacted_is_taken() {
    let (mut store, mut model) = (Store::default(), BTreeMap::new());
    let mut most = 0;
    for step in 0..30_000_i64 {
        let (id, entry) = some(step * 7919 % 300, step / 300);
        let entry = (step % 11 != 0).then_some(entry);
        store.take(id, entry.as_ref().map(|entry| Packed::of(id, entry)).as_ref());
        match entry {
            Some(entry) => model.insert(id, entry),
            None => model.remove(&id),
        };
        if step % 50 == 49 {
            store.taken(50);
            store.settle(50);
            most = most.max(store.bytes());
        }
    }
    store.catch_up();
    store.settle(0);
    check(&store, &model);
    let records = 30_000 * 100;
    assert!(most < records / 2, "{most} bytes on the way");
    for id in model.keys() {
        let below = store.find(*id, None).and_then(|known| known.number);
        store.put(*id, below, None);
    }
    assert_eq!((store.len(), store.bytes()), (0, 0));
}

/// Turns with their records, an image that is taken while they go on, and what a warm start makes of both.
#[test]
fn an_image_and_the_log_since_are_the_same_memory() {
    let seen = |number: i64, version: i64| {
        let title =
            if number % 5 == 0 { "Weather".to_owned() } else { format!("Rain {number} in its version {version}") };
        let seen = sighting(&title).minute(number % 40).fetched(100 * version + number % 7);
        if number % 4 == 0 { seen } else { seen.link(&format!("a/rain-{}", 500_000 + number)) }
    };
    let mut memory = memory();
    let turn = |memory: &mut Memory, step: i64| {
        let (from, version) = (step * 37 % 900, step / 20);
        (from..from + 60).for_each(|number| drop(memory.observe(&seen(number, version), minutes(step))));
        if step % 9 == 0 {
            memory.sweep(minutes(step) + TimeDelta::days(31) - TimeDelta::minutes(20), 5);
        }
        let changes = memory.changes();
        memory.merge();
        changes
    };
    (0..60).for_each(|step| drop(turn(&mut memory, step)));
    memory.begin_image();
    let (mut slices, mut log) = (Vec::new(), Vec::new());
    for step in 60.. {
        log.extend(turn(&mut memory, step));
        let Some(slice) = memory.image_slice().unwrap() else { break };
        slices.push(slice);
    }
    memory.end_image();
    assert!(slices.len() >= 4);
    let mut warm = super::memory();
    slices.iter().for_each(|slice| warm.load(slice).unwrap());
    super::memory::restore(&mut warm, &log);
    assert_eq!(super::memory::entries(&warm), super::memory::entries(&memory));
    let (one, two) = (turn(&mut warm, 200), turn(&mut memory, 200));
    assert_eq!(one, two, "the next turn is the same");
    (201..230).for_each(|step| assert_eq!(turn(&mut warm, step), turn(&mut memory, step)));
    assert_eq!(super::memory::entries(&warm), super::memory::entries(&memory));
    assert_eq!(super::memory().load(slices[0].split_last().unwrap().1), Err(ImageError::Malformed));
}
