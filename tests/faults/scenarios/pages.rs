//! Pages that one rule about them decides.

use chrono::TimeDelta;

use super::Scenario;
use crate::ground::{EXTRACT, Ground, LONG};
use crate::judge::Seen;
use crate::pages::{list, now};
use crate::rig::kafka::Record;
use crate::rig::keeper::Signal;

const TITLES: [&str; 5] = [
    "The harbour council opens the bridge",
    "The ferry is late once more",
    "A storm passes the islands",
    "The library stays open at night",
    "Farmers sell more milk than ever",
];

/// A headline that was seen under "related" comes to the latest list: it was sent before, and must be sent again.
pub const ANOTHER_KIND: Scenario = Scenario { name: "first related, then latest", play: another_kind };
/// A crawler whose clock is far ahead shows an edit; a later one must still be told.
pub const FROM_THE_FUTURE: Scenario = Scenario { name: "a page from the future", play: from_the_future };
/// What was committed is not read again by the next process.
pub const RESTARTED: Scenario = Scenario { name: "ended and started again", play: restarted };

fn another_kind(ground: &Ground<'_>) -> Seen {
    let _process = ground.run("one", &[]);
    let fetched = now() - TimeDelta::minutes(30);
    ground.topics.send_pages([list("Related articles", fetched, &TITLES)]);
    ground.topics.wait_settled(LONG);
    ground.topics.send_pages([list("Latest news", fetched + TimeDelta::minutes(1), &TITLES)]);
    ground.wait_last_page();
    ground.judge_headlines(TITLES.map(|title| format!("published {title}")))
}

fn from_the_future(ground: &Ground<'_>) -> Seen {
    let _process = ground.run("one", &[]);
    let before = now() - TimeDelta::minutes(20);
    let [first, rest @ ..] = TITLES;
    let with = |title, fetched| list("Latest news", fetched, &[title, rest[0], rest[1], rest[2], rest[3]]);
    let ahead = Record {
        timestamp: Some((before + TimeDelta::minutes(10)).timestamp_millis()),
        ..with("The bridge stays closed, says the council", now() + TimeDelta::days(3650))
    };
    let now = with("The bridge is open after all", now());
    ground.topics.send_pages([with(first, before), ahead, now]);
    ground.wait_last_page();
    let edits = ["The bridge stays closed, says the council", "The bridge is open after all"];
    let published = TITLES.map(|title| format!("published {title}"));
    ground.judge_headlines(published.into_iter().chain(edits.map(|title| format!("revised {title}"))))
}

fn restarted(ground: &Ground<'_>) -> Seen {
    ground.send_bad("bad");
    let mut first = ground.run("one", &[EXTRACT]);
    ground.wait_dead_letter("bad");
    first.signal(Signal::Term);
    first.wait_exit(LONG);
    let _second = ground.run("one", &[EXTRACT]);
    ground.send_bad("last");
    ground.wait_dead_letter("last");
    ground.judge_dead_letters(&["bad", "last"])
}
