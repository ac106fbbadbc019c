//! The one room where the clock is read. Everything below the service is told the time.

use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};

use crate::fault;

/// The present.
#[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
pub fn now() -> DateTime<Utc> {
    fault::clock(Utc::now())
}

/// The present for what must not be told that it is earlier than it was: no page is fetched later than that, and a clock
/// that is set back would make every page look older than the one before it, its edits stale. So it goes on by the
/// monotonic clock then, until the process ends or the clock has caught up. What goes out is stamped with [`now`].
pub fn steady() -> DateTime<Utc> {
    static LATEST: Mutex<Option<Reading>> = Mutex::new(None);
    let mut latest = LATEST.lock().unwrap_or_else(PoisonError::into_inner);
    let reading = Reading { shown: now(), at: Instant::now() }.not_before(*latest);
    *latest = Some(reading);
    reading.shown
}

#[derive(Clone, Copy)]
struct Reading {
    shown: DateTime<Utc>,
    at: Instant,
}

impl Reading {
    fn not_before(self, earlier: Option<Self>) -> Self {
        let passed = |earlier: Self| TimeDelta::from_std(self.at.saturating_duration_since(earlier.at)).ok();
        let least = earlier.and_then(|earlier| earlier.shown.checked_add_signed(passed(earlier)?));
        Self { shown: least.map_or(self.shown, |least| self.shown.max(least)), at: self.at }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn a_clock_that_is_set_back_goes_on_and_one_that_jumps_ahead_is_followed() {
        let (start, begin) = (DateTime::UNIX_EPOCH + TimeDelta::days(20_000), Instant::now());
        let read = |shown: i64, passed: u64| Reading {
            shown: start + TimeDelta::seconds(shown),
            at: begin + Duration::from_secs(passed),
        };
        let first = read(0, 0).not_before(None);
        let back = read(-1790, 10).not_before(Some(first));
        assert_eq!(back.shown, start + TimeDelta::seconds(10));
        let still = read(-1780, 20).not_before(Some(back));
        assert_eq!(still.shown, start + TimeDelta::seconds(20));
        assert_eq!(read(1800, 21).not_before(Some(still)).shown, start + TimeDelta::seconds(1800));
    }

    #[test]
    fn it_never_goes_back() {
        let first = steady();
        assert!(steady() >= first);
    }
}
