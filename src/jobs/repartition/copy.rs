//! The copying half: every headline, and every sighting that was not deduped yet, to its new partition.

use std::collections::HashMap;

use super::{Move, Moved, RepartitionError, outgoing};
use crate::kafka::murmur2;
use crate::kafka::record::Outgoing;
use crate::kafka::rewrite::Rewrite;
use crate::kafka::scan::Scan;
use crate::kafka::stage::StateFault;
use crate::stages::dedupe::rekey::Rekey;

pub(super) struct Copy<'j> {
    order: &'j Move,
    scan: &'j Scan,
    rewrite: &'j mut Rewrite,
    rekey: Rekey,
    moved: Moved,
}

impl<'j> Copy<'j> {
    pub(super) fn new(order: &'j Move, scan: &'j Scan, rewrite: &'j mut Rewrite, rekey: Rekey) -> Self {
        Self { order, scan, rewrite, rekey, moved: Moved::default() }
    }

    pub(super) fn moved(&self) -> Moved {
        self.moved
    }

    /// One partition of the state, in two passes: which record of each key is the last, then those.
    pub(super) fn state(&mut self, partition: i32) -> Result<(), RepartitionError> {
        let topic = &self.order.from.state.topic;
        let failed =
            |fault: StateFault| RepartitionError::State { topic: topic.clone(), partition, reason: fault.reason };
        let (mut last, mut header) = (HashMap::<Box<[u8]>, i64>::new(), None);
        self.scan.read(topic, partition, 0, |record| {
            let key = record.key.as_deref().unwrap_or_default();
            if Rekey::is_header(key) {
                header.clone_from(&record.value);
            } else if record.value.is_some() {
                last.insert(key.into(), record.offset);
            } else {
                last.remove(key);
            }
            Ok::<_, RepartitionError>(())
        })?;
        self.rekey.begin(partition, header.as_deref()).map_err(failed)?;
        let (rekey, rewrite, moved, target) =
            (&mut self.rekey, &mut *self.rewrite, &mut self.moved, &self.order.to.state.topic);
        self.scan.read(topic, partition, 0, |record| {
            let key = record.key.as_deref().unwrap_or_default();
            let Some(value) = record.value.as_deref().filter(|_| last.get(key) == Some(&record.offset)) else {
                return Ok(());
            };
            if let Some((to, change)) = rekey.place(partition, key, value).map_err(failed)? {
                rewrite.send(&outgoing(target, to, change))?;
                moved.headlines += 1;
            }
            Ok(())
        })
    }

    /// The sightings of one partition from `from` on; `None` where there is nothing to move.
    pub(super) fn sightings(&mut self, partition: i32, from: Option<i64>) -> Result<(), RepartitionError> {
        let Some(from) = from else { return Ok(()) };
        let to = &self.order.to;
        let partitions = i32::try_from(to.sightings_partitions).unwrap_or(i32::MAX);
        let (rewrite, moved) = (&mut *self.rewrite, &mut self.moved);
        self.scan.read(&self.order.from.sightings, partition, from, |record| {
            let target = murmur2::partition(record.key.as_deref().unwrap_or_default(), partitions);
            rewrite.send(&Outgoing {
                topic: to.sightings.clone(),
                partition: Some(target),
                key: record.key.clone(),
                value: record.value.clone(),
                headers: record.headers.clone(),
            })?;
            moved.sightings += 1;
            Ok(())
        })
    }

    /// Commits what is open; nothing of it counts before the switch.
    pub(super) fn finish(self) -> Result<(Rekey, Moved), RepartitionError> {
        self.rewrite.commit()?;
        Ok((self.rekey, self.moved))
    }
}
