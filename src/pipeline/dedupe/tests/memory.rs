//! The state: turns, forgetting, the change log.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::*;

/// A memory restored from what `log` holds.
fn restored(log: &[Change]) -> Memory {
    let mut memory = memory();
    restore(&mut memory, log);
    memory
}

/// Takes a log, some records at a time.
pub(super) fn restore(memory: &mut Memory, log: &[Change]) {
    for some in log.chunks(100) {
        let some: Vec<Logged<'_>> = some.iter().map(|change| (&change.key[..], change.value.as_deref())).collect();
        memory.restore(&some).unwrap();
    }
    memory.restored();
}

/// Everything that is remembered.
pub(super) fn entries(memory: &Memory) -> BTreeMap<HeadlineId, Arc<Entry>> {
    memory.table.all().into_iter().map(|known| (known.id, known.entry)).collect()
}

fn some() -> Vec<Sighting> {
    vec![
        sighting("Rain").link("a/rain").minute(-5),
        sighting("Sun").deck("At last").day(0).fetched(1),
        sighting("Rain stays").link("a/rain").minute(-5).fetched(2),
        sighting("Rain").link("a/rain").minute(-5).fetched(3),
    ]
}

#[test]
fn a_dropped_turn_leaves_nothing() {
    let mut memory = memory();
    told(&mut memory, &some()[..2]);
    memory.merge();
    let before = (memory.headlines(), memory.bytes());
    let first = told(&mut memory, &some()[2..]);
    memory.rollback();
    assert_eq!((memory.headlines(), memory.bytes()), before);
    assert!(memory.changes().is_empty());
    assert_eq!(told(&mut memory, &some()[2..]), first, "the same batch again tells the same");
}

#[test]
fn a_restored_memory_is_the_same_memory() {
    let mut memory = memory();
    let mut log = Vec::new();
    for sighting in some() {
        told(&mut memory, &[sighting]);
        log.extend(memory.changes());
        memory.merge();
    }
    let mut other = restored(&log);
    assert_eq!(entries(&other), entries(&memory));
    let next = [sighting("Rain").link("a/rain").minute(-5).fetched(70), sighting("Sun At last").day(0).fetched(80)];
    assert_eq!(told(&mut other, &next), told(&mut memory, &next));
    assert_eq!(other.changes(), memory.changes());
}

/// What a change log may hold: a record, pinned, of each version that is read.
#[test]
fn records_of_every_version_are_read() {
    let mut memory = memory();
    told(&mut memory, &some());
    let log = memory.changes();
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
    let [one, two, mark] = &log[..] else { panic!("two headlines and the mark: {log:?}") };
    let pinned = include_str!("../../../../tests/fixtures/state/records.txt");
    let now = [one, two, mark].map(|change| format!("{} {}", hex(&change.key), hex(change.value.as_ref().unwrap())));
    let of_version = |version: u8| {
        let records = pinned.lines().map(|line| line.split_once(' ').unwrap());
        let bytes = |hex: &str| data_encoding::HEXLOWER.decode(hex.as_bytes()).unwrap();
        let records = records.map(|(key, value)| Change { key: bytes(key), value: Some(bytes(value)) });
        records.filter(|change| change.value.as_ref().unwrap()[0] == version).collect::<Vec<_>>()
    };
    assert_eq!(now.to_vec(), pinned.lines().skip(3).collect::<Vec<_>>(), "what is written is pinned");
    memory.merge();
    for version in [1, 2] {
        let restored = restored(&of_version(version));
        assert_eq!(entries(&restored), entries(&memory), "version {version}");
        assert_eq!(restored.headlines(), 2);
    }
}

#[test]
fn a_headline_is_forgotten_a_horizon_after_it_last_arrived() {
    let mut memory = memory();
    let seen = sighting("Rain").link("a/rain");
    told(&mut memory, std::slice::from_ref(&seen));
    memory.merge();
    let day = 1440;
    assert_eq!(memory.sweep(minutes(30 * day), 10), 0);
    memory.observe(&seen, minutes(30 * day));
    memory.merge();
    assert_eq!(memory.sweep(minutes(60 * day), 10), 0, "it arrived since");
    assert_eq!(memory.sweep(minutes(61 * day), 10), 1);
    let changes = memory.changes();
    assert_eq!(changes.len(), 2, "a tombstone and the mark");
    assert_eq!((changes[0].key.len(), &changes[0].value), (16, &None));
    assert_eq!(changes[1].key, b"mark");
    memory.merge();
    assert_eq!((memory.headlines(), memory.bytes()), (0, 0));
    assert_eq!(memory.observe(&seen, minutes(61 * day)).len(), 1, "it is new again");
}

#[test]
fn what_is_due_is_forgotten_whether_a_sweep_came_by_or_not() {
    let seen = sighting("Rain").link("a/rain");
    let late = minutes(40 * 1440);
    let mut swept = memory();
    told(&mut swept, std::slice::from_ref(&seen));
    swept.sweep(late, 10);
    let mut not_swept = memory();
    told(&mut not_swept, std::slice::from_ref(&seen));
    assert_eq!(swept.observe(&seen, late), not_swept.observe(&seen, late));
}

#[test]
fn a_page_from_the_future_forgets_nothing() {
    let mut memory = memory();
    told(&mut memory, &[sighting("Rain").link("a/rain")]);
    memory.observe(&sighting("Sun").fetched(999_999_999), minutes(1));
    assert_eq!(memory.sweep(minutes(2), 10), 0);
}

#[test]
fn a_refresh_is_written_once_a_day() {
    let mut memory = memory();
    let seen = sighting("Rain").link("a/rain");
    let mut writes = 0;
    for hour in 0..72 {
        memory.observe(&seen, minutes(60 * hour));
        writes += usize::from(!memory.changes().is_empty());
        memory.merge();
    }
    assert_eq!(writes, 3);
}

#[test]
fn a_record_that_is_not_known_is_an_error() {
    let mut memory = memory();
    assert_eq!(memory.restore(&[(&[0; 16], Some(&[9, 1]))]), Err(MemoryError::Version { found: 9 }));
    assert!(matches!(memory.restore(&[(b"other", None)]), Err(MemoryError::UnknownKey { .. })));
    assert!(matches!(memory.restore(&[(&[0; 16], Some(&[1, 1]))]), Err(MemoryError::Malformed { .. })));
    assert!(matches!(memory.restore(&[(&[0; 16], Some(&[]))]), Err(MemoryError::Malformed { .. })));
    assert_eq!(memory.restore(&[(&[0; 16], None)]), Ok(()));
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let run = || {
        let mut memory = memory();
        let events = told(&mut memory, &some());
        (events.iter().map(|event| event.to_json().unwrap()).collect::<Vec<_>>(), memory.changes())
    };
    assert_eq!(run(), run());
}

#[test]
fn a_record_stays_small_whatever_a_site_does() {
    let mut memory = memory();
    for number in 0..100 {
        let title = format!("{number} {}", "title ".repeat(160));
        let deck = format!("{number} {}", "deck ".repeat(1500));
        let seen = sighting(&title).deck(&deck).link("a/rain").minute(3 * number);
        let fetched = if number % 3 == 0 { 5000 - number } else { 5000 + number };
        told(&mut memory, &[seen.fetched(fetched)]);
        memory.observe(&sighting(&title).deck(&deck).link(&format!("b/{number}")).minute(3 * number), minutes(number));
    }
    assert!(memory.changes().iter().all(|change| change.value.as_ref().is_none_or(|value| value.len() < 64 * 1024)));
}

#[test]
fn a_repeat_is_known_without_a_look_at_its_headline() {
    let mut memory = memory();
    let seen = sighting("Rain").link("a/rain").minute(-5).deck("Bring a coat");
    told(&mut memory, std::slice::from_ref(&seen));
    memory.merge();
    let is_quiet =
        |memory: &Memory, seen: &Sighting| memory.table.is_quiet(quiet::digest(&Glance::of(seen)).unwrap(), i64::MIN);
    assert!(is_quiet(&memory, &seen.clone().fetched(15)));
    assert!(!is_quiet(&memory, &seen.clone().under(&[SectionKind::Popular])));
    let edited = Sighting { title: "Sun".to_owned(), ..seen.clone() }.fetched(20);
    told(&mut memory, std::slice::from_ref(&edited));
    assert!(!is_quiet(&memory, &seen), "the open turn edits it");
    memory.rollback();
    assert!(is_quiet(&memory, &seen));
    told(&mut memory, std::slice::from_ref(&edited));
    memory.merge();
    assert!(!is_quiet(&memory, &seen));
    told(&mut memory, &[edited.clone().fetched(30)]);
    assert!(is_quiet(&memory, &edited), "what stands is quiet once it was seen to be");
    told(&mut memory, &[seen.clone().fetched(35)]);
    memory.merge();
    assert!(!is_quiet(&memory, &seen), "it may yet return");
}
