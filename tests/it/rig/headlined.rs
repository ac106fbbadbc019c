//! The built binary as a child process.

use std::fs::{self, File};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use crate::rig::keeper::{self, Signal};
use crate::rig::metrics::Metrics;
use crate::rig::topics::Topics;
use crate::rig::{environment, http, wait};

/// A running `headlined`; killed when dropped. If the test fails, the end of its log is shown.
pub struct Headlined {
    child: Child,
    log: PathBuf,
    admin: Option<SocketAddr>,
}

impl Headlined {
    /// `headlined run` on these topics; `more` settings win over the rig's.
    pub fn run(topics: &Topics<'_>, more: &[(&str, &str)]) -> Self {
        let mut settings = topics.settings();
        settings.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
        Self::spawn(&["run"], settings)
    }

    /// Any command, with no other environment than `PATH` and this.
    pub fn spawn<N: AsRef<str>, V: AsRef<str>>(args: &[&str], environment: impl IntoIterator<Item = (N, V)>) -> Self {
        let log = new_log();
        let mut command = command(args, environment);
        let file = File::create(&log).expect("a log file");
        command.stdin(Stdio::null()).stdout(log_of_stdout(&log)).stderr(file);
        Self { child: keeper::spawn(command), log, admin: None }
    }

    /// Runs a command that ends by itself.
    pub fn output<N: AsRef<str>, V: AsRef<str>>(
        args: &[&str],
        environment: impl IntoIterator<Item = (N, V)>,
    ) -> Output {
        command(args, environment).stdin(Stdio::null()).output().expect("the binary runs")
    }

    /// Its process id.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: Signal) {
        keeper::signal(&self.child, signal);
    }

    /// Kills it where it stands.
    pub fn kill9(&mut self) {
        self.child.kill().expect("a child that has not been waited for");
        self.child.wait().expect("a killed child ends");
    }

    /// Waits until it has ended by itself.
    pub fn wait_exit(&mut self, within: Duration) -> ExitStatus {
        wait::until("headlined to end", within, || self.child.try_wait().expect("our child"))
    }

    /// The exit status if it has ended.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().expect("our child")
    }

    /// Waits until `/ready` is 200.
    pub fn wait_ready(&mut self, within: Duration) {
        let admin = self.admin();
        wait::until("/ready to be 200", within, || {
            self.assert_running();
            http::get(admin, "/ready").filter(|answer| answer.status == 200)
        });
    }

    /// Whether `/ready` is 200 now.
    pub fn is_ready(&mut self) -> bool {
        self.told_admin().is_some_and(is_ready)
    }

    /// Whether it has committed a transaction since its start; `false` too where nobody answers.
    pub fn has_committed(&mut self) -> bool {
        let scrape = self.told_admin().and_then(|admin| http::get(admin, "/metrics"));
        scrape.is_some_and(|answer| Metrics::parse(&answer.body).sum("txn_total", &[("result", "committed")]) > 0.0)
    }

    /// Waits until a scrape looks right, and returns it.
    pub fn wait_metrics(&mut self, what: &str, within: Duration, mut right: impl FnMut(&Metrics) -> bool) -> Metrics {
        let admin = self.admin();
        wait::until(what, within, || {
            self.assert_running();
            let metrics = Metrics::parse(&http::get(admin, "/metrics")?.body);
            right(&metrics).then_some(metrics)
        })
    }

    /// Waits until one partition is held for that reason; what `/ready` says of it.
    pub fn wait_held(&mut self, reason: &str) -> String {
        let labels = [("reason", reason)];
        let within = Duration::from_secs(60);
        self.wait_metrics("the partition to be held", within, |metrics| metrics.sum("partitions_held", &labels) == 1.0);
        let answer = http::get(self.admin(), "/ready").unwrap();
        assert_eq!(answer.status, 503);
        answer.body
    }

    /// `headlined release --partition N` beside it: its exit code and what it prints.
    pub fn release(&mut self, partition: i32) -> (Option<i32>, String) {
        let arguments = ["release", "--partition", &partition.to_string()];
        let output = Self::output(&arguments, [("HEADLINED__ADMIN__LISTEN", self.admin().to_string())]);
        (output.status.code(), String::from_utf8_lossy(&output.stdout).into_owned())
    }

    /// One scrape.
    pub fn metrics(&mut self) -> Metrics {
        self.wait_metrics("/metrics to answer", Duration::from_secs(10), |_| true)
    }

    /// Processor time it has used so far, in seconds, as the kernel accounts it (in hundredths).
    pub fn cpu_seconds(&self) -> f64 {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.child.id())).expect("a running child");
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        // utime and stime are the 14th and 15th field; the name in brackets ends the 2nd
        fields[11..13].iter().map(|ticks| ticks.parse::<f64>().expect("ticks") / 100.0).sum()
    }

    /// Where `/metrics`, `/live` and `/ready` are served, as the log tells.
    pub fn admin(&mut self) -> SocketAddr {
        if let Some(admin) = self.admin {
            return admin;
        }
        let admin = wait::until("the line `admin listening` in the log", Duration::from_secs(20), || {
            self.assert_running();
            admin_address(&self.log())
        });
        self.admin = Some(admin);
        admin
    }

    /// The same if the log tells it by now.
    fn told_admin(&mut self) -> Option<SocketAddr> {
        self.admin = self.admin.or_else(|| admin_address(&self.log()));
        self.admin
    }

    /// Standard error so far.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Standard output so far.
    pub fn stdout(&self) -> String {
        fs::read_to_string(self.log.with_extension("stdout")).unwrap_or_default()
    }

    /// Waits until standard error holds `words`.
    pub fn wait_log(&self, words: &str, within: Duration) {
        wait::until(&format!("{words:?} in the log"), within, || self.log().contains(words).then_some(()));
    }

    fn assert_running(&mut self) {
        if let Some(status) = self.ended() {
            panic!("headlined has ended: {status}");
        }
    }
}

impl Drop for Headlined {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            let log = self.log();
            let lines: Vec<_> = log.lines().collect();
            let end = lines.get(lines.len().saturating_sub(40)..).unwrap_or_default().join("\n");
            eprintln!("--- the end of {}\n{end}\n---", self.log.display());
        }
    }
}

fn is_ready(admin: SocketAddr) -> bool {
    http::get(admin, "/ready").is_some_and(|answer| answer.status == 200)
}

/// The command line of the built binary.
pub fn command<N: AsRef<str>, V: AsRef<str>>(args: &[&str], environment: impl IntoIterator<Item = (N, V)>) -> Command {
    let mut command = keeper::command(env!("CARGO_BIN_EXE_headlined"));
    command.args(args).env_clear().env("PATH", environment::search_path());
    command.envs(environment.into_iter().map(|(name, value)| (name.as_ref().to_owned(), value.as_ref().to_owned())));
    command
}

fn new_log() -> PathBuf {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    environment::scratch().join(format!("headlined-{}.log", NEXT.fetch_add(1, Ordering::Relaxed)))
}

fn log_of_stdout(log: &std::path::Path) -> File {
    File::create(log.with_extension("stdout")).expect("a file for standard output")
}

/// The address in the line that says `admin listening`, however the log is formatted.
fn admin_address(log: &str) -> Option<SocketAddr> {
    let line = log.lines().find(|line| line.contains("admin listening"))?;
    line.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == ':'))
        .find_map(|word| word.trim_matches(':').parse().ok())
}

#[test]
fn the_admin_address_is_found_in_either_log_format() {
    let json = r#"{"timestamp":"2026-01-02T03:04:05.000006Z","fields":{"message":"admin listening","address":"127.0.0.1:4711"}}"#;
    let text = "2026-01-02T03:04:05.000006Z  INFO headlined::admin: admin listening address=127.0.0.1:4711";
    for line in [json, text] {
        assert_eq!(admin_address(&format!("other\n{line}\n")), Some("127.0.0.1:4711".parse().unwrap()));
    }
}
