//! The one room where the clock is read. Everything below the service is told the time.

use chrono::{DateTime, Utc};

use crate::fault;

/// The present.
#[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
pub fn now() -> DateTime<Utc> {
    fault::clock(Utc::now())
}
