//! The fused form of the line, and the way of a state from one form or number of partitions to another.

use std::time::Duration;

use headlined::kafka::murmur2;

use crate::exactly_once::{LONG, SITES, assert_exactly_once, pages, wait_published};
use crate::newsroom::titles;
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::kafka::{self, Record};
use crate::rig::keeper::Signal;
use crate::rig::topics::Topics;

/// The same pages as a crawler sends them that keys by site.
fn by_site(pages: Vec<Record>, partitions: i32) -> Vec<Record> {
    let keyed = |page: Record| {
        let event: serde_json::Value = serde_json::from_slice(page.value.as_deref().unwrap()).unwrap();
        let host = event["url"].as_str().unwrap().trim_start_matches("https://www.").split('/').next().unwrap();
        let partition = Some(murmur2::partition(host.as_bytes(), partitions));
        Record { partition, key: Some(host.as_bytes().to_vec()), ..page }
    };
    pages.into_iter().map(keyed).collect()
}

const FUSED: (&str, &str) = ("HEADLINED__INPUT__KEYED_BY", "site");
const SESSION: (&str, &str) = ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", "6000");

fn run(topics: &Topics<'_>, settings: &[(&str, &str)]) -> Headlined {
    Headlined::run(topics, &[settings, &[SESSION]].concat())
}

/// Until everything that was sent is committed.
fn finish(process: &mut Headlined) {
    process.wait_metrics("no lag", LONG, |metrics| {
        metrics.sum("consumer_lag_records", &[]) == 0.0 && metrics.sum("partitions_assigned", &[]) > 0.0
    });
}

fn stop(mut process: Headlined) {
    process.signal(Signal::Term);
    assert_eq!(process.wait_exit(Duration::from_secs(40)).code(), Some(0), "a drained end is 0");
}

/// `headlined state repartition`, with what it says on standard error.
fn repartition(topics: &Topics<'_>, settings: &[(&str, &str)], arguments: &[&str]) -> (Option<i32>, String) {
    let mut environment = topics.settings();
    environment
        .extend(settings.iter().chain([&SESSION]).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    let output = Headlined::output(&[&["state", "repartition"], arguments].concat(), environment);
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[test]
fn the_fused_form_publishes_exactly_once_whoever_dies() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "fused", 4);
    let instance = |name| [FUSED, ("HEADLINED__SERVICE__INSTANCE", name)];
    let (mut one, mut two) = (run(&topics, &instance("one")), run(&topics, &instance("two")));
    one.wait_ready(LONG);
    two.wait_ready(LONG);
    topics.send_pages(by_site(pages(0, 100), 4));
    wait_published(&topics, 60);
    two.kill9();
    topics.send_pages(by_site(pages(100, 200), 4));
    let mut two = run(&topics, &instance("two"));
    two.wait_ready(LONG);
    topics.send_pages(by_site(pages(100, 240), 4));
    wait_published(&topics, 3 * 248);
    finish(&mut one);
    finish(&mut two);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 248));
    for partition in 0..4 {
        let (_, end) = kafka::watermarks(broker.bootstrap(), &topics.sightings(), partition);
        assert_eq!(end, 0, "nothing travels between stages");
    }
}

#[test]
fn a_page_beside_the_others_of_its_site_is_counted() {
    let topics = Topics::create_with(Broker::shared(), "astray", 2);
    let mut process = run(&topics, &[FUSED]);
    process.wait_ready(LONG);
    topics.send_pages(by_site(pages(0, 4), 2));
    wait_published(&topics, 3 * 12);
    let metrics = process.metrics();
    assert_eq!(metrics.sum("pages_astray_total", &[]), 0.0);
    let astray = by_site(pages(4, 6), 2).into_iter().take(1);
    topics.send_pages(astray.map(|page| Record { partition: page.partition.map(|partition| 1 - partition), ..page }));
    process.wait_metrics("a page astray", LONG, |metrics| metrics.sum("pages_astray_total", &[]) == 1.0);
    process.wait_log("is not keyed by site", LONG);
}

/// One state through all forms: staged with 4 partitions, with 6, fused with 4, staged with 3. No headline twice, none lost.
#[test]
fn a_state_moves_to_other_partitions_and_forms_and_back() {
    let topics = Topics::create_with(Broker::shared(), "moved", 4);
    let send = |from, to| topics.send_pages(by_site(pages(from, to), 4));
    let mut staged = run(&topics, &[]);
    send(0, 40);
    wait_published(&topics, 3 * 48);
    finish(&mut staged);
    let (code, told) = repartition(&topics, &SIX, &["--from-state", "headlined.state.v1", "--partitions", "6"]);
    assert_eq!(code, Some(1), "both sides name one sightings topic: {told}");
    assert!(told.contains("--from-sightings"), "{told}");
    let from_four = ["--from-state", "headlined.state.v1", "--from-sightings", "headlined.sightings.v1"];
    let (code, told) = repartition(&topics, &SIX, &from_four);
    assert_eq!(code, Some(1), "{told}");
    assert!(told.contains("members: stop every process"), "{told}");
    stop(staged);

    // pages that were read and whose sightings were not deduped yet
    let mut extract = run(&topics, &[("HEADLINED__SERVICE__STAGES", "extract")]);
    send(40, 60);
    extract.wait_metrics("pages read", LONG, |metrics| metrics.sum("pages_total", &[]) >= 30.0);
    finish(&mut extract);
    stop(extract);
    let (code, told) = repartition(&topics, &SIX, &from_four);
    assert_eq!(code, Some(0), "{told}");
    assert!(told.contains("moved 144 headlines and"), "{told}");
    let (code, told) = repartition(&topics, &SIX, &from_four);
    assert_eq!(code, Some(1), "a second time: {told}");
    assert!(told.contains("is not empty"), "{told}");

    let old = run(&topics, &[]);
    old.wait_log("lives in topic", LONG);
    drop(old);
    let mut six = run(&topics, &SIX);
    send(0, 80);
    wait_published(&topics, 3 * 88);
    finish(&mut six);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 88));
    stop(six);

    let from_six = ["--from-state", "state.six", "--from-sightings", "sightings.six", "--from-keyed-by", "any"];
    let (code, told) = repartition(&topics, &FUSED_FOUR, &[&from_six[..], &["--partitions", "4"]].concat());
    assert_eq!(code, Some(0), "{told}");
    let mut fused = run(&topics, &FUSED_FOUR);
    send(0, 100);
    wait_published(&topics, 3 * 108);
    finish(&mut fused);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 108));
    stop(fused);

    let from_fused = ["--from-state", "state.fused", "--from-keyed-by", "site", "--partitions", "3"];
    send(100, 104);
    let (code, told) = repartition(&topics, &THREE, &from_fused);
    assert_eq!(code, Some(0), "{told}");
    let mut three = run(&topics, &THREE);
    send(0, 120);
    wait_published(&topics, 3 * 128);
    finish(&mut three);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 128));
}

const SIX: [(&str, &str); 2] =
    [("HEADLINED__TOPICS__STATE", "state.six"), ("HEADLINED__TOPICS__SIGHTINGS", "sightings.six")];
const FUSED_FOUR: [(&str, &str); 2] = [("HEADLINED__TOPICS__STATE", "state.fused"), FUSED];
const THREE: [(&str, &str); 2] =
    [("HEADLINED__TOPICS__STATE", "state.three"), ("HEADLINED__TOPICS__SIGHTINGS", "sightings.three")];
