//! The broker commits, and its answer never arrives.

use super::Scenario;
use crate::ground::{EXTRACT, Ground, Hold, LONG};
use crate::judge::Seen;
use crate::rig::proxy::Request;
use crate::rig::wait;

/// To take the turn for failed does it twice; to take it for done could lose it: the group has to be asked.
pub const LOST: Scenario = Scenario { name: "a commit's answer lost", play: lost };

fn lost(ground: &Ground<'_>) -> Seen {
    let _line = ground.line();
    let proxy = ground.topics.broker.proxy();
    let hold = Hold::new(&ground.topics);
    ground.send_bad("bad");
    let through = [
        EXTRACT,
        ("HEADLINED__KAFKA__BOOTSTRAP_SERVERS", proxy.bootstrap()),
        ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", "60000"),
    ];
    let mut process = ground.run_with("one", &through, &hold.at("after-offsets/extract"));
    hold.wait_reached();
    proxy.leave_unanswered(Request::EndTxn);
    hold.let_go();
    wait::until("the commit to be asked for", LONG, || proxy.has_caught().then_some(()));
    ground.wait_dead_letter("bad");
    // what comes while the outcome is not known belongs to the next turn
    ground.send_bad("meanwhile");
    process.wait_metrics("the producer to be made anew", LONG, |metrics| {
        metrics.sum("producer_recreated_total", &[("reason", "unknown_outcome")]) > 0.0
    });
    proxy.release();
    ground.send_bad("last");
    ground.wait_dead_letter("last");
    ground.judge_dead_letters(&["bad", "meanwhile", "last"])
}
