//! What becomes of a turn: kept, or run again, with the producer it ran on or with a new one.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use rdkafka::consumer::Consumer;

use super::owned::Attempt;
use super::{Fits, Lane, LaneError};
use crate::fault;
use crate::kafka::producer::{Producer, TxnError};
use crate::kafka::record::{Outgoing, too_large};
use crate::kafka::stage::Stage;
use crate::telemetry::clock;
use crate::telemetry::metrics::{HoldReason, RecreateReason, TxnResult};

/// How long an abort may hold up the lane.
const ABORT: Duration = Duration::from_secs(3);

impl<S: Stage> Lane<S> {
    pub(super) fn concluded(&mut self, result: Result<Attempt, (TxnError, Attempt)>) -> Result<(), LaneError> {
        match result {
            Ok(attempt) => {
                self.keep(&attempt);
                self.renew_when_unsteady()
            }
            Err((TxnError::Abort { step, reason, refused }, _)) => {
                tracing::warn!(lane = self.config.id, step, reason, "a transaction was aborted and runs again");
                self.drop_turn(TxnResult::Aborted);
                self.rejoin_when_refused(refused);
                self.abort()
            }
            Err((TxnError::TooLarge { places }, _)) => {
                let stuck = self.learn_sizes(&places);
                self.drop_turn(TxnResult::Aborted);
                for (partition, reason) in stuck {
                    self.halt(partition, HoldReason::TooLarge, reason);
                }
                self.renew(RecreateReason::TooLarge, "records were refused for their size")
            }
            Err((TxnError::Renew { step, reason, detail }, _)) => {
                tracing::warn!(lane = self.config.id, step, detail, "a transaction failed and runs again");
                self.drop_turn(TxnResult::Aborted);
                self.renew(reason, &detail)
            }
            Err((TxnError::Unknown { detail, .. }, _)) if fault::broken("unknown-as-failed") => {
                self.drop_turn(TxnResult::Aborted);
                self.renew(RecreateReason::UnknownOutcome, &detail)
            }
            Err((TxnError::Unknown { detail, fenced }, attempt)) => {
                tracing::warn!(lane = self.config.id, detail, "the outcome of a commit is not known");
                self.metrics.transaction(self.config.stage, TxnResult::Unknown);
                self.unsettled = Some(attempt);
                self.back_off();
                self.renew(if fenced { RecreateReason::Fenced } else { RecreateReason::UnknownOutcome }, &detail)
            }
        }
    }

    fn abort(&mut self) -> Result<(), LaneError> {
        let call = self.calls("abort_transaction", Instant::now() + ABORT);
        let aborted = self.producer.as_ref().map(|producer| producer.abort(ABORT));
        drop(call);
        match aborted {
            Some(Err(error)) => {
                let reason = if let TxnError::Renew { reason, .. } = error { reason } else { RecreateReason::Fatal };
                self.renew(reason, &error.to_string())
            }
            _ => self.renew_when_unsteady(),
        }
    }

    /// After a transport error inside a transaction a stray retry may hit the next one.
    fn renew_when_unsteady(&mut self) -> Result<(), LaneError> {
        match self.producer.as_ref().and_then(Producer::is_unsteady) {
            Some(detail) => self.renew(RecreateReason::Transport, &detail),
            None => Ok(()),
        }
    }

    /// What was refused for its size goes smaller, or by itself, the next time. What is left are the partitions whose
    /// changes of state fit in no way: nothing of them can be cut.
    fn learn_sizes(&mut self, places: &[usize]) -> BTreeMap<i32, String> {
        let outbox = &self.outbox;
        let refused = places.iter().filter_map(|place| outbox.records.get(*place));
        let records = refused.map(|record| (record.topic.as_str(), record.size()));
        let state = self.config.state_topic.as_deref().unwrap_or_default();
        let changes: Vec<(i32, usize)> = places
            .iter()
            .filter_map(|place| outbox.changes.get(place.checked_sub(outbox.records.len())?))
            .map(|(partition, change)| (*partition, Outgoing::change(state, *partition, change).size()))
            .collect();
        self.fits.learn(records.chain(changes.iter().map(|(_, size)| (state, *size))));
        self.outbox.limits.clone_from(self.fits.limits());
        let stuck = changes.into_iter().filter(|(_, size)| self.outbox.refuses(state, *size));
        stuck.map(|(partition, size)| (partition, too_large("a change of state", size, state))).collect()
    }

    /// Topics may take more than they did.
    pub(super) fn forget_sizes(&mut self) {
        self.fits = Fits::default();
        self.outbox.limits.clear();
    }

    /// The group refuses this generation: the next rebalance brings another. If none comes, ask for one.
    fn rejoin_when_refused(&mut self, refused: bool) {
        if !refused {
            return;
        }
        let since = *self.refused_since.get_or_insert_with(Instant::now);
        if since.elapsed() > self.config.transaction_timeout() * 2 {
            tracing::warn!(lane = self.config.id, "the group keeps refusing this member: joining anew");
            self.consumer.unsubscribe();
            self.subscribed = false;
            self.refused_since = None;
        }
    }

    /// The turn is committed: merge, count, forget the records.
    pub(super) fn keep(&mut self, attempt: &Attempt) {
        if !attempt.worked {
            return self.noted(attempt);
        }
        let now = clock::now();
        self.stage.committed(now);
        for (partition, (offset, note)) in &attempt.offsets {
            if let Some(owned) = self.partitions.get_mut(partition) {
                owned.commit(*offset, *note);
                let last = self.batch.records().iter().rev().find(|record| record.partition == *partition);
                if last.is_some() {
                    owned.caution = owned.caution.past(*offset);
                }
                let last = last.map(|record| record.timestamp);
                self.positions.committed(self.config.stage, *partition, *offset, last);
            }
        }
        self.metrics.transaction(self.config.stage, TxnResult::Committed);
        self.metrics.committed_at(self.config.stage, now);
        self.batch.clear();
        self.opening.changes.retain(|(partition, _)| !attempt.offsets.contains_key(partition));
        (self.failures, self.retry_at, self.refused_since) = (0, None, None);
        self.hold_back(attempt);
    }

    /// The turn came to nothing: forget, run the same records again.
    pub(super) fn drop_turn(&mut self, result: TxnResult) {
        self.stage.aborted();
        self.metrics.transaction(self.config.stage, result);
        self.batch.run_again();
        self.back_off();
    }
}
