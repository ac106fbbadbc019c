//! Whether the process is alive and ready, from what its lanes report.
//!
//! A lane is a thread and reports by itself; here nothing waits for it. Time is handed in.

mod held;
mod lane;

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

pub use self::held::Held;
pub use self::lane::{InCall, LaneHealth};

/// A lane that has not polled for so long is not ready.
const POLL_EVERY: Duration = Duration::from_secs(10);

/// The lanes of the process, as they said last.
#[derive(Debug)]
pub struct Health {
    lanes: Mutex<Vec<Arc<LaneHealth>>>,
    limits: Limits,
}

/// How long a lane may take.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// `max.poll.interval.ms`: a lane that has not turned for so long is dead.
    pub turn: Duration,
    /// `transaction.timeout_ms`: a transaction open for longer is stuck.
    pub transaction: Duration,
}

impl Limits {
    /// How far past its own time-out a call hangs for good: two transaction time-outs.
    fn call(&self) -> Duration {
        self.transaction * 2
    }
}

/// Yes or no, and for people why not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Whether it is so.
    pub yes: bool,
    /// A line for the whole, and one for each lane.
    pub body: String,
}

impl Health {
    /// A process whose lanes are still to come: live, not ready.
    pub fn new(limits: Limits) -> Self {
        Self { lanes: Mutex::default(), limits }
    }

    /// Adds a lane, named e.g. `extract.0`; the lane reports through what is returned.
    pub fn lane(&self, name: impl Into<String>, started: DateTime<Utc>) -> Arc<LaneHealth> {
        let lane = Arc::new(LaneHealth::new(name.into(), started));
        self.lanes.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::clone(&lane));
        lane
    }

    /// Live unless a lane has ended for good or not turned for too long. Without lanes yet the process is starting.
    pub fn live(&self, now: DateTime<Utc>) -> Answer {
        self.answer("live", |lane| lane.dead(now, &self.limits))
    }

    /// Ready when every lane is a member, has polled of late, holds only restored partitions and has no stuck transaction.
    pub fn ready(&self, now: DateTime<Utc>) -> Answer {
        if self.lanes.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            return Answer { yes: false, body: "not ready: the lanes are not started yet\n".to_owned() };
        }
        self.answer("ready", |lane| {
            lane.dead(now, &self.limits).or_else(|| lane.unready(now, POLL_EVERY, self.limits.transaction))
        })
    }

    /// The lane that hangs for good, if one does, and what it hangs in.
    pub fn hangs(&self, now: DateTime<Utc>) -> Option<String> {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        lanes.iter().find_map(|lane| Some(format!("{}: {}", lane.name(), lane.hangs(now, &self.limits)?)))
    }

    /// Tells the lanes that a person lets go on what waits for one: `partition` of any lane's input, or all of them. Gives
    /// what it is about, a line each.
    pub fn release(&self, partition: Option<i32>) -> Vec<String> {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let of_lane = |lane: &Arc<LaneHealth>| {
            let released = lane.release(partition).into_iter();
            released.map(|held| format!("{}: {}", lane.name(), held.text)).collect::<Vec<_>>()
        };
        lanes.iter().flat_map(of_lane).collect()
    }

    fn answer(&self, word: &str, fault: impl Fn(&LaneHealth) -> Option<String>) -> Answer {
        let lanes = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        let mut yes = true;
        let mut lines = String::new();
        for lane in lanes.iter() {
            let found = fault(lane);
            yes &= found.is_none();
            let said = found.unwrap_or_else(|| word.to_owned());
            lines.push_str(&format!("{}: {said}\n", lane.name()));
        }
        let head = if yes { format!("{word}\n") } else { format!("not {word}\n") };
        Answer { yes, body: head + &lines }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;

    use super::*;

    const LIMITS: Limits = Limits { turn: Duration::from_secs(300), transaction: Duration::from_secs(10) };

    fn at(seconds: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::seconds(1_700_000_000 + seconds)
    }

    /// A lane that has nothing to be blamed for at second 0.
    fn sound(health: &Health, name: &str) -> Arc<LaneHealth> {
        let lane = health.lane(name, at(0));
        lane.turned(at(0));
        lane.polled(at(0));
        lane.member(true);
        lane.restored(true);
        lane
    }

    #[test]
    fn without_lanes_it_is_live_and_not_ready() {
        let health = Health::new(LIMITS);
        assert!(health.live(at(0)).yes);
        assert!(!health.ready(at(0)).yes);
    }

    #[test]
    fn a_sound_lane_is_ready_also_in_a_quiet_night() {
        let health = Health::new(LIMITS);
        let lane = sound(&health, "extract.0");
        lane.polled(at(7200));
        lane.turned(at(7200));
        assert_eq!(health.ready(at(7209)), Answer { yes: true, body: "ready\nextract.0: ready\n".to_owned() });
    }

    #[test]
    fn each_reason_is_told_for_its_lane() {
        let health = Health::new(LIMITS);
        let [a, b, c, d] = ["extract.0", "extract.1", "dedupe.0", "dedupe.1"].map(|name| sound(&health, name));
        a.member(false);
        b.restored(false);
        c.transaction_open_since(Some(at(-8)));
        d.polled(at(-20));
        let answer = health.ready(at(4));
        assert_eq!(
            answer.body,
            "not ready\nextract.0: not a member of its group\nextract.1: restoring the partitions it holds\n\
             dedupe.0: a transaction is open for 12 s, its time-out is 10 s\ndedupe.1: has not polled for 24 s\n"
        );
        assert!(health.live(at(4)).yes);
    }

    #[test]
    fn a_transaction_within_its_time_out_is_ready() {
        let health = Health::new(LIMITS);
        sound(&health, "extract.0").transaction_open_since(Some(at(-8)));
        assert!(health.ready(at(1)).yes);
    }

    #[test]
    fn a_call_far_past_its_time_out_hangs_the_lane() {
        let health = Health::new(LIMITS);
        let lane = sound(&health, "extract.0");
        let call = lane.call("commit_transaction", at(0), Duration::from_secs(3));
        assert_eq!(health.hangs(at(23)), None);
        let hung = "extract.0: commit_transaction has not come back for 24 s, its time-out was 3000 ms";
        assert_eq!(health.hangs(at(24)).as_deref(), Some(hung));
        assert!(health.live(at(24)).body.contains(hung));
        drop(call);
        assert!(health.live(at(24)).yes);
        assert!(health.hangs(at(301)).is_some_and(|told| told.contains("has not turned")));
    }

    #[test]
    fn a_partition_that_waits_for_a_person_is_told_and_can_be_released() {
        let health = Health::new(LIMITS);
        let lane = sound(&health, "extract.0");
        let held = |partition| Held {
            partition,
            why: crate::telemetry::metrics::HoldReason::Flood,
            text: format!("pages.raw [{partition}] is paused: a flood"),
        };
        lane.held(vec![held(3), held(4)]);
        assert!(health.ready(at(0)).body.contains("extract.0: pages.raw [3] is paused: a flood"));
        assert_eq!(health.release(Some(7)), [""; 0]);
        assert_eq!(health.release(Some(4)), ["extract.0: pages.raw [4] is paused: a flood"]);
        assert_eq!(lane.take_released().into_iter().collect::<Vec<_>>(), [4]);
        assert_eq!(health.release(None).len(), 2);
        assert_eq!(lane.take_released().len(), 2);
        assert!(lane.take_released().is_empty());
    }

    #[test]
    fn a_lane_that_ended_or_hangs_is_not_alive() {
        let health = Health::new(LIMITS);
        let lane = sound(&health, "extract.0");
        assert!(health.live(at(300)).yes);
        assert!(health.live(at(301)).body.contains("has not turned for 301 s, the limit is 300 s"));
        lane.turned(at(301));
        lane.ended("fenced by a twin");
        assert!(health.live(at(301)).body.contains("extract.0: ended: fenced by a twin"));
        assert!(!health.ready(at(301)).yes);
    }
}
