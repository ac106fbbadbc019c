//! What a commit says of itself: the metadata string beside each committed offset.
//!
//! A commit whose answer was lost is settled by asking for it: whose turn do the group's offsets name?

use serde::{Deserialize, Serialize};

/// Names one turn of one lane: unique among all lanes and restarts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct TurnId(u64);

impl TurnId {
    /// The turn's number from the lane's start (microseconds since the epoch) and its count of turns since.
    pub fn new(started_micros: u64, turn: u64) -> Self {
        Self(started_micros.wrapping_add(turn))
    }
}

/// The offset metadata that every commit carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitNote {
    /// Whose commit it was.
    pub turn: TurnId,
    /// End of the partition's change log as this turn leaves it: last state record's offset + 1, 0 where there is none.
    pub state_end: i64,
}

impl CommitNote {
    /// The string in the offset's metadata.
    pub fn to_metadata(self) -> String {
        serde_json::to_string(&self).unwrap_or_default()
    }

    /// Reads it back; `None` for an offset that somebody else committed.
    pub fn from_metadata(metadata: &str) -> Option<Self> {
        serde_json::from_str(metadata).ok()
    }
}

/// A committed offset of the lane's group.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Committed {
    /// Next offset to read.
    pub offset: i64,
    /// What the commit said of itself, if a lane made it.
    pub note: Option<CommitNote>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_survives_the_metadata_string() {
        let note = CommitNote { turn: TurnId::new(1_700_000_000_000_000, 7), state_end: 42 };
        assert_eq!(CommitNote::from_metadata(&note.to_metadata()), Some(note));
    }

    #[test]
    fn a_foreign_offset_has_no_note() {
        assert_eq!(CommitNote::from_metadata(""), None);
        assert_eq!(CommitNote::from_metadata("reset by hand"), None);
    }
}
