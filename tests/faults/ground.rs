//! What one scenario stands on: topics of its own, processes with the same rule broken in each of them, and what came out.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::judge::{self, Seen};
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::kafka::{self, Record};
use crate::rig::keeper::Signal;
use crate::rig::topics::Topics;
use crate::rig::{environment, reader, wait};

pub const LONG: Duration = Duration::from_secs(90);
/// How long a member may be silent.
pub const SESSION: &str = "3000";

/// The settings that a process is given beyond the rig's.
pub type More<'a> = &'a [(&'a str, &'a str)];

pub const EXTRACT: (&str, &str) = ("HEADLINED__SERVICE__STAGES", "extract");
pub const DEDUPE: (&str, &str) = ("HEADLINED__SERVICE__STAGES", "dedupe");

/// The ground of one run of one scenario.
pub struct Ground<'b> {
    pub topics: Topics<'b>,
    /// The rule that is broken in every process, if any.
    rule: Option<&'static str>,
    /// There is one proxy a broker: whoever uses it keeps this.
    line: &'b Mutex<()>,
}

impl<'b> Ground<'b> {
    pub fn new(broker: &'b Broker, line: &'b Mutex<()>, name: &str, rule: Option<&'static str>) -> Self {
        Self { topics: Topics::create_with(broker, name, 1), rule, line }
    }

    pub fn bootstrap(&self) -> &str {
        self.topics.broker.bootstrap()
    }

    /// The right to use the proxy.
    pub fn line(&self) -> MutexGuard<'b, ()> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A process of that name.
    pub fn run(&self, instance: &str, more: More<'_>) -> Headlined {
        self.run_with(instance, more, "")
    }

    /// The same with faults of its own.
    pub fn run_with(&self, instance: &str, more: More<'_>, faults: &str) -> Headlined {
        let broken = self.rule.map(|rule| format!("break={rule}"));
        let faults: Vec<&str> = broken.as_deref().into_iter().chain([faults]).collect();
        let faults = faults.join(",");
        let mut settings = vec![
            ("HEADLINED__SERVICE__INSTANCE", instance),
            ("HEADLINED__KAFKA__SESSION_TIMEOUT_MS", SESSION),
            ("HEADLINED_FAULTS", &faults),
        ];
        settings.extend(more);
        Headlined::run(&self.topics, &settings)
    }

    /// A record that no reader of pages understands: one dead letter each.
    pub fn send_bad(&self, name: &str) {
        self.topics.send_pages([Record::keyed(name, "{not json")]);
    }

    /// Keys of the dead letters that a read-committed reader sees; `None` while an open transaction stands before their end.
    pub fn dead_letters(&self) -> Option<Vec<String>> {
        let topic = self.topics.dead_letters();
        self.is_decided(&topic).then(|| {
            let letters = reader::records(self.bootstrap(), &[&topic]);
            letters.iter().map(judge::key).collect()
        })
    }

    pub fn wait_dead_letter(&self, name: &str) {
        wait::until(&format!("the dead letter {name:?}"), LONG, || {
            self.dead_letters().filter(|letters| letters.iter().any(|letter| letter == name))
        });
    }

    /// Waits until nothing on the topic is undecided.
    pub fn wait_decided(&self, topic: &str) {
        wait::until("the open transaction to end", LONG, || self.is_decided(topic).then_some(()));
    }

    fn is_decided(&self, topic: &str) -> bool {
        kafka::stable_end(self.bootstrap(), topic, 0) == kafka::watermarks(self.bootstrap(), topic, 0).1
    }

    /// The end of a topic's partition, open transactions included.
    pub fn end(&self, topic: &str) -> i64 {
        kafka::watermarks(self.bootstrap(), topic, 0).1
    }

    /// What stands on the headline topic, as `event title`.
    pub fn headlines(&self) -> Vec<String> {
        judge::told(&reader::records(self.bootstrap(), &[&self.topics.headlines()]))
    }

    /// Sends a page that comes last and waits for its headlines: whatever was to come before has come.
    pub fn wait_last_page(&self) {
        self.topics.send_pages([crate::pages::LAST.page("last", 0, 5)]);
        let last = format!("published {}", crate::pages::LAST.title(4));
        wait::until("the last page's headlines", LONG, || self.headlines().contains(&last).then_some(()));
    }

    /// Compares the dead letters with those of these names, each once.
    pub fn judge_dead_letters(&self, names: &[&str]) -> Seen {
        self.wait_decided(&self.topics.dead_letters());
        let found = self.dead_letters().unwrap_or_default();
        judge::compare(names.iter().map(|name| (*name).to_owned()), found)
    }

    /// Compares the headlines with these, each once; those of the last page are not looked at.
    pub fn judge_headlines(&self, expected: impl IntoIterator<Item = String>) -> Seen {
        let last = crate::pages::LAST.name;
        let found = self.headlines().into_iter().filter(|told| !told.contains(last)).collect();
        judge::compare(expected, found)
    }
}

/// Waits until the process has stopped itself.
pub fn wait_stopped(process: &Headlined) {
    wait::until("the process to have stopped", LONG, || is_stopped(process).then_some(()));
}

/// Whether the kernel counts the process as stopped.
pub fn is_stopped(process: &Headlined) -> bool {
    let stat = fs::read_to_string(format!("/proc/{}/stat", process.id())).unwrap_or_default();
    stat.rsplit(')').next().is_some_and(|rest| rest.trim_start().starts_with('T'))
}

/// Lets a stopped process go on.
pub fn thaw(process: &Headlined) {
    process.signal(Signal::Cont);
}

/// Where a lane waits until the test lets it go on.
pub struct Hold {
    file: PathBuf,
}

impl Hold {
    pub fn new(topics: &Topics<'_>) -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        Self { file: environment::scratch().join(format!("{}hold-{number}", topics.prefix)) }
    }

    /// The faults that make a lane wait there.
    pub fn at(&self, place: &str) -> String {
        format!("hold-at={place},hold-file={}", self.file.display())
    }

    /// Waits until it does.
    pub fn wait_reached(&self) {
        assert!(self.is_reached_within(LONG), "the lane came by no such place");
    }

    pub fn is_reached_within(&self, time: Duration) -> bool {
        let reached = format!("{}.reached", self.file.display());
        wait::seen(time, || Path::new(&reached).exists().then_some(())).is_some()
    }

    pub fn let_go(&self) {
        fs::write(&self.file, "").expect("a file in the scratch folder");
    }
}
