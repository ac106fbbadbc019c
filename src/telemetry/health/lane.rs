//! What one lane reports, and what is wrong with it.

use std::collections::BTreeSet;
use std::sync::atomic::Ordering::{Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicI64};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};

use super::Limits;
use super::held::{Held, Holds};

/// Stands for "no instant" where an atomic holds milliseconds.
const NEVER: i64 = i64::MIN;

/// The last word of a lane about itself. Written by the lane's thread, read by the admin server; no one waits.
#[derive(Debug)]
pub struct LaneHealth {
    name: String,
    turned: AtomicI64,
    polled: AtomicI64,
    transaction: AtomicI64,
    member: AtomicBool,
    restored: AtomicBool,
    holds: Holds,
    ended: Mutex<Option<String>>,
    call: Mutex<Option<Call>>,
}

/// A call of a library that has a time-out, and should come back when that is over.
#[derive(Clone, Copy, Debug)]
struct Call {
    name: &'static str,
    began: DateTime<Utc>,
    timeout: Duration,
}

/// The lane is in a call until this is dropped.
#[derive(Debug)]
pub struct InCall(Arc<LaneHealth>);

impl Drop for InCall {
    fn drop(&mut self) {
        *self.0.call.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }
}

impl LaneHealth {
    /// A lane that has just been started: neither a member nor polled yet.
    pub(super) fn new(name: String, started: DateTime<Utc>) -> Self {
        Self {
            name,
            turned: AtomicI64::new(started.timestamp_millis()),
            polled: AtomicI64::new(NEVER),
            transaction: AtomicI64::new(NEVER),
            member: AtomicBool::new(false),
            restored: AtomicBool::new(true),
            holds: Holds::default(),
            ended: Mutex::default(),
            call: Mutex::default(),
        }
    }

    /// Its name, e.g. `extract.0`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The lane went round once, with or without work. Waiting for a broker is turning, too.
    pub fn turned(&self, at: DateTime<Utc>) {
        self.turned.store(at.timestamp_millis(), Relaxed);
    }

    /// The lane polled its consumer.
    pub fn polled(&self, at: DateTime<Utc>) {
        self.polled.store(at.timestamp_millis(), Relaxed);
    }

    /// Whether the lane is a member of its group. Whoever sees that it is sees what was said before of its partitions.
    pub fn member(&self, is: bool) {
        self.member.store(is, Release);
    }

    /// Whether every partition that the lane holds is restored; so it is while it holds none.
    pub fn restored(&self, all: bool) {
        self.restored.store(all, Relaxed);
    }

    /// The partitions that stay paused until a person has done something.
    pub fn held(&self, held: Vec<Held>) {
        self.holds.set(held);
    }

    /// A person has released one partition, or all that are held back; gives those that are.
    pub(super) fn release(&self, partition: Option<i32>) -> Vec<Held> {
        self.holds.release(partition)
    }

    /// What was released since the last look.
    pub fn take_released(&self) -> BTreeSet<i32> {
        self.holds.take_released()
    }

    /// A transaction was begun, or none is open.
    pub fn transaction_open_since(&self, at: Option<DateTime<Utc>>) {
        self.transaction.store(at.map_or(NEVER, |at| at.timestamp_millis()), Relaxed);
    }

    /// The lane begins a call that should come back within `timeout`.
    pub fn call(self: &Arc<Self>, name: &'static str, began: DateTime<Utc>, timeout: Duration) -> InCall {
        *self.call.lock().unwrap_or_else(PoisonError::into_inner) = Some(Call { name, began, timeout });
        InCall(Arc::clone(self))
    }

    /// The lane is over for good.
    pub fn ended(&self, why: impl Into<String>) {
        *self.ended.lock().unwrap_or_else(PoisonError::into_inner) = Some(why.into());
    }

    /// Why the lane is dead, if it is.
    pub(super) fn dead(&self, now: DateTime<Utc>, limits: &Limits) -> Option<String> {
        if let Some(why) = self.ended.lock().unwrap_or_else(PoisonError::into_inner).as_deref() {
            return Some(format!("ended: {why}"));
        }
        self.hangs(now, limits)
    }

    /// What the lane hangs in, if it does: a call that is far past its time-out, or work without end.
    pub(super) fn hangs(&self, now: DateTime<Utc>, limits: &Limits) -> Option<String> {
        let (turn, call) = (limits.turn, *self.call.lock().unwrap_or_else(PoisonError::into_inner));
        if let Some(Call { name, began, timeout }) = call {
            let took = (now - began).to_std().unwrap_or_default();
            if took > timeout + limits.call() {
                let (took, timeout) = (took.as_secs(), timeout.as_millis());
                return Some(format!("{name} has not come back for {took} s, its time-out was {timeout} ms"));
            }
        }
        let idle = age(&self.turned, now)?;
        (idle > turn).then(|| format!("has not turned for {} s, the limit is {} s", idle.as_secs(), turn.as_secs()))
    }

    /// Why a living lane is not ready, if it is not.
    pub(super) fn unready(&self, now: DateTime<Utc>, poll: Duration, transaction: Duration) -> Option<String> {
        if !self.member.load(Acquire) {
            return Some("not a member of its group".to_owned());
        }
        match age(&self.polled, now) {
            None => return Some("has not polled yet".to_owned()),
            Some(idle) if idle > poll => return Some(format!("has not polled for {} s", idle.as_secs())),
            Some(_) => {}
        }
        if !self.restored.load(Relaxed) {
            return Some("restoring the partitions it holds".to_owned());
        }
        if let Some(reason) = self.holds.first() {
            return Some(reason);
        }
        let open = age(&self.transaction, now).filter(|open| *open > transaction)?;
        Some(format!("a transaction is open for {} s, its time-out is {} s", open.as_secs(), transaction.as_secs()))
    }
}

/// Time since the instant, if there is one. An instant that is not past yet is now.
fn age(instant: &AtomicI64, now: DateTime<Utc>) -> Option<Duration> {
    let millis = instant.load(Relaxed);
    let past = now.timestamp_millis().saturating_sub(millis);
    (millis != NEVER).then(|| Duration::from_millis(u64::try_from(past).unwrap_or(0)))
}
