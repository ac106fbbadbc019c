//! What the process holds: partitions, how far behind they are, and the state kept for them.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use prometheus::{GaugeVec, IntCounterVec, IntGaugeVec};

use super::Metrics;
use super::family::Families;
use super::labels::{HoldReason, SnapshotResult, Stage};

pub(super) struct OwnershipMetrics {
    lag_records: IntGaugeVec,
    lag_seconds: GaugeVec,
    headlines: IntGaugeVec,
    bytes: IntGaugeVec,
    restore: GaugeVec,
    snapshots: IntCounterVec,
    assigned: IntGaugeVec,
    input_partitions: IntGaugeVec,
    partitions_held: IntGaugeVec,
    /// Partitions of each lane; the gauge is their sum over the stage.
    assigned_to: Mutex<HashMap<(Stage, usize), usize>>,
    /// The same for those that are paused.
    held: Mutex<HashMap<(Stage, HoldReason, usize), usize>>,
}

impl OwnershipMetrics {
    pub(super) fn new(families: &mut Families) -> prometheus::Result<Self> {
        let of_partition = ["stage", "topic", "partition"];
        let metrics = Self {
            lag_records: families.int_gauges(
                "consumer_lag_records",
                "End of the log less the committed position.",
                &of_partition,
            )?,
            lag_seconds: families.gauges(
                "consumer_lag_seconds",
                "Now less the timestamp of the oldest record not yet committed; 0 when there is none.",
                &of_partition,
            )?,
            headlines: families.int_gauges("state_headlines", "Headlines remembered.", &["partition"])?,
            bytes: families.int_gauges("state_bytes", "Memory of the headlines remembered.", &["partition"])?,
            restore: families.gauges("state_restore_seconds", "Time of the last restore.", &["partition"])?,
            snapshots: families.counters("snapshots_total", "Local snapshots of the state.", &["result"])?,
            assigned: families.int_gauges("partitions_assigned", "Partitions this process holds.", &["stage"])?,
            input_partitions: families.int_gauges(
                "input_partitions",
                "Partitions the stage's input topic has.",
                &["stage", "topic"],
            )?,
            partitions_held: families.int_gauges(
                "partitions_held",
                "Partitions of this process that are paused until a person has done something.",
                &["stage", "reason"],
            )?,
            assigned_to: Mutex::default(),
            held: Mutex::default(),
        };
        for stage in Stage::ALL {
            drop(metrics.assigned.with_label_values(&[stage.name()]));
            for why in HoldReason::ALL {
                drop(metrics.partitions_held.with_label_values(&[stage.name(), why.name()]));
            }
        }
        SnapshotResult::ALL.iter().for_each(|result| drop(metrics.snapshots.with_label_values(&[result.name()])));
        Ok(metrics)
    }
}

impl Metrics {
    /// Something became of a snapshot.
    fn snapshot(&self, result: SnapshotResult) {
        self.ownership.snapshots.with_label_values(&[result.name()]).inc();
    }

    /// A partition's state up to an offset of its change log is on the disk.
    pub fn snapshot_written(&self, partition: i32, state_end: i64, bytes: u64) {
        self.snapshot(SnapshotResult::Written);
        tracing::info!(partition, state_end, bytes, "a snapshot of the state was written");
    }

    /// A partition begins with a snapshot; the change log is read on from its end.
    pub fn snapshot_loaded(&self, partition: i32, state_end: i64) {
        self.snapshot(SnapshotResult::Loaded);
        tracing::info!(partition, state_end, "a snapshot of the state was loaded");
    }

    /// A snapshot could not be written: the next start may be a cold one.
    pub fn snapshot_failed(&self, partition: i32, error: &dyn std::fmt::Display) {
        self.snapshot(SnapshotResult::Failed);
        tracing::warn!(partition, %error, "a snapshot of the state could not be written");
    }

    /// A snapshot is not used: the state is read from Kafka.
    pub fn snapshot_refused(&self, partition: i32, result: SnapshotResult, reason: &dyn std::fmt::Display) {
        self.snapshot(result);
        tracing::warn!(partition, %reason, "a snapshot is ignored, the state is read from Kafka");
    }

    /// How far a partition is behind: records not yet committed, and the age of the oldest.
    pub fn lag(&self, stage: Stage, topic: &str, partition: i32, records: i64, age: Duration) {
        let partition = partition.to_string();
        let labels = [stage.name(), topic, partition.as_str()];
        self.ownership.lag_records.with_label_values(&labels).set(records);
        self.ownership.lag_seconds.with_label_values(&labels).set(age.as_secs_f64());
    }

    /// How much is remembered for a partition.
    pub fn state(&self, partition: i32, headlines: usize, bytes: usize) {
        let partition = partition.to_string();
        self.ownership.headlines.with_label_values(&[&partition]).set(whole(headlines));
        self.ownership.bytes.with_label_values(&[&partition]).set(whole(bytes));
    }

    /// The state of a partition was read back, with so many records of its change log.
    pub fn state_restored(&self, partition: i32, took: Duration, records: u64) {
        self.ownership.restore.with_label_values(&[&partition.to_string()]).set(took.as_secs_f64());
        tracing::info!(partition, seconds = took.as_secs_f64(), records, "the state of a partition was restored");
    }

    /// A lane holds so many partitions of its input now.
    pub fn assigned(&self, stage: Stage, lane: usize, partitions: usize) {
        let mut assigned = self.ownership.assigned_to.lock().unwrap_or_else(PoisonError::into_inner);
        assigned.insert((stage, lane), partitions);
        let sum = assigned.iter().filter(|((of, _), _)| *of == stage).map(|(_, n)| n).sum();
        self.ownership.assigned.with_label_values(&[stage.name()]).set(whole(sum));
    }

    /// So many partitions of a lane wait for a person, by reason.
    pub fn held(&self, stage: Stage, lane: usize, partitions: &[(HoldReason, usize)]) {
        let mut held = self.ownership.held.lock().unwrap_or_else(PoisonError::into_inner);
        for &(why, count) in partitions {
            held.insert((stage, why, lane), count);
            let sum = held.iter().filter(|((of, reason, _), _)| (*of, *reason) == (stage, why)).map(|(_, n)| n).sum();
            self.ownership.partitions_held.with_label_values(&[stage.name(), why.name()]).set(whole(sum));
        }
    }

    /// A lane no longer holds this partition: nothing is said of it any more, another process speaks for it.
    pub fn partition_released(&self, stage: Stage, topic: &str, partition: i32) {
        let partition = partition.to_string();
        let labels = [stage.name(), topic, partition.as_str()];
        forget(self.ownership.lag_records.remove_label_values(&labels));
        forget(self.ownership.lag_seconds.remove_label_values(&labels));
        if stage != Stage::Extract {
            forget(self.ownership.headlines.remove_label_values(&[&partition]));
            forget(self.ownership.bytes.remove_label_values(&[&partition]));
            forget(self.ownership.restore.remove_label_values(&[&partition]));
        }
    }

    /// The stage's input topic has so many partitions.
    pub fn input_partitions(&self, stage: Stage, topic: &str, partitions: usize) {
        self.ownership.input_partitions.with_label_values(&[stage.name(), topic]).set(whole(partitions));
    }
}

/// A gauge that was never set needs no removal.
fn forget(_removed: prometheus::Result<()>) {}

fn whole(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}
