//! The change log's records: one a headline, keyed by its id, and the mark.
//!
//! A value is one version byte and then [postcard](https://postcard.jamesmunns.com/wire-format): since version 2 the
//! entry as it is kept in memory ([`Packed`]). Version 1, an [`Entry`] field by field, is still read.

use thiserror::Error;

use super::entry::Entry;
use super::pack::Packed;
use super::table::Table;
use super::{Change, Logged};
use crate::headline::HeadlineId;

/// The version that is written. A reader learns a version before any writer writes it.
pub const VERSION: u8 = 2;

/// The first one: another order of the fields, nothing left out.
const PLAIN: u8 = 1;

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

/// Takes records, in their order.
pub(super) fn restore(table: &mut Table, records: &[Logged<'_>]) -> Result<(), MemoryError> {
    table.bring(records.iter().filter_map(|(key, _)| HeadlineId::from_bytes(key)));
    let taken = records.iter().try_for_each(|(key, value)| restore_one(table, key, *value));
    table.taken(records.len());
    taken
}

fn restore_one(table: &mut Table, key: &[u8], value: Option<&[u8]>) -> Result<(), MemoryError> {
    if key == MARK {
        table.restore_mark(value.map(mark).transpose()?);
        return Ok(());
    }
    let unknown = || MemoryError::UnknownKey { key: String::from_utf8_lossy(key).into_owned() };
    let id = HeadlineId::from_bytes(key).ok_or_else(unknown)?;
    let Some(value) = value else {
        table.restore(id, None);
        return Ok(());
    };
    match body(value)? {
        (PLAIN, body) => table.restore(id, Some(&Packed::of(id, &plain(body)?))),
        (_, body) => {
            let packed = packed(body)?;
            let own = (!packed.by_link).then_some(id);
            table.restore(id, Some(&packed.with_id(own)));
        }
    }
    Ok(())
}

/// The records of the open turn, the mark last.
pub(super) fn changes(table: &Table) -> Vec<Change> {
    let value = |id, entry| encode(Packed::of(id, entry));
    let headlines = table
        .touched()
        .map(|(id, entry)| Change { key: id.as_bytes().to_vec(), value: entry.map(|entry| value(id, entry)) });
    let mut changes: Vec<Change> = headlines.collect();
    if let Some(mark) = table.known_mark().filter(|_| !changes.is_empty()) {
        changes.push(Change { key: MARK.to_vec(), value: Some(encode_mark(mark)) });
    }
    changes
}

/// The mark in its record.
pub(super) fn mark(value: &[u8]) -> Result<i64, MemoryError> {
    postcard::from_bytes(body(value)?.1).map_err(malformed)
}

/// The site of a headline's record.
pub(super) fn site(value: &[u8]) -> Result<&str, MemoryError> {
    match body(value)? {
        // there it stands first
        (PLAIN, body) => postcard::take_from_bytes(body).map(|(site, _)| site).map_err(malformed),
        (_, body) => packed(body)?.site().ok_or_else(nameless),
    }
}

/// A headline's record with other bits for its routes.
pub(super) fn rebound(value: &[u8], bit: impl Fn(u8) -> u8) -> Result<Vec<u8>, MemoryError> {
    let (version, body) = body(value)?;
    let entry = if version == PLAIN { Some(plain(body)?) } else { None };
    let packed = match &entry {
        Some(entry) => Packed::of(HeadlineId::LEAST, entry),
        None => packed(body)?,
    };
    Ok(encode(packed.rebound(bit)))
}

fn packed(body: &[u8]) -> Result<Packed<'_>, MemoryError> {
    let packed = Packed::read(body).map_err(malformed)?;
    let whole = packed.site().is_some() && (packed.url.is_some() || !packed.by_link);
    if whole { Ok(packed) } else { Err(nameless()) }
}

fn plain(body: &[u8]) -> Result<Entry, MemoryError> {
    postcard::from_bytes(body).map_err(malformed)
}

fn malformed(error: postcard::Error) -> MemoryError {
    MemoryError::Malformed { reason: error.to_string() }
}

fn nameless() -> MemoryError {
    MemoryError::Malformed { reason: "no site, or no link where one is said to be".to_owned() }
}

/// The version of a value, and what follows.
fn body(value: &[u8]) -> Result<(u8, &[u8]), MemoryError> {
    match value.split_first() {
        Some((version @ (&PLAIN | &VERSION), rest)) => Ok((*version, rest)),
        Some((&found, _)) => Err(MemoryError::Version { found }),
        None => Err(MemoryError::Malformed { reason: "an empty value".to_owned() }),
    }
}

/// The id is the record's key.
fn encode(packed: Packed<'_>) -> Vec<u8> {
    let mut value = Vec::with_capacity(512);
    value.push(VERSION);
    packed.with_id(None).write(value)
}

pub(super) fn encode_mark(mark: i64) -> Vec<u8> {
    // Plain data into memory: postcard has nothing to refuse here. An empty value would be, when read.
    postcard::to_extend(&mark, vec![VERSION]).unwrap_or_default()
}
