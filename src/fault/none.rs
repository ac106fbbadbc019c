//! No faults: what a released binary has in place of `fault-injection`.

/// Whether this binary can be told to fail.
pub const INJECTABLE: bool = false;

/// Does nothing.
pub fn panic_on_page(_url: &str) {}

/// Does nothing.
pub fn end_on_page(_url: &str) {}

/// Does nothing.
pub fn hang_at(_point: &'static str) {}

/// Does nothing.
pub fn kill_at(_point: &'static str) {}
