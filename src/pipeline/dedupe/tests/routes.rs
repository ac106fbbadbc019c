//! Who hears of what.

use super::*;

fn two_routes() -> Memory {
    let routes =
        vec![Route::of_sections("latest", &[SectionKind::Latest]), Route::of_sections("all", &SectionKind::ALL)];
    Memory::new(rules(), Routes::new(routes).unwrap())
}

fn heard(memory: &mut Memory, sighting: Sighting) -> Vec<(String, &'static str, u32, String)> {
    let verdicts = memory.observe(&sighting, sighting.page.fetched_at);
    let heard = verdicts.into_iter();
    heard.map(|one| (one.topic, one.event.event.name(), one.event.revision, one.event.title)).collect()
}

fn line(topic: &str, event: &'static str, revision: u32, title: &str) -> (String, &'static str, u32, String) {
    (topic.to_owned(), event, revision, title.to_owned())
}

#[test]
fn first_seen_elsewhere_is_still_published_when_it_is_latest() {
    let mut memory = two_routes();
    let seen = sighting("Rain").link("a/rain");
    let related = [SectionKind::Related];
    assert_eq!(heard(&mut memory, seen.clone().under(&related)), [line("all", "published", 0, "Rain")]);
    let edited = sighting("Snow").link("a/rain").fetched(5).under(&related);
    assert_eq!(heard(&mut memory, edited), [line("all", "revised", 1, "Snow")]);
    assert_eq!(
        heard(&mut memory, seen.fetched(3)),
        [line("latest", "published", 1, "Snow")],
        "an older page, today's words"
    );
}

#[test]
fn an_edit_seen_in_another_list_goes_to_who_was_told() {
    let mut memory = memory();
    told(&mut memory, &[sighting("Rain").link("a/rain")]);
    let edited = sighting("Snow").link("a/rain").fetched(5).under(&[SectionKind::Popular]);
    let events = told(&mut memory, &[edited]);
    assert_eq!(brief(&events), [("revised", 1, "Snow")]);
    assert_eq!(events[0].section, section(SectionKind::Latest, 0), "the standing that the route asked for");
}

#[test]
fn a_headline_too_old_is_remembered_and_not_told() {
    let mut memory = memory_with(DedupeRules { max_age: Some(TimeDelta::hours(2)), ..rules() });
    let old = sighting("Rain").link("a/rain").minute(-180);
    assert!(told(&mut memory, &[old.clone(), old.fetched(5)]).is_empty());
    assert_eq!(memory.headlines(), 1);
    assert_eq!(memory.take_tally().aged, 1);
    assert_eq!(told(&mut memory, &[sighting("Sun").link("a/sun").minute(-60)]).len(), 1);
}

#[test]
fn the_section_is_the_standing_that_the_route_asked_for() {
    let mut memory = memory();
    let sections = vec![section(SectionKind::Related, 1), section(SectionKind::Latest, 7)];
    let events = told(&mut memory, &[Sighting { sections, ..sighting("Rain") }]);
    assert_eq!(events[0].section, section(SectionKind::Latest, 7));
}
