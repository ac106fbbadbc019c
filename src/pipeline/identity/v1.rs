//! Identity as of 0.1.0. Frozen: followed by a next version, not edited.
//!
//! # The link key
//! What all links to one article have in common, and no link to another article has. It depends on nothing but the
//! link: no public suffix list, no list of tracking parameters (those were stripped before, and what a later list strips
//! more falls away where an article number decides).
//!
//! - **Host family**: the host without `www.`, `m.`, `mobile.`, `amp.` and their like. Other hosts of a site count.
//! - **Article number**: see [`number`]. Everything but the number falls away, save what may run a count of its own:
//!   languages, kinds of content (video, gallery), query parameters that are ids.
//! - **Slug**: where there is no number, a long slug (see [`path`]) with the dates before it.
//! - Else the whole path and query, without AMP's marks, index pages and the trailing slash.
//!
//! A short slug is only a hint ([`slug`]): under two rubrics it is one article where words and times agree as well.
//!
//! A front page, rubric or listing identifies nothing: [`link_key`] gives `None` and the text decides.
//!
//! # The fingerprint
//! Title and deck run together, compatibility forms, case and punctuation folded: see [`fold`]. It identifies together
//! with the time of publication: see [`span`].

mod host;
mod key;
mod number;
mod path;
mod rubrics;
pub mod span;
mod text;

use chrono::{DateTime, Utc};

use crate::headline::HeadlineId;

pub use key::{link_key, slug};
pub use text::{
    FoldedDeck, beginning, fingerprint, fold, fold_beginning, fold_together, goes_past, is_cut_of, run_together,
};

/// The number of this version, for the state's header.
pub const VERSION: u8 = 1;

/// The id of the headline that a link identifies.
pub fn id_by_link(site: &str, key: &str) -> HeadlineId {
    HeadlineId::digest(&["v1", "link", site, key])
}

/// The id of a headline that only its words and time identify; `turn` tells apart what would collide otherwise.
pub fn id_by_text(site: &str, text: &str, earliest: Option<DateTime<Utc>>, turn: u32) -> HeadlineId {
    let earliest = earliest.map_or_else(String::new, |earliest| earliest.timestamp_millis().to_string());
    HeadlineId::digest(&["v1", "text", site, text, &earliest, &turn.to_string()])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each line: a canonical link, its key, the id on the site `news.example`. A line is added, never changed.
    const GOLDEN: &str = include_str!("../../../tests/fixtures/identity/v1.tsv");

    #[test]
    fn golden_keys_and_ids() {
        for line in GOLDEN.lines() {
            let [link, key, id] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("three columns: {line}") };
            let found = link_key(link).unwrap_or_default();
            assert_eq!((found.as_str(), id_of(link).as_str()), (key, id), "{link}");
        }
        assert!(GOLDEN.lines().count() >= 30);
    }

    fn id_of(link: &str) -> String {
        link_key(link).map(|key| id_by_link("news.example", &key).to_string()).unwrap_or_default()
    }

    #[test]
    fn golden_ids_of_texts() {
        let noon = "2026-03-01T12:00:00Z".parse().ok();
        let text = run_together("Rain returns", Some("Bring a coat"));
        let id = |earliest, turn| id_by_text("news.example", &text, earliest, turn).to_string();
        assert_eq!(
            [id(noon, 0), id(None, 0), id(noon, 1)],
            ["kpd6ptejosdyv5jw7cjygi6im4", "spc55r77ucefw56wv3kw2mx4qi", "zkxdvz65vmmvckvslcsej2bzme"]
        );
    }
}
