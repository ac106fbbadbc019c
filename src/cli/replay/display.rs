//! How far the replay is, on standard error: one line that changes on a terminal, one now and then elsewhere.

use std::io::{IsTerminal as _, Write as _, stderr};
use std::time::{Duration, Instant};

use crate::jobs::replay::{Progress, ReplayError};

pub(super) struct Display {
    topic: String,
    terminal: bool,
    started: Instant,
    shown: Instant,
}

impl Display {
    pub(super) fn new(topic: String) -> Self {
        let now = Instant::now();
        Self { topic, terminal: stderr().is_terminal(), started: now, shown: now }
    }

    pub(super) fn show(&mut self, progress: Progress) {
        let every = if self.terminal { Duration::from_millis(200) } else { Duration::from_secs(10) };
        if self.shown.elapsed() >= every {
            self.shown = Instant::now();
            self.line(progress, if self.terminal { "" } else { "\n" });
        }
    }

    pub(super) fn complain(&self, error: &ReplayError) {
        self.write(&format!("{}left out: {error}\n", self.start()));
    }

    pub(super) fn end(&self, progress: Progress) {
        self.line(progress, "\n");
    }

    #[expect(clippy::cast_precision_loss, reason = "shown with one decimal")]
    fn line(&self, progress: Progress, end: &str) {
        let seconds = self.started.elapsed().as_secs_f64().max(0.001);
        let rate = progress.sent as f64 / seconds;
        let megabytes = progress.bytes as f64 / 1e6;
        let Progress { sent, delivered, failed, .. } = progress;
        self.write(&format!(
            "{}{sent} pages read, {delivered} in {}, {failed} left out, {megabytes:.1} MB, {rate:.0} pages/s{end}",
            self.start(),
            self.topic
        ));
    }

    /// What stands on the terminal's line is written over.
    fn start(&self) -> &'static str {
        if self.terminal { "\r\x1b[K" } else { "" }
    }

    /// Nobody reading it is no reason to stop.
    fn write(&self, text: &str) {
        let _ = stderr().write_all(text.as_bytes());
    }
}
