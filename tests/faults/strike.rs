//! One fault, and the way back to two processes.

use std::time::{Duration, Instant};

use crate::fault::{Fault, Trouble};
use crate::ground::{Hold, is_stopped};
use crate::rig::keeper::Signal;
use crate::rig::proxy::{Line, Request};
use crate::rig::wait;
use crate::run::{Run, SESSION, rest, start};

/// A point that is not passed within that time will not be: no turn, nothing to restore.
const PASSED: Duration = Duration::from_secs(10);
/// So long a broker may take over the markers of its last life.
const MARKERS: Duration = Duration::from_secs(90);
/// And a large run over what it sent last, for each record.
const WORK: Duration = Duration::from_millis(10);
/// Longer than a commit waits for its answer.
const GIVEN_UP: Duration = Duration::from_millis(4500);

impl Run<'_> {
    pub fn strike(&mut self, fault: Fault) {
        let victim = self.chance.below(2) as usize;
        let moment = Duration::from_millis(20 + self.chance.below(1500));
        match fault {
            Fault::Kill => self.strike_dead(victim, moment),
            Fault::KillAt(point) => self.kill_at(victim, point),
            Fault::Zombie => {
                self.processes[victim].signal(Signal::Stop);
                rest(SESSION + moment);
                self.processes[victim].signal(Signal::Cont);
                rest(moment);
            }
            Fault::ZombieAt(point) => self.stop_at(victim, point, SESSION + moment, &[]),
            Fault::TimedOut => {
                let short = [("HEADLINED__TRANSACTION__TIMEOUT_MS", "2000")];
                self.stop_at(victim, "after-send", Duration::from_secs(4), &short);
                rest(moment);
                self.replace(victim);
            }
            Fault::Term => self.drain(victim),
            Fault::Broker => {
                rest(moment);
                self.lose_broker();
            }
            Fault::BrokerInCommit => self.lose_broker_in_commit(victim),
            Fault::Trouble(trouble) => self.trouble(trouble, moment, |_| {}),
            Fault::TroubleInRebalance(trouble) => self.trouble(trouble, moment, |run| run.replace(1)),
            Fault::LostAnswer => self.lose_an_answer(),
            Fault::Storm => self.storm(moment),
            Fault::Twin => {
                let mut twin = start(&self.topics, &self.proxy, victim, "", &[]);
                rest(Duration::from_secs(3) + moment);
                if twin.ended().is_none() {
                    twin.kill9();
                    self.kills += 1;
                }
            }
            Fault::SlowRestore => self.restore_slowly(victim),
            Fault::ClockJump(seconds) => {
                self.kill(victim);
                self.restart_with(victim, &format!("clock-skew={seconds}"), &[]);
            }
            Fault::DiskFull => {
                self.wait_ready();
                self.snapshots[victim].fill_disk(&self.topics);
                self.drain(victim);
                self.snapshots[victim].empty_disk();
            }
        }
    }

    /// SIGTERM, and a successor.
    fn drain(&mut self, victim: usize) {
        self.processes[victim].signal(Signal::Term);
        self.processes[victim].wait_exit(Duration::from_secs(40));
        self.restart(victim);
    }

    /// Kills it and starts it again.
    fn replace(&mut self, victim: usize) {
        if self.processes[victim].ended().is_none() {
            self.kill(victim);
        }
        self.restart(victim);
    }

    /// SIGKILL; how long until its successor has committed?
    fn strike_dead(&mut self, victim: usize, moment: Duration) {
        rest(moment);
        self.kill(victim);
        let killed = Instant::now();
        self.restart(victim);
        self.send(10);
        let committed = wait::seen(PASSED, || self.processes[victim].has_committed().then(|| killed.elapsed()));
        self.returns.extend(committed);
    }

    fn kill_at(&mut self, victim: usize, point: &'static str) {
        self.kill(victim);
        self.restart_with(victim, &format!("kill-at={point}"), &[]);
        if ["during-drain", "during-snapshot"].contains(&point) {
            self.wait_ready();
            self.processes[victim].signal(Signal::Term);
        }
        // where it never comes by that point it dies all the same
        if wait::seen(PASSED, || self.processes[victim].ended()).is_none() {
            self.processes[victim].kill9();
        }
        self.kills += 1;
        self.restart(victim);
    }

    /// Stops it in the middle of a turn for so long.
    fn stop_at(&mut self, victim: usize, point: &str, time: Duration, more: &[(&str, &str)]) {
        self.kill(victim);
        self.restart_with(victim, &format!("stop-at={point}"), more);
        self.send(10);
        if wait::seen(PASSED, || is_stopped(&self.processes[victim]).then_some(())).is_some() {
            rest(time);
            self.processes[victim].signal(Signal::Cont);
        } else {
            // or it would stop later, and nobody would wake it
            self.replace(victim);
        }
    }

    fn lose_broker(&mut self) {
        self.broker.kill9();
        self.kills += 1;
        self.broker.restart();
        self.wait_ready();
    }

    /// Waits until whoever lives is ready.
    pub fn wait_ready(&mut self) {
        self.wait_for("ready", Self::is_ready_within);
    }

    /// Waits until all that was sent has been worked on.
    pub fn wait_settled(&mut self) {
        self.wait_for("settled", |run, time| run.is_ready_within(time) && run.topics.is_settled_within(time));
    }

    fn is_ready_within(&mut self, time: Duration) -> bool {
        let deadline = Instant::now() + time;
        self.processes.iter_mut().all(|process| {
            let left = deadline.saturating_duration_since(Instant::now());
            wait::seen(left, || (process.ended().is_some() || process.is_ready()).then_some(())).is_some()
        })
    }

    /// A broker that dies again while it still writes the markers of its last life may answer "concurrent transactions" for
    /// minutes, until it is started once more.
    fn wait_for(&mut self, what: &str, mut is_so: impl FnMut(&mut Self, Duration) -> bool) {
        let patience = MARKERS + WORK * self.records as u32;
        for _ in 0..4 {
            if is_so(self, patience) {
                return;
            }
            println!("faults: not {what} within {patience:?}: the broker is started once more");
            self.broker.restart();
            self.kills += 1;
        }
        panic!("not {what}, however often the broker is started");
    }

    fn lose_broker_in_commit(&mut self, victim: usize) {
        self.kill(victim);
        let hold = Hold::new(&self.topics);
        self.restart_with(victim, &hold.at("after-offsets"), &[]);
        self.send(10);
        if hold.is_reached_within(PASSED) {
            self.broker.kill9();
            self.kills += 1;
            hold.let_go();
            self.broker.restart();
        }
        hold.let_go();
        self.wait_ready();
    }

    /// Something is wrong with the first process's line, for a moment or past its session.
    fn trouble(&mut self, trouble: Trouble, moment: Duration, meanwhile: impl FnOnce(&mut Self)) {
        self.proxy.set(trouble.line());
        let past_the_session = self.chance.below(3) == 0;
        self.send(10);
        meanwhile(self);
        rest(if past_the_session { SESSION + moment } else { moment });
        self.proxy.set(Line::Open);
        rest(moment);
    }

    fn lose_an_answer(&mut self) {
        self.proxy.leave_unanswered(Request::EndTxn);
        self.send(10);
        if wait::seen(PASSED, || self.proxy.has_caught().then_some(())).is_some() {
            rest(GIVEN_UP);
        }
        self.proxy.release();
    }

    fn storm(&mut self, moment: Duration) {
        self.kill(1);
        let mut more = [2, 3, 4].map(|number| start(&self.topics, &self.proxy, number, "", &[]));
        self.send(10);
        rest(moment);
        for process in &mut more {
            process.kill9();
            self.kills += 1;
            rest(moment / 4);
        }
        self.restart(1);
    }

    fn restore_slowly(&mut self, victim: usize) {
        self.kill(victim);
        // time-outs stand in order: transaction < drain < poll interval, and the restore is longer than all of them
        let more = [
            ("HEADLINED__TRANSACTION__TIMEOUT_MS", "3000"),
            ("HEADLINED__SERVICE__DRAIN_SECONDS", "4"),
            ("HEADLINED__KAFKA__PROPERTIES__MAX_POLL_INTERVAL_MS", "6500"),
        ];
        self.restart_with(victim, "slow-restore=8000", &more);
        self.wait_ready();
        self.replace(victim);
    }
}
