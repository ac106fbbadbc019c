//! Fields reconciled by link: a headline that a list shows without a time, or with a coarse one, has the time that the
//! data of the page tell of the same link.

use std::collections::HashMap;

use url::Url;

use super::super::data::Data;
use super::super::explain::Sink;
use super::super::{Item, List};
use crate::pipeline::written_time::{AgoUnit, Reading, WrittenTime};

/// Links that are looked for in a script before it is read.
const SAMPLE: usize = 8;
/// Shortest end of a path that tells an article.
const SHORTEST: usize = 6;

/// The items that lack a time or have a coarse one.
pub(super) struct Wanted {
    /// List and place in it.
    places: Vec<(usize, usize)>,
    /// The ends of some of their links.
    tails: Vec<String>,
}

pub(super) fn wanted(lists: &[List]) -> Wanted {
    let items = lists.iter().enumerate().flat_map(|(at, list)| list.items.iter().enumerate().map(move |i| (at, i)));
    let lacking = items.filter(|(_, (_, item))| item.link.is_some() && is_coarse(item));
    let places: Vec<(usize, usize)> = lacking.map(|(list, (item, _))| (list, item)).collect();
    let link = |(list, item): &(usize, usize)| lists.get(*list)?.items.get(*item)?.link.as_deref();
    let tails = places.iter().filter_map(link).filter_map(tail).take(SAMPLE).collect();
    Wanted { places, tails }
}

impl Wanted {
    /// Whether `script` speaks of any of them.
    pub(super) fn are_told_in(&self, script: &str) -> bool {
        self.tails.iter().any(|tail| script.contains(tail.as_str()))
    }
}

/// The last part of the path.
fn tail(link: &str) -> Option<String> {
    let path = link.split(['?', '#']).next()?.trim_end_matches('/');
    path.rsplit('/').next().filter(|tail| tail.len() >= SHORTEST).map(str::to_owned)
}

/// Gives `wanted` items the times that `data` tell of their links.
pub(super) fn times(lists: &mut [List], wanted: Wanted, data: [&Data; 2], base: &Url, sink: &mut Sink) {
    if wanted.places.is_empty() || data.iter().all(|data| data.records.is_empty()) {
        return;
    }
    let mut told: HashMap<String, &WrittenTime> = HashMap::new();
    for record in data.into_iter().flat_map(|data| &data.records).filter(|record| is_fine(&record.time)) {
        if let Some(link) = base.join(&record.link).ok().as_ref().and_then(key) {
            told.entry(link).or_insert(&record.time);
        }
    }
    for (list, at) in wanted.places {
        let Some(item) = lists.get_mut(list).and_then(|list| list.items.get_mut(at)) else { continue };
        let link = item.link.as_deref().and_then(|link| Url::parse(link).ok()).as_ref().and_then(key);
        if let Some(time) = link.and_then(|link| told.get(&link)) {
            item.times.push((*time).clone());
            sink.filled(list, at, time);
        }
    }
}

/// What two links to one article share.
fn key(link: &Url) -> Option<String> {
    let host = link.host_str()?;
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
    let path = link.path().trim_end_matches('/');
    (path.len() > 1).then(|| format!("{host}{path}?{}", link.query().unwrap_or_default()))
}

/// No time of day stands there, nor how many minutes ago it was.
fn is_coarse(item: &Item) -> bool {
    let minutes = |time: &WrittenTime| {
        matches!(time.reading, Reading::Clock { .. } | Reading::Ago { unit: AgoUnit::Second | AgoUnit::Minute, .. })
    };
    !item.times.iter().any(|time| is_fine(time) || minutes(time))
}

fn is_fine(time: &WrittenTime) -> bool {
    matches!(
        time.reading,
        Reading::Unix { .. } | Reading::Date { time: Some(_), .. } | Reading::Day { time: Some(_), .. }
    )
}
