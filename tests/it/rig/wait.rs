//! Waiting for a condition with a deadline: the one place of the tests that sleeps.

use std::time::{Duration, Instant};

const BETWEEN_LOOKS: Duration = Duration::from_millis(20);

/// Looks until there is something to see, or panics at the deadline, saying what was waited for.
pub fn until<T>(what: &str, within: Duration, look: impl FnMut() -> Option<T>) -> T {
    seen(within, look).unwrap_or_else(|| panic!("waited {within:?} for {what}"))
}

/// Looks until there is something to see; `None` at the deadline.
pub fn seen<T>(within: Duration, mut look: impl FnMut() -> Option<T>) -> Option<T> {
    let deadline = Instant::now() + within;
    loop {
        if let Some(found) = look() {
            return Some(found);
        }
        if Instant::now() >= deadline {
            return None;
        }
        pause();
    }
}

#[allow(clippy::disallowed_methods, reason = "polls a condition of another process, with a deadline")]
fn pause() {
    std::thread::sleep(BETWEEN_LOOKS);
}
