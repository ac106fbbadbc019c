//! What holds for every order, repetition and batching of the same sightings. `PROPTEST_CASES` asks for more cases.

use std::collections::{BTreeMap, BTreeSet};

use proptest::collection::vec;
use proptest::prelude::*;

use super::memory::entries;
use super::*;
use crate::pipeline::identity::v1;

/// How a sighting shows a version of an article.
#[derive(Clone, Debug)]
struct Look {
    article: usize,
    version: usize,
    linked: bool,
    spelling: usize,
    style: u8,
    time: u8,
    deck: bool,
    kinds: Vec<SectionKind>,
    late: i64,
}

const VERSIONS: usize = 4;

fn looks(linked: impl Strategy<Value = bool> + Clone) -> impl Strategy<Value = Vec<Look>> {
    let kinds = prop::sample::subsequence(SectionKind::ALL.to_vec(), 1..3);
    let look = (0..4_usize, 0..VERSIONS, linked, 0..4_usize, 0..5_u8, 0..3_u8, any::<bool>(), kinds, 0..400_i64);
    let look = look.prop_map(|(article, version, linked, spelling, style, time, deck, kinds, late)| Look {
        article,
        version,
        linked,
        spelling,
        style,
        time,
        deck,
        kinds,
        late,
    });
    vec(look, 1..24)
}

const WORDS: [&str; 16] = [
    "harbour", "orchard", "lantern", "violin", "glacier", "saddle", "pepper", "window", "ribbon", "turbine", "meadow",
    "cannon", "basket", "thunder", "mirror", "copper",
];

fn title(article: usize, version: usize) -> String {
    let word = |step: usize| WORDS[(article * VERSIONS + version + step * 5) % WORDS.len()];
    format!("{} beside {} number {article} {version}", word(0), word(1))
}

/// Pages that show version n are fetched within the hours of version n; each article has one minute of one day.
fn sighting_of(look: &Look) -> Sighting {
    let Look { article, version, .. } = *look;
    let path = [
        format!("a/item-{}", 393_940 + article),
        format!("b/other-words-{}.html", 393_940 + article),
        format!("amp/a/item-{}", 393_940 + article),
        format!("a/item-{}/?utm=no", 393_940 + article),
    ];
    let day = article as i64;
    let base = sighting(&title(article, version)).under(&look.kinds);
    let base = base.fetched(1440 * 6 + version as i64 * 500 + look.late);
    let base = match look.style {
        0 => Sighting { title: base.title.to_uppercase(), ..base },
        1 => Sighting { title: format!("“{}”!", base.title), ..base },
        _ => base,
    };
    let deck = format!("All about article {article}");
    let base = match look.style {
        3 if look.linked => Sighting { title: format!("{} {deck}", base.title), ..base },
        4 if look.linked => Sighting { title: base.title.split_at(16).0.to_owned() + "…", ..base },
        _ if look.deck => base.deck(&deck),
        _ => base,
    };
    let base = match look.time {
        0 => base.day(day),
        _ => base.minute(day * 1440 + 600),
    };
    if look.linked { base.link(&path[look.spelling]) } else { base }
}

/// The headlines that are remembered: how each is worded now.
fn wordings(memory: &Memory) -> BTreeSet<(String, Option<String>)> {
    let fold = |entry: &Entry| (v1::fold(&entry.title.now), entry.deck.as_ref().map(|deck| v1::fold(&deck.now)));
    entries(memory).values().map(|entry| fold(entry)).collect()
}

fn ids(memory: &Memory) -> BTreeSet<HeadlineId> {
    memory.table.all().into_iter().map(|known| known.id).collect()
}

fn replay(sightings: &[Sighting]) -> (Memory, Vec<HeadlineEvent>) {
    let mut memory = memory();
    let events = told(&mut memory, sightings);
    (memory, events)
}

/// Observes sightings that arrive half an hour after each other, the first of them as number `first`.
fn arrive(memory: &mut Memory, sightings: &[Sighting], first: usize) -> Vec<HeadlineEvent> {
    let arrivals = (0..).map(|number: i64| minutes(30 * (number + first as i64)));
    let heard = arrivals.zip(sightings).flat_map(|(mark, sighting)| memory.observe(sighting, mark));
    heard.map(|verdict| verdict.event).collect()
}

/// Where a list runs title and deck together, some list of the site shows them apart: else nobody could know.
fn with_decks(mut looks: Vec<Look>) -> Vec<Look> {
    let together: Vec<_> = looks.iter().filter(|look| look.style == 3).cloned().collect();
    looks.extend(together.into_iter().map(|look| Look { style: 2, deck: true, ..look }));
    looks
}

/// What a cut-off title means without a link is a guess, and guesses may depend on the order.
fn without_cuts(looks: Vec<Look>) -> Vec<Look> {
    looks.into_iter().map(|look| Look { style: look.style % 4, ..look }).collect()
}

fn shuffled(looks: Vec<Look>) -> impl Strategy<Value = (Vec<Sighting>, Vec<Sighting>)> {
    let sightings: Vec<_> = with_decks(looks).iter().map(sighting_of).collect();
    let again = vec(prop::sample::select(sightings.clone()), 0..8);
    (Just(sightings), again).prop_flat_map(|(sightings, again)| {
        let more: Vec<_> = sightings.iter().cloned().chain(again).collect();
        (Just(sightings), Just(more).prop_shuffle())
    })
}

proptest! {
    #[test]
    fn links_make_the_same_headlines_in_every_order(
        (sightings, other) in looks(Just(true)).prop_flat_map(shuffled)
    ) {
        let (one, events) = replay(&sightings);
        let (two, others) = replay(&other);
        prop_assert_eq!(ids(&one), ids(&two));
        prop_assert_eq!(wordings(&one), wordings(&two));
        for events in [events, others] {
            told_at_most_the_wordings(&events, &sightings);
        }
    }

    #[test]
    fn text_and_time_make_as_many_headlines_in_every_order(
        (sightings, other) in looks(Just(false)).prop_flat_map(shuffled)
    ) {
        let (one, _) = replay(&sightings);
        let (two, _) = replay(&other);
        prop_assert_eq!(wordings(&one), wordings(&two));
        prop_assert_eq!(one.headlines(), two.headlines());
    }

    #[test]
    fn pages_with_and_without_links_make_as_many_headlines_in_every_order(
        (sightings, other) in looks(any::<bool>()).prop_map(without_cuts).prop_flat_map(shuffled)
    ) {
        let (one, _) = replay(&sightings);
        let (two, _) = replay(&other);
        prop_assert_eq!(wordings(&one), wordings(&two));
        prop_assert_eq!(one.headlines(), two.headlines());
    }

    #[test]
    fn batches_dropped_turns_and_restarts_change_nothing(
        looks in looks(any::<bool>()),
        batches in vec((1..6_usize, any::<bool>(), any::<bool>()), 1..12),
    ) {
        let sightings: Vec<_> = looks.iter().map(sighting_of).collect();
        let mut plain = memory();
        let events = arrive(&mut plain, &sightings, 0);
        let mut turns = memory();
        let mut heard = Vec::new();
        let mut log: BTreeMap<Vec<u8>, Option<Vec<u8>>> = BTreeMap::new();
        let (mut done, mut batches) = (0, batches.iter().cycle());
        while let (true, Some((size, dropped, restarted))) = (done < sightings.len(), batches.next()) {
            let batch = &sightings[done..sightings.len().min(done + size)];
            if *dropped {
                arrive(&mut turns, batch, done);
                turns.rollback();
            }
            heard.extend(arrive(&mut turns, batch, done));
            log.extend(turns.changes().into_iter().map(|change| (change.key, change.value)));
            turns.merge();
            done += batch.len();
            if *restarted {
                turns = memory();
                let log: Vec<Logged<'_>> = log.iter().map(|(key, value)| (&key[..], value.as_deref())).collect();
                log.chunks(*size).for_each(|some| turns.restore(some).unwrap());
                turns.restored();
            }
        }
        prop_assert_eq!(events, heard);
        prop_assert_eq!(entries(&plain), entries(&turns));
    }

    #[test]
    fn any_words_and_times_are_taken(
        titles in vec(("\\PC{1,20}", prop::option::of("\\PC{0,20}"), prop::option::of("\\PC{0,9}"), -9_000..9_000_i64), 1..20)
    ) {
        let mut memory = memory();
        for (title, deck, kicker, minute) in titles {
            let seen = Sighting { deck, kicker, ..sighting(&title).minute(minute).fetched(minute) };
            memory.observe(&seen, minutes(minute));
        }
        memory.sweep(minutes(99_999_999), 100);
        prop_assert_eq!((memory.headlines(), memory.bytes()), (0, 0));
    }
}

/// Of each headline no more revisions are told than it has wordings and times less one.
fn told_at_most_the_wordings(events: &[HeadlineEvent], sightings: &[Sighting]) {
    let mut distinct: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for sighting in sightings {
        let key = sighting.link.as_deref().and_then(v1::link_key).unwrap();
        let id = v1::id_by_link(&sighting.site, &key).to_string();
        let precision = sighting.published.as_ref().map(|time| time.precision);
        let wording = format!("{}|{:?}|{precision:?}", v1::fold(&sighting.title), sighting.deck);
        distinct.entry(id).or_default().insert(wording);
    }
    for (id, wordings) in distinct {
        let revised = events.iter().filter(|event| event.id == id && event.event == EventKind::Revised).count();
        assert!(revised < wordings.len(), "{revised} revisions of {wordings:?}");
    }
}
