//! What the broker keeps: transactions, the log with its markers, the group.

use super::world::LANES;

/// The group's offset, and the lane whose turn its metadata names.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Committed {
    pub offset: usize,
    pub by: Option<usize>,
}

/// A record of the log. One whose transaction is marked as aborted is taken out: nobody reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Entry {
    pub headline: u8,
    /// Whose transaction it is in, as long as that is not marked.
    pub open: Option<usize>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Phase {
    #[default]
    Idle,
    Ongoing,
    /// The end is decided, its markers are being written.
    Ending {
        commit: bool,
    },
}

/// The state of one transactional id.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Txn {
    pub phase: Phase,
    /// The offset in the transaction, until its marker is written.
    pub offset: Option<Committed>,
    /// Records are in it, and their marker is not written.
    pub unmarked: bool,
    /// The commit of the transaction begun last was accepted.
    pub accepted: bool,
    /// A request to commit is on its way. One of an earlier epoch would be refused: a new epoch takes it off the way.
    pub requested: bool,
}

impl Txn {
    pub fn is_idle(&self) -> bool {
        self.phase == Phase::Idle
    }

    pub fn is_committing(&self) -> bool {
        self.phase == Phase::Ending { commit: true }
    }

    /// A new producer, or the broker's time-out: the epoch is another one, what is under way is aborted.
    pub fn fence(&mut self) {
        self.requested = false;
        if self.phase == Phase::Ongoing {
            self.end(false);
        }
    }

    pub fn end(&mut self, commit: bool) {
        self.phase = Phase::Ending { commit };
        self.rest();
    }

    /// Is over when all its markers are written.
    pub fn rest(&mut self) {
        if matches!(self.phase, Phase::Ending { .. }) && self.offset.is_none() && !self.unmarked {
            self.phase = Phase::Idle;
        }
    }
}

/// The consumer group.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Group {
    pub members: [bool; LANES],
    pub owner: Option<usize>,
    pub committed: Committed,
}
