//! Records of a change log on their way to other partitions: which site one belongs to, and its bits under another order
//! of routes.

use super::Change;
use super::record::{self, MARK, MemoryError};
use crate::headline::HeadlineId;

/// A record of a change log, as far as moving it matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved<'r> {
    /// The partition's mark (epoch milliseconds). It stays behind: see [`mark`].
    Mark(i64),
    /// A headline of this site.
    Headline(&'r str),
}

/// What a record with a value is.
///
/// # Errors
/// [`MemoryError`] where this release does not know it; it must never be left behind.
pub fn of<'r>(key: &[u8], value: &'r [u8]) -> Result<Moved<'r>, MemoryError> {
    if key == MARK {
        return record::mark(value).map(Moved::Mark);
    }
    if HeadlineId::from_bytes(key).is_none() {
        return Err(MemoryError::UnknownKey { key: String::from_utf8_lossy(key).into_owned() });
    }
    record::site(value).map(Moved::Headline)
}

/// A headline's value under another order of routes: `bits[old]` is the new bit.
///
/// # Errors
/// [`MemoryError`] where the value does not decode.
pub fn rebound(value: &[u8], bits: &[u8]) -> Result<Vec<u8>, MemoryError> {
    record::rebound(value, |bit| bits.get(usize::from(bit)).copied().unwrap_or(bit))
}

/// The record of a mark. Where partitions with several marks become one, the earliest forgets nothing too soon.
pub fn mark(mark: i64) -> Change {
    Change { key: MARK.to_vec(), value: Some(record::encode_mark(mark)) }
}
