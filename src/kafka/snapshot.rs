//! Local snapshots of state: a file a partition, for a warm start. Kafka is the truth: a snapshot says up to which offset
//! of the change log it goes, and the log is read on from there.
//!
//! ```text
//! file: magic ─ frame(header) ─ frame(slice)* ─ frame(end)      frame: length ─ CRC-32 ─ bytes
//! ```
//!
//! One that is not whole, not of this log and layout, or so old that the log may have lost a deletion since, is refused
//! by name, and the whole log is read as if there were none.

mod frame;
#[cfg(test)]
mod tests;
mod writer;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::{Path, PathBuf};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use self::frame::Frame;
use super::position::Bounds;
use super::position::TurnId;
use crate::telemetry::metrics::SnapshotResult;

pub(crate) use self::writer::Writer;

/// The version of the file.
const VERSION: u32 = 1;

/// Where snapshots are kept, and what they must fit.
#[derive(Clone, Debug)]
pub struct SnapshotConfig {
    /// The folder.
    pub folder: PathBuf,
    /// The cluster's id, where it tells one.
    pub cluster: Option<String>,
    /// How long the state topic keeps tombstones: an older snapshot may have missed one.
    pub keeps_tombstones: Duration,
}

/// What a snapshot is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    pub(crate) version: u32,
    pub(crate) cluster: Option<String>,
    /// The state topic.
    pub(crate) topic: String,
    pub(crate) partition: i32,
    /// The change log, by the turn that began it: a topic that was made anew has another.
    pub(crate) log: TurnId,
    /// How the stage lays out what follows.
    pub(crate) layout: String,
    /// The change log is read on from here.
    pub(crate) state_end: i64,
    /// When it was begun, epoch milliseconds.
    pub(crate) created: i64,
}

impl Header {
    /// The header of a snapshot that is begun at `created`.
    pub(crate) fn new(config: &SnapshotConfig, of: Of<'_>, state_end: i64, created: i64) -> Self {
        Self {
            version: VERSION,
            cluster: config.cluster.clone(),
            topic: of.topic.to_owned(),
            partition: of.partition,
            log: of.log,
            layout: of.layout.to_owned(),
            state_end,
            created,
        }
    }

    /// Whether a snapshot under this header may be loaded at `now`, for the log as it stands.
    pub(crate) fn check(&self, config: &SnapshotConfig, of: Of<'_>, log: Bounds, now: i64) -> Result<(), Refusal> {
        let ours = Self::new(config, of, self.state_end, self.created);
        if *self != ours {
            return Err(Refusal::Foreign { theirs: format!("{self:?}"), ours: format!("{ours:?}") });
        }
        let age = now.saturating_sub(self.created);
        let most = i64::try_from(config.keeps_tombstones.as_millis()).unwrap_or(i64::MAX);
        if age >= most || age < -CLOCKS {
            return Err(Refusal::Stale { age_ms: age, most_ms: most });
        }
        if self.state_end > log.high || self.state_end < log.low {
            return Err(Refusal::OutOfLog { state_end: self.state_end, low: log.low, high: log.high });
        }
        Ok(())
    }
}

/// A snapshot from further ahead than clocks may be set says nothing of its age.
const CLOCKS: i64 = 60_000;

/// What a snapshot must be of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Of<'a> {
    pub(crate) topic: &'a str,
    pub(crate) partition: i32,
    pub(crate) log: TurnId,
    pub(crate) layout: &'a str,
}

/// Why a snapshot is not used.
#[derive(Debug, Error)]
pub(crate) enum Refusal {
    /// It can't be read, or is not what was written.
    #[error("it is not whole: {0}")]
    Corrupt(String),
    /// A deletion may be missing in it and in the log.
    #[error("it is {age_ms} ms old, and the state topic keeps deletions for {most_ms} ms (delete.retention.ms)")]
    Stale { age_ms: i64, most_ms: i64 },
    /// It belongs to something else.
    #[error("it is of {theirs}, not of {ours}")]
    Foreign { theirs: String, ours: String },
    /// The log does not go on from where it ends.
    #[error("it goes up to offset {state_end}, the change log from {low} to {high}")]
    OutOfLog { state_end: i64, low: i64, high: i64 },
}

impl Refusal {
    /// How it is counted.
    pub(crate) fn result(&self) -> SnapshotResult {
        match self {
            Self::Corrupt(_) => SnapshotResult::Corrupt,
            Self::Stale { .. } => SnapshotResult::Stale,
            Self::Foreign { .. } => SnapshotResult::Foreign,
            Self::OutOfLog { .. } => SnapshotResult::OutOfLog,
        }
    }
}

impl From<io::Error> for Refusal {
    fn from(error: io::Error) -> Self {
        Self::Corrupt(error.to_string())
    }
}

/// The file of a partition's snapshot.
pub(crate) fn path(folder: &Path, topic: &str, partition: i32) -> PathBuf {
    folder.join(format!("{topic}.{partition}.snapshot"))
}

/// A snapshot that is being read.
#[derive(Debug)]
pub(crate) struct Reader {
    file: BufReader<File>,
    pub(crate) header: Header,
    slices: u64,
}

impl Reader {
    /// Opens a snapshot; none where there is none.
    pub(crate) fn open(path: &Path) -> Result<Option<Self>, Refusal> {
        let file = match File::open(path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            file => file?,
        };
        let mut file = BufReader::with_capacity(1 << 20, file);
        frame::read_magic(&mut file)?;
        let Frame::Header(header) = frame::read(&mut file)? else {
            return Err(Refusal::Corrupt("it has no header".to_owned()));
        };
        let header = serde_json::from_slice(&header).map_err(|error| Refusal::Corrupt(error.to_string()))?;
        Ok(Some(Self { file, header, slices: 0 }))
    }

    /// The next slice; none after the last.
    pub(crate) fn next(&mut self) -> Result<Option<Vec<u8>>, Refusal> {
        match frame::read(&mut self.file)? {
            Frame::Slice(slice) => {
                self.slices += 1;
                Ok(Some(slice))
            }
            Frame::End(slices) if slices == self.slices => Ok(None),
            Frame::End(slices) => Err(Refusal::Corrupt(format!("{} of {slices} slices", self.slices))),
            Frame::Header(_) => Err(Refusal::Corrupt("a second header".to_owned())),
        }
    }
}
