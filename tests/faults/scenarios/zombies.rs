//! A lane that was thrown out of its group in the middle of a turn, and wakes.

use chrono::TimeDelta;
use headlined::contract::sighting::Sighting;
use headlined::headline::{PageRef, Section, SectionKind};

use super::Scenario;
use crate::ground::{DEDUPE, EXTRACT, Ground, Hold, LONG, thaw, wait_stopped};
use crate::judge::Seen;
use crate::pages::now;
use crate::rig::headlined::Headlined;
use crate::rig::kafka::{self, Record};
use crate::rig::proxy::Request;
use crate::rig::wait;

/// It wakes between sending and offering its offsets; another lane has done its turn meanwhile.
pub const THROWN_OUT: Scenario = Scenario { name: "thrown out in mid-turn", play: thrown_out };
/// The same, and its client was let in again before it offers them: a static member is, without a word.
pub const LET_IN_AGAIN: Scenario = Scenario { name: "thrown out and let in again", play: let_in_again };
/// It wakes before a turn that forgets a headline, which another lane has seen again meanwhile.
pub const WITH_A_SWEEP: Scenario = Scenario { name: "a zombie's sweep", play: with_a_sweep };

/// Sightings whose time of arrival the scenario says.
const SIGHTINGS: &str = "sightings.by-sender";
const THERE: (&str, &str) = ("HEADLINED__TOPICS__SIGHTINGS", SIGHTINGS);
/// The zombie's turn (a third of that) and its transaction must outlive its freezing, or it gives the turn up itself.
const PATIENT: (&str, &str) = ("HEADLINED__TRANSACTION__TIMEOUT_MS", "45000");
const DRAIN: (&str, &str) = ("HEADLINED__SERVICE__DRAIN_SECONDS", "60");

fn thrown_out(ground: &Ground<'_>) -> Seen {
    ground.send_bad("bad");
    let mut zombie = ground.run_with("zombie", &[EXTRACT, PATIENT, DRAIN], "stop-at=after-send/extract");
    wait_stopped(&zombie);
    let mut heir = ground.run("heir", &[EXTRACT]);
    wait_rejected(&mut heir);
    thaw(&zombie);
    wait_resolved(&mut zombie);
    ground.judge_dead_letters(&["bad"])
}

fn let_in_again(ground: &Ground<'_>) -> Seen {
    let _line = ground.line();
    let proxy = ground.topics.broker.proxy();
    let hold = Hold::new(&ground.topics);
    ground.send_bad("bad");
    let through = [EXTRACT, PATIENT, DRAIN, ("HEADLINED__KAFKA__BOOTSTRAP_SERVERS", proxy.bootstrap())];
    let mut zombie = ground.run_with("zombie", &through, &hold.at("after-send/extract"));
    hold.wait_reached();
    // its client hears of the rebalance and asks to join: that is held up until it counts as dead
    proxy.hold(Request::JoinGroup);
    let mut heir = ground.run("heir", &[EXTRACT]);
    wait::until("the zombie's client to ask to join", LONG, || proxy.has_caught().then_some(()));
    wait_rejected(&mut heir);
    let before = heir.metrics().sum("rebalances_total", &[]);
    proxy.release();
    // the heir hears of it: by then the zombie's client is a member again, and its lane knows nothing of that
    heir.wait_metrics("the zombie to be let in", LONG, |metrics| metrics.sum("rebalances_total", &[]) > before);
    hold.let_go();
    wait_resolved(&mut zombie);
    ground.judge_dead_letters(&["bad"])
}

fn with_a_sweep(ground: &Ground<'_>) -> Seen {
    let sightings = ground.topics.named(SIGHTINGS);
    let by_sender = kafka::topic(&sightings, 1).set("message.timestamp.type", "CreateTime").set("retention.ms", "-1");
    kafka::create_topics(ground.bootstrap(), [by_sender]);
    let days = |days| ("HEADLINED__DEDUPE__HORIZON_DAYS", days);
    let old = now() - TimeDelta::days(3);
    send_sighting(ground, "old", old);
    let mut first = ground.run("first", &[DEDUPE, THERE, days("30")]);
    wait_published(ground, "old");
    first.kill9();

    let mut zombie =
        ground.run_with("zombie", &[DEDUPE, THERE, PATIENT, DRAIN, days("1")], "stop-at=before-begin/dedupe");
    send_sighting(ground, "new", now());
    wait_stopped(&zombie);
    let mut heir = ground.run("heir", &[DEDUPE, THERE, days("30")]);
    send_sighting(ground, "old", now());
    heir.wait_metrics("both to be seen", LONG, |metrics| metrics.sum("duplicates_dropped_total", &[]) >= 1.0);
    thaw(&zombie);
    wait_resolved(&mut zombie);
    zombie.kill9();
    heir.kill9();

    let _third = ground.run("third", &[DEDUPE, THERE, days("30")]);
    send_sighting(ground, "old", now());
    send_sighting(ground, "last", now());
    wait_published(ground, "last");
    ground.judge_headlines(["old", "new", "last"].map(|title| format!("published {title}")))
}

/// Waits until the turn that was held is committed or given up.
fn wait_resolved(zombie: &mut Headlined) {
    zombie.wait_metrics("the held turn to end", LONG, |metrics| {
        let ended = |result| metrics.sum("txn_total", &[("result", result)]);
        metrics.sum("rejections_total", &[]) > 0.0 || ended("aborted") > 0.0
    });
}

fn wait_rejected(process: &mut Headlined) {
    process.wait_metrics("the bad page to be done with", LONG, |metrics| metrics.sum("rejections_total", &[]) > 0.0);
}

fn wait_published(ground: &Ground<'_>, title: &str) {
    let told = format!("published {title}");
    wait::until(&told, LONG, || ground.headlines().contains(&told).then_some(()));
}

/// A sighting that arrived at that instant.
fn send_sighting(ground: &Ground<'_>, title: &'static str, arrived: chrono::DateTime<chrono::Utc>) {
    let sighting = Sighting {
        site: "paper.example".to_owned(),
        link: Some(format!("https://paper.example/{title}/a-headline-that-is-{title}")),
        link_shared: false,
        title: title.to_owned(),
        kicker: None,
        deck: None,
        published: None,
        sections: vec![Section { kind: SectionKind::Latest, label: None, position: 0 }],
        language: None,
        page: PageRef { id: None, url: "https://paper.example/".to_owned(), fetched_at: arrived },
        page_timestamp: arrived,
    };
    let record = Record::keyed("paper.example", sighting.to_bytes().expect("a sighting"));
    let record = Record { timestamp: Some(arrived.timestamp_millis()), ..record };
    kafka::produce(ground.bootstrap(), &ground.topics.named(SIGHTINGS), [record]);
}
