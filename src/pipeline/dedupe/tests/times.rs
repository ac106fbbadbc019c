//! Times: outside the bounds, finer, narrower, moving along.

use super::*;
use crate::contract::headline_event::ChangedField;

fn linked() -> Sighting {
    sighting("Rain").link("a/rain")
}

fn revisions(sightings: &[Sighting]) -> Vec<(Cause, i64)> {
    let events = told(&mut memory(), sightings);
    let revised = events.into_iter().filter(|event| event.event == EventKind::Revised);
    revised
        .map(|event| {
            assert_eq!(event.changed, Some(vec![ChangedField::PublishedAt]));
            (event.cause.unwrap(), (event.published.earliest.unwrap() - minutes(0)).num_minutes())
        })
        .collect()
}

#[test]
fn a_time_outside_the_bounds_is_an_edit() {
    assert_eq!(revisions(&[linked().minute(-5), linked().minute(7).fetched(9)]), [(Cause::Edit, 7)]);
    assert_eq!(revisions(&[linked().minute(-5).fetched(9), linked().minute(7).fetched(8)]), []);
}

#[test]
fn a_day_that_becomes_a_minute_is_one_reading() {
    let found = revisions(&[linked().day(0), linked().minute(300).fetched(9), linked().day(0).fetched(10)]);
    assert_eq!(found, [(Cause::Reading, 300)]);
    assert_eq!(revisions(&[linked(), linked().minute(300).fetched(9)]), [(Cause::Reading, 300)]);
}

#[test]
fn a_relative_time_that_moves_along_tells_nothing_and_narrows() {
    let mut memory = memory();
    let drifting: Vec<_> = (0..10).map(|step| linked().fetched(600 + 5 * step).hours_ago(3)).collect();
    let events = told(&mut memory, &drifting);
    assert_eq!(brief(&events), [("published", 0, "Rain")]);
    let edited = told(&mut memory, &[Sighting { title: "Snow".to_owned(), ..linked().fetched(700) }]);
    let (earliest, latest) = (edited[0].published.earliest.unwrap(), edited[0].published.latest.unwrap());
    assert!(latest - earliest < TimeDelta::minutes(45), "{earliest} {latest}");
    assert!(edited[0].published.at.unwrap() >= earliest);
}

#[test]
fn a_time_that_flips_is_told_once() {
    let sightings: Vec<_> = (0..100).map(|at| linked().minute(at % 2 * 60).fetched(200 + at)).collect();
    assert_eq!(revisions(&sightings).len(), 1);
}

#[test]
fn a_zone_that_becomes_known_is_a_reading() {
    let found =
        revisions(&[linked().minute(300).guessed(), linked().minute(60).fetched(9), linked().minute(60).fetched(10)]);
    assert_eq!(found, [(Cause::Reading, 60)]);
    let finer = [linked().day(0).guessed(), linked().minute(300).guessed().fetched(9)];
    assert_eq!(revisions(&finer).len(), 1);
}
