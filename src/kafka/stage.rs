//! What runs on a lane: a stage turns records into an [`Outbox`], and keeps what it learned only once that is committed.

use chrono::{DateTime, Utc};
use thiserror::Error;

use super::record::{Outbox, Record};
use crate::telemetry::metrics::HoldReason;

/// A stage on a lane. The lane calls it from one thread; every call returns soon.
pub trait Stage: Send {
    /// Works through the records of a turn, in their order. After an abort it is called again with the same records. Where it
    /// halts a partition it is called again as well, without what stops there.
    fn turn(&mut self, records: &[Record], now: DateTime<Utc>, out: &mut Outbox);

    /// In place of [`Self::turn`], for a record that the process has died over again and again: it is not to be looked at
    /// any more. What can't do without any of its records (a stage with state) stops the partition, which is the default.
    fn refuse(&mut self, record: &Record, _now: DateTime<Utc>, out: &mut Outbox) {
        let reason = "the process has ended again and again while working on this record alone; a sighting is never skipped: \
                      upgrade, or report it, and then let it be tried again with `headlined release`";
        out.halts.push(record.halt(HoldReason::Poison, reason));
    }

    /// The turn's transaction is committed: keep what it learned, count what it did.
    fn committed(&mut self, now: DateTime<Utc>);

    /// The turn's transaction came to nothing: forget what it learned.
    fn aborted(&mut self);

    /// A partition is being taken over: begin with nothing.
    fn assigned(&mut self, partition: i32);

    /// Records of the partition's change log, keys and values, in the order of the log.
    ///
    /// # Errors
    /// [`StateFault`] where a record can't be understood; the partition then stays paused.
    fn restore(&mut self, partition: i32, records: &[(&[u8], Option<&[u8]>)]) -> Result<(), StateFault>;

    /// The change log is read to its end. `fresh` where the group has no offset there and the log is empty.
    /// What the stage wants written before anything else (a header) goes into `out`.
    ///
    /// # Errors
    /// [`StateFault`] where the state is not this service's; the partition then stays paused.
    fn restored(&mut self, partition: i32, fresh: bool, out: &mut Outbox) -> Result<(), StateFault>;

    /// The partition is no longer this lane's.
    fn revoked(&mut self, partition: i32);

    /// How its snapshots are laid out: only one of the same layout is loaded. None where it takes none.
    fn layout(&self) -> Option<String> {
        None
    }

    /// Begins a snapshot of a partition as it is committed. Slices are asked for between turns, which go on.
    fn begin_snapshot(&mut self, _partition: i32) {}

    /// The next slice of the snapshot; none after the last. Loaded in their order, and the change log read on from where
    /// it stood at the beginning, they give the same state.
    ///
    /// # Errors
    /// [`StateFault`] where the snapshot came to nothing.
    fn snapshot_slice(&mut self, _partition: i32) -> Result<Option<Vec<u8>>, StateFault> {
        Ok(None)
    }

    /// The snapshot is done with, or no longer wanted.
    fn end_snapshot(&mut self, _partition: i32) {}

    /// Takes a slice of a snapshot into a partition that was just assigned.
    ///
    /// # Errors
    /// [`StateFault`] where it can't be understood; the partition is then assigned again, and the whole log read.
    fn load(&mut self, _partition: i32, _slice: &[u8]) -> Result<(), StateFault> {
        Ok(())
    }
}

/// State that this process must not use: a partition with it stays paused, with this message.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{reason}")]
pub struct StateFault {
    /// What is wrong and what to do about it.
    pub reason: String,
}

impl StateFault {
    /// A fault in words.
    pub fn new(reason: impl ToString) -> Self {
        Self { reason: reason.to_string() }
    }
}
