//! The demo, as somebody tries it who has nothing else.

use std::time::Duration;

use crate::rig::headlined::Headlined;
use crate::rig::keeper::Signal;
use crate::rig::wait;

/// Events on standard output whose `event` is this.
fn count(demo: &Headlined, event: &str) -> usize {
    let mark = format!("\"event\":\"{event}\"");
    demo.stdout().lines().filter(|line| line.ends_with('}') && line.contains(&mark)).count()
}

#[test]
fn it_shows_headlines_within_half_a_minute_and_ends_with_ctrl_c() {
    let mut demo = Headlined::spawn(&["demo"], [("", ""); 0]);
    wait::until("ten headlines", Duration::from_secs(30), || (count(&demo, "published") >= 10).then_some(()));
    assert!(demo.log().contains("embedded broker at 127.0.0.1:"), "{}", demo.log());
    demo.signal(Signal::Int);
    assert_eq!(demo.wait_exit(Duration::from_secs(20)).code(), Some(0), "{}", demo.log());
}

#[test]
fn pages_that_come_again_bring_nothing_and_an_edit_brings_one_revision() {
    let mut demo = Headlined::spawn(&["demo", "--once"], [("", ""); 0]);
    assert_eq!(demo.wait_exit(Duration::from_secs(90)).code(), Some(0), "{}", demo.log());
    let log = demo.log();
    assert!(log.contains("demo: No headlines. Now one of the sites half an hour later"), "{log}");
    assert_eq!(count(&demo, "revised"), 1, "{log}");
    let lines = demo.stdout();
    let ids: std::collections::BTreeSet<_> =
        lines.lines().map(|line| line.split("\"id\":\"").nth(1).and_then(|rest| rest.get(..26))).collect();
    assert_eq!(ids.len(), count(&demo, "published"), "{lines}");
}
