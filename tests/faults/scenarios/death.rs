//! A process dies inside a transaction and comes back at once: its names let it end what it left open and take its place.

use std::time::Duration;

use super::Scenario;
use crate::ground::{EXTRACT, Ground, LONG};
use crate::judge::Seen;
use crate::rig::wait;

/// Readers must not have to wait until the dead one's transaction or session has timed out.
pub const AND_RETURN: Scenario = Scenario { name: "death and return", play: and_return };

/// Time-outs that a wait for them would show by.
const LATE: &str = "22000";
/// A start takes a second or two.
const SOON: Duration = Duration::from_secs(12);

fn and_return(ground: &Ground<'_>) -> Seen {
    let patient =
        [EXTRACT, ("HEADLINED__TRANSACTION__TIMEOUT_MS", LATE), ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", LATE)];
    ground.send_bad("bad");
    let mut first = ground.run_with("one", &patient, "kill-at=after-send/extract");
    first.wait_exit(LONG);
    let _second = ground.run("one", &patient);
    let told = wait::seen(SOON, || ground.dead_letters().filter(|letters| !letters.is_empty()));
    if told.is_none() {
        return Seen { stalled: 1, ..Seen::default() };
    }
    ground.judge_dead_letters(&["bad"])
}
