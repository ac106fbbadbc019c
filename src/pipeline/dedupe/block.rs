//! A block of packed entries, compressed together. News compresses to a half in blocks of this size, and hardly better in
//! larger ones or with a dictionary; reading one entry means inflating its block.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use zstd::bulk::{Compressor, Decompressor};
use zstd::zstd_safe::CParameter;

/// Entries of a block.
pub(super) const ENTRIES: usize = 32;
/// The level that is worth its time: the next ones take twice as long for a hundredth.
const LEVEL: i32 = 1;
/// Shorter matches than that are not looked for: a thirtieth more to keep, a tenth less to do.
const MATCH: u32 = 7;
/// Blocks that are kept inflated.
const KEPT: usize = 64;

/// A closed block.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Block {
    #[serde(skip)]
    bytes: Box<[u8]>,
    /// Bytes of the entries when inflated; none where they are kept as they are.
    inflated: Option<u32>,
    /// Which of its entries are still in force, a bit each.
    pub(super) live: u32,
    /// No entry in force was seen last before that.
    pub(super) oldest: i64,
    /// The how-manieth block it is: a block that takes the place of another has another number.
    pub(super) born: u32,
}

/// A block to which entries are added.
#[derive(Debug, Default)]
pub(super) struct Open {
    bytes: Vec<u8>,
    /// Where each entry ends.
    ends: Vec<usize>,
}

impl Open {
    /// How many entries it holds.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    pub(super) fn push(&mut self, pack: impl FnOnce(Vec<u8>) -> Vec<u8>) {
        self.bytes = pack(std::mem::take(&mut self.bytes));
        self.ends.push(self.bytes.len());
    }

    pub(super) fn entry(&self, slot: usize) -> Option<&[u8]> {
        let from = slot.checked_sub(1).map_or(Some(0), |before| self.ends.get(before).copied())?;
        self.bytes.get(from..*self.ends.get(slot)?)
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Begins anew, with the memory it has.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.ends.clear();
    }

    /// What a closed block holds, in the memory of another: of entries no longer in force nothing but their place.
    fn inflated(&self, live: u32, mut inflated: Vec<u8>) -> Vec<u8> {
        inflated.clear();
        for slot in 0..self.len() {
            let entry = self.entry(slot).filter(|_| is_live(live, slot)).unwrap_or_default();
            // bytes into memory: postcard has nothing to refuse here
            inflated = postcard::to_extend(&entry.len(), inflated).unwrap_or_default();
            inflated.extend_from_slice(entry);
        }
        inflated
    }
}

impl Block {
    /// A block that has its place and no entries yet.
    pub(super) fn begun(born: u32) -> Self {
        Self { oldest: i64::MAX, born, ..Self::default() }
    }

    /// The slots of the entries in force.
    pub(super) fn slots(&self) -> impl Iterator<Item = usize> + use<> {
        let live = self.live;
        (0..ENTRIES).filter(move |slot| is_live(live, *slot))
    }

    /// How many entries are in force.
    pub(super) fn entries(&self) -> usize {
        self.live.count_ones() as usize
    }

    pub(super) fn is_live(&self, slot: usize) -> bool {
        is_live(self.live, slot)
    }

    pub(super) fn bytes(&self) -> usize {
        self.bytes.len()
    }

    /// Its entries, as they are kept.
    pub(super) fn content(&self) -> &[u8] {
        &self.bytes
    }

    /// Everything but its entries.
    pub(super) fn without_content(&self) -> Self {
        Self { bytes: Box::default(), ..*self }
    }

    /// With these entries.
    pub(super) fn with_content(self, bytes: &[u8]) -> Self {
        Self { bytes: bytes.into(), ..self }
    }

    /// Lets go of everything it holds.
    pub(super) fn clear(&mut self) {
        self.bytes = Box::default();
        self.live = 0;
    }
}

fn is_live(live: u32, slot: usize) -> bool {
    live >> slot & 1 == 1
}

/// Deflates and inflates blocks.
pub(super) struct Press {
    compressor: Option<Compressor<'static>>,
    decompressor: Option<Decompressor<'static>>,
    buffer: Vec<u8>,
    inflated: Vec<u8>,
    /// Blocks that were inflated last, by the number of their birth.
    kept: Vec<(u32, Arc<[u8]>)>,
    /// Which of them makes way for the next.
    hand: usize,
}

impl Default for Press {
    fn default() -> Self {
        Self {
            compressor: compressor().ok(),
            decompressor: Decompressor::new().ok(),
            buffer: Vec::new(),
            inflated: Vec::new(),
            kept: Vec::new(),
            hand: 0,
        }
    }
}

fn compressor() -> std::io::Result<Compressor<'static>> {
    let mut compressor = Compressor::new(LEVEL)?;
    compressor.set_parameter(CParameter::MinMatch(MATCH))?;
    Ok(compressor)
}

impl fmt::Debug for Press {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Press").field("kept", &self.kept.len()).finish_non_exhaustive()
    }
}

impl Press {
    /// Closes a block into the place of `block`.
    pub(super) fn close(&mut self, open: &Open, block: &mut Block) {
        let inflated = open.inflated(block.live, std::mem::take(&mut self.inflated));
        // copied from a buffer that is used again: what is shrunk leaves holes between the blocks
        self.buffer.clear();
        self.buffer.reserve(zstd::zstd_safe::compress_bound(inflated.len()));
        let compressor = self.compressor.as_mut();
        let deflated =
            compressor.and_then(|compressor| compressor.compress_to_buffer(&inflated, &mut self.buffer).ok());
        block.inflated = deflated.and_then(|_| u32::try_from(inflated.len()).ok());
        block.bytes = if block.inflated.is_some() { &self.buffer } else { &inflated }.as_slice().into();
        self.inflated = inflated;
    }

    /// The entries of a closed block.
    pub(super) fn inflate(&mut self, block: &Block) -> Option<Arc<[u8]>> {
        if let Some((_, kept)) = self.kept.iter().find(|(born, _)| *born == block.born) {
            return Some(Arc::clone(kept));
        }
        let inflated: Arc<[u8]> = match block.inflated {
            None => (*block.bytes).into(),
            Some(length) => {
                let length = usize::try_from(length).ok()?;
                self.decompressor.as_mut()?.decompress(&block.bytes, length).ok()?.into()
            }
        };
        let kept = (block.born, Arc::clone(&inflated));
        match self.kept.get_mut(self.hand) {
            Some(oldest) => *oldest = kept,
            None => self.kept.push(kept),
        }
        self.hand = (self.hand + 1) % KEPT;
        Some(inflated)
    }
}

/// The entry in a slot of an inflated block.
pub(super) fn entry(mut inflated: &[u8], slot: usize) -> Option<&[u8]> {
    for _ in 0..slot {
        (_, inflated) = postcard::take_from_bytes::<&[u8]>(inflated).ok()?;
    }
    postcard::from_bytes(inflated).ok()
}
