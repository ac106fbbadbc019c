//! Local snapshots: a warm start reads them and the rest of the change log, and one that is not whole is no start at all.

use std::fs;
use std::path::PathBuf;

use crate::exactly_once::{LONG, SITES, assert_exactly_once, pages, wait_published};
use crate::newsroom::titles;
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::keeper::Signal;
use crate::rig::topics::Topics;
use crate::rig::wait;

struct Line<'b> {
    topics: Topics<'b>,
    folder: tempfile::TempDir,
}

impl Line<'_> {
    fn start(&self) -> Headlined {
        let folder = self.folder.path().display().to_string();
        let mut process = Headlined::run(&self.topics, &[("HEADLINED__DEDUPE__SNAPSHOT_DIR", &folder)]);
        process.wait_ready(LONG);
        process
    }

    /// Sends pages that show the stories up to `end`, old ones among them, and waits for what is new.
    fn news(&self, from: usize, end: usize) {
        self.topics.send_pages(pages(from, end));
        wait_published(&self.topics, SITES.len() * (end + 8));
        self.topics.wait_settled(LONG);
        assert_exactly_once(&self.topics.read_headlines(), &titles(&SITES, end + 8));
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join(format!("{}.0.snapshot", self.topics.state()))
    }
}

fn drain(mut process: Headlined) {
    process.signal(Signal::Term);
    assert_eq!(process.wait_exit(LONG).code(), Some(0));
}

fn counted(process: &mut Headlined, result: &str) -> f64 {
    records_read(process);
    process.metrics().sum("snapshots_total", &[("result", result)])
}

/// Records of the change log that the start has read.
fn records_read(process: &Headlined) -> usize {
    let line = wait::until("the state to be restored", LONG, || {
        let log = process.log();
        log.lines().find(|line| line.contains("the state of a partition was restored")).map(str::to_owned)
    });
    let digits = line.split("\"records\":").nth(1).expect("how many records").chars();
    digits.take_while(char::is_ascii_digit).collect::<String>().parse().expect("a number")
}

#[test]
fn a_disk_that_is_full_costs_the_snapshot_and_nothing_else() {
    let topics = Topics::create_with(Broker::shared(), "full-disk", 1);
    let line = Line { topics, folder: tempfile::tempdir().unwrap() };
    let mut process = line.start();
    line.news(0, 20);
    let draft = line.topics.fill_disk(line.folder.path(), "test-1", 0);
    process.signal(Signal::Term);
    assert_eq!(process.wait_exit(LONG).code(), Some(0));
    let log = process.log();
    assert!(log.contains("No space left on device"), "{log}");
    assert!(!line.file().exists() && !draft.is_symlink(), "nothing half-written is left");

    let mut process = line.start();
    assert_eq!(counted(&mut process, "loaded"), 0.0);
    assert!(records_read(&process) >= 3 * 28);
    line.news(10, 30);
}

#[test]
fn a_warm_start_reads_the_snapshot_and_only_what_came_after_it() {
    let topics = Topics::create_with(Broker::shared(), "snapshots", 1);
    let line = Line { topics, folder: tempfile::tempdir().unwrap() };
    let process = line.start();
    line.news(0, 40);
    drain(process);
    let first = fs::read(line.file()).expect("a snapshot from the drain");

    let mut process = line.start();
    assert_eq!((counted(&mut process, "loaded"), records_read(&process)), (1.0, 0));
    line.news(30, 60);
    process.kill9();

    // the snapshot of before, and the log since
    assert_eq!(fs::read(line.file()).unwrap(), first, "only a drain, or time, takes another");
    let mut process = line.start();
    assert_eq!(counted(&mut process, "loaded"), 1.0);
    let tail = records_read(&process);
    assert!((60..150).contains(&tail), "{tail} records, and 140 headlines were known before");
    line.news(50, 80);
    drain(process);

    let mut broken = fs::read(line.file()).unwrap();
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    fs::write(line.file(), broken).unwrap();
    let mut process = line.start();
    assert_eq!((counted(&mut process, "corrupt"), counted(&mut process, "loaded")), (1.0, 0.0));
    assert!(process.log().contains("a snapshot is ignored"), "{}", process.log());
    assert!(records_read(&process) >= 3 * 88);
    line.news(70, 90);
    drain(process);

    // another log's
    fs::write(line.file(), first).unwrap();
    let other = Line { topics: Topics::create_with(Broker::shared(), "snapshots-2", 1), folder: line.folder };
    let mut process = other.start();
    other.news(0, 10);
    process.kill9();
    fs::rename(other.folder.path().join(format!("{}.0.snapshot", line.topics.state())), other.file()).unwrap();
    let mut process = other.start();
    assert_eq!(counted(&mut process, "foreign"), 1.0);
    other.news(4, 20);
}
