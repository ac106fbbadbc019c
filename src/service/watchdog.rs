//! A lane that hangs can't be called back: the process ends, and its successor takes over.
//!
//! What hangs is a call of librdkafka that ignores its time-out, or work without end on one page. The page's partition
//! is begun with care then (`kafka::lane`): the third time such a page is refused.

use std::sync::Arc;
use std::time::Duration;

use crate::telemetry::clock;
use crate::telemetry::health::Health;

const LOOK_EVERY: Duration = Duration::from_secs(1);
/// Looks in a row: a process that was stopped, or whose clock was set, is given time to go on.
const LOOKS: u32 = 3;

/// Ends when a lane hangs for good; says which, and in what.
pub(super) async fn watch(health: Arc<Health>) -> String {
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let mut suspicion = Suspicion::default();
    loop {
        ticks.tick().await;
        if let Some(hung) = suspicion.look(health.hangs(clock::now())) {
            return hung;
        }
    }
}

/// Looks in a row at which something hung.
#[derive(Debug, Default)]
struct Suspicion(u32);

impl Suspicion {
    fn look(&mut self, found: Option<String>) -> Option<String> {
        self.0 = if found.is_some() { self.0 + 1 } else { 0 };
        found.filter(|_| self.0 >= LOOKS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hangs_is_believed_at_the_third_look_in_a_row() {
        let hung = || Some("dedupe.0: commit has not come back".to_owned());
        let mut suspicion = Suspicion::default();
        assert_eq!([hung(), hung(), None, hung(), hung()].map(|found| suspicion.look(found)), [const { None }; 5]);
        assert_eq!(suspicion.look(hung()), hung());
    }
}
