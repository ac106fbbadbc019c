//! How the process tells its lanes to end: finish the turn, take no more, be done before the deadline.

use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

/// Shared by the service and its lanes. Asked for once; the deadline runs from then.
#[derive(Clone, Debug, Default)]
pub struct Stop {
    deadline: Arc<OnceLock<Instant>>,
}

impl Stop {
    /// Asks every lane to end within `drain`. Only the first call counts.
    pub fn ask(&self, drain: Duration) {
        let _ = self.deadline.set(Instant::now() + drain);
    }

    /// Whether an end was asked for.
    pub fn asked(&self) -> bool {
        self.deadline.get().is_some()
    }

    /// Whether the deadline has passed: what is not committed by now is the successor's to do again.
    pub fn overdue(&self) -> bool {
        self.deadline.get().is_some_and(|deadline| Instant::now() >= *deadline)
    }
}
