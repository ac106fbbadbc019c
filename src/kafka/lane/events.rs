//! What a rebalance brought, served between polls. No transaction is open there.

use std::time::Instant;

use super::{Lane, Owned};
use crate::kafka::group::GroupEvent;
use crate::kafka::stage::Stage;
use rdkafka::consumer::Consumer;

impl<S: Stage> Lane<S> {
    /// Serves what the group's callbacks have collected.
    pub(super) fn serve_group(&mut self) {
        let events = self.consumer.context().take_events();
        if events.is_empty() {
            return;
        }
        for event in events {
            match event {
                GroupEvent::Assigned(partitions) => {
                    self.refused_since = None;
                    for partition in partitions {
                        self.begin_takeover(partition);
                    }
                }
                GroupEvent::Revoked(partitions) => {
                    for partition in partitions {
                        self.give_up(partition);
                    }
                }
                GroupEvent::Stale => self.leave_for_a_session(),
            }
        }
        self.metrics.rebalanced(self.config.stage);
        self.metrics.assigned(self.config.stage, self.config.number, self.partitions.len());
        // in this order: a member whose partitions are yet to be restored is not ready for a moment in between
        self.health.restored(!self.taking_over());
        self.health.member(self.consumer.context().metadata().is_some());
        self.tell_halted();
    }

    /// Stays away until the group has forgotten this member and what it subscribed to in an earlier life.
    fn leave_for_a_session(&mut self) {
        let session = self.clients.session_timeout();
        tracing::warn!(
            lane = self.config.id,
            topic = self.config.topic,
            seconds = session.as_secs(),
            "the group remembers this member with another topic: joining anew when its session has run out"
        );
        self.consumer.unsubscribe();
        self.subscribed = false;
        self.retry_at = Some(Instant::now() + session + session / 4);
    }

    /// The partition is this lane's: begin with nothing.
    pub(super) fn begin_takeover(&mut self, partition: i32) {
        self.forget(partition);
        self.stage.assigned(partition);
        self.partitions.insert(partition, Owned::new());
    }

    pub(super) fn give_up(&mut self, partition: i32) {
        self.forget(partition);
        self.stage.revoked(partition);
        self.partitions.remove(&partition);
        self.metrics.partition_released(self.config.stage, &self.config.topic, partition);
    }

    /// Drops everything that was under way for the partition.
    fn forget(&mut self, partition: i32) {
        self.drop_snapshot(partition);
        self.batch.drop_partition(partition);
        self.held_up.remove(&partition);
        self.opening.changes.retain(|(of, _)| *of != partition);
        self.positions.release(self.config.stage, partition);
        if let Some(attempt) = &mut self.unsettled {
            attempt.offsets.remove(&partition);
        }
        if let Some(state) = self.state.as_ref().filter(|_| self.partitions.contains_key(&partition)) {
            state.close(partition);
        }
    }
}
