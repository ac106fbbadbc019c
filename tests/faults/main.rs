//! Processes that die at every moment, and a reader that counts what they lost: `cargo test --features fault-injection --test faults`.
//!
//! Two processes share the line on a real Apache Kafka while one of them is killed, killed at a named point, frozen past
//! its session's time-out and thawed as a zombie, ended politely; in between the broker itself is killed. What stands on
//! the headline topic in the end is judged by the independent read-committed reader against what the pages said.
//!
//! `-- --kills 1000 --seed 7` runs longer; a seed makes the same pages and the same order of faults.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "a test that panics is a test that fails, and nobody imports a test"
)]

mod desk;
#[path = "../it"]
mod it {
    pub mod rig;
}

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use self::desk::{Chance, Desk};
use self::it::rig;
use self::rig::broker::Broker;
use self::rig::headlined::Headlined;
use self::rig::keeper::Signal;
use self::rig::topics::Topics;
use self::rig::wait;

const SESSION: Duration = Duration::from_secs(6);
const LONG: Duration = Duration::from_secs(180);
/// Pages sent before each fault.
const PAGES: usize = 40;
const POINTS: [&str; 5] = ["before-begin", "after-send", "after-offsets", "after-commit", "during-takeover"];

/// What is done to the line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Fault {
    /// SIGKILL at a random time.
    Kill,
    /// Death at a named point of a turn.
    KillAt(&'static str),
    /// SIGSTOP past the session's time-out, then SIGCONT: a zombie.
    Zombie,
    /// SIGTERM: a drain.
    Term,
    /// SIGKILL of the broker, and a restart.
    Broker,
}

impl Fault {
    fn draw(chance: &mut Chance) -> Self {
        match chance.below(16) {
            0..=5 => Self::Kill,
            6..=12 => Self::KillAt(POINTS[chance.below(POINTS.len() as u64) as usize]),
            13 => Self::Zombie,
            14 => Self::Term,
            _ => Self::Broker,
        }
    }
}

struct Run<'b> {
    broker: &'b Broker,
    topics: Topics<'b>,
    chance: Chance,
    desk: Desk,
    processes: [Headlined; 2],
    done: BTreeMap<Fault, u32>,
}

fn main() -> ExitCode {
    let (kills, seed) = (argument("--kills").unwrap_or(24), argument("--seed").unwrap_or(1));
    let since = Instant::now();
    let broker = Broker::start();
    let topics = Topics::create_with(&broker, "faults", 4);
    let processes = [0, 1].map(|number| start(&topics, number, None));
    let desk = Desk::new();
    let mut run = Run { broker: &broker, topics, chance: Chance::new(seed), desk, processes, done: BTreeMap::new() };
    for _ in 0..kills {
        run.send(PAGES);
        let fault = Fault::draw(&mut run.chance);
        run.strike(fault);
        *run.done.entry(fault).or_default() += 1;
    }
    run.send(PAGES);
    run.judge(seed, since)
}

impl Run<'_> {
    fn send(&mut self, pages: usize) {
        let pages: Vec<_> = (0..pages).map(|_| self.desk.page(&mut self.chance)).collect();
        self.topics.send_pages(pages);
    }

    /// One fault, and the way back to two processes.
    fn strike(&mut self, fault: Fault) {
        let victim = self.chance.below(2) as usize;
        let moment = Duration::from_millis(20 + self.chance.below(1500));
        match fault {
            Fault::Kill => {
                rest(moment);
                self.processes[victim].kill9();
                self.restart(victim);
            }
            Fault::KillAt(point) => {
                self.processes[victim].kill9();
                self.processes[victim] = start(&self.topics, victim, Some(point));
                // where it never comes by that point it dies all the same
                if wait::seen(Duration::from_secs(10), || self.processes[victim].ended()).is_none() {
                    self.processes[victim].kill9();
                }
                self.restart(victim);
            }
            Fault::Zombie => {
                self.processes[victim].signal(Signal::Stop);
                rest(SESSION + moment);
                self.processes[victim].signal(Signal::Cont);
                rest(moment);
            }
            Fault::Term => {
                self.processes[victim].signal(Signal::Term);
                self.processes[victim].wait_exit(Duration::from_secs(40));
                self.restart(victim);
            }
            Fault::Broker => {
                rest(moment);
                self.broker.kill9();
                self.broker.restart();
                // a broker that dies again while it still writes the markers of its last life may take minutes over them
                for process in &mut self.processes {
                    if process.ended().is_none() {
                        process.wait_ready(LONG);
                    }
                }
            }
        }
        // a supervisor would do so: who was fenced, or found no broker for too long, is started again
        for number in 0..self.processes.len() {
            if self.processes[number].ended().is_some() {
                self.restart(number);
            }
        }
    }

    fn restart(&mut self, number: usize) {
        self.processes[number] = start(&self.topics, number, None);
    }

    fn judge(mut self, seed: u64, since: Instant) -> ExitCode {
        for process in &mut self.processes {
            process.wait_ready(LONG);
        }
        self.topics.wait_settled(LONG);
        let found = self.desk.judge(&self.topics.read_headlines());
        println!("faults, seed {seed}, {:.0} s:", since.elapsed().as_secs_f64());
        for (fault, times) in &self.done {
            println!("  {times:4} × {fault:?}");
        }
        println!("  headlines {}, events {}", found.headlines, found.events);
        println!(
            "  lost {}, invented {}, duplicated {}, reordered {}",
            found.lost, found.invented, found.duplicated, found.reordered
        );
        let clean = found.is_clean();
        println!(
            "test result: {}. {} passed; {} failed",
            if clean { "ok" } else { "FAILED" },
            u8::from(clean),
            u8::from(!clean)
        );
        if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
    }
}

fn start(topics: &Topics<'_>, number: usize, kill_at: Option<&str>) -> Headlined {
    let instance = format!("desk-{number}");
    let faults = kill_at.map_or_else(String::new, |point| format!("kill-at={point}"));
    let session = SESSION.as_millis().to_string();
    Headlined::run(
        topics,
        &[
            ("HEADLINED__SERVICE__INSTANCE", &instance),
            ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", &session),
            ("HEADLINED_FAULTS", &faults),
        ],
    )
}

/// Lets time pass: a fault has its moment.
fn rest(time: Duration) {
    let _: Option<()> = wait::seen(time, || None);
}

fn argument(name: &str) -> Option<u64> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1)?.parse().ok()
}
