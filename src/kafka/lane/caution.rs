//! How carefully the records of a partition are begun after a takeover: one of them may be what its last owner died of.
//!
//! Nobody can say in dying what they died of, so a lane says beforehand what it begins. What a successor finds:
//!
//! - nothing: the last owner came through its first turn here. The first turn is announced (the *unchanged* offset is
//!   committed with the records' end in its note) and then runs at full speed: an ordinary crash or roll-out costs one
//!   small transaction a lane, no more;
//! - an announced turn: an owner died in it. Up to its end few records run at a time, each such turn announced as well;
//! - an announced turn of few records: each of them runs alone, announced as attempt 1 at its offset;
//! - a record that was begun alone: it runs alone once more, as attempt 2; the third time it is refused, unread.
//!
//! A lane that lives does not suspect what it said itself. What it loses to another one between saying and committing (a
//! turn that was aborted, then a rebalance) is suspected there: it costs speed, hardly ever a record, for between two turns
//! no attempt stands in the note.

use crate::kafka::position::{Committed, Suspicion};

/// A record that was begun alone so often is refused the next time.
const ATTEMPTS: u32 = 2;

/// So many suspected records are few. The root of a full turn by default: what one more death narrows a turn down to takes
/// about as many transactions as the narrowing.
const FEW: usize = 100;

/// How carefully the next records of a partition are begun.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Caution {
    /// A turn of this lane is committed.
    Trusted,
    /// Taken over, and nothing is suspected.
    Fresh,
    /// A predecessor died over the records below `until`; the next one was begun alone `attempts` times before. At most
    /// `most` are begun at a time.
    Careful { until: i64, attempts: u32, most: usize },
}

impl Caution {
    /// What the group's offset says at a takeover that begins at `start`.
    pub(super) fn found(committed: Option<Committed>, start: i64) -> Self {
        let suspicion = committed.filter(|committed| committed.offset == start).and_then(|found| found.note?.suspicion);
        match suspicion {
            Some(Suspicion { attempt: 0, until }) if until > start => {
                Self::Careful { until, attempts: 0, most: most(start, until, 1) }
            }
            Some(Suspicion { attempt, until }) if until > start => Self::Careful { until, attempts: attempt, most: 1 },
            _ => Self::Fresh,
        }
    }

    /// How many records may be begun at a time; `None` where nothing is suspected.
    pub(super) fn most(self) -> Option<usize> {
        match self {
            Self::Careful { most, .. } => Some(most),
            Self::Trusted | Self::Fresh => None,
        }
    }

    /// The next record is not to be read any more.
    pub(super) fn refuses(self) -> bool {
        matches!(self, Self::Careful { attempts, .. } if attempts >= ATTEMPTS)
    }

    /// The next attempt is the last one.
    pub(super) fn is_last_attempt(self) -> bool {
        matches!(self, Self::Careful { attempts, .. } if attempts + 1 == ATTEMPTS)
    }

    /// What to commit before records that end before `end` are begun: one, `alone` in its turn, or some.
    pub(super) fn announces(self, alone: bool, end: i64) -> Option<Suspicion> {
        match self {
            Self::Trusted => None,
            Self::Fresh => Some(Suspicion { attempt: u32::from(alone), until: end }),
            Self::Careful { .. } if self.refuses() => None,
            Self::Careful { until, attempts, .. } if alone => Some(Suspicion { attempt: attempts + 1, until }),
            Self::Careful { .. } => Some(Suspicion { attempt: 0, until: end }),
        }
    }

    /// What stands in the note of an offset that goes along unchanged.
    pub(super) fn unchanged(self) -> Option<Suspicion> {
        match self {
            Self::Careful { until, attempts, .. } => Some(Suspicion { attempt: attempts, until }),
            Self::Trusted | Self::Fresh => None,
        }
    }

    /// The records below `offset` came through.
    pub(super) fn past(self, offset: i64) -> Self {
        match self {
            Self::Careful { until, most: before, .. } if offset < until => {
                Self::Careful { until, attempts: 0, most: most(offset, until, before) }
            }
            _ => Self::Trusted,
        }
    }
}

/// Of many suspected records few are begun at a time; of the last of them, or of few from the start, `else_most`.
fn most(start: i64, until: i64, else_most: usize) -> usize {
    let suspected = usize::try_from(until - start).unwrap_or(usize::MAX);
    if suspected > FEW { FEW } else { else_most }
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
        assert_eq!(caution.announces(false, 17), Some(Suspicion { attempt: 0, until: 17 }));
        assert_eq!(caution.most(), None);
        assert_eq!(caution.past(17).announces(false, 30), None);
        assert_eq!(caution.past(17).unchanged(), None);
    }

    #[test]
    fn a_turn_of_one_record_is_an_attempt_at_it() {
        assert_eq!(Caution::found(None, 0).announces(true, 1), Some(Suspicion { attempt: 1, until: 1 }));
    }

    #[test]
    fn after_a_death_records_run_alone_until_the_end_of_what_was_under_way() {
        let caution = Caution::found(committed(10, Some(Suspicion { attempt: 0, until: 12 })), 10);
        assert_eq!(caution.most(), Some(1));
        assert_eq!(caution.announces(true, 11), Some(Suspicion { attempt: 1, until: 12 }));
        let next = caution.past(11);
        assert_eq!(next.unchanged(), Some(Suspicion { attempt: 0, until: 12 }));
        assert_eq!(next.past(12), Caution::Trusted);
    }

    #[test]
    fn a_death_over_many_records_is_narrowed_down_to_few_and_then_to_one() {
        let until = 10 + 3 * FEW as i64;
        let caution = Caution::found(committed(10, Some(Suspicion { attempt: 0, until })), 10);
        assert_eq!(caution.most(), Some(FEW));
        let end = 10 + FEW as i64;
        let announced = caution.announces(false, end);
        assert_eq!(announced, Some(Suspicion { attempt: 0, until: end }));
        // it came through: the rest is suspected still, and to its very end few at a time
        let next = caution.past(end);
        assert_eq!(next.unchanged(), Some(Suspicion { attempt: 0, until }));
        assert_eq!(next.past(until - 1).most(), Some(FEW));
        assert_eq!(next.past(until), Caution::Trusted);
        // or it did not
        assert_eq!(Caution::found(committed(10, announced), 10).most(), Some(1));
        // a record that happens to be alone in its turn is tried like one that has to be
        assert_eq!(caution.announces(true, 11), Some(Suspicion { attempt: 1, until }));
        let alone = Caution::found(committed(10, caution.announces(true, 11)), 10);
        assert_eq!((alone.most(), alone.past(11).most()), (Some(1), Some(FEW)));
    }

    #[test]
    fn the_third_time_a_record_is_refused_and_the_next_one_begins_at_nothing() {
        let mut found = committed(10, Some(Suspicion { attempt: 0, until: 12 }));
        for attempt in 1..=ATTEMPTS {
            let caution = Caution::found(found, 10);
            assert!(!caution.refuses());
            assert_eq!(caution.is_last_attempt(), attempt == ATTEMPTS);
            let announced = caution.announces(true, 11);
            assert_eq!(announced, Some(Suspicion { attempt, until: 12 }));
            found = committed(10, announced);
        }
        let caution = Caution::found(found, 10);
        assert!(caution.refuses());
        assert_eq!(caution.announces(true, 11), None);
        assert_eq!(caution.past(11).announces(true, 12), Some(Suspicion { attempt: 1, until: 12 }));
    }

    #[test]
    fn a_note_of_another_offset_says_nothing() {
        let suspicion = Some(Suspicion { attempt: 2, until: 12 });
        assert_eq!(Caution::found(committed(10, suspicion), 11), Caution::Fresh);
        assert_eq!(Caution::found(committed(12, suspicion), 12), Caution::Fresh);
    }
}
