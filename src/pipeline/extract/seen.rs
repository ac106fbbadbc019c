//! Lists that stand on a page more than once.

use std::collections::HashMap;

use crate::pipeline::text::words::fold;

use super::List;

/// Lists that are there already: a list that stands twice (for two widths of screen) is one.
#[derive(Default)]
pub(super) struct Seen(HashMap<Vec<String>, Vec<Option<String>>>);

impl Seen {
    /// Whether no list of the same titles stands under the same heading, or one of the two under none.
    pub(super) fn is_new(&mut self, list: &List) -> bool {
        let titles = list.items.iter().map(|i| fold(&i.title)).collect();
        let labels = self.0.entry(titles).or_default();
        let new = !labels.iter().any(|l| *l == list.label || l.is_none() || list.label.is_none());
        labels.push(list.label.clone());
        new
    }
}
