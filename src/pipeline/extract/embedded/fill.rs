//! Fields reconciled by link: a headline that a list shows without a time, or with a coarse one, has the time that the
//! data of the page tell of the same link; one that is cut off has the whole words.

use std::collections::HashMap;

use url::Url;

use super::super::card::fuller;
use super::super::data::{Data, Record};
use super::super::explain::Sink;
use super::super::{Item, List};
use crate::pipeline::written_time::{AgoUnit, Reading, WrittenTime};

/// Links that are looked for in a script before it is read.
const SAMPLE: usize = 8;
/// Shortest end of a path that tells an article.
const SHORTEST: usize = 6;

/// The items that lack a time, have a coarse one or a title that is cut off.
pub(super) struct Wanted {
    /// List and place in it.
    places: Vec<(usize, usize)>,
    /// The ends of some of their links.
    tails: Vec<String>,
}

pub(super) fn wanted(lists: &[List]) -> Wanted {
    let items = lists.iter().enumerate().flat_map(|(at, list)| list.items.iter().enumerate().map(move |i| (at, i)));
    let lacking = items.filter(|(_, (_, item))| item.link.is_some() && (is_coarse(item) || is_cut(item)));
    let places: Vec<(usize, usize)> = lacking.map(|(list, (item, _))| (list, item)).collect();
    let link = |(list, item): &(usize, usize)| lists.get(*list)?.items.get(*item)?.link.as_deref();
    let tails = places.iter().filter_map(link).filter_map(tail).take(SAMPLE).collect();
    Wanted { places, tails }
}

impl Wanted {
    /// Nothing is lacking.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

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

/// Gives `wanted` items the times and words that `data` tell of their links.
pub(super) fn fields(lists: &mut [List], wanted: Wanted, data: [&Data; 2], base: &Url, sink: &mut Sink) {
    if wanted.is_empty() || data.iter().all(|data| data.records.is_empty()) {
        return;
    }
    let mut told: HashMap<String, &Record> = HashMap::new();
    for record in data.into_iter().flat_map(|data| &data.records).filter(|record| is_fine(&record.time)) {
        if let Some(link) = base.join(&record.link).ok().as_ref().and_then(key) {
            told.entry(link).or_insert(record);
        }
    }
    for (list, at) in wanted.places {
        let Some(item) = lists.get_mut(list).and_then(|list| list.items.get_mut(at)) else { continue };
        let link = item.link.as_deref().and_then(|link| Url::parse(link).ok()).as_ref().and_then(key);
        let Some(record) = link.and_then(|link| told.get(&link)) else { continue };
        let time = Some(&record.time).filter(|_| is_coarse(item));
        if is_cut(item) && item.whole.is_none() && fuller::is_whole(&record.title, &item.title) {
            item.whole = Some(record.title.clone());
        }
        item.times.extend(time.cloned());
        sink.filled(list, at, time, item.whole.as_deref());
    }
}

/// What two links to one article share.
fn key(link: &Url) -> Option<String> {
    let host = link.host_str()?;
    let host = host.strip_prefix("www.").or_else(|| host.strip_prefix("m.")).unwrap_or(host);
    let path = link.path().trim_end_matches('/');
    (path.len() > 1).then(|| format!("{host}{path}?{}", link.query().unwrap_or_default()))
}

/// The title is cut off, and its whole not known yet.
fn is_cut(item: &Item) -> bool {
    item.whole.is_none() && fuller::cut(&item.title).is_some()
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
