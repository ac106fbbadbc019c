//! The broker times a transaction out in the middle of a turn: the turn comes to nothing and runs again from memory.

use super::Scenario;
use crate::ground::{Ground, More, thaw, wait_stopped};
use crate::judge::Seen;
use crate::pages::{Newsroom, titles};

const SITE: Newsroom = Newsroom { name: "valley" };
/// The group waits for longer than the transaction.
const SHORT: More<'_> =
    &[("HEADLINED__TRANSACTION__TIMEOUT_MS", "2000"), ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", "60000")];

/// What dedupe learned in the turn must be forgotten, or the second attempt says nothing.
pub const IN_DEDUPE: Scenario = Scenario { name: "dedupe's transaction timed out", play: in_dedupe };
/// What the combiner learned likewise; and a dead letter must not have been told already.
pub const IN_EXTRACT: Scenario = Scenario { name: "extract's transaction timed out", play: in_extract };

fn in_dedupe(ground: &Ground<'_>) -> Seen {
    ground.topics.send_pages([SITE.page("one", 0, 10)]);
    let process = ground.run_with("one", SHORT, "stop-at=after-send/dedupe");
    wait_stopped(&process);
    ground.wait_decided(&ground.topics.headlines());
    thaw(&process);
    ground.wait_last_page();
    ground.judge_headlines(titles(SITE, 10))
}

fn in_extract(ground: &Ground<'_>) -> Seen {
    ground.send_bad("bad");
    ground.topics.send_pages([SITE.page("one", 0, 10)]);
    let process = ground.run_with("one", SHORT, "stop-at=after-send/extract");
    wait_stopped(&process);
    ground.wait_decided(&ground.topics.sightings());
    thaw(&process);
    ground.wait_last_page();
    let mut seen = ground.judge_headlines(titles(SITE, 10));
    seen += ground.judge_dead_letters(&["bad"]);
    seen
}
