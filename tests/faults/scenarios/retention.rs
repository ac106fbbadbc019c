//! Retention deletes pages that a lane has not read.

use super::Scenario;
use crate::ground::{Ground, LONG, thaw};
use crate::judge::Seen;
use crate::pages::Newsroom;
use crate::rig::headlined::Headlined;
use crate::rig::kafka;
use crate::rig::keeper::Signal;
use crate::run::rest;

const SITE: Newsroom = Newsroom { name: "northfield" };
/// Five headlines on a page that no other page shows.
const SHOWN: usize = 5;
/// Longer than a fetch waits at the broker: one that was under way has come back empty.
const FETCH: std::time::Duration = std::time::Duration::from_millis(1200);

/// What was deleted is counted as lost, everything else comes out; before a start and under a lane that is behind.
pub const ATE_INPUT: Scenario = Scenario { name: "input deleted unread", play: ate_input };

fn ate_input(ground: &Ground<'_>) -> Seen {
    let mut first = ground.run("one", &[]);
    send(ground, [0]);
    ground.topics.wait_settled(LONG);
    first.signal(Signal::Term);
    first.wait_exit(LONG);
    send(ground, [1, 2]);
    delete_below(ground, 2);
    let mut second = ground.run("one", &[]);
    wait_lost(&mut second, 1.0);
    ground.topics.wait_settled(LONG);

    second.signal(Signal::Stop);
    rest(FETCH);
    send(ground, [3, 4]);
    delete_below(ground, 4);
    thaw(&second);
    wait_lost(&mut second, 2.0);
    ground.wait_last_page();
    let there = [0, 2, 4].into_iter().flat_map(|page| page * SHOWN..(page + 1) * SHOWN);
    ground.judge_headlines(there.map(|number| format!("published {}", SITE.title(number))))
}

fn send(ground: &Ground<'_>, pages: impl IntoIterator<Item = usize>) {
    ground.topics.send_pages(pages.into_iter().map(|page| SITE.page("page", page * SHOWN, SHOWN)));
}

fn delete_below(ground: &Ground<'_>, offset: i64) {
    kafka::delete_records(ground.bootstrap(), &ground.topics.pages(), 0, offset);
}

fn wait_lost(process: &mut Headlined, records: f64) {
    process
        .wait_metrics("the gap to be counted", LONG, |metrics| metrics.sum("lost_input_records_total", &[]) >= records);
}
