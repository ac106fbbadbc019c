//! No faults: what a released binary has in place of `fault-injection`. Everything here compiles to nothing.

use std::time::Instant;

use chrono::{DateTime, Utc};

/// Whether this binary can be told to fail.
pub const INJECTABLE: bool = false;

/// Does nothing.
pub const fn panic_on_page(_url: &str) {}

/// Does nothing.
pub const fn end_on_page(_url: &str) {}

/// Does nothing.
pub const fn hang_at(_point: &'static str) {}

/// Does nothing.
pub const fn at(_point: &'static str, _stage: &'static str, _records: usize) {}

/// No rule is broken.
pub const fn broken(_rule: &'static str) -> bool {
    false
}

/// No restore is slowed down.
pub const fn restore_is_slow(_since: Instant) -> bool {
    false
}

/// The present.
pub const fn clock(now: DateTime<Utc>) -> DateTime<Utc> {
    now
}
