//! What people know of single sites, for what the general rules do not find out. Data, never code.

use std::collections::BTreeMap;

use chrono_tz::Tz;

use super::List;
use crate::headline::SectionKind;

/// The rules of all sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules {
    sites: BTreeMap<String, SiteRule>,
}

/// What is known of one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SiteRule {
    /// The newsroom's zone; what a page event says goes before it.
    pub timezone: Option<Tz>,
    /// What kind of list stands under a heading.
    pub labels: BTreeMap<String, SectionKind>,
}

impl Rules {
    /// The rules of sites by their names. Headings are compared without case and with single blanks.
    pub fn new(sites: impl IntoIterator<Item = (String, SiteRule)>) -> Self {
        let folded = |rule: SiteRule| SiteRule {
            labels: rule.labels.into_iter().map(|(label, kind)| (fold(&label), kind)).collect(),
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

    /// The zone of a site's newsroom.
    pub fn timezone(&self, site: &str) -> Option<Tz> {
        self.sites.get(site)?.timezone
    }

    /// Gives the lists of a page of `site` the kinds that their headings have there.
    pub(super) fn relabel(&self, site: &str, lists: &mut [List]) {
        let Some(rule) = self.sites.get(site) else { return };
        for list in lists {
            let told = list.label.as_deref().and_then(|label| rule.labels.get(&fold(label)));
            list.kind = told.copied().unwrap_or(list.kind);
        }
    }
}

fn fold(label: &str) -> String {
    label.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heading_that_a_rule_names_decides_the_kind() {
        let rule =
            SiteRule { labels: [("Frisch  vom Kai".to_owned(), SectionKind::Latest)].into(), ..SiteRule::default() };
        let rules = Rules::new([("Harbour-Post.example".to_owned(), rule)]);
        let list = |label: &str| List { kind: SectionKind::Section, label: Some(label.to_owned()), items: Vec::new() };
        let mut lists = [list("FRISCH VOM KAI"), list("Sport")];
        rules.relabel("other.example", &mut lists);
        assert_eq!(lists.each_ref().map(|list| list.kind), [SectionKind::Section; 2]);
        rules.relabel("harbour-post.example", &mut lists);
        assert_eq!(lists.map(|list| list.kind), [SectionKind::Latest, SectionKind::Section]);
    }
}
