//! What can happen to the line, and how often.

use std::time::Duration;

use crate::chance::Chance;
use crate::rig::proxy::Line;

/// Points of a turn at which a process dies.
const POINTS: [&str; 8] = [
    "before-begin",
    "after-send",
    "after-offsets",
    "during-commit",
    "after-commit",
    "during-takeover",
    "during-drain",
    "during-snapshot",
];

/// What is done to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// SIGKILL at a random time.
    Kill,
    /// Death at a named point.
    KillAt(&'static str),
    /// SIGSTOP past the session's time-out at a random time, then SIGCONT: a zombie.
    Zombie,
    /// The same at a named point of a turn.
    ZombieAt(&'static str),
    /// SIGSTOP in a turn for longer than the transaction lives, not the session.
    TimedOut,
    /// SIGTERM: a drain.
    Term,
    /// SIGKILL of the broker, and a restart.
    Broker,
    /// The same between the offsets and the commit: coordinators come back in the middle of it.
    BrokerInCommit,
    /// Trouble on the line of one process.
    Trouble(Trouble),
    /// The same while the other one dies and comes back.
    TroubleInRebalance(Trouble),
    /// The answer to a commit never arrives.
    LostAnswer,
    /// One process, four, one again.
    Storm,
    /// Two processes of one name.
    Twin,
    /// A restore that takes longer than `max.poll.interval.ms`.
    SlowRestore,
    /// A process whose clock jumps by so many seconds: more than an hour ahead the broker takes nothing that it writes.
    ClockJump(i64),
    /// The disk is full when a drain writes its snapshots.
    DiskFull,
}

/// What may be wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trouble {
    Cut,
    Frozen,
    HalfOpen,
    Slow,
    Thin,
}

impl Trouble {
    const ALL: [Self; 5] = [Self::Cut, Self::Frozen, Self::HalfOpen, Self::Slow, Self::Thin];

    pub fn line(self) -> Line {
        match self {
            Self::Cut => Line::Cut,
            Self::Frozen => Line::Frozen,
            Self::HalfOpen => Line::Deaf,
            Self::Slow => Line::Slow(Duration::from_millis(300)),
            Self::Thin => Line::Thin(20_000),
        }
    }
}

/// Every fault in an order of chance's own, deaths more often; then all of them again.
pub struct Deck(Vec<Fault>);

impl Deck {
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// Whether some of the faults are still to come.
    pub fn is_begun(&self) -> bool {
        !self.0.is_empty()
    }

    pub fn draw(&mut self, chance: &mut Chance) -> Fault {
        if self.0.is_empty() {
            self.0 = cards(chance);
            chance.shuffle(&mut self.0);
        }
        self.0.pop().unwrap_or(Fault::Kill)
    }
}

fn cards(chance: &mut Chance) -> Vec<Fault> {
    let mut any = |choice: &[Trouble; 5]| choice[chance.below(5) as usize];
    let troubles = [Fault::Trouble(any(&Trouble::ALL)), Fault::TroubleInRebalance(any(&Trouble::ALL))];
    let stopped = POINTS[chance.below(3) as usize];
    let once = [
        Fault::Zombie,
        Fault::ZombieAt(stopped),
        Fault::TimedOut,
        Fault::Term,
        Fault::Broker,
        Fault::BrokerInCommit,
        Fault::LostAnswer,
        Fault::Storm,
        Fault::Twin,
        Fault::SlowRestore,
        Fault::ClockJump(1800),
        Fault::ClockJump(-1800),
        Fault::DiskFull,
    ];
    [Fault::Kill; 6].into_iter().chain(POINTS.map(Fault::KillAt)).chain(troubles).chain(once).collect()
}
