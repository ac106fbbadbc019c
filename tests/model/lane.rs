//! What a lane keeps in memory: it is gone with the process.

use super::broker::Committed;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Lane {
    pub producer: Producer,
    /// The copy of the group's generation that it took with its assignment is the group's still. Its client, as long as
    /// the group counts it as a member, always has the newest.
    pub copy_is_new: bool,
    /// It was thrown out of the group, and has not heard of it.
    pub lost: bool,
    /// The group refused its offsets: it waits for a rebalance.
    pub refused: bool,
    pub hold: Hold,
    pub turn: Option<Turn>,
}

/// Its transactional producer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Producer {
    Ready,
    /// Its epoch is an old one; it will hear so at the next call.
    Fenced,
    /// A new one is needed.
    Gone,
}

/// How far it is with the partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Hold {
    Nothing,
    Asking,
    Marking(Committed),
    Waiting {
        committed: Committed,
        mark: usize,
        early: u8,
    },
    /// What it knows is a set of headlines, a bit each.
    Active {
        committed: Committed,
        known: u8,
    },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Turn {
    /// The headline that was not known.
    pub new: Option<u8>,
    pub step: Step,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    Worked,
    Sent,
    Asked,
    /// The commit may or may not have happened.
    Unknown,
}

impl Lane {
    pub fn new(member: bool) -> Self {
        Self {
            producer: Producer::Ready,
            copy_is_new: member,
            lost: false,
            refused: false,
            hold: Hold::Nothing,
            turn: None,
        }
    }

    /// Its producer's epoch is an old one from now on.
    pub fn fence(&mut self) {
        if self.producer == Producer::Ready {
            self.producer = Producer::Fenced;
        }
    }

    pub fn is_between_turns(&self) -> bool {
        self.turn.is_none()
    }

    pub fn is_at(&self, step: Step) -> bool {
        self.turn.is_some_and(|turn| turn.step == step)
    }

    /// Whether it polls: only then it hears of the group.
    pub fn polls(&self) -> bool {
        self.is_between_turns() || self.is_at(Step::Unknown)
    }

    pub fn go_to(&mut self, step: Step) {
        if let Some(turn) = &mut self.turn {
            turn.step = step;
        }
    }

    /// The turn is committed: what it learned is kept.
    pub fn keep(&mut self, number: usize) {
        let (Some(turn), Hold::Active { committed, known }) = (self.turn.take(), self.hold) else { return };
        let known = turn.new.map_or(known, |headline| known | 1 << headline);
        self.hold = Hold::Active { committed: Committed { offset: committed.offset + 1, by: Some(number) }, known };
    }

    /// The turn came to nothing: the same record runs again.
    pub fn drop_turn(&mut self, keeps: bool) {
        if let (Some(Turn { new: Some(headline), .. }), Hold::Active { known, .. }) = (self.turn, &mut self.hold)
            && keeps
        {
            *known |= 1 << headline;
        }
        self.turn = None;
    }
}
