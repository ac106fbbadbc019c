//! Saved pages and page events from files into the page topic.

pub mod sender;
pub mod source;

mod canonical;
mod lines;
pub mod page;
mod warc;

use std::time::{Duration, Instant};

use thiserror::Error;

use self::sender::{SendError, Sender};
use self::source::{SourceError, Sources};
use crate::kafka::cluster::{Cluster, ClusterError};

/// How far a replay is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Page events read and handed to the producer.
    pub sent: u64,
    /// Of these, acknowledged by the broker.
    pub delivered: u64,
    /// What could not be read or was refused.
    pub failed: u64,
    /// Bytes handed to the producer.
    pub bytes: u64,
}

/// What a replay tells while it runs.
#[derive(Debug)]
pub enum Told<'a> {
    /// How far it is; called often.
    Progress(Progress),
    /// Something was left out, the rest goes on.
    Skipped(&'a ReplayError),
}

/// What went wrong with one page event, or with the whole.
#[derive(Debug, Error)]
pub enum ReplayError {
    /// It could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The page topic.
    #[error(
        "topic {topic} (topics.pages) is not there: create it with `headlined topics apply`, or correct topics.pages"
    )]
    NoTopic {
        /// Its name.
        topic: String,
    },
    /// The cluster was not to be asked.
    #[error(transparent)]
    Cluster(#[from] ClusterError),
    /// It could not be sent.
    #[error(transparent)]
    Send(#[from] SendError),
}

/// Looks for the topic first: librdkafka would wait half a minute for one that is not there.
///
/// # Errors
/// [`ReplayError::NoTopic`], or why the cluster was not to be asked.
pub async fn expect_topic(cluster: &Cluster, topic: &str) -> Result<(), ReplayError> {
    let found = cluster.topic(topic).await?;
    found.map(|_| ()).ok_or_else(|| ReplayError::NoTopic { topic: topic.to_owned() })
}

/// Sends every page event, at most `rate` a second, and waits until all are acknowledged.
///
/// # Errors
/// [`SendError`] when the broker is lost. What concerns one page event is told, counted as failed and left out.
pub fn replay(
    sources: Sources,
    sender: &Sender,
    rate: Option<f64>,
    mut tell: impl FnMut(Told<'_>),
) -> Result<Progress, SendError> {
    let pace = Pace::new(rate);
    let mut progress = Progress::default();
    for event in sources {
        match event.map_err(ReplayError::from).and_then(|event| {
            sender.wait_until(pace.due(progress.sent));
            let bytes = event.value.len() as u64;
            sender.send(&event).map(|()| bytes).map_err(ReplayError::from)
        }) {
            Ok(bytes) => {
                progress.sent += 1;
                progress.bytes += bytes;
            }
            Err(error) => {
                progress.failed += 1;
                tell(Told::Skipped(&error));
            }
        }
        progress.delivered = sender.delivered();
        tell(Told::Progress(progress));
    }
    progress.delivered = sender.finish()?;
    tell(Told::Progress(progress));
    Ok(progress)
}

/// When the n-th page event is due.
#[derive(Debug)]
struct Pace {
    start: Instant,
    each: Duration,
}

impl Pace {
    fn new(rate: Option<f64>) -> Self {
        let each = rate.and_then(|rate| Duration::try_from_secs_f64(1.0 / rate).ok()).unwrap_or_default();
        Self { start: Instant::now(), each }
    }

    fn due(&self, n: u64) -> Instant {
        let after = self.each.checked_mul(u32::try_from(n).unwrap_or(u32::MAX)).unwrap_or(Duration::MAX);
        self.start.checked_add(after).unwrap_or(self.start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pace_is_even_and_without_a_rate_everything_is_due() {
        let pace = Pace::new(Some(4.0));
        assert_eq!(pace.due(8) - pace.start, Duration::from_secs(2));
        assert_eq!(Pace::new(None).due(8_000_000_000) - Pace::new(None).start, Duration::ZERO);
    }
}
