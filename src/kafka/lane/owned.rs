//! The partitions a lane owns, and how far each of them is.

use std::collections::BTreeMap;

use super::caution::Caution;
use super::snapshots::Taken;
use crate::kafka::position::{CommitNote, Committed, Rejects, TurnId};
use crate::kafka::takeover::Takeover;
use crate::telemetry::metrics::HoldReason;

/// A partition of this lane.
#[derive(Debug)]
pub(super) struct Owned {
    pub(super) phase: Phase,
    /// Where it was taken over: first offset to process.
    pub(super) start: i64,
    /// Next offset to take into a turn: anything below it is a repeat.
    pub(super) next: i64,
    /// What the group has committed, as this lane knows it.
    pub(super) committed: Option<Committed>,
    /// End of its change log as the lane knows it.
    pub(super) state_end: i64,
    /// Its offset must be committed even without a record: a first run, or a header to write.
    pub(super) owes_commit: bool,
    /// How carefully its next records are begun.
    pub(super) caution: Caution,
    /// How many of its last records became dead letters.
    pub(super) rejects: Rejects,
    /// Its last snapshot.
    pub(super) snapshot: Taken,
}

/// What is being done about a partition.
#[derive(Debug)]
pub(super) enum Phase {
    /// It is paused and its state is being read.
    TakingOver(Takeover),
    /// It is being processed.
    Active,
    /// It is paused for good, until a person has done something.
    Halted {
        /// What kind of thing.
        why: HoldReason,
        /// What, and why.
        reason: String,
    },
}

impl Owned {
    pub(super) fn new() -> Self {
        Self {
            phase: Phase::TakingOver(Takeover::new()),
            start: 0,
            next: 0,
            committed: None,
            state_end: 0,
            owes_commit: false,
            caution: Caution::Fresh,
            rejects: Rejects::default(),
            snapshot: Taken::never(),
        }
    }

    /// The change log that its commits speak of.
    pub(super) fn log(&self) -> Option<TurnId> {
        self.committed?.note?.log
    }

    pub(super) fn is_active(&self) -> bool {
        matches!(self.phase, Phase::Active)
    }

    /// Next offset the group will start from if this lane dies now. What was read since may still wait for its turn.
    pub(super) fn position(&self) -> i64 {
        self.committed.map_or(self.start, |committed| committed.offset)
    }

    /// A turn of this lane committed `offset`.
    pub(super) fn commit(&mut self, offset: i64, note: CommitNote) {
        self.committed = Some(Committed { offset, note: Some(note) });
        self.state_end = note.state_end;
        self.rejects = note.rejects;
        self.owes_commit = false;
    }

    /// The same offset with another note is committed: nothing was worked on.
    pub(super) fn note(&mut self, offset: i64, note: CommitNote) {
        self.committed = Some(Committed { offset, note: Some(note) });
    }

    /// Whether the group's offset is still what it was before the turn.
    pub(super) fn unchanged(&self, found: Option<Committed>) -> bool {
        self.committed == found
    }
}

/// The offsets of one attempt at a turn.
#[derive(Clone, Debug)]
pub(super) struct Attempt {
    /// Its name in the commits' metadata.
    pub(super) turn: TurnId,
    /// What it commits, by partition.
    pub(super) offsets: BTreeMap<i32, (i64, CommitNote)>,
    /// It commits the turn's work; an announcement commits nothing but notes.
    pub(super) worked: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_that_goes_along_is_where_the_lane_began_not_how_far_it_has_read() {
        let mut owned = Owned { start: 5, next: 9, ..Owned::new() };
        assert_eq!(owned.position(), 5);
        owned.commit(7, CommitNote::new(TurnId::new(1, 1), 0));
        assert_eq!(owned.position(), 7);
    }
}
