//! The whole of it: the broker, its group, two lanes, and what may still go wrong.

use super::broker::{Entry, Group, Txn};
use super::lane::{Hold, Lane};

pub const LANES: usize = 2;
/// The headline of each record: the third is the first one again.
pub const INPUT: [u8; 3] = [0, 1, 0];

/// A rule that the protocol stands on, to be broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// A successor does not wait until everything below the mark is decided.
    Barrier,
    /// The mark is the last stable offset.
    HighWatermarkAsMark,
    /// The change log is read from the mark on, and its end of then is taken for the end.
    EndAfterBarrier,
    /// Offsets go without the group's generation.
    Generation,
    /// They go with the client's own generation, not the copy of the lane's assignment.
    CopiedGeneration,
    /// A commit without an answer is taken for failed.
    UnknownIsAsked,
    /// The group is asked before a new producer has ended what is under way.
    FencedBeforeAsked,
    /// A turn that came to nothing leaves what it learned.
    RollBack,
}

impl Rule {
    pub const ALL: [Self; 8] = [
        Self::Barrier,
        Self::HighWatermarkAsMark,
        Self::EndAfterBarrier,
        Self::Generation,
        Self::CopiedGeneration,
        Self::UnknownIsAsked,
        Self::FencedBeforeAsked,
        Self::RollBack,
    ];
}

/// One step of anybody; the number is the lane's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// The process starts: its producer ends what a predecessor left open, then it becomes a member of the group.
    Start(usize),
    /// One that was thrown out, and knows, becomes a member again.
    Join(usize),
    /// The group gives it the partition that nobody has.
    Assign(usize),
    /// It gives the partition back between two turns.
    HandOver(usize),
    /// Its session runs out at the broker; a living one does not know.
    Expel(usize),
    /// Its client joins again behind its back.
    LetIn(usize),
    /// It hears, between two turns, what the group has decided.
    Tell(usize),
    /// Taking over: the group's stable offset.
    Ask(usize),
    /// Taking over: the mark.
    Mark(usize),
    /// Taking over: everything below the mark is decided, and the change log is read.
    Read(usize),
    /// A turn: works on the next record.
    Work(usize),
    /// A turn: sends the headline and the change of state.
    Send(usize),
    /// A turn: offers the offset to the transaction, then asks for the commit.
    Commit(usize),
    /// That request reaches the broker.
    Deliver(usize),
    /// The answer to it reaches the lane.
    Answer(usize),
    /// The lane waits no longer for it.
    GiveUp(usize),
    /// It takes a new producer.
    Renew(usize),
    /// It asks the group what became of the commit.
    Settle(usize),
    /// The broker ends a transaction that took too long.
    TimeOut(usize),
    /// The broker writes a transaction's marker to the group's offsets.
    MarkOffsets(usize),
    /// The same to headlines and change log.
    MarkLog(usize),
    /// The process dies.
    Crash(usize),
}

impl Action {
    pub fn all() -> impl Iterator<Item = Self> {
        let of_lane: [fn(usize) -> Self; 22] = [
            Self::Start,
            Self::Join,
            Self::Assign,
            Self::HandOver,
            Self::Expel,
            Self::LetIn,
            Self::Tell,
            Self::Ask,
            Self::Mark,
            Self::Read,
            Self::Work,
            Self::Send,
            Self::Commit,
            Self::Deliver,
            Self::Answer,
            Self::GiveUp,
            Self::Renew,
            Self::Settle,
            Self::TimeOut,
            Self::MarkOffsets,
            Self::MarkLog,
            Self::Crash,
        ];
        (0..LANES).flat_map(move |lane| of_lane.map(|action| action(lane)))
    }
}

/// A state of the model.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub group: Group,
    /// By lane: each has a transactional id of its own.
    pub txns: [Txn; LANES],
    /// Headlines and change log in one: both are written together.
    pub log: Vec<Entry>,
    /// A process that is not running is none.
    pub lanes: [Option<Lane>; LANES],
    /// Faults of any kind that may still happen.
    pub faults: u8,
}

impl World {
    pub fn new(faults: u8) -> Self {
        Self { group: Group::default(), txns: [Txn::default(); LANES], log: Vec::new(), lanes: [None; LANES], faults }
    }

    /// Headlines that are committed, or will be: their transaction's commit was accepted.
    fn published(&self) -> impl Iterator<Item = u8> {
        let counts = |entry: &&Entry| entry.open.is_none_or(|lane| self.txns[lane].is_committing());
        self.log.iter().filter(counts).map(|entry| entry.headline)
    }

    pub fn has_doubled(&self) -> bool {
        (0..=1).any(|headline| self.published().filter(|published| *published == headline).count() > 1)
    }

    /// A record below the group's offset whose headline is nowhere.
    pub fn has_lost(&self) -> bool {
        let done = &INPUT[..self.group.committed.offset];
        done.iter().any(|headline| !self.published().any(|published| published == *headline))
    }

    /// A lane that rightly has the partition and is between two turns knows what was published, no more and no less.
    pub fn state_is_right(&self) -> bool {
        (0..LANES).all(|number| {
            let Some(lane) = &self.lanes[number] else { return true };
            let rightly =
                self.group.members[number] && lane.copy_is_new && self.group.owner == Some(number) && !lane.lost;
            match lane.hold {
                Hold::Active { known, .. } if rightly && lane.is_between_turns() => {
                    known == self.published().fold(0, |all, headline| all | 1 << headline)
                }
                _ => true,
            }
        })
    }

    pub fn is_done(&self) -> bool {
        self.group.committed.offset == INPUT.len() && self.txns.iter().all(Txn::is_idle)
    }

    /// Everything below it is decided.
    pub fn stable_end(&self) -> usize {
        self.log.iter().position(|entry| entry.open.is_some()).unwrap_or(self.log.len())
    }

    /// What a reader of committed records finds in the change log below an offset.
    pub fn committed_below(&self, end: usize) -> u8 {
        let committed = self.log[..end].iter().filter(|entry| entry.open.is_none());
        committed.fold(0, |known, entry| known | 1 << entry.headline)
    }

    /// Some transaction's offset is not decided: the group's offset is not stable.
    pub fn offset_is_stable(&self) -> bool {
        self.txns.iter().all(|txn| txn.offset.is_none())
    }
}
