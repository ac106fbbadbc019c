//! A commit whose answer was lost: a new producer's epoch ends what is under way, then the group is asked whose turn
//! its offsets name. Guessing would double a whole turn, or lose it.

use super::{Lane, Owned};
use crate::kafka::position::Committed;
use crate::kafka::stage::Stage;
use crate::kafka::takeover::{GroupOffset, group_offsets};
use crate::telemetry::metrics::TxnResult;

/// What the group's offsets say of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// All of them are this turn's.
    Happened,
    /// All of them are the old ones.
    NeverHappened,
    /// Anything else: somebody else was at work.
    Mixed,
}

impl<S: Stage> Lane<S> {
    /// Whether there is nothing unsettled (any more). Call it with a connected producer only.
    pub(super) fn settle(&mut self) -> bool {
        let Some(attempt) = self.unsettled.take() else { return true };
        let partitions: Vec<i32> = attempt.offsets.keys().copied().collect();
        let mut found = Vec::with_capacity(partitions.len());
        for answer in group_offsets(&self.consumer, &self.config.topic, &partitions) {
            match answer {
                GroupOffset::At(committed) => found.push(Some(committed)),
                GroupOffset::Nowhere => found.push(None),
                GroupOffset::Unstable => {
                    self.unsettled = Some(attempt);
                    return false;
                }
            }
        }
        let known: Vec<_> = partitions.iter().map(|partition| self.partitions.get(partition)).collect();
        let happened =
            found.iter().all(|found| found.and_then(|c| c.note).is_some_and(|note| note.turn == attempt.turn));
        let verdict = judge(happened, &known, &found);
        tracing::warn!(lane = self.config.id, ?verdict, "the outcome of a commit was asked for");
        match verdict {
            Verdict::Happened => self.keep(&attempt),
            Verdict::NeverHappened => self.drop_turn(TxnResult::Aborted),
            Verdict::Mixed => {
                self.drop_turn(TxnResult::Aborted);
                for partition in partitions {
                    self.take_over_anew(partition);
                }
            }
        }
        true
    }
}

fn judge(happened: bool, known: &[Option<&Owned>], found: &[Option<Committed>]) -> Verdict {
    let unchanged = known.iter().zip(found).all(|(owned, found)| owned.is_some_and(|owned| owned.unchanged(*found)));
    match (happened && !found.is_empty(), unchanged) {
        (true, _) => Verdict::Happened,
        (false, true) => Verdict::NeverHappened,
        (false, false) => Verdict::Mixed,
    }
}
