//! Faults that tests switch in at run time, under the cargo feature `fault-injection`. A released binary has none.
//!
//! `HEADLINED_FAULTS` names them, comma-separated:
//!
//! - `panic-on=TEXT`: the core panics on pages whose URL contains TEXT;
//! - `kill-on=TEXT`: the process ends at once on pages whose URL contains TEXT;
//! - `hang-on=TEXT`: the lane works for ever on pages whose URL contains TEXT;
//! - `kill-at=POINT`: the process kills itself the first time a lane comes by that point (`before-begin`, `after-send`, `after-offsets`,
//!   `after-commit`, `during-takeover`).

use std::sync::OnceLock;

/// Whether this binary can be told to fail.
pub const INJECTABLE: bool = true;

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
        std::process::abort();
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
        std::thread::park();
    }
}

/// Ends the process at once, as SIGKILL would, where the faults ask for it.
pub fn kill_at(point: &'static str) {
    if value("kill-at") == Some(point) {
        std::process::abort();
    }
}

fn value(name: &str) -> Option<&'static str> {
    static FAULTS: OnceLock<String> = OnceLock::new();
    #[expect(clippy::disallowed_methods, reason = "faults are no settings: a released binary must not know them")]
    let faults = FAULTS.get_or_init(|| std::env::var("HEADLINED_FAULTS").unwrap_or_default());
    faults.split(',').find_map(|fault| fault.trim().strip_prefix(name)?.strip_prefix('='))
}
