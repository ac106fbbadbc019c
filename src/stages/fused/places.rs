//! In which partition each site was seen first: one that turns up in two is not keyed as the settings say.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Sites that are watched; further ones are not, rather than taking memory without bound.
const SITES: usize = 200_000;

/// The partitions of the sites that this process has seen. Shared by its lanes; it sees no other process' pages.
#[derive(Clone, Debug, Default)]
pub struct Places(Arc<Mutex<HashMap<Box<str>, i32>>>);

impl Places {
    /// The site's own partition, where that is not `partition`.
    pub(super) fn home(&self, site: &str, partition: i32) -> Option<i32> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(site) {
            Some(&home) => (home != partition).then_some(home),
            None => {
                if places.len() < SITES {
                    places.insert(site.into(), partition);
                }
                None
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_is_at_home_where_it_was_seen_first_by_any_lane() {
        let (places, other_lane) = (Places::default(), Places::default());
        assert_eq!(places.home("a.example", 3), None);
        assert_eq!(places.home("a.example", 3), None);
        assert_eq!(places.clone().home("a.example", 5), Some(3));
        assert_eq!(places.home("b.example", 5), None);
        assert_eq!(other_lane.home("a.example", 5), None);
    }
}
