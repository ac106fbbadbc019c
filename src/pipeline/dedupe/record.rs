//! The change log's records: one a headline, keyed by its id, and the mark.
//!
//! A value is one version byte and then [postcard](https://postcard.jamesmunns.com/wire-format).

use thiserror::Error;

use super::Change;
use super::entry::Entry;
use super::table::Table;
use crate::headline::HeadlineId;

/// The version that is written. A reader learns a version before any writer writes it.
pub const VERSION: u8 = 1;

/// The key of the mark's record; an id has sixteen bytes.
pub(super) const MARK: &[u8] = b"mark";

/// Why a record of the change log can't be taken.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum MemoryError {
    /// Neither an id nor a name that is known.
    #[error("a state record with a key that is not known: {key:?}")]
    UnknownKey {
        /// The key, as text where it is text.
        key: String,
    },
    /// Written by a later release.
    #[error(
        "state record version {found} is not known, this release reads {VERSION}: upgrade every process of the group"
    )]
    Version {
        /// The version byte that stood there.
        found: u8,
    },
    /// The bytes are not what the version promises.
    #[error("a state record that does not decode: {reason}")]
    Malformed {
        /// What the decoder said.
        reason: String,
    },
}

/// Takes one record.
pub(super) fn restore(table: &mut Table, key: &[u8], value: Option<&[u8]>) -> Result<(), MemoryError> {
    if key == MARK {
        table.restore_mark(value.map(decode).transpose()?);
        return Ok(());
    }
    let unknown = || MemoryError::UnknownKey { key: String::from_utf8_lossy(key).into_owned() };
    let id = HeadlineId::from_bytes(key).ok_or_else(unknown)?;
    table.restore(id, value.map(decode::<Entry>).transpose()?);
    Ok(())
}

/// The records of the open turn, the mark last.
pub(super) fn changes(table: &Table) -> Vec<Change> {
    let headlines = table.touched().map(|(id, entry)| Change { key: id.as_bytes().to_vec(), value: entry.map(encode) });
    let mut changes: Vec<Change> = headlines.collect();
    if let Some(mark) = table.known_mark().filter(|_| !changes.is_empty()) {
        changes.push(Change { key: MARK.to_vec(), value: Some(encode(&mark)) });
    }
    changes
}

pub(super) fn decode<T: serde::de::DeserializeOwned>(value: &[u8]) -> Result<T, MemoryError> {
    postcard::from_bytes(body(value)?).map_err(malformed)
}

/// The first field only.
pub(super) fn decode_first<'r, T: serde::Deserialize<'r>>(value: &'r [u8]) -> Result<T, MemoryError> {
    postcard::take_from_bytes(body(value)?).map(|(first, _)| first).map_err(malformed)
}

fn malformed(error: postcard::Error) -> MemoryError {
    MemoryError::Malformed { reason: error.to_string() }
}

fn body(value: &[u8]) -> Result<&[u8], MemoryError> {
    match value.split_first() {
        Some((&VERSION, rest)) => Ok(rest),
        Some((&found, _)) => Err(MemoryError::Version { found }),
        None => Err(MemoryError::Malformed { reason: "an empty value".to_owned() }),
    }
}

pub(super) fn encode<T: serde::Serialize>(value: &T) -> Vec<u8> {
    // Plain data into memory: postcard has nothing to refuse here. An empty value would be, when read.
    postcard::to_extend(value, vec![VERSION]).unwrap_or_default()
}
