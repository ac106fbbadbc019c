use super::*;
use crate::headline::SectionKind;
use crate::kafka::config::{InputConfig, KeyedBy, OnGap, Start, TopicsConfig};
use crate::stages::config::RouteConfig;

fn settings(keyed_by: KeyedBy) -> Vec<Topic> {
    let topics = TopicsConfig {
        prefix: Some("b.".to_owned()),
        pages: "pages.raw".to_owned(),
        sightings: "headlined.sightings.v1".to_owned(),
        state: "headlined.state.v1".to_owned(),
        headlines: "headlines.v1".to_owned(),
        dead_letter: "pages.dead-letter".to_owned(),
    };
    let input = InputConfig {
        keyed_by,
        start: Start::Earliest,
        on_gap: OnGap::Continue,
        max_page_bytes: 3 << 20,
        max_rejected_run: 0,
        max_rejected_percent: 100,
    };
    let route = |topic: &str| RouteConfig {
        topic: topic.to_owned(),
        sections: vec![SectionKind::Latest],
        sites: None,
        languages: None,
    };
    declared(&topics, &input, &[route("headlines.v1"), route("sport.v1")]).unwrap()
}

fn as_wanted(topic: &Topic) -> TopicFound {
    TopicFound { partitions: topic.wanted.partitions, config: Some(topic.wanted.config.clone()) }
}

/// A cluster on which everything is as it should be.
fn as_declared(topics: &[Topic]) -> Vec<Option<TopicFound>> {
    topics.iter().map(|topic| Some(as_wanted(topic))).collect()
}

fn differences(topics: &[Topic], found: &[Option<TopicFound>]) -> Vec<(Weight, String)> {
    let findings = compare(topics, found).into_iter().flat_map(|finding| finding.differences);
    findings.map(|difference| (difference.weight(), difference.to_string())).collect()
}

fn at(topics: &[Topic], role: Role) -> usize {
    topics.iter().position(|topic| topic.role == role).unwrap()
}

#[test]
fn names_carry_the_prefix_and_every_route_has_its_topic() {
    let topics = settings(KeyedBy::Any);
    let names: Vec<_> = topics.iter().map(|topic| topic.wanted.name.as_str()).collect();
    let expected = [
        "b.pages.raw",
        "b.headlined.sightings.v1",
        "b.headlined.state.v1",
        "b.headlines.v1",
        "b.sport.v1",
        "b.pages.dead-letter",
    ];
    assert_eq!(names, expected);
}

#[test]
fn sizes_follow_the_largest_page() {
    let topics = settings(KeyedBy::Any);
    let bytes = |role| topics[at(&topics, role)].wanted.config["max.message.bytes"].parse::<usize>().unwrap();
    assert_eq!(bytes(Role::Pages), (4 << 20) + 65_536);
    assert_eq!(bytes(Role::DeadLetter), bytes(Role::Pages) + 65_536);
}

#[test]
fn what_is_as_declared_differs_in_nothing() {
    let topics = settings(KeyedBy::Any);
    assert_eq!(differences(&topics, &as_declared(&topics)), []);
}

#[test]
fn a_missing_topic_stops_and_names_its_setting() {
    let topics = settings(KeyedBy::Any);
    let mut found = as_declared(&topics);
    found[at(&topics, Role::Sightings)] = None;
    let told = differences(&topics, &found);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, Weight::Stops);
    assert!(told[0].1.contains("topic b.headlined.sightings.v1 (topics.sightings) is not there"), "{}", told[0].1);
}

#[test]
fn the_number_of_partitions_is_free_as_long_as_state_follows_sightings() {
    let topics = settings(KeyedBy::Any);
    let mut found = as_declared(&topics);
    found[at(&topics, Role::Sightings)].as_mut().unwrap().partitions = 6;
    let told = differences(&topics, &found);
    assert!(
        told.iter().any(|(weight, text)| *weight == Weight::Stops && text.contains("headlined.state.v1")),
        "{told:?}"
    );
    found[at(&topics, Role::State)].as_mut().unwrap().partitions = 6;
    assert!(differences(&topics, &found).iter().all(|(weight, _)| *weight == Weight::Chosen));
}

#[test]
fn a_state_topic_that_is_not_compacted_stops() {
    let topics = settings(KeyedBy::Any);
    let mut found = as_declared(&topics);
    let state = found[at(&topics, Role::State)].as_mut().unwrap().config.as_mut().unwrap();
    state.insert("cleanup.policy".to_owned(), "compact,delete".to_owned());
    let told = differences(&topics, &found);
    assert_eq!(told[0].0, Weight::Stops);
    assert!(told[0].1.contains("--add-config cleanup.policy=compact"), "{}", told[0].1);
}

#[test]
fn a_smaller_size_is_wrong_and_a_larger_one_is_not() {
    let topics = settings(KeyedBy::Any);
    for (bytes, weight) in [("1000000", Some(Weight::Wrong)), ("99999999", None)] {
        let mut found = as_declared(&topics);
        let pages = found[at(&topics, Role::Pages)].as_mut().unwrap().config.as_mut().unwrap();
        pages.insert("max.message.bytes".to_owned(), bytes.to_owned());
        assert_eq!(differences(&topics, &found).first().map(|(weight, _)| *weight), weight);
    }
}

#[test]
fn the_fused_form_needs_no_sightings_and_its_state_follows_the_pages() {
    let mut topics = settings(KeyedBy::Site);
    assert!(topics.iter().all(|topic| topic.role != Role::Sightings));
    let mut found: Vec<Option<TopicFound>> = topics.iter().map(|_| None).collect();
    found[at(&topics, Role::Pages)] = Some(TopicFound { partitions: 5, config: None });
    declared::follow(&mut topics, &found);
    assert_eq!(topics[at(&topics, Role::State)].wanted.partitions, 5);
}

#[test]
fn the_recipe_says_the_same() {
    let text = recipe(&settings(KeyedBy::Any), "kafka:9092");
    assert_eq!(text.matches("--create --if-not-exists").count(), 6);
    assert!(
        text.contains("--topic b.headlined.state.v1 --partitions 12")
            && text.contains("--config cleanup.policy=compact")
    );
}
