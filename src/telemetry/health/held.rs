//! Partitions that wait for a person, and the person's word.

use std::collections::BTreeSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::telemetry::metrics::HoldReason;

/// A partition that stays paused until a person has done something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// Of the lane's input.
    pub partition: i32,
    /// What kind of thing stopped it.
    pub why: HoldReason,
    /// The topic, what happened and what to do about it.
    pub text: String,
}

/// What a lane holds back, and what of it was released since it looked last.
#[derive(Debug, Default)]
pub(super) struct Holds(Mutex<(Vec<Held>, BTreeSet<i32>)>);

impl Holds {
    pub(super) fn set(&self, held: Vec<Held>) {
        self.lock().0 = held;
    }

    pub(super) fn first(&self) -> Option<String> {
        self.lock().0.first().map(|held| held.text.clone())
    }

    /// Asks the lane to go on with one partition, or with all that it holds back; gives those it will look at.
    pub(super) fn release(&self, partition: Option<i32>) -> Vec<Held> {
        let (held, released) = &mut *self.lock();
        let asked = |held: &&Held| partition.is_none_or(|partition| partition == held.partition);
        let found: Vec<Held> = held.iter().filter(asked).cloned().collect();
        released.extend(found.iter().map(|held| held.partition));
        found
    }

    pub(super) fn take_released(&self) -> BTreeSet<i32> {
        std::mem::take(&mut self.lock().1)
    }

    fn lock(&self) -> MutexGuard<'_, (Vec<Held>, BTreeSet<i32>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
