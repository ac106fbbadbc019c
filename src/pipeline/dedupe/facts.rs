//! What a sighting says about identity: computed here, by one owner.

use std::sync::Arc;

use crate::contract::sighting::Sighting;
use crate::headline::HeadlineId;
use crate::pipeline::identity::v1::span::Span;
use crate::pipeline::identity::v1::{self, FoldedDeck};

/// A sighting with what identifies it.
#[derive(Clone, Debug)]
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
    pub(super) wording: Arc<Wording>,
    /// When it was published.
    pub(super) span: Option<Span>,
}

/// A title with its deck, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wording {
    pub(super) title: String,
    pub(super) deck: Option<String>,
    /// Title and deck run together.
    pub(super) whole: String,
    /// What the title says before its ellipsis, where it is cut off.
    pub(super) beginning: Option<String>,
}

impl Text {
    /// The minute of publication, where it is told so finely.
    pub(super) fn minute(&self) -> Option<i64> {
        self.span?.minute
    }

    /// `[earliest, latest)` of the time.
    pub(super) fn bounds(&self) -> Option<(i64, i64)> {
        self.span.map(|span| span.bounds)
    }
}

impl Wording {
    /// Folds a title above its deck.
    pub(super) fn of(title: &str, deck: Option<&FoldedDeck>) -> Self {
        let beginning = v1::beginning(title);
        let (title, whole) = v1::fold_together(title, deck);
        Self { title, deck: deck.map(|deck| deck.as_str().to_owned()), whole, beginning }
    }
}

impl<'a> Facts<'a> {
    /// Looks at a sighting.
    pub(super) fn of(sighting: &'a Sighting) -> Self {
        let key = sighting.link.as_deref().filter(|_| !sighting.link_shared).and_then(v1::link_key);
        let deck = sighting.deck.as_deref().map(FoldedDeck::of);
        let text = Text {
            link: sighting.link.clone().filter(|_| key.is_some()),
            wording: Arc::new(Wording::of(&sighting.title, deck.as_ref())),
            span: sighting.published.as_ref().map(Span::told),
        };
        let link = key.map(|key| v1::id_by_link(&sighting.site, &key));
        Self { sighting, link, text, fetched_at: sighting.page.fetched_at.timestamp_millis() }
    }
}
