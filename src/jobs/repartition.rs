//! Moves the state of a pipeline at rest to topics with another number of partitions, or to the other form of the line.
//!
//! Everything is copied first; then one transaction makes it valid: the headers of the new state, the groups' offsets, and
//! in the old state's headers the word that it has moved. Broken off before that, the old topics are as they were; after
//! it, no process can go on with them by mistake.
//!
//! What was sent between the stages and not yet deduped goes along, in order. Pages stay where they are; how far they
//! were read is carried over where the page topic is the same.

mod copy;
mod offsets;
mod side;

use std::collections::BTreeMap;
use std::time::Duration;

use rdkafka::error::KafkaError;
use thiserror::Error;

pub use self::side::Side;

use self::copy::Copy;
use self::offsets::{Offsets, Plan};
use crate::kafka::client::Clients;
use crate::kafka::idle::IdleError;
use crate::kafka::record::{Outgoing, StateChange};
use crate::kafka::rewrite::{Rewrite, RewriteError};
use crate::kafka::scan::{Scan, ScanError};
use crate::stages::dedupe::rekey::Rekey;

/// What was moved.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moved {
    /// Headlines.
    pub headlines: u64,
    /// Sightings that were not deduped yet.
    pub sightings: u64,
}

/// Why nothing was moved.
#[derive(Debug, Error)]
pub enum RepartitionError {
    /// A group is at work, or can't be asked.
    #[error(transparent)]
    Group(#[from] IdleError),
    /// A topic can't be read.
    #[error(transparent)]
    Scan(#[from] ScanError),
    /// The state is not what it is said to be.
    #[error("{topic} [{partition}]: {reason}")]
    State {
        /// The topic.
        topic: String,
        /// The partition.
        partition: i32,
        /// What is wrong.
        reason: String,
    },
    /// The topics don't go together.
    #[error("{0}")]
    Refused(String),
    /// Not written.
    #[error(transparent)]
    Rewrite(#[from] RewriteError),
    /// No client.
    #[error("the settings of kafka make no client")]
    Client(#[source] KafkaError),
}

/// From where, to where.
#[derive(Clone, Debug)]
pub struct Move {
    /// What has run until now.
    pub from: Side,
    /// What shall run.
    pub to: Side,
    /// The cluster's id, where it tells one.
    pub cluster: Option<String>,
    /// Name of the writer's transactional id.
    pub id: String,
    /// How long a member that was stopped is still counted as one.
    pub session: Duration,
}

/// Checks everything, then does it. `tell` hears how far it is.
///
/// # Errors
/// [`RepartitionError`]; unless it says that the outcome is unknown, the old topics are as they were.
pub fn run(clients: &Clients, order: &Move, mut tell: impl FnMut(String)) -> Result<Moved, RepartitionError> {
    let scan = Scan::new(clients, &order.id).map_err(RepartitionError::Client)?;
    let plan = plan(clients, order, &scan)?;
    let mut rewrite = Rewrite::connect(clients, &order.id, order.to.state.topic.clone())?;
    let rekey = Rekey::new(&order.from.state, &order.to.state, order.cluster.as_deref());
    let mut copy = Copy::new(order, &scan, &mut rewrite, rekey);
    for partition in order.from.partitions() {
        copy.state(partition)?;
        copy.sightings(partition, plan.sightings_from(partition))?;
        tell(format!(
            "partition {partition} of {}: {} headlines so far",
            order.from.state.partitions,
            copy.moved().headlines
        ));
    }
    let (rekey, moved) = copy.finish()?;
    switch(order, &plan, &mut rewrite, &rekey)?;
    Ok(moved)
}

fn plan(clients: &Clients, order: &Move, scan: &Scan) -> Result<Plan, RepartitionError> {
    side::fits(order)?;
    let offsets = Offsets { clients, scan, order };
    offsets.target_is_empty()?;
    offsets.plan()
}

/// One transaction, and the new topics are the pipeline's.
fn switch(order: &Move, plan: &Plan, rewrite: &mut Rewrite, rekey: &Rekey) -> Result<(), RepartitionError> {
    for partition in order.to.partitions() {
        for change in rekey.opening() {
            rewrite.add(&outgoing(&order.to.state.topic, partition, change))?;
        }
    }
    for (partition, change) in rekey.farewell(&order.to.state.topic) {
        rewrite.add(&outgoing(&order.from.state.topic, partition, change))?;
    }
    let ends: BTreeMap<i32, i64> = rewrite.state_ends()?;
    plan.commit(rewrite, &ends)?;
    Ok(rewrite.commit()?)
}

fn outgoing(topic: &str, partition: i32, change: StateChange) -> Outgoing {
    Outgoing {
        topic: topic.to_owned(),
        partition: Some(partition),
        key: Some(change.key),
        value: change.value,
        headers: Vec::new(),
    }
}
