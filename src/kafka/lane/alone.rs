//! One suspected record at a time in the whole process: what the process dies of while a record is worked on alone must
//! not be a record of another lane.

use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

/// The process dies as a whole, so there is one of these for all its lanes.
static TAKEN: Mutex<bool> = Mutex::new(false);
static GIVEN_BACK: Condvar = Condvar::new();

/// As long as it lives no other lane begins a suspected record.
#[derive(Debug)]
pub(super) struct Alone(());

impl Alone {
    /// Takes it, waiting a little where another lane has it.
    pub(super) fn take(patience: Duration) -> Option<Self> {
        let taken = TAKEN.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = GIVEN_BACK.wait_timeout_while(taken, patience, |taken| *taken);
        let (mut taken, wait) = waited.unwrap_or_else(PoisonError::into_inner);
        if wait.timed_out() && *taken {
            return None;
        }
        *taken = true;
        Some(Self(()))
    }
}

impl Drop for Alone {
    fn drop(&mut self) {
        *TAKEN.lock().unwrap_or_else(PoisonError::into_inner) = false;
        GIVEN_BACK.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_at_a_time() {
        let first = Alone::take(Duration::ZERO).unwrap();
        assert!(Alone::take(Duration::from_millis(1)).is_none());
        drop(first);
        assert!(Alone::take(Duration::ZERO).is_some());
    }
}
