//! An image of what is committed, taken and loaded in slices: it holds blocks and rows as they stand in memory, so loading
//! it costs little more than reading it. A release loads only its own.
//!
//! Turns go on while an image is taken. It is right all the same once the change log is read on from where it stood when
//! the image was begun: every record is a whole headline. What has to hold for that: no headline is in the image twice,
//! and none that did not change is missing. So nothing is moved meanwhile, the open block is closed first and blocks that
//! are begun later are left out; rows are taken before blocks, so that what is in force in a block has its rows.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::block::Block;
use super::store::{Number, Store};
use super::{FORMAT, Memory, keys};

/// Which layout of blocks and rows this is: a change of either is a next one.
const LAYOUT: u32 = 2;

/// Bytes of a slice, about.
const SLICE: usize = 512 * 1024;

/// An image that is being taken.
#[derive(Debug)]
pub(super) struct Taking {
    next: Next,
    /// The last block that belongs to it.
    born: u32,
    /// The shape of the rows; if they had to grow the image is of no use.
    shape: (u32, usize),
}

#[derive(Clone, Copy, Debug)]
enum Next {
    Rows(usize),
    Crowds,
    Blocks(usize),
    End,
}

/// What a slice begins with; the bytes that it speaks of follow.
#[derive(Debug, Serialize, Deserialize)]
enum Head {
    /// Buckets and how long they are.
    Rows { shape: (u32, usize), from: usize, lengths: Vec<u32> },
    /// What is found by whole texts and times.
    Crowds { leads: Vec<u32>, places: Vec<(u64, i64, Number)> },
    /// Blocks, where the first of them stands, and how long they are.
    Blocks { from: usize, blocks: Vec<Option<(Block, u32)>> },
    /// How many blocks ever began, and the mark.
    End { born: u32, mark: Option<i64> },
}

/// Why an image can't be taken or loaded.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum ImageError {
    /// The rows had to grow while it was taken.
    #[error("the state grew too much while an image of it was taken")]
    Grown,
    /// It is not what this release writes.
    #[error("a slice of an image of the state that does not decode")]
    Malformed,
}

impl Memory {
    /// Begins an image of what is committed, to be taken in slices while turns go on. Loaded slice by slice, and the change
    /// log read on from where it stood when the image was begun, it gives the same memory.
    pub fn begin_image(&mut self) {
        self.table.begin_image();
    }

    /// The next slice of the image; none after the last.
    ///
    /// # Errors
    /// [`ImageError`] where it came to nothing.
    pub fn image_slice(&mut self) -> Result<Option<Vec<u8>>, ImageError> {
        self.table.image_slice()
    }

    /// The image is done with, or no longer wanted: what was put off meanwhile is done again.
    pub fn end_image(&mut self) {
        self.table.end_image();
    }

    /// Takes a slice of an image into an empty memory, in their order.
    ///
    /// # Errors
    /// [`ImageError`] where it is not this release's; the memory is then of no use.
    pub fn load(&mut self, slice: &[u8]) -> Result<(), ImageError> {
        self.table.load(slice)
    }

    /// How images are laid out: only one of the same layout can be loaded.
    pub fn layout() -> String {
        format!("{}/{FORMAT}/{LAYOUT}/{:x}", env!("CARGO_PKG_VERSION"), keys::text("layout", "layout").full)
    }
}

impl Store {
    /// Begins an image; until [`Self::thaw`] nothing is moved.
    pub(super) fn freeze(&mut self) -> Taking {
        self.close();
        self.frozen = true;
        self.ways.rows.freeze(true);
        Taking { next: Next::Rows(0), born: self.born, shape: self.ways.rows.shape() }
    }

    /// The image is done with.
    pub(super) fn thaw(&mut self) {
        self.frozen = false;
        self.ways.rows.freeze(false);
    }

    /// The next slice; none after the last.
    pub(super) fn slice(&self, taking: &mut Taking, mark: Option<i64>) -> Result<Option<Vec<u8>>, ImageError> {
        if taking.shape != self.ways.rows.shape() {
            return Err(ImageError::Grown);
        }
        let (head, body) = match taking.next {
            Next::Rows(from) => self.rows_from(from, taking),
            Next::Crowds => {
                taking.next = Next::Blocks(0);
                let leads = self.ways.crowded.iter().copied().collect();
                (Head::Crowds { leads, places: self.ways.crowd.places().collect() }, Vec::new())
            }
            Next::Blocks(from) => self.blocks_from(from, taking),
            Next::End => return Ok(None),
        };
        let head = match head {
            Head::End { born, .. } => Head::End { born, mark },
            head => head,
        };
        let mut slice = postcard::to_allocvec(&head).map_err(|_| ImageError::Malformed)?;
        slice.extend(body);
        Ok(Some(slice))
    }

    fn rows_from(&self, from: usize, taking: &mut Taking) -> (Head, Vec<u8>) {
        let (mut lengths, mut body) = (Vec::new(), Vec::new());
        for bucket in self.ways.rows.buckets().iter().skip(from) {
            if body.len() >= SLICE {
                break;
            }
            lengths.push(u32::try_from(bucket.len()).unwrap_or(u32::MAX));
            body.extend_from_slice(bucket);
        }
        let next = from + lengths.len();
        taking.next = if next < self.ways.rows.buckets().len() { Next::Rows(next) } else { Next::Crowds };
        (Head::Rows { shape: taking.shape, from, lengths }, body)
    }

    fn blocks_from(&self, from: usize, taking: &mut Taking) -> (Head, Vec<u8>) {
        let (mut blocks, mut body) = (Vec::new(), Vec::new());
        for block in self.blocks.iter().skip(from) {
            if body.len() >= SLICE || blocks.len() >= SLICE / 64 {
                break;
            }
            let belongs = block.live != 0 && block.born <= taking.born;
            blocks.push(belongs.then(|| {
                body.extend_from_slice(block.content());
                (block.without_content(), u32::try_from(block.content().len()).unwrap_or(u32::MAX))
            }));
        }
        if blocks.is_empty() {
            taking.next = Next::End;
            return (Head::End { born: self.born, mark: None }, body);
        }
        taking.next = Next::Blocks(from + blocks.len());
        (Head::Blocks { from, blocks }, body)
    }

    /// Takes a slice; gives the mark with the last one.
    pub(super) fn load(&mut self, slice: &[u8]) -> Result<Option<Option<i64>>, ImageError> {
        let (head, mut body) = postcard::take_from_bytes::<Head>(slice).map_err(|_| ImageError::Malformed)?;
        match head {
            Head::Rows { shape, from, lengths } => {
                if from == 0 {
                    self.ways.rows.begin(shape);
                }
                if from != self.ways.rows.buckets().len() {
                    return Err(ImageError::Malformed);
                }
                for length in lengths {
                    self.ways.rows.load(take(&mut body, length)?);
                }
            }
            Head::Crowds { leads, places } => {
                self.ways.crowded.extend(leads);
                places.into_iter().for_each(|(key, from, number)| self.ways.crowd.insert_at(key, from, number));
            }
            Head::Blocks { from, blocks } => {
                if from != self.blocks.len() {
                    return Err(ImageError::Malformed);
                }
                for block in blocks {
                    self.load_block(block, &mut body)?;
                }
            }
            Head::End { born, mark } => {
                self.born = born;
                return if self.ways.rows.is_whole() { Ok(Some(mark)) } else { Err(ImageError::Malformed) };
            }
        }
        Ok(None)
    }

    fn load_block(&mut self, block: Option<(Block, u32)>, body: &mut &[u8]) -> Result<(), ImageError> {
        let place = u32::try_from(self.blocks.len()).map_err(|_| ImageError::Malformed)?;
        let Some((block, length)) = block else {
            self.free.push(place);
            self.blocks.push(Block::default());
            return Ok(());
        };
        let block = block.with_content(take(body, length)?);
        self.take_in(&block, place);
        self.len += block.entries();
        self.blocks.push(block);
        Ok(())
    }
}

fn take<'a>(body: &mut &'a [u8], length: u32) -> Result<&'a [u8], ImageError> {
    let length = usize::try_from(length).map_err(|_| ImageError::Malformed)?;
    let (taken, rest) = body.split_at_checked(length).ok_or(ImageError::Malformed)?;
    *body = rest;
    Ok(taken)
}
