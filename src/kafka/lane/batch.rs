//! The records of a turn: kept, copied, until their transaction is committed.

use std::time::{Duration, Instant};

use crate::kafka::config::TransactionConfig;
use crate::kafka::record::Record;

/// The records of a turn in the order they came.
#[derive(Debug, Default)]
pub(super) struct Batch {
    records: Vec<Record>,
    bytes: usize,
    since: Option<Instant>,
    /// An attempt at these records came to nothing: they run again before anything is added.
    again: bool,
    /// The turn under way is about so many of the first records; what comes after it began waits for the next.
    turn: Option<usize>,
}

impl Batch {
    /// The records of this turn.
    pub(super) fn records(&self) -> &[Record] {
        self.records.get(..self.turn()).unwrap_or(&self.records)
    }

    fn turn(&self) -> usize {
        self.records.len().min(self.turn.unwrap_or(usize::MAX))
    }

    /// A turn begins: of so many records at most, and of no more than a turn may hold. One that runs again is about the
    /// same records.
    pub(super) fn begin(&mut self, most: usize, config: &TransactionConfig) {
        let most = if self.again { most.min(self.turn()) } else { most.min(config.max_records) };
        let mut bytes = 0;
        let fits = |record: &&Record| {
            bytes += record.size();
            bytes <= config.max_bytes
        };
        let fitting = if self.bytes <= config.max_bytes { most } else { self.records.iter().take_while(fits).count() };
        self.turn = Some(most.min(fitting.max(1)).min(self.records.len()));
    }

    pub(super) fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// Records that it holds, of this turn and of later ones.
    pub(super) fn len(&self) -> usize {
        self.records.len()
    }

    pub(super) fn runs_again(&self) -> bool {
        self.again
    }

    /// When the first record came.
    pub(super) fn since(&self) -> Option<Instant> {
        self.since
    }

    /// Takes a record; the clock is asked for the first one only.
    pub(super) fn push(&mut self, record: Record, clock: impl FnOnce() -> Instant) {
        self.since.get_or_insert_with(clock);
        self.bytes += record.size();
        self.records.push(record);
    }

    /// How long to wait for one more record; `None` when the turn is full.
    ///
    /// Before the minimal interval it may wait; after it, only take what is there already.
    pub(super) fn room(&self, config: &TransactionConfig, now: Instant, idle: Duration) -> Option<Duration> {
        let Some(since) = self.since else { return Some(idle) };
        let age = now.saturating_duration_since(since);
        let full = self.is_full(config) || age >= Duration::from_millis(config.interval_ms);
        (!full).then(|| Duration::from_millis(config.min_interval_ms).saturating_sub(age))
    }

    /// It holds all that it may.
    pub(super) fn is_full(&self, config: &TransactionConfig) -> bool {
        self.records.len() >= config.max_records || self.bytes >= config.max_bytes
    }

    /// Drops the records of partitions that are no longer this lane's, or are taken over anew.
    pub(super) fn drop_partition(&mut self, partition: i32) {
        let kept = self.records().iter().filter(|record| record.partition != partition).count();
        self.turn = self.turn.map(|_| kept);
        self.again &= kept > 0;
        self.records.retain(|record| record.partition != partition);
        self.recount();
    }

    /// The turn came to nothing.
    pub(super) fn run_again(&mut self) {
        self.again = !self.records().is_empty();
    }

    /// The turn is committed.
    pub(super) fn clear(&mut self) {
        self.records.drain(..self.turn());
        self.turn = None;
        self.again = false;
        self.recount();
    }

    fn recount(&mut self) {
        self.bytes = self.records.iter().map(Record::size).sum();
        self.since = self.since.filter(|_| !self.records.is_empty());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config() -> TransactionConfig {
        TransactionConfig {
            interval_ms: 100,
            max_records: 3,
            max_bytes: 10_000,
            min_interval_ms: 25,
            timeout_ms: 10_000,
        }
    }

    fn record(partition: i32, size: usize) -> Record {
        Record { partition, value: Some(vec![0; size]), ..Record::default() }
    }

    #[test]
    fn waits_idle_then_for_the_minimal_interval_then_only_for_what_is_there() {
        let (mut batch, start) = (Batch::default(), Instant::now());
        let idle = Duration::from_millis(77);
        assert_eq!(batch.room(&config(), start, idle), Some(idle));
        batch.push(record(0, 1), || start);
        assert_eq!(batch.room(&config(), start + Duration::from_millis(5), idle), Some(Duration::from_millis(20)));
        assert_eq!(batch.room(&config(), start + Duration::from_millis(30), idle), Some(Duration::ZERO));
        assert_eq!(batch.room(&config(), start + Duration::from_millis(100), idle), None);
    }

    #[test]
    fn is_full_by_records_or_bytes_but_one_record_always_fits() {
        let (mut batch, start) = (Batch::default(), Instant::now());
        batch.push(record(0, 20_000), || start);
        assert_eq!(batch.records().len(), 1);
        assert_eq!(batch.room(&config(), start, Duration::ZERO), None);
        batch.clear();
        for _ in 0..3 {
            batch.push(record(0, 1), || start);
        }
        assert_eq!(batch.room(&config(), start, Duration::ZERO), None);
    }

    fn partitions(batch: &Batch) -> Vec<i32> {
        batch.records().iter().map(|record| record.partition).collect()
    }

    #[test]
    fn a_turn_may_be_about_the_first_records_only() {
        let (mut batch, start) = (Batch::default(), Instant::now());
        (0..4).for_each(|partition| batch.push(record(partition, 1), || start));
        for expected in [vec![0], vec![1]] {
            batch.begin(1, &config());
            assert_eq!(partitions(&batch), expected);
            batch.clear();
        }
        batch.begin(usize::MAX, &config());
        assert_eq!(partitions(&batch), [2, 3]);
        batch.clear();
        assert!(batch.is_empty() && batch.since().is_none());
    }

    #[test]
    fn what_comes_while_a_turn_is_under_way_waits_for_the_next() {
        let (mut batch, start) = (Batch::default(), Instant::now());
        batch.push(record(0, 1), || start);
        batch.begin(usize::MAX, &config());
        batch.push(record(1, 1), || start);
        batch.run_again();
        batch.begin(usize::MAX, &config());
        assert_eq!(partitions(&batch), [0]);
        batch.clear();
        batch.begin(usize::MAX, &config());
        assert_eq!(partitions(&batch), [1]);
        batch.drop_partition(0);
        batch.push(record(2, 1), || start);
        batch.drop_partition(1);
        assert!(batch.records().is_empty() && !batch.is_empty() && !batch.runs_again());
        batch.begin(usize::MAX, &config());
        assert_eq!(partitions(&batch), [2]);
    }

    #[test]
    fn a_turn_holds_no_more_than_it_may_but_one_record_always() {
        let (mut batch, start) = (Batch::default(), Instant::now());
        (0..5).for_each(|partition| batch.push(record(partition, 1), || start));
        batch.begin(usize::MAX, &config());
        assert_eq!(batch.records().len(), config().max_records);
        let mut batch = Batch::default();
        (0..3).for_each(|partition| batch.push(record(partition, 20_000), || start));
        batch.begin(usize::MAX, &config());
        assert_eq!(batch.records().len(), 1);
    }

    #[test]
    fn a_revoked_partition_leaves_nothing_behind() {
        let (mut batch, start) = (Batch::default(), Instant::now());
        batch.push(record(0, 1), || start);
        batch.push(record(1, 1), || start);
        batch.begin(usize::MAX, &config());
        batch.run_again();
        batch.drop_partition(0);
        assert_eq!(batch.records().len(), 1);
        assert!(batch.runs_again());
        batch.drop_partition(1);
        assert!(batch.is_empty() && !batch.runs_again() && batch.since().is_none());
    }
}
