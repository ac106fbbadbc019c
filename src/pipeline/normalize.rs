//! What stands on the page → what is meant: instants, canonical links, tidy words.

use crate::headline::{PublishedAt, Section};

/// One headline in one list of one page, before the page is reconciled: what `headlined extract` prints.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The list and the place in it.
    pub section: Section,
    /// NFC, single blanks.
    pub title: String,
    /// NFC, single blanks.
    pub kicker: Option<String>,
    /// NFC, single blanks.
    pub deck: Option<String>,
    /// Absolute and canonical.
    pub link: Option<String>,
    /// Several different items of the page share this link.
    pub link_shared: bool,
    /// The instant, where the page tells one.
    pub published: Option<PublishedAt>,
    /// BCP 47.
    pub language: Option<String>,
}
