//! Pages that end the process, or never end: what stands behind them is published all the same, and nothing twice.

use std::time::Duration;

use crate::exactly_once::{LONG, SITES, assert_exactly_once, pages, wait_published};
use crate::newsroom::titles;
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::reader::{self, RawRecord};
use crate::rig::topics::Topics;
use crate::rig::wait;

/// One page of nine.
const POISON: &str = "harbour.example/story-2";

/// The settings of these tests, and more.
fn run(topics: &Topics<'_>, more: &[(&str, &str)]) -> Headlined {
    let mut settings = vec![("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", "6000")];
    settings.extend(more);
    Headlined::run(topics, &settings)
}

/// Starts the service again and again, as a supervisor would, until the page is a dead letter; gives the process that
/// lives, and how many did not.
fn supervise(topics: &Topics<'_>, more: &[(&str, &str)]) -> (Headlined, u32) {
    let mut settings = vec![("HEADLINED_FAULTS", "kill-on=harbour.example/story-2")];
    settings.extend(more);
    let deadline = std::time::Instant::now() + LONG;
    for deaths in 0.. {
        assert!(std::time::Instant::now() < deadline, "{deaths} deaths and no end");
        let mut process = run(topics, &settings);
        let came_through = wait::until("the page to be done with", LONG, || match process.ended() {
            Some(_) => Some(false),
            None => (letters(topics).len() == 1).then_some(true),
        });
        if came_through {
            return (process, deaths);
        }
    }
    unreachable!("the deadline comes first")
}

fn letters(topics: &Topics<'_>) -> Vec<RawRecord> {
    reader::records(topics.broker.bootstrap(), &[&topics.dead_letters()])
}

#[test]
fn a_page_that_ends_the_process_is_refused_unread_after_its_third_time() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "poison", 1);
    topics.send_pages(pages(0, 6));
    let (mut process, deaths) = supervise(&topics, &[]);
    // in the turn with the others, alone, and alone once more
    assert_eq!(deaths, 3);
    topics.wait_settled(LONG);
    let letters = letters(&topics);
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    assert_eq!(letter.header("dlq.error.code").as_deref(), Some(&b"panic"[..]));
    assert!(String::from_utf8(letter.value().unwrap()).unwrap().contains(POISON));
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 14));
    assert_eq!(process.metrics().sum("rejections_total", &[("code", "panic")]), 1.0);

    // past it the line runs at full speed again: what comes later is not looked at one by one
    topics.send_pages(pages(4, 20));
    wait_published(&topics, 3 * 28);
    let turns = process.metrics().sum("txn_total", &[("stage", "extract"), ("result", "committed")]);
    assert!(turns < 24.0, "{turns} transactions for 6 pages alone and 24 together");
}

/// What is suspected of a whole backlog is narrowed down to few pages, and then to one.
#[test]
fn in_a_backlog_it_costs_one_death_more_and_not_every_page_a_turn() {
    let topics = Topics::create_with(Broker::shared(), "backlog", 1);
    let quiet = || (0..150).flat_map(|_| pages(0, 2).into_iter().take(1));
    topics.send_pages(quiet().chain(pages(0, 6)).chain(quiet()));
    let (mut process, deaths) = supervise(&topics, &[("HEADLINED__SERVICE__STAGES", "extract")]);
    // in a turn of many, in a turn of few, alone, and alone once more; in a turn that was not announced before all that
    assert!((4..=6).contains(&deaths), "{deaths} deaths");
    let rest = "what stands behind it to be taken a few at a time";
    process.wait_metrics(rest, LONG, |metrics| metrics.sum("pages_total", &[("result", "ok")]) >= 150.0);
    let turns = process.metrics().sum("txn_total", &[("stage", "extract"), ("result", "committed")]);
    assert!(turns < 250.0, "{turns} transactions");
}

#[test]
fn the_fused_form_refuses_it_too() {
    let topics = Topics::create_with(Broker::shared(), "poison-fused", 1);
    topics.send_pages(pages(0, 6));
    let (mut process, deaths) = supervise(&topics, &[("HEADLINED__INPUT__KEYED_BY", "site")]);
    assert_eq!(deaths, 3);
    let events = wait_published(&topics, 3 * 14);
    assert_exactly_once(&events, &titles(&SITES, 14));
    process.wait_metrics("no lag", LONG, |metrics| metrics.sum("consumer_lag_records", &[]) == 0.0);
    assert_eq!(letters(&topics).len(), 1);
}

/// A process that dies again and again before, in and after its transactions is no page's fault.
#[test]
fn deaths_in_transactions_cost_no_page() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "innocent", 1);
    topics.send_pages([pages(0, 2).remove(0)]);
    for point in ["after-send", "before-begin", "after-offsets", "after-send", "before-begin", "after-offsets"] {
        let fault = format!("kill-at={point}");
        let mut doomed = run(&topics, &[("HEADLINED_FAULTS", &fault), ("HEADLINED__SERVICE__STAGES", "extract")]);
        doomed.wait_exit(LONG);
    }
    let _process = run(&topics, &[]);
    wait_published(&topics, 10);
    topics.wait_settled(LONG);
    assert_eq!(letters(&topics).len(), 0);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES[..1], 10));
}

/// Short time-outs, in their order.
const IMPATIENT: [(&str, &str); 4] = [
    ("HEADLINED__KAFKA__PROPERTIES__MAX_POLL_INTERVAL_MS", "6500"),
    ("HEADLINED__SERVICE__DRAIN_SECONDS", "2"),
    ("HEADLINED__TRANSACTION__TIMEOUT_MS", "1000"),
    ("HEADLINED__TRANSACTION__INTERVAL_MS", "50"),
];

#[test]
fn work_without_end_ends_the_process_and_not_the_line() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "hang", 1);
    topics.send_pages(pages(0, 6));
    let mut settings = IMPATIENT.to_vec();
    settings.push(("HEADLINED_FAULTS", "hang-on=harbour.example/story-2"));
    let mut process = run(&topics, &settings);
    assert_eq!(process.wait_exit(LONG).code(), Some(1));
    assert!(process.log().contains("a lane hangs: extract.0: has not turned for"), "{}", process.log());

    let _process = run(&topics, &[]);
    wait_published(&topics, 3 * 14);
    topics.wait_settled(LONG);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 14));
}

#[test]
fn a_call_that_ignores_its_time_out_ends_the_process() {
    let broker = Broker::shared();
    let topics = Topics::create_with(broker, "ignored", 1);
    topics.send_pages(pages(0, 2));
    let mut settings = IMPATIENT.to_vec();
    settings.push(("HEADLINED__KAFKA__PROPERTIES__MAX_POLL_INTERVAL_MS", "60000"));
    settings.push(("HEADLINED_FAULTS", "hang-at=in-commit"));
    let mut process = run(&topics, &settings);
    let ended = process.wait_exit(Duration::from_secs(40));
    assert_eq!(ended.code(), Some(1));
    assert!(process.log().contains("commit_transaction has not come back"), "{}", process.log());

    let _process = run(&topics, &[]);
    wait_published(&topics, 3 * 10);
    topics.wait_settled(LONG);
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 10));
}
