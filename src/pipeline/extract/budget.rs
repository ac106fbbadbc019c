//! Work that a page may cost, counted in steps: the same page ends at the same step on every machine.

use crate::contract::rejection::Rejection;

/// Steps that one page may take; a page of 100 kB takes some 100,000.
pub(super) const STEPS: u64 = 60_000_000;

/// Items that one page may have.
pub(super) const MAX_ITEMS: usize = 10_000;

/// What is left of [`STEPS`].
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    steps: u64,
    left: u64,
}

impl Budget {
    pub(super) fn new(steps: u64) -> Self {
        Self { steps, left: steps }
    }

    /// What has been taken so far.
    pub(super) fn spent(&self) -> u64 {
        self.steps.saturating_sub(self.left)
    }

    /// Takes `steps` from what is left.
    pub(super) fn spend(&mut self, steps: usize) -> Result<(), Rejection> {
        match self.left.checked_sub(steps as u64) {
            Some(left) => self.left = left,
            None => return Err(Rejection::TooLarge { what: "steps of work", limit: STEPS }),
        }
        Ok(())
    }
}
