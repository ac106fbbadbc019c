//! What happens in the demo, in order: pages, the same pages again, one page after an edit.

use std::time::{Duration, Instant};

use super::samples::Samples;
use crate::jobs::replay::sender::{SendError, Sender};
use crate::jobs::replay::source::Event;

/// Between two pages: people should be able to follow.
const PACE: Duration = Duration::from_millis(600);

/// Nothing came for so long: the service is through with what it was sent.
const QUIET: Duration = Duration::from_secs(2);

/// The first headlines wait for the service's group, which takes a few seconds to form.
const PATIENCE: Duration = Duration::from_secs(30);

/// The stage on which the script plays.
pub struct Stage<'a> {
    /// Where pages go.
    pub sender: &'a Sender,
    /// How many headline events came out so far.
    pub shown: &'a dyn Fn() -> u64,
    /// Whether the demo is over.
    pub over: &'a dyn Fn() -> bool,
    /// Tells the audience what happens.
    pub tell: &'a dyn Fn(&str),
}

/// Plays the script once.
///
/// # Errors
/// [`SendError`] if the embedded broker takes no page.
pub fn play(samples: &Samples, stage: &Stage<'_>) -> Result<(), SendError> {
    let pages = samples.pages.len();
    (stage.tell)(&format!("{pages} pages go in, every headline of their latest news comes out:"));
    let first = stage.act(&samples.pages)?;
    (stage.tell)(&format!("{first} headlines. Now the same {pages} pages again:"));
    let again = stage.act(&samples.pages)?;
    (stage.tell)(&format!(
        "{} headlines. Now one of the sites half an hour later, one headline edited and one new:",
        count(again)
    ));
    let edited = stage.act(std::slice::from_ref(&samples.edit))?;
    (stage.tell)(&format!("{} headline events.", count(edited)));
    Ok(())
}

fn count(n: u64) -> String {
    if n == 0 { "No".to_owned() } else { n.to_string() }
}

impl Stage<'_> {
    /// Sends pages, waits until nothing more comes of them; gives how much came.
    fn act(&self, pages: &[Event]) -> Result<u64, SendError> {
        let before = (self.shown)();
        for page in pages {
            if (self.over)() {
                return Ok(0);
            }
            self.sender.send(page)?;
            self.sender.wait_until(Instant::now() + PACE);
        }
        self.sender.finish()?;
        self.wait_for_quiet(before);
        Ok((self.shown)() - before)
    }

    fn wait_for_quiet(&self, before: u64) {
        let (mut seen, mut since) = ((self.shown)(), Instant::now());
        let patience = Instant::now() + if seen == 0 { PATIENCE } else { QUIET };
        while !(self.over)() {
            self.sender.wait_until(Instant::now() + Duration::from_millis(100));
            let now = (self.shown)();
            if now != seen {
                (seen, since) = (now, Instant::now());
            }
            if since.elapsed() >= QUIET && (now > before || Instant::now() >= patience) {
                return;
            }
        }
    }
}
