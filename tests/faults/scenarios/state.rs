//! A partition is taken over while a predecessor's transaction on its change log is not decided.

use std::time::Duration;

use super::Scenario;
use crate::ground::{Ground, LONG};
use crate::judge::Seen;
use crate::pages::{Newsroom, titles};
use crate::rig::kafka::{self, Record};
use crate::rig::wait;

/// How long the transaction stays open beside the taking over: a sound one waits for all of it, a broken one is done before.
const OPEN: Duration = Duration::from_secs(8);
const SITE: Newsroom = Newsroom { name: "harbour" };
const STATE: &str = "second.state";

/// The state that a first process wrote is put under a second group, half of it in a transaction that is committed late:
/// whoever starts reading pages before that, or reads no further than before, publishes that half once more.
pub const COMMITTED_LATE: Scenario = Scenario { name: "state committed late", play: committed_late };

fn committed_late(ground: &Ground<'_>) -> Seen {
    let topics = &ground.topics;
    let mut first = ground.run("first", &[]);
    topics.send_pages([SITE.page("one", 0, 10)]);
    topics.wait_settled(LONG);
    first.kill9();

    let mut decided = state_of(ground);
    let late = decided.split_off(decided.len() / 2);
    let state = topics.named(STATE);
    kafka::create_topics(ground.bootstrap(), [kafka::topic(&state, 1).set("cleanup.policy", "compact")]);
    kafka::produce(ground.bootstrap(), &state, decided);
    let open = kafka::open_transaction(ground.bootstrap(), &topics.named("dying"), &state, late);

    let second = [("HEADLINED__KAFKA__GROUP", "second"), ("HEADLINED__TOPICS__STATE", STATE)];
    let mut second = ground.run("second", &second);
    second.wait_metrics("the page to be read and its state's partition to be held", LONG, |metrics| {
        metrics.sum("pages_total", &[]) >= 1.0 && metrics.sum("partitions_assigned", &[("stage", "dedupe")]) == 1.0
    });
    let _ = wait::seen(OPEN, || second.is_ready().then_some(()));
    open.commit();
    ground.wait_last_page();
    ground.judge_headlines(titles(SITE, 10))
}

/// The records of the change log, the header first.
fn state_of(ground: &Ground<'_>) -> Vec<Record> {
    let records = crate::rig::reader::records(ground.bootstrap(), &[&ground.topics.state()]);
    records.iter().map(|record| Record { key: record.key(), value: record.value(), ..Record::default() }).collect()
}
