//! What is committed and packed is what was put there.

use std::collections::BTreeMap;

use super::super::keys;
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
        assert_eq!(store.find(*id).map(|known| Entry::clone(&known.entry)).as_ref(), Some(entry));
        for alias in &entry.aliases {
            assert_eq!(store.by_alias(*alias).map(|known| known.id), Some(*id));
        }
        for (key, interval) in keys::places(entry) {
            let near = store.near(key, interval);
            assert!(near.iter().any(|known| known.id == *id), "{entry:?} is not found by {key:?}");
            assert!(near.iter().all(|known| keys::fits(&known.entry, key)));
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
        let below = store.find(id).and_then(|known| known.number);
        assert_eq!(below.is_some(), model.contains_key(&id));
        let entry = (step % 11 != 0).then_some(entry);
        store.put(id, below, entry.clone());
        match entry {
            Some(entry) => model.insert(id, entry),
            None => model.remove(&id),
        };
        store.tidy(1);
        if step % 1000 == 999 {
            check(&store, &model);
            store.age(i64::MAX);
            check(&store, &model);
            most = most.max(store.bytes());
        }
    }
    assert!(most < 300 * 300, "{most} bytes for 300 headlines");
    for id in model.keys() {
        let below = store.find(*id).and_then(|known| known.number);
        store.put(*id, below, None);
    }
    assert_eq!((store.len(), store.bytes()), (0, 0));
}
