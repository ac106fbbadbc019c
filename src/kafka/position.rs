//! Where a partition stands, and what a commit says of itself: the metadata string beside each committed offset.
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

/// The offset metadata that every commit carries. Readers take a note without the later fields, and ignore fields that
/// they don't know: processes of two releases may share a group.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CommitNote {
    /// Whose commit it was.
    pub turn: TurnId,
    /// End of the partition's change log as this turn leaves it: last state record's offset + 1, 0 where there is none.
    pub state_end: i64,
    /// Records that were about to be worked on when this was committed, and are not proved harmless yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suspicion: Option<Suspicion>,
    /// How many of the last records became dead letters.
    #[serde(default, skip_serializing_if = "Rejects::is_none")]
    pub rejects: Rejects,
    /// The turn that began the change log: a topic that was made anew has another, and so has a group without offsets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log: Option<TurnId>,
}

/// Said *before* records are worked on, so that a successor knows what its predecessor died of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspicion {
    /// How often the record at this very offset has been begun, alone; 0 while it was one of many.
    pub attempt: u32,
    /// The records below this offset are suspected.
    pub until: i64,
}

/// How many of the last records of a partition became dead letters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rejects {
    /// In a row, up to the last record.
    pub run: u64,
    /// Records that the share is taken over.
    pub seen: u64,
    /// Dead letters among them.
    pub rejected: u64,
}

/// The share of dead letters is taken over at least so many of the last records, and at most twice as many.
pub const SHARE_OF: u64 = 1000;

impl Rejects {
    fn is_none(&self) -> bool {
        *self == Self::default()
    }

    /// One more record is done with.
    pub fn count(&mut self, rejected: bool) {
        if self.seen >= 2 * SHARE_OF {
            (self.seen, self.rejected) = (self.seen / 2, self.rejected / 2);
        }
        self.seen += 1;
        self.rejected += u64::from(rejected);
        self.run = if rejected { self.run + 1 } else { 0 };
    }

    /// Percent of the last records; none before there are enough of them.
    pub fn percent(&self) -> Option<u64> {
        (self.seen >= SHARE_OF).then(|| self.rejected * 100 / self.seen)
    }
}

impl CommitNote {
    /// A note that suspects nothing.
    pub fn new(turn: TurnId, state_end: i64) -> Self {
        Self { turn, state_end, suspicion: None, rejects: Rejects::default(), log: None }
    }

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

/// The low and high watermark of a partition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Bounds {
    pub(crate) low: i64,
    pub(crate) high: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn note() -> CommitNote {
        CommitNote::new(TurnId::new(1_700_000_000_000_000, 7), 42)
    }

    #[test]
    fn a_note_survives_the_metadata_string() {
        assert_eq!(CommitNote::from_metadata(&note().to_metadata()), Some(note()));
        let suspicion = Some(Suspicion { attempt: 2, until: 99 });
        let full = CommitNote { suspicion, rejects: Rejects { run: 3, seen: 1200, rejected: 700 }, ..note() };
        assert_eq!(CommitNote::from_metadata(&full.to_metadata()), Some(full));
        assert!(full.to_metadata().len() < 300, "the broker takes 4096 bytes");
    }

    #[test]
    fn notes_of_other_releases_are_read() {
        let shortest = r#"{"turn":1700000000000007,"state_end":42}"#;
        assert_eq!(note().to_metadata(), shortest);
        assert_eq!(CommitNote::from_metadata(shortest), Some(note()));
        assert_eq!(CommitNote::from_metadata(r#"{"turn":1700000000000007,"state_end":42,"more":{}}"#), Some(note()));
    }

    #[test]
    fn a_foreign_offset_has_no_note() {
        assert_eq!(CommitNote::from_metadata(""), None);
        assert_eq!(CommitNote::from_metadata("reset by hand"), None);
    }

    #[test]
    fn dead_letters_are_counted_in_a_row_and_as_a_share_of_the_last_records() {
        let mut rejects = Rejects::default();
        (0..SHARE_OF - 1).for_each(|_| rejects.count(true));
        assert_eq!((rejects.run, rejects.percent()), (SHARE_OF - 1, None));
        rejects.count(false);
        assert_eq!((rejects.run, rejects.percent()), (0, Some(99)));
        (0..5 * SHARE_OF).for_each(|n| rejects.count(n % 2 == 0));
        assert!(rejects.percent().is_some_and(|percent| (48..=60).contains(&percent)), "{rejects:?}");
        assert!(rejects.seen <= 2 * SHARE_OF);
    }
}
