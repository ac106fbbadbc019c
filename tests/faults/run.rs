//! Two processes share the line while they, their broker and what lies between are struck by one fault after the other.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::chance::Chance;
use crate::desk::Desk;
use crate::fault::{Deck, Fault};
use crate::judge::{self, Seen};
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::proxy::Proxy;
use crate::rig::topics::Topics;
use crate::rig::{reader, wait};
use crate::snapshots::Snapshots;

pub const SESSION: Duration = Duration::from_secs(6);
/// Records sent before each fault, where nothing else is said.
pub const RECORDS: usize = 40;
/// A figure is printed after so many faults.
const TOLD: u32 = 10;

/// How long a run goes on.
pub struct Length {
    pub kills: u32,
    pub time: Duration,
    /// Records sent before each fault.
    pub records: usize,
}

/// The line and what was done to it.
pub struct Run<'b> {
    pub broker: &'b Broker,
    pub topics: Topics<'b>,
    pub proxy: Proxy,
    pub chance: Chance,
    desk: Desk,
    /// Sent before each fault.
    pub records: usize,
    pub processes: [Headlined; 2],
    /// Where each keeps its snapshots, as on a machine of its own.
    pub snapshots: [Snapshots; 2],
    pub kills: u32,
    done: BTreeMap<Fault, u32>,
    /// From a SIGKILL to the successor's first commit.
    pub returns: Vec<Duration>,
}

/// Chapters of so many kills, each with a broker, pages and a verdict of its own.
const CHAPTER: u32 = 250;

/// Strikes until enough have died, or the time is over; whether nothing was lost, invented, doubled or out of order.
///
/// A long run is one of several chapters: whatever goes wrong is known soon, and `--kills 250` with its chapter's seed plays
/// it again.
pub fn run(length: &Length, seed: u64) -> bool {
    let since = Instant::now();
    let (mut right, mut kills) = (true, 0);
    for seed in seed.. {
        let left = length.time.saturating_sub(since.elapsed());
        let chapter = Length { kills: (length.kills - kills).min(CHAPTER), time: left, ..*length };
        let (clean, killed) = play(&chapter, seed);
        (right, kills) = (right && clean, kills + killed);
        if kills >= length.kills || since.elapsed() >= length.time {
            break;
        }
    }
    println!("faults: {kills} kills in all, {:.0} s", since.elapsed().as_secs_f64());
    right
}

/// One chapter: whether it is clean, and how many died.
fn play(length: &Length, seed: u64) -> (bool, u32) {
    let since = Instant::now();
    let broker = Broker::start();
    let mut run = Run::start(&broker, length.records, seed);
    let mut deck = Deck::new();
    while (run.kills < length.kills || deck.is_begun()) && since.elapsed() < length.time {
        run.send(length.records);
        let fault = deck.draw(&mut run.chance);
        run.strike(fault);
        run.supervise();
        *run.done.entry(fault).or_default() += 1;
        run.progress(since);
    }
    run.send(length.records);
    run.judge(seed, since)
}

impl<'b> Run<'b> {
    fn start(broker: &'b Broker, records: usize, seed: u64) -> Self {
        let topics = Topics::create_with(broker, "faults", 4);
        let proxy = broker.proxy();
        let snapshots = [0, 1].map(Snapshots::create);
        let processes = [0, 1].map(|number| start(&topics, &proxy, number, "", &[snapshots[number].setting()]));
        Self {
            broker,
            topics,
            proxy,
            chance: Chance::new(seed),
            desk: Desk::new(records.div_ceil(RECORDS) as u64),
            records,
            processes,
            snapshots,
            kills: 0,
            done: BTreeMap::new(),
            returns: Vec::new(),
        }
    }

    /// Sends what the desk has next.
    pub fn send(&mut self, records: usize) {
        let records: Vec<_> = (0..records).map(|_| self.desk.record(&mut self.chance)).collect();
        self.topics.send_pages(records);
    }

    /// A process in the place of that one, with faults and settings of its own.
    pub fn restart_with(&mut self, number: usize, faults: &str, more: &[(&str, &str)]) {
        let mut settings = vec![self.snapshots[number].setting()];
        settings.extend(more);
        self.processes[number] = start(&self.topics, &self.proxy, number, faults, &settings);
    }

    pub fn restart(&mut self, number: usize) {
        self.restart_with(number, "", &[]);
    }

    pub fn kill(&mut self, number: usize) {
        self.processes[number].kill9();
        self.kills += 1;
    }

    /// Whoever has ended is started again: who was fenced, or found no broker for too long.
    fn supervise(&mut self) {
        for number in 0..self.processes.len() {
            if self.processes[number].ended().is_some() {
                self.restart(number);
            }
        }
    }

    fn progress(&self, since: Instant) {
        let faults: u32 = self.done.values().sum();
        if faults.is_multiple_of(TOLD) {
            println!("faults: {faults}, kills: {}, minutes: {:.1}", self.kills, since.elapsed().as_secs_f64() / 60.0);
        }
    }

    fn judge(mut self, seed: u64, since: Instant) -> (bool, u32) {
        self.supervise();
        self.wait_settled();
        let headlines = reader::records(self.broker.bootstrap(), &[&self.topics.headlines()]);
        let events: Vec<_> = headlines.iter().map(judge::event).collect();
        let told = self.desk.judge(&events);
        let letters = reader::records(self.broker.bootstrap(), &[&self.topics.dead_letters()]);
        // a page over which processes were killed three times in a row is condemned, though it was not its fault
        let (condemned, letters): (Vec<_>, Vec<_>) = letters.into_iter().partition(judge::is_condemned);
        println!("faults: {} headlines stood on the pages that were sent", self.desk.shown);
        println!("faults: {} pages condemned for the deaths over them", condemned.len());
        let dead = judge::compare(self.desk.poisoned.iter().cloned(), letters.iter().map(judge::key).collect());
        self.print(
            seed,
            since,
            &[
                ("headlines", self.desk.headlines(), events.len(), told),
                ("dead letters", self.desk.poisoned.len(), letters.len(), dead),
            ],
        );
        let clean = told.is_clean() && dead.is_clean();
        if clean {
            // keys, headers and repeats, as a subscriber checks them
            self.topics.read_headlines();
        }
        (clean, self.kills)
    }

    fn print(&self, seed: u64, since: Instant, judged: &[(&str, usize, usize, Seen)]) {
        println!("faults, seed {seed}, {} kills, {:.0} s:", self.kills, since.elapsed().as_secs_f64());
        for (fault, times) in &self.done {
            println!("  {times:4} × {fault:?}");
        }
        let mut returns = self.returns.clone();
        returns.sort_unstable();
        if let (Some(median), Some(longest)) = (returns.get(returns.len() / 2), returns.last()) {
            println!("  from kill to first commit: median {median:.1?}, longest {longest:.1?} of {}", returns.len());
        }
        for (what, expected, found, seen) in judged {
            println!(
                "  {what}: {expected}, records {found}: lost {}, invented {}, duplicated {}, reordered {}",
                seen.lost, seen.invented, seen.duplicated, seen.reordered
            );
        }
    }
}

/// A process of the run; the first one's line to the broker can be troubled.
pub fn start(topics: &Topics<'_>, proxy: &Proxy, number: usize, faults: &str, more: &[(&str, &str)]) -> Headlined {
    let instance = format!("desk-{number}");
    let session = SESSION.as_millis().to_string();
    let faults = format!("panic-on=poison,{faults}");
    let bootstrap = if number == 0 { proxy.bootstrap() } else { topics.broker.bootstrap() };
    let mut settings = vec![
        ("HEADLINED__SERVICE__INSTANCE", instance.as_str()),
        ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", &session),
        ("HEADLINED__KAFKA__BOOTSTRAP_SERVERS", bootstrap),
        ("HEADLINED__INPUT__MAX_PAGE_BYTES", "65536"),
        ("HEADLINED_FAULTS", &faults),
    ];
    settings.extend(more);
    Headlined::run(topics, &settings)
}

/// Lets time pass: a fault has its moment.
pub fn rest(time: Duration) {
    let _: Option<()> = wait::seen(time, || None);
}
