//! Where the groups stand, and where they shall stand.

use std::collections::BTreeMap;

use super::{Move, RepartitionError};
use crate::kafka::client::Clients;
use crate::kafka::idle::IdleGroup;
use crate::kafka::position::{CommitNote, TurnId};
use crate::kafka::rewrite::{Rewrite, RewriteError};
use crate::kafka::scan::{Scan, ScanError};
use crate::telemetry::clock;

/// The offsets that become valid with the move.
pub(super) struct Plan {
    /// First sighting that goes along, by partition of the old topic.
    sightings: BTreeMap<i32, i64>,
    commits: Vec<Commit>,
}

/// One group's offsets in one topic.
struct Commit {
    group: IdleGroup,
    topic: String,
    offsets: BTreeMap<i32, i64>,
    /// The group keeps the state: its offsets name where the change log ends.
    keeps_state: bool,
}

impl Plan {
    pub(super) fn sightings_from(&self, partition: i32) -> Option<i64> {
        self.sightings.get(&partition).copied()
    }

    /// Puts the offsets into the open transaction; `ends` are those of the new state's partitions.
    pub(super) fn commit(&self, rewrite: &Rewrite, ends: &BTreeMap<i32, i64>) -> Result<(), RewriteError> {
        let turn = TurnId::new(clock::now().timestamp_micros().unsigned_abs(), 0);
        for commit in &self.commits {
            let end = |partition| if commit.keeps_state { ends.get(partition).copied().unwrap_or(0) } else { 0 };
            let noted = commit
                .offsets
                .iter()
                .map(|(partition, offset)| (*partition, (*offset, CommitNote::new(turn, end(partition)))));
            rewrite.offsets(&commit.group, &commit.topic, &noted.collect())?;
        }
        Ok(())
    }
}

/// What the questions need.
pub(super) struct Offsets<'j> {
    pub(super) clients: &'j Clients,
    pub(super) scan: &'j Scan,
    pub(super) order: &'j Move,
}

/// There is a record: no need to read on.
enum Stop {
    Found,
    Failed(ScanError),
}

impl From<ScanError> for Stop {
    fn from(error: ScanError) -> Self {
        Self::Failed(error)
    }
}

impl Offsets<'_> {
    /// What lies in the target already would become part of the state.
    pub(super) fn target_is_empty(&self) -> Result<(), RepartitionError> {
        let to = &self.order.to;
        let sightings = (!to.is_fused()).then_some(&to.sightings);
        for topic in [Some(&to.state.topic), sightings].into_iter().flatten() {
            for partition in to.partitions() {
                let (_, end) = self.scan.bounds(topic, partition)?;
                if end > 0 {
                    return Err(RepartitionError::Refused(format!(
                        "{topic} [{partition}] is not empty: a move begins with new topics. If a run was broken off before, \
                         delete {topic} and try again"
                    )));
                }
            }
        }
        Ok(())
    }

    pub(super) fn plan(&self) -> Result<Plan, RepartitionError> {
        let Move { from, to, .. } = self.order;
        let read = self.group(&from.pages_group)?.committed(&from.pages, from.pages_partitions)?;
        let sightings = self.sightings()?;
        let pages = if from.pages == to.pages { read } else { self.all_read(&read)? };
        let mut commits = Vec::new();
        if from.is_fused() && !to.is_fused() && !pages.is_empty() {
            let group = self.group(&to.pages_group)?;
            commits.push(Commit { group, topic: to.pages.clone(), offsets: pages.clone(), keeps_state: false });
        }
        // every partition of the state has an offset beside it
        let input = if to.is_fused() { &to.pages } else { &to.sightings };
        let mut offsets = BTreeMap::new();
        for partition in to.partitions() {
            let known = pages.get(&partition).copied().filter(|_| to.is_fused());
            let start = match known {
                Some(offset) => offset,
                None => self.scan.bounds(input, partition)?.0,
            };
            offsets.insert(partition, start);
        }
        let group = self.group(&to.state_group)?;
        commits.push(Commit { group, topic: input.clone(), offsets, keeps_state: true });
        Ok(Plan { sightings, commits })
    }

    fn group(&self, name: &str) -> Result<IdleGroup, RepartitionError> {
        Ok(IdleGroup::of(self.clients, name.to_owned(), self.order.session * 2)?)
    }

    /// Where the sightings begin that go along; in the fused form there is no place for them.
    fn sightings(&self) -> Result<BTreeMap<i32, i64>, RepartitionError> {
        let Move { from, to, .. } = self.order;
        let group = self.group(&from.state_group)?;
        if from.is_fused() {
            return Ok(BTreeMap::new());
        }
        let deduped = group.committed(&from.sightings, from.sightings_partitions)?;
        let starts = from.partitions().map(|p| (p, deduped.get(&p).copied().unwrap_or(0))).collect();
        if !to.is_fused() {
            return Ok(starts);
        }
        self.nothing_unread(&from.sightings, &starts, "sightings are not deduped")?;
        Ok(BTreeMap::new())
    }

    /// The old page topic is left behind: it must be read to its end.
    fn all_read(&self, read: &BTreeMap<i32, i64>) -> Result<BTreeMap<i32, i64>, RepartitionError> {
        let from = &self.order.from;
        let partitions = 0..i32::try_from(from.pages_partitions).unwrap_or(i32::MAX);
        let starts = partitions.map(|p| (p, read.get(&p).copied().unwrap_or(0))).collect();
        self.nothing_unread(&from.pages, &starts, "pages are not read")?;
        Ok(BTreeMap::new())
    }

    fn nothing_unread(&self, topic: &str, read: &BTreeMap<i32, i64>, what: &str) -> Result<(), RepartitionError> {
        for (&partition, &from) in read {
            match self.scan.read(topic, partition, from, |_| Err(Stop::Found)) {
                Ok(()) => {}
                Err(Stop::Failed(error)) => return Err(error.into()),
                Err(Stop::Found) => {
                    return Err(RepartitionError::Refused(format!(
                        "{topic} [{partition}]: {what} from offset {from} on: let the pipeline as it was read to the end of it, \
                         while nothing is written there"
                    )));
                }
            }
        }
        Ok(())
    }
}
