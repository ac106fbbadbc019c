//! Written times of one list → instants.

use chrono_tz::Tz;

use crate::headline::PublishedAt;
use crate::pipeline::decode::Page;
use crate::pipeline::extract::{List, PageFacts};

/// The instant of each item of `list`, in its order; `None` where nothing is known.
pub fn solve(list: &List, _page: &Page, _facts: &PageFacts, _rule_timezone: Option<Tz>) -> Vec<Option<PublishedAt>> {
    vec![None; list.items.len()]
}
