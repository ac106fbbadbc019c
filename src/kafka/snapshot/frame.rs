//! The frames of a snapshot file.

use std::io::{self, Read, Write};

const MAGIC: &[u8; 8] = b"HLSNAP\r\n";

/// No frame is longer: a length that says more is no length.
const MOST: u32 = 1 << 28;

/// A part of the file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Frame {
    /// What the snapshot is of.
    Header(Vec<u8>),
    /// A slice of the state.
    Slice(Vec<u8>),
    /// The file is whole: so many slices.
    End(u64),
}

impl Frame {
    fn kind(&self) -> u8 {
        match self {
            Self::Header(_) => 1,
            Self::Slice(_) => 2,
            Self::End(_) => 3,
        }
    }
}

pub(super) fn write_magic(file: &mut impl Write) -> io::Result<()> {
    file.write_all(MAGIC)
}

pub(super) fn read_magic(file: &mut impl Read) -> io::Result<()> {
    let mut magic = [0; 8];
    file.read_exact(&mut magic)?;
    if magic == *MAGIC { Ok(()) } else { Err(malformed("it is no snapshot")) }
}

/// Length, checksum, kind, bytes. The checksum is over kind and bytes.
pub(super) fn write(file: &mut impl Write, frame: &Frame) -> io::Result<()> {
    let count;
    let bytes: &[u8] = match frame {
        Frame::Header(bytes) | Frame::Slice(bytes) => bytes,
        Frame::End(slices) => {
            count = slices.to_le_bytes();
            &count
        }
    };
    let length = u32::try_from(bytes.len()).ok().filter(|length| *length <= MOST);
    let length = length.ok_or_else(|| malformed("a slice that is too long"))?;
    file.write_all(&length.to_le_bytes())?;
    file.write_all(&checksum(frame.kind(), bytes).to_le_bytes())?;
    file.write_all(&[frame.kind()])?;
    file.write_all(bytes)
}

pub(super) fn read(file: &mut impl Read) -> io::Result<Frame> {
    let (mut length, mut sum, mut kind) = ([0; 4], [0; 4], [0; 1]);
    file.read_exact(&mut length)?;
    file.read_exact(&mut sum)?;
    file.read_exact(&mut kind)?;
    let length = u32::from_le_bytes(length);
    if length > MOST {
        return Err(malformed("a length that can't be"));
    }
    let mut bytes = Vec::new();
    file.take(length.into()).read_to_end(&mut bytes)?;
    let [kind] = kind;
    let whole = u32::try_from(bytes.len()).is_ok_and(|read| read == length);
    if !whole || checksum(kind, &bytes) != u32::from_le_bytes(sum) {
        return Err(malformed("a checksum is wrong, or the file was cut"));
    }
    match kind {
        1 => Ok(Frame::Header(bytes)),
        2 => Ok(Frame::Slice(bytes)),
        3 => bytes.try_into().map(|count| Frame::End(u64::from_le_bytes(count))).map_err(|_| malformed("no end")),
        _ => Err(malformed("a frame of a kind that is not known")),
    }
}

fn checksum(kind: u8, bytes: &[u8]) -> u32 {
    let mut sum = crc32fast::Hasher::new();
    sum.update(&[kind]);
    sum.update(bytes);
    sum.finalize()
}

fn malformed(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}
