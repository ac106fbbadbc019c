//! How carefully the records of a partition are begun after a takeover: one of them may be what its last owner died of.
//!
//! Nobody can say in dying what they died of, so a lane says beforehand what it begins. What a successor finds:
//!
//! - nothing: the last owner came through its first turn here. The first turn is announced (the *unchanged* offset is
//!   committed with the records' end in its note) and then runs at full speed: an ordinary crash or roll-out costs one
//!   small transaction a lane, no more;
//! - an announced turn: an owner died in it. Up to its end every record runs alone, announced as attempt 1 at its offset;
//! - a record that was begun alone: it runs alone once more, as attempt 2; the third time it is refused, unread.
//!
//! A lane that lives does not suspect what it said itself. What it loses to another one between saying and committing (a
//! turn that was aborted, then a rebalance) is suspected there: it costs speed, hardly ever a record, for between two turns
//! no attempt stands in the note.

use crate::kafka::position::{Committed, Suspicion};

/// A record that was begun alone so often is refused the next time.
const ATTEMPTS: u32 = 2;

/// How carefully the next records of a partition are begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caution {
    /// A turn of this lane is committed.
    Trusted,
    /// Taken over, and nothing is suspected.
    Fresh,
    /// A predecessor died over the records below `until`; the next one was begun alone `attempts` times before.
    Careful { until: i64, attempts: u32 },
}

impl Caution {
    /// What the group's offset says at a takeover that begins at `start`.
    pub(super) fn found(committed: Option<Committed>, start: i64) -> Self {
        let suspicion = committed.filter(|committed| committed.offset == start).and_then(|found| found.note?.suspicion);
        match suspicion {
            Some(Suspicion { attempt, until }) if until > start => Self::Careful { until, attempts: attempt },
            _ => Self::Fresh,
        }
    }

    /// One record at a time.
    pub(super) fn is_careful(self) -> bool {
        matches!(self, Self::Careful { .. })
    }

    /// The next record is not to be read any more.
    pub(super) fn refuses(self) -> bool {
        matches!(self, Self::Careful { attempts, .. } if attempts >= ATTEMPTS)
    }

    /// The next attempt is the last one.
    pub(super) fn is_last_attempt(self) -> bool {
        matches!(self, Self::Careful { attempts, .. } if attempts + 1 == ATTEMPTS)
    }

    /// What to commit before `records` records that end before `end` are begun.
    pub(super) fn announces(self, records: usize, end: i64) -> Option<Suspicion> {
        match self {
            Self::Trusted => None,
            Self::Fresh => Some(Suspicion { attempt: u32::from(records == 1), until: end }),
            Self::Careful { .. } if self.refuses() => None,
            Self::Careful { until, attempts } => Some(Suspicion { attempt: attempts + 1, until }),
        }
    }

    /// What stands in the note of an offset that goes along unchanged.
    pub(super) fn unchanged(self) -> Option<Suspicion> {
        match self {
            Self::Careful { until, attempts } => Some(Suspicion { attempt: attempts, until }),
            Self::Trusted | Self::Fresh => None,
        }
    }

    /// The records below `offset` came through.
    pub(super) fn past(self, offset: i64) -> Self {
        match self {
            Self::Careful { until, .. } if offset < until => Self::Careful { until, attempts: 0 },
            _ => Self::Trusted,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kafka::position::{CommitNote, Rejects, TurnId};

    fn committed(offset: i64, suspicion: Option<Suspicion>) -> Option<Committed> {
        let note =
            CommitNote { turn: TurnId::new(1, 1), state_end: 0, suspicion, rejects: Rejects::default(), log: None };
        Some(Committed { offset, note: Some(note) })
    }

    #[test]
    fn the_first_turn_is_announced_and_the_second_is_not() {
        let caution = Caution::found(committed(10, None), 10);
        assert_eq!(caution.announces(5, 17), Some(Suspicion { attempt: 0, until: 17 }));
        assert!(!caution.is_careful());
        assert_eq!(caution.past(17).announces(5, 30), None);
        assert_eq!(caution.past(17).unchanged(), None);
    }

    #[test]
    fn a_turn_of_one_record_is_an_attempt_at_it() {
        assert_eq!(Caution::found(None, 0).announces(1, 1), Some(Suspicion { attempt: 1, until: 1 }));
    }

    #[test]
    fn after_a_death_records_run_alone_until_the_end_of_what_was_under_way() {
        let caution = Caution::found(committed(10, Some(Suspicion { attempt: 0, until: 12 })), 10);
        assert!(caution.is_careful());
        assert_eq!(caution.announces(1, 11), Some(Suspicion { attempt: 1, until: 12 }));
        let next = caution.past(11);
        assert_eq!(next.unchanged(), Some(Suspicion { attempt: 0, until: 12 }));
        assert_eq!(next.past(12), Caution::Trusted);
    }

    #[test]
    fn the_third_time_a_record_is_refused_and_the_next_one_begins_at_nothing() {
        let mut found = committed(10, Some(Suspicion { attempt: 0, until: 12 }));
        for attempt in 1..=ATTEMPTS {
            let caution = Caution::found(found, 10);
            assert!(!caution.refuses());
            assert_eq!(caution.is_last_attempt(), attempt == ATTEMPTS);
            let announced = caution.announces(1, 11);
            assert_eq!(announced, Some(Suspicion { attempt, until: 12 }));
            found = committed(10, announced);
        }
        let caution = Caution::found(found, 10);
        assert!(caution.refuses());
        assert_eq!(caution.announces(1, 11), None);
        assert_eq!(caution.past(11).announces(1, 12), Some(Suspicion { attempt: 1, until: 12 }));
    }

    #[test]
    fn a_note_of_another_offset_says_nothing() {
        let suspicion = Some(Suspicion { attempt: 2, until: 12 });
        assert_eq!(Caution::found(committed(10, suspicion), 11), Caution::Fresh);
        assert_eq!(Caution::found(committed(12, suspicion), 12), Caution::Fresh);
    }
}
