//! Snapshots of a partition's state: its header, then an image of its memory.

use super::{Dedupe, header};
use crate::kafka::stage::StateFault;
use crate::pipeline::dedupe::Memory;

/// The first byte of a slice tells what it is of.
const HEADER: u8 = 0;
const MEMORY: u8 = 1;

impl Dedupe {
    /// An image is as it stands in memory, so only the same release, form and partition count make anything of it.
    pub(super) fn image_layout(&self) -> String {
        let header::Expected { form, partitions, identity, format, .. } = &self.expected;
        format!("{form:?}/{partitions}/{identity}/{format}/{}", Memory::layout())
    }

    pub(super) fn begin_image(&mut self, partition: i32) {
        if let Some(partition) = self.partitions.get_mut(&partition) {
            partition.memory.begin_image();
            partition.owes_header = true;
        }
    }

    pub(super) fn image_slice(&mut self, partition: i32) -> Result<Option<Vec<u8>>, StateFault> {
        let Some(partition) = self.partitions.get_mut(&partition) else { return Ok(None) };
        if std::mem::take(&mut partition.owes_header) {
            let header = partition.header.as_ref().map(header::Header::to_bytes).unwrap_or_default();
            return Ok(Some(tagged(HEADER, &header)));
        }
        let slice = partition.memory.image_slice().map_err(StateFault::new)?;
        Ok(slice.map(|slice| tagged(MEMORY, &slice)))
    }

    pub(super) fn end_image(&mut self, partition: i32) {
        if let Some(partition) = self.partitions.get_mut(&partition) {
            partition.memory.end_image();
        }
    }

    pub(super) fn load_slice(&mut self, partition: i32, slice: &[u8]) -> Result<(), StateFault> {
        let Some(partition) = self.partitions.get_mut(&partition) else { return Ok(()) };
        match slice.split_first() {
            Some((&HEADER, header)) => partition.header = Some(header::Header::from_bytes(header)?),
            Some((&MEMORY, slice)) => partition.memory.load(slice).map_err(StateFault::new)?,
            _ => return Err(StateFault::new("a slice of a kind that is not known")),
        }
        Ok(())
    }
}

fn tagged(tag: u8, bytes: &[u8]) -> Vec<u8> {
    let mut slice = Vec::with_capacity(bytes.len() + 1);
    slice.push(tag);
    slice.extend_from_slice(bytes);
    slice
}
