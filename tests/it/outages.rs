//! Kafka goes away and comes back: the service waits, alive, and goes on where it was.

use std::time::Duration;

use crate::exactly_once::{LONG, SITES, assert_exactly_once, pages, wait_published};
use crate::newsroom::titles;
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::http;
use crate::rig::keeper::Signal;
use crate::rig::proxy::Line;
use crate::rig::topics::Topics;
use crate::rig::{kafka, wait};

const SESSION: (&str, &str) = ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", "6000");

#[test]
fn a_service_that_starts_before_its_broker_is_live_and_not_ready() {
    let Some(broker) = Broker::start_for_killing("a_service_that_starts_before_its_broker_is_live_and_not_ready")
    else {
        return;
    };
    let topics = Topics::create(&broker, "early");
    broker.kill9();
    let mut service = Headlined::run(&topics, &[SESSION]);
    let admin = service.admin();
    let status = |path| http::get(admin, path).expect("an answer").status;
    assert_eq!((status("/live"), status("/ready"), status("/metrics")), (200, 503, 200));

    broker.restart();
    service.wait_ready(LONG);
    assert_eq!(status("/live"), 200);
}

#[test]
fn a_service_without_its_topics_ends_with_2_and_names_them() {
    let topics = Topics::reserve(Broker::shared(), "topicless", 1);
    let mut service = Headlined::run(&topics, &[]);
    assert_eq!(service.wait_exit(LONG).code(), Some(2));
    assert!(service.log().contains(&topics.pages()), "{}", service.log());
}

#[test]
fn an_interrupt_drains_like_a_termination() {
    let topics = Topics::create(Broker::shared(), "interrupted");
    let mut service = Headlined::run(&topics, &[]);
    service.wait_ready(LONG);
    service.signal(Signal::Int);
    assert_eq!(service.wait_exit(Duration::from_secs(30)).code(), Some(0));
}

#[test]
fn a_broker_killed_in_mid_flow_costs_no_headline_and_doubles_none() {
    let Some(broker) = Broker::start_for_killing("a_broker_killed_in_mid_flow_costs_no_headline_and_doubles_none")
    else {
        return;
    };
    let topics = Topics::create(&broker, "broker");
    let mut service = Headlined::run(&topics, &[SESSION]);
    service.wait_ready(LONG);
    for round in 0..3 {
        let so_far = if round == 0 { 0 } else { 3 * (round * 40 + 8) };
        topics.send_pages(pages(round * 40, (round + 1) * 40));
        service.wait_metrics("the round to be under way", LONG, |metrics| {
            metrics.sum("headlines_total", &[]) > f64::from(u32::try_from(so_far).unwrap())
        });
        broker.kill9();
        broker.restart();
        // a broker that dies again while it still writes the markers of its last life may take minutes over them: the
        // round's last headline shows that it is through
        wait_published(&topics, 3 * (round * 40 + 48));
        service.wait_ready(LONG);
    }
    topics.send_pages(pages(120, 140));
    let events = wait_published(&topics, 3 * 148);
    assert_exactly_once(&events, &titles(&SITES, 148));
    service.wait_ready(LONG);
}

#[test]
fn a_line_that_is_frozen_or_cut_until_the_group_is_empty_costs_nothing() {
    let test = "a_line_that_is_frozen_or_cut_until_the_group_is_empty_costs_nothing";
    let Some(broker) = Broker::start_for_killing(test) else { return };
    let topics = Topics::create(&broker, "line");
    let proxy = broker.proxy();
    let mut service = Headlined::run(&topics, &[SESSION, ("HEADLINED__KAFKA__BOOTSTRAP_SERVERS", proxy.bootstrap())]);
    service.wait_ready(LONG);
    topics.send_pages(pages(0, 20));
    wait_published(&topics, 3 * 28);
    for (line, from) in [(Line::Frozen, 20), (Line::Cut, 60)] {
        proxy.set(line);
        topics.send_pages(pages(from, from + 40));
        wait::until("the broker to give the members up", LONG, || {
            let members = |stage| kafka::members(broker.bootstrap(), &format!("{}headlined.{stage}", topics.prefix));
            (members("extract") + members("dedupe") == 0).then_some(())
        });
        proxy.set(Line::Open);
        wait_published(&topics, 3 * (from + 48));
    }
    assert_exactly_once(&topics.read_headlines(), &titles(&SITES, 108));
    service.wait_ready(LONG);
}
