//! Faults that tests switch in at run time, under the cargo feature `fault-injection`. A released binary has none.
//!
//! `HEADLINED_FAULTS` names them, comma-separated:
//!
//! - `panic-on=TEXT`: the core panics on pages whose URL contains TEXT;
//! - `kill-on=TEXT`: the process ends at once on pages whose URL contains TEXT;
//! - `hang-on=TEXT`: the lane works for ever on pages whose URL contains TEXT;
//! - `hang-at=in-commit`: the commit never comes back;
//! - `kill-at=PLACE`: the process kills itself the first time a lane comes by that place;
//! - `stop-at=PLACE`: there it stops itself, as SIGSTOP would, once;
//! - `hold-at=PLACE`, `hold-file=FILE`: there the lane's thread alone waits, once, until FILE exists; `FILE.reached` says
//!   that it does;
//! - `slow-restore=MS`: no restore of a partition is done before so long;
//! - `clock-skew=SECONDS`: the clock jumps by so much, two seconds after the start;
//! - `break=NAME`: a rule that exactly-once rests on is broken on purpose (the names stand where [`broken`] is asked).
//!
//! A PLACE is a point of a turn (`before-begin`, `after-send`, `after-offsets`, `during-commit`, `after-commit`), or
//! `during-takeover`, `during-drain`, `during-snapshot`; `POINT/STAGE` is that point of a turn with records in that stage only.

use std::path::Path;
use std::process::abort;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use nix::sys::signal::{Signal, raise};

/// Whether this binary can be told to fail.
pub const INJECTABLE: bool = true;

/// The point that lies within a call: death comes a moment after it was passed.
const WITHIN_A_CALL: &str = "during-commit";
const MOMENT: Duration = Duration::from_millis(1);

/// Panics where the faults ask for it.
#[expect(clippy::panic, reason = "that is what it is for")]
pub fn panic_on_page(url: &str) {
    if value("panic-on").is_some_and(|text| url.contains(text)) {
        panic!("a fault was switched in for {url}");
    }
}

/// Ends the process, or never ends itself, where the faults ask for it.
pub fn end_on_page(url: &str) {
    if value("kill-on").is_some_and(|text| url.contains(text)) {
        abort();
    }
    if value("hang-on").is_some_and(|text| url.contains(text)) {
        hang();
    }
}

/// Never comes back where the faults ask for it: as a call of librdkafka that ignores its time-out.
pub fn hang_at(point: &'static str) {
    if value("hang-at") == Some(point) {
        hang();
    }
}

fn hang() -> ! {
    loop {
        thread::park();
    }
}

/// A lane comes by a point of a turn with so many records: it ends as by SIGKILL, stops or waits where the faults ask for it.
pub fn at(point: &'static str, stage: &'static str, records: usize) {
    let here = |fault| value(fault).is_some_and(|place| is_here(place, point, stage, records));
    if here("kill-at") {
        if point == WITHIN_A_CALL {
            thread::spawn(|| {
                pause(MOMENT);
                abort()
            });
        } else {
            abort();
        }
    }
    if here("stop-at") && once() {
        // a process that cannot signal itself fails the test that waits for it
        let _ = raise(Signal::SIGSTOP);
    }
    if here("hold-at") && once() {
        hold();
    }
}

/// Whether the rule of that name is broken on purpose.
pub fn broken(rule: &'static str) -> bool {
    value("break") == Some(rule)
}

/// Whether a restore that began at `since` must not be done yet.
pub fn restore_is_slow(since: Instant) -> bool {
    number("slow-restore")
        .and_then(|ms| u64::try_from(ms).ok())
        .is_some_and(|ms| since.elapsed() < Duration::from_millis(ms))
}

/// The present as this process's clock shows it.
pub fn clock(now: DateTime<Utc>) -> DateTime<Utc> {
    static FIRST_LOOK: OnceLock<Instant> = OnceLock::new();
    let jumped = FIRST_LOOK.get_or_init(Instant::now).elapsed() > Duration::from_secs(2);
    let skew = number("clock-skew").filter(|_| jumped).and_then(TimeDelta::try_seconds).unwrap_or_default();
    now + skew
}

/// `POINT`, or `POINT/STAGE` for a turn with records in that stage.
fn is_here(place: &str, point: &str, stage: &str, records: usize) -> bool {
    match place.split_once('/') {
        Some((of_point, of_stage)) => of_point == point && of_stage == stage && records > 0,
        None => place == point,
    }
}

fn once() -> bool {
    static DONE: AtomicBool = AtomicBool::new(false);
    !DONE.swap(true, Ordering::SeqCst)
}

fn hold() {
    let Some(file) = value("hold-file") else { return };
    let _ = std::fs::write(format!("{file}.reached"), "");
    while !Path::new(file).exists() {
        pause(10 * MOMENT);
    }
}

#[expect(clippy::disallowed_methods, reason = "a fault's own time")]
fn pause(time: Duration) {
    thread::sleep(time);
}

fn number(name: &str) -> Option<i64> {
    value(name)?.parse().ok()
}

fn value(name: &str) -> Option<&'static str> {
    static FAULTS: OnceLock<String> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "faults are no settings: a released binary must not know them")]
    let faults = FAULTS.get_or_init(|| std::env::var("HEADLINED_FAULTS").unwrap_or_default());
    faults.split(',').find_map(|fault| fault.trim().strip_prefix(name)?.strip_prefix('='))
}

#[cfg(test)]
mod tests {
    use super::is_here;

    #[test]
    fn a_place_is_a_point_or_a_point_of_a_stage_with_records() {
        assert!(is_here("after-send", "after-send", "extract", 0));
        assert!(is_here("after-send/extract", "after-send", "extract", 1));
        assert!(!is_here("after-send/extract", "after-send", "extract", 0));
        assert!(!is_here("after-send/extract", "after-send", "dedupe", 1));
        assert!(!is_here("after-send", "after-commit", "extract", 1));
    }
}
