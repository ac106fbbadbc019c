//! One side of a move: topics and groups of a pipeline.

use super::{Move, RepartitionError};
use crate::stages::dedupe::Form;
use crate::stages::dedupe::rekey::StatePlace;

/// A pipeline's topics and groups, prefix included.
#[derive(Clone, Debug)]
pub struct Side {
    /// The page topic.
    pub pages: String,
    /// Its partitions.
    pub pages_partitions: usize,
    /// The sightings topic; without meaning in the fused form.
    pub sightings: String,
    /// Its partitions.
    pub sightings_partitions: usize,
    /// The state.
    pub state: StatePlace,
    /// Group of the lanes that read pages.
    pub pages_group: String,
    /// Group of the lanes that keep the state: the same in the fused form.
    pub state_group: String,
}

impl Side {
    pub(super) fn is_fused(&self) -> bool {
        self.state.form == Form::Fused
    }

    /// The state's partitions.
    pub(super) fn partitions(&self) -> std::ops::Range<i32> {
        0..i32::try_from(self.state.partitions).unwrap_or(i32::MAX)
    }
}

/// Whether the topics of both sides go together.
pub(super) fn fits(order: &Move) -> Result<(), RepartitionError> {
    let Move { from, to, .. } = order;
    let refused = |reason: String| Err(RepartitionError::Refused(reason));
    if from.state.topic == to.state.topic {
        return refused(format!(
            "both sides name the state topic {}: topics.state names the new one, --from-state the old one",
            to.state.topic
        ));
    }
    if !from.is_fused() && !to.is_fused() && from.sightings == to.sightings {
        return refused(format!(
            "both sides name the sightings topic {}: topics.sightings names the new one, --from-sightings the old one",
            to.sightings
        ));
    }
    for side in [from, to] {
        let (input, partitions) = if side.is_fused() {
            (&side.pages, side.pages_partitions)
        } else {
            (&side.sightings, side.sightings_partitions)
        };
        if partitions != side.state.partitions {
            return refused(format!(
                "{input} has {partitions} partitions and {} has {}: they must be equal",
                side.state.topic, side.state.partitions
            ));
        }
    }
    if from.is_fused() && to.is_fused() && from.pages == to.pages && from.state.partitions != to.state.partitions {
        return refused(format!(
            "the page topic {} has grown: pages of one site stand in two partitions of it. Let the writers go over to a new \
             page topic, let this pipeline read the old one to its end, then name the old one with --from-pages",
            to.pages
        ));
    }
    Ok(())
}
