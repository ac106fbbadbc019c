//! The catalogue: every metric of the contract, with a method for each occurrence that moves one.
//!
//! Each occurrence is told once, by name; the method that counts it also logs it where it is worth a line. Labels are
//! closed enums, so every closed combination stands at 0 from the start and an alert never waits for a first time.

mod family;
mod labels;
mod line;
mod ownership;
mod process;
mod transactions;

use std::sync::Arc;

use prometheus::process_collector::ProcessCollector;

pub use self::labels::{Cut, Event, HoldReason, PageResult, Phase, RecreateReason, SnapshotResult, Stage, TxnResult};

use self::family::Families;
use self::line::LineMetrics;
use self::ownership::OwnershipMetrics;
use self::process::ProcessMetrics;
use self::transactions::TransactionMetrics;

/// Every metric of the process. Shared by the lanes; there is no global one.
pub struct Metrics {
    families: Families,
    line: LineMetrics,
    ownership: OwnershipMetrics,
    process: ProcessMetrics,
    transactions: TransactionMetrics,
}

impl Metrics {
    /// The catalogue at zero. `headline_topics` are the topics of the routes: the values of the label `topic`.
    ///
    /// # Errors
    /// If two metrics have one name, which a test rules out.
    pub fn new<T: AsRef<str>>(headline_topics: &[T]) -> Result<Arc<Self>, prometheus::Error> {
        let mut families = Families::new();
        let line = LineMetrics::new(&mut families, headline_topics)?;
        let transactions = TransactionMetrics::new(&mut families)?;
        let ownership = OwnershipMetrics::new(&mut families)?;
        let process = ProcessMetrics::new(&mut families)?;
        families.registry().register(Box::new(ProcessCollector::for_self()))?;
        Ok(Arc::new(Self { families, line, ownership, process, transactions }))
    }

    /// The catalogue in Prometheus' text format.
    pub fn render(&self) -> String {
        self.families.render()
    }
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Metrics")
    }
}

#[cfg(test)]
mod tests;
