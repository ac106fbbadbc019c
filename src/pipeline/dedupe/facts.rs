//! What a sighting says about identity: computed here, by one owner.

use super::time::minute;
use crate::contract::sighting::Sighting;
use crate::headline::HeadlineId;
use crate::pipeline::identity::v1;

/// A sighting with what identifies it.
#[derive(Debug)]
pub(super) struct Facts<'a> {
    pub(super) sighting: &'a Sighting,
    /// The id that its link gives, where the link identifies.
    pub(super) link: Option<HeadlineId>,
    /// Its words and time.
    pub(super) text: Text,
    /// When the page was fetched.
    pub(super) fetched_at: i64,
}

/// One wording at one time, as it is compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Text {
    /// The link that identifies its headline, if one does.
    pub(super) link: Option<String>,
    pub(super) wording: Wording,
    /// `[earliest, latest)` of the time.
    pub(super) interval: Option<(i64, i64)>,
    /// The minute of publication, where it is told so finely.
    pub(super) minute: Option<i64>,
}

/// A title with its deck, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wording {
    pub(super) title: String,
    pub(super) deck: Option<String>,
    /// Title and deck run together.
    pub(super) whole: String,
}

impl Wording {
    /// Folds a title and its deck.
    pub(super) fn of(title: &str, deck: Option<&str>) -> Self {
        Self { title: v1::fold(title), deck: deck.map(v1::fold), whole: v1::run_together(title, deck) }
    }
}

impl<'a> Facts<'a> {
    /// Looks at a sighting.
    pub(super) fn of(sighting: &'a Sighting) -> Self {
        let key = sighting.link.as_deref().filter(|_| !sighting.link_shared).and_then(v1::link_key);
        let published = sighting.published.as_ref();
        let text = Text {
            link: sighting.link.clone().filter(|_| key.is_some()),
            wording: Wording::of(&sighting.title, sighting.deck.as_deref()),
            interval: published.map(|time| (time.earliest.timestamp_millis(), time.latest.timestamp_millis())),
            minute: published.and_then(|time| minute(time.precision, time.at.timestamp_millis())),
        };
        let link = key.map(|key| v1::id_by_link(&sighting.site, &key));
        Self { sighting, link, text, fetched_at: sighting.page.fetched_at.timestamp_millis() }
    }
}

/// Whether two intervals overlap; an unknown time may be any.
pub(super) fn overlap(one: Option<(i64, i64)>, other: Option<(i64, i64)>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.0 < other.1 && other.0 < one.1)
}
