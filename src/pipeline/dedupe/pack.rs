//! An entry as it is kept in memory: [postcard](https://postcard.jamesmunns.com/wire-format), its times counted from each
//! other, so that most of them are a byte or two.

use super::entry::Entry;
use super::time::Time;

/// Which way times are counted.
#[derive(Clone, Copy)]
enum Way {
    /// From each other.
    Packed,
    /// From the epoch.
    Plain,
}

/// Appends an entry to `bytes`.
pub(super) fn pack(mut entry: Entry, bytes: Vec<u8>) -> Vec<u8> {
    shift(&mut entry, Way::Packed);
    // Plain data into memory: postcard has nothing to refuse here. What were missing would not unpack.
    postcard::to_extend(&entry, bytes).unwrap_or_default()
}

/// Reads an entry back.
pub(super) fn unpack(bytes: &[u8]) -> Option<Entry> {
    let mut entry: Entry = postcard::from_bytes(bytes).ok()?;
    shift(&mut entry, Way::Plain);
    Some(entry)
}

fn shift(entry: &mut Entry, way: Way) {
    let base = entry.first_seen_at;
    way.count(&mut entry.last_seen, base);
    entry.title.instants_mut().for_each(|at| way.count(at, base));
    if let Some(deck) = &mut entry.deck {
        deck.instants_mut().for_each(|at| way.count(at, base));
    }
    if let Some(published) = &mut entry.published {
        published.instants_mut().for_each(|at| way.count(at, base));
        published.values_mut().for_each(|time| shift_time(time, base, way));
    }
}

/// The bounds are counted from the time itself.
fn shift_time(time: &mut Time, base: i64, way: Way) {
    let packed = time.at;
    way.count(&mut time.at, base);
    let at = match way {
        Way::Packed => packed,
        Way::Plain => time.at,
    };
    for bound in [&mut time.bounds.0, &mut time.bounds.1, &mut time.told.0, &mut time.told.1] {
        way.count(bound, at);
    }
}

impl Way {
    /// Wrapping, so that nothing is lost whatever the times are.
    fn count(self, time: &mut i64, from: i64) {
        *time = match self {
            Self::Packed => time.wrapping_sub(from),
            Self::Plain => time.wrapping_add(from),
        };
    }
}
