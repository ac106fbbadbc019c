//! What people know of single sites, for what the general rules do not find out. Data, never code.

mod applied;
mod card;

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::kind::{self, Says};
use crate::headline::SectionKind;
use crate::pipeline::html::selector::Selector;
pub(super) use applied::Applied;

/// The rules of all sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    sites: BTreeMap<String, SiteRule>,
}

/// What is known of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteRule {
    /// Nothing is taken from its pages.
    pub off: bool,
    /// The newsroom's zone; what a page event says goes before it.
    pub timezone: Option<Tz>,
    /// BCP 47; what a page event says goes before it.
    pub language: Option<String>,
    /// What stands under a heading.
    pub labels: BTreeMap<String, Named>,
    /// Elements that nothing is taken from.
    pub ignore: Vec<Selector>,
    /// Elements that are lists.
    pub blocks: Vec<BlockRule>,
}

/// What a rule says of the list under a heading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Named {
    /// It is of this kind.
    Kind(SectionKind),
    /// It is no list of headlines.
    None,
}

/// An element that is a list, and how its items are read where the general rules read them wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BlockRule {
    /// The elements that are such lists.
    pub select: Selector,
    /// Their kind.
    pub kind: SectionKind,
    /// Their heading; else the one that is found.
    pub label: Option<String>,
    /// The items in them; where absent, the general rules look for lists in there.
    pub item: Option<Selector>,
    /// What the fields of an item are read from; where absent, the general rules find them.
    pub fields: FieldRules,
}

/// The element of an item that each field is read from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FieldRules {
    /// The headline.
    pub title: Option<Selector>,
    /// The small line above it.
    pub kicker: Option<Selector>,
    /// The teaser.
    pub deck: Option<Selector>,
    /// The link, or an element around or within one.
    pub link: Option<Selector>,
    /// The times.
    pub time: Option<Selector>,
}

/// A site that nobody has said anything about.
static NOTHING: SiteRule = SiteRule {
    off: false,
    timezone: None,
    language: None,
    labels: BTreeMap::new(),
    ignore: Vec::new(),
    blocks: Vec::new(),
};

impl Rules {
    /// The rules of sites by their names. Headings are compared without case and with single blanks.
    pub fn new(sites: impl IntoIterator<Item = (String, SiteRule)>) -> Self {
        let folded = |rule: SiteRule| SiteRule {
            labels: rule.labels.into_iter().map(|(label, named)| (fold(&label), named)).collect(),
            ..rule
        };
        Self { sites: sites.into_iter().map(|(site, rule)| (site.to_lowercase(), folded(rule))).collect() }
    }

    /// How many sites have rules.
    pub fn len(&self) -> usize {
        self.sites.len()
    }

    /// Whether no site has any.
    pub fn is_empty(&self) -> bool {
        self.sites.is_empty()
    }

    /// What is known of a site; of most, nothing.
    pub fn site(&self, site: &str) -> &SiteRule {
        self.sites.get(site).unwrap_or(&NOTHING)
    }

    /// The zone of a site's newsroom.
    pub fn timezone(&self, site: &str) -> Option<Tz> {
        self.site(site).timezone
    }
}

impl SiteRule {
    /// What the rule itself says of the list under a heading.
    pub(super) fn named(&self, heading: &str) -> Option<Says> {
        if self.labels.is_empty() {
            return None;
        }
        self.labels.get(&fold(heading)).map(|named| match named {
            Named::Kind(kind) => Says::Kind(*kind),
            Named::None => Says::Foreign,
        })
    }

    /// What the rule, or else the words of a heading say of its list.
    pub(super) fn says(&self, heading: &str) -> Option<Says> {
        self.named(heading).or_else(|| kind::of_heading(heading))
    }
}

fn fold(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests;
