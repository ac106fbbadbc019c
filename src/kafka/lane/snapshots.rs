//! Snapshots of the lane's partitions: taken between turns, a slice at a time, and loaded when a partition is taken over.

use std::time::{Duration, Instant};

use super::Lane;
use super::owned::Owned;
use crate::kafka::position::Bounds;
use crate::kafka::snapshot::{self, Header, Of, Reader, Refusal, SnapshotConfig, Writer};
use crate::kafka::stage::Stage;
use crate::kafka::stop::Stop;
use crate::kafka::takeover::{Step, Takeover};
use crate::telemetry::clock;

/// Between two snapshots of a partition that changes.
const EVERY: Duration = Duration::from_secs(300);
/// How long slices may hold up the lane, once a turn.
const TAKING: Duration = Duration::from_millis(5);
/// How long slices may hold up the lane while a partition is taken over.
const LOADING: Duration = Duration::from_millis(20);
/// While draining: between two looks whether the disk has caught up.
const BREATH: Duration = Duration::from_millis(2);

/// The snapshots of a lane.
#[derive(Debug)]
pub(super) struct Snapshots {
    /// None where none are kept.
    config: Option<SnapshotConfig>,
    writing: Option<Writing>,
}

#[derive(Debug)]
struct Writing {
    partition: i32,
    state_end: i64,
    writer: Writer,
    /// Everything was handed over.
    ended: bool,
}

/// What is known of a partition's last snapshot.
#[derive(Clone, Copy, Debug)]
pub(super) struct Taken {
    /// It was taken, or tried, then.
    pub(super) at: Instant,
    /// It goes up to that.
    pub(super) state_end: Option<i64>,
}

impl Snapshots {
    /// Where they are kept, if they are.
    pub(super) fn new(config: Option<SnapshotConfig>) -> Self {
        Self { config, writing: None }
    }
}

impl Taken {
    /// None yet: the first is due when others would be.
    pub(super) fn never() -> Self {
        Self { at: Instant::now(), state_end: None }
    }
}

impl<S: Stage> Lane<S> {
    /// Takes the next slices of the snapshot that is under way, or begins one that is due.
    pub(super) fn take_snapshots(&mut self) {
        if self.snapshots.writing.is_some() {
            self.write_slices();
        } else if let Some(partition) = self.due(EVERY) {
            self.begin_snapshot(partition);
        }
    }

    /// The last snapshots before the lane ends, for as long as it may take.
    pub(super) fn take_last_snapshots(&mut self, stop: &Stop) {
        while !stop.overdue() {
            if self.snapshots.writing.is_some() {
                self.write_slices();
                std::thread::park_timeout(BREATH);
            } else if let Some(partition) = self.due(Duration::ZERO) {
                self.begin_snapshot(partition);
            } else {
                return;
            }
        }
    }

    /// A partition whose state has changed since its last snapshot, and that was so long ago.
    fn due(&self, every: Duration) -> Option<i32> {
        self.snapshots.config.as_ref()?;
        let is_due = |owned: &Owned| {
            let known = owned.log().is_some();
            let changed = owned.snapshot.state_end != Some(owned.state_end);
            owned.is_active() && known && changed && owned.snapshot.at.elapsed() >= every
        };
        self.partitions.iter().find(|(_, owned)| is_due(owned)).map(|(partition, _)| *partition)
    }

    fn begin_snapshot(&mut self, partition: i32) {
        let Some(owned) = self.partitions.get_mut(&partition) else { return };
        owned.snapshot = Taken { at: Instant::now(), state_end: Some(owned.state_end) };
        let (state_end, log) = (owned.state_end, owned.log());
        let (Some(config), Some(log)) = (&self.snapshots.config, log) else { return };
        let (Some(topic), Some(layout)) = (&self.config.state_topic, self.stage.layout()) else { return };
        let of = Of { topic, partition, log, layout: &layout };
        let header = Header::new(config, of, state_end, clock::now().timestamp_millis());
        match Writer::begin(snapshot::path(&config.folder, topic, partition), &self.config.id, &header) {
            Ok(writer) => {
                self.stage.begin_snapshot(partition);
                self.snapshots.writing = Some(Writing { partition, state_end, writer, ended: false });
            }
            Err(error) => self.metrics.snapshot_failed(partition, &error),
        }
    }

    fn write_slices(&mut self) {
        let Some(mut writing) = self.snapshots.writing.take() else { return };
        let until = Instant::now() + TAKING;
        while writing.writer.has_room() && !writing.ended && Instant::now() < until {
            self.pass("during-snapshot");
            match self.stage.snapshot_slice(writing.partition) {
                Ok(slice) => {
                    writing.ended = slice.is_none();
                    writing.writer.push(slice);
                }
                Err(fault) => {
                    self.metrics.snapshot_failed(writing.partition, &fault);
                    self.stage.end_snapshot(writing.partition);
                    return;
                }
            }
        }
        match writing.writer.result() {
            None => self.snapshots.writing = Some(writing),
            Some(result) => {
                self.stage.end_snapshot(writing.partition);
                match result {
                    Ok(bytes) => self.metrics.snapshot_written(writing.partition, writing.state_end, bytes),
                    Err(error) => self.metrics.snapshot_failed(writing.partition, &error),
                }
            }
        }
    }

    /// The partition is no longer what a snapshot under way is of.
    pub(super) fn drop_snapshot(&mut self, partition: i32) {
        if self.snapshots.writing.as_ref().is_some_and(|writing| writing.partition == partition) {
            self.snapshots.writing = None;
            self.stage.end_snapshot(partition);
        }
    }

    /// The snapshot of a partition that is being taken over, if there is one to be loaded.
    pub(super) fn open_snapshot(&self, partition: i32, takeover: &Takeover, log: Bounds) -> Option<Reader> {
        let (config, topic) = (self.snapshots.config.as_ref()?, self.config.state_topic.as_ref()?);
        let (layout, log_id) = (self.stage.layout()?, takeover.committed?.note?.log?);
        let of = Of { topic, partition, log: log_id, layout: &layout };
        let opened = Reader::open(&snapshot::path(&config.folder, topic, partition)).and_then(|reader| {
            let now = clock::now().timestamp_millis();
            reader.map(|reader| reader.header.check(config, of, log, now).map(|()| reader)).transpose()
        });
        opened.unwrap_or_else(|refusal| {
            self.metrics.snapshot_refused(partition, refusal.result(), &refusal);
            None
        })
    }

    /// Loads the next slices of every snapshot that is being loaded.
    pub(super) fn load_snapshots(&mut self) {
        for partition in self.at_step(|step| matches!(step, Step::Load { .. })) {
            let Some(takeover) = self.takeover(partition) else { continue };
            let Step::Load { mark, reader } = std::mem::replace(&mut takeover.step, Step::Read) else { continue };
            match self.load_slices(partition, reader) {
                Ok(Loaded::Some(reader)) => {
                    if let Some(takeover) = self.takeover(partition) {
                        takeover.step = Step::Load { mark, reader };
                    }
                }
                Ok(Loaded::All(state_end)) => {
                    self.metrics.snapshot_loaded(partition, state_end);
                    self.read_state_from(partition, mark, state_end);
                }
                Err(refusal) => {
                    self.metrics.snapshot_refused(partition, refusal.result(), &refusal);
                    self.stage.assigned(partition);
                    self.read_state_from(partition, mark, mark.low);
                }
            }
        }
    }

    fn load_slices(&mut self, partition: i32, mut reader: Box<Reader>) -> Result<Loaded, Refusal> {
        let until = Instant::now() + LOADING;
        while Instant::now() < until {
            let Some(slice) = reader.next()? else { return Ok(Loaded::All(reader.header.state_end)) };
            self.stage.load(partition, &slice).map_err(|fault| Refusal::Corrupt(fault.reason))?;
        }
        Ok(Loaded::Some(reader))
    }
}

enum Loaded {
    /// There is more.
    Some(Box<Reader>),
    /// The log is read on from here.
    All(i64),
}
