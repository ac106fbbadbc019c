//! Lists that stand on a page more than once.

use std::collections::HashMap;

use crate::pipeline::text::words::fold;

use super::List;

/// Most lists that are remembered of one title.
const MOST: usize = 32;

/// Lists that are there already: a list that stands twice (for two widths of screen) is one.
#[derive(Default)]
pub(super) struct Seen {
    /// Heading and length of each list.
    lists: Vec<(Option<String>, usize)>,
    /// The lists that each title stands in.
    titles: HashMap<String, Vec<usize>>,
}

impl Seen {
    /// Whether no list of nearly the same titles stands under the same heading, or one of the two under none.
    pub(super) fn is_new(&mut self, list: &List) -> bool {
        let titles: Vec<String> = list.items.iter().map(|i| fold(&i.title)).collect();
        let mut shared: HashMap<usize, usize> = HashMap::new();
        for at in titles.iter().filter_map(|t| self.titles.get(t)).flatten() {
            *shared.entry(*at).or_default() += 1;
        }
        let same = |(at, shared): (&usize, &usize)| {
            let (label, len) = self.lists.get(*at).map_or((&None, 0), |(label, len)| (label, *len));
            let labels = *label == list.label || ((label.is_none() || list.label.is_none()) && len == titles.len());
            labels && shared * 5 >= len.max(titles.len()) * 4
        };
        let new = !shared.iter().any(same);
        let at = self.lists.len();
        self.lists.push((list.label.clone(), titles.len()));
        self.titles.reserve(titles.len());
        for title in titles {
            let lists = self.titles.entry(title).or_default();
            lists.extend((lists.len() < MOST).then_some(at));
        }
        new
    }
}
