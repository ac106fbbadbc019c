//! The turns of the lanes: transactions, their parts, and what had to be made anew.

use std::time::Duration;

use chrono::{DateTime, Utc};
use prometheus::{Gauge, HistogramVec, IntCounterVec};

use super::Metrics;
use super::family::Families;
use super::labels::{Phase, RecreateReason, Stage, TxnResult};
use super::process::seconds;

/// From half a millisecond, an empty hand-over, to the transaction's time-out.
const PHASE_BUCKETS: [f64; 14] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

pub(super) struct TransactionMetrics {
    transactions: IntCounterVec,
    phases: HistogramVec,
    recreated: IntCounterVec,
    rebalances: IntCounterVec,
    last_commit: prometheus::GaugeVec,
}

impl TransactionMetrics {
    pub(super) fn new(families: &mut Families) -> prometheus::Result<Self> {
        let metrics = Self {
            transactions: families.counters("txn_total", "Transactions, by how they ended.", &["stage", "result"])?,
            phases: families.histograms(
                "txn_duration_seconds",
                "Time of a transaction, by its parts.",
                &["stage", "phase"],
                &PHASE_BUCKETS,
            )?,
            recreated: families.counters(
                "producer_recreated_total",
                "Transactional producers made anew.",
                &["stage", "reason"],
            )?,
            rebalances: families.counters("rebalances_total", "Changes of the lanes' partitions.", &["stage"])?,
            last_commit: families.gauges(
                "last_commit_timestamp_seconds",
                "When a transaction was last committed; 0 before the first.",
                &["stage"],
            )?,
        };
        Stage::ALL.iter().for_each(|stage| metrics.stand_at_zero(*stage));
        Ok(metrics)
    }

    fn stand_at_zero(&self, stage: Stage) {
        let stage = stage.name();
        TxnResult::ALL.iter().for_each(|result| drop(self.transactions.with_label_values(&[stage, result.name()])));
        Phase::ALL.iter().for_each(|phase| drop(self.phases.with_label_values(&[stage, phase.name()])));
        RecreateReason::ALL.iter().for_each(|reason| drop(self.recreated.with_label_values(&[stage, reason.name()])));
        self.rebalances.with_label_values(&[stage]);
        self.last_commit(stage);
    }

    fn last_commit(&self, stage: &str) -> Gauge {
        self.last_commit.with_label_values(&[stage])
    }
}

impl Metrics {
    /// A transaction ended.
    pub fn transaction(&self, stage: Stage, result: TxnResult) {
        self.transactions.transactions.with_label_values(&[stage.name(), result.name()]).inc();
        match result {
            TxnResult::Committed => {}
            TxnResult::Aborted => {
                tracing::info!(stage = stage.name(), "a transaction was aborted, its turn runs again")
            }
            TxnResult::Unknown => {
                tracing::warn!(stage = stage.name(), "the outcome of a commit is unknown and is asked for");
            }
        }
    }

    /// A part of a transaction took so long.
    pub fn transaction_phase(&self, stage: Stage, phase: Phase, took: Duration) {
        self.transactions.phases.with_label_values(&[stage.name(), phase.name()]).observe(took.as_secs_f64());
    }

    /// A lane made its transactional producer anew.
    pub fn producer_recreated(&self, stage: Stage, reason: RecreateReason) {
        self.transactions.recreated.with_label_values(&[stage.name(), reason.name()]).inc();
        tracing::warn!(stage = stage.name(), reason = reason.name(), "the transactional producer was made anew");
    }

    /// A lane was given or lost partitions.
    pub fn rebalanced(&self, stage: Stage) {
        self.transactions.rebalances.with_label_values(&[stage.name()]).inc();
        tracing::info!(stage = stage.name(), "partitions were rebalanced");
    }

    /// A transaction of this stage was committed at this instant.
    pub fn committed_at(&self, stage: Stage, at: DateTime<Utc>) {
        self.transactions.last_commit(stage.name()).set(seconds(at));
    }
}
