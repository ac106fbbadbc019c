//! A newsroom that is made up, with the truth known: how many headlines are falsely merged, how many split?
//!
//! `HEADLINED_ARTICLES=14000 cargo test --no-default-features --lib truth -- --nocapture` prints the figures over 100,000
//! edits; without the variable there are fewer, with much the same shares.

mod newsroom;

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use newsroom::{House, Shown};

/// In thousandths of the articles, the most that may be wrong.
const ALLOWED: f64 = 1.0;

/// Of each house, where `HEADLINED_ARTICLES` does not say how many.
const ARTICLES: usize = 1500;

fn articles() -> usize {
    let told = std::env::var_os("HEADLINED_ARTICLES");
    told.map_or(ARTICLES, |told| told.to_str().and_then(|told| told.parse().ok()).expect("a number of articles"))
}

struct Score {
    articles: usize,
    merged: usize,
    split: usize,
    joined: u64,
    published: usize,
    revised: usize,
}

fn score(shown: &[Shown]) -> Score {
    // however many there are: none is forgotten before it is judged
    let mut memory = memory_with(DedupeRules { horizon: TimeDelta::days(3650), ..rules() });
    let mut events = Vec::new();
    for one in shown {
        let verdicts = memory.observe(&one.sighting, one.sighting.page.fetched_at);
        events.extend(verdicts.into_iter().map(|verdict| verdict.event.event));
        memory.merge();
    }
    let mut ids: BTreeMap<usize, BTreeSet<HeadlineId>> = BTreeMap::new();
    let mut articles: BTreeMap<HeadlineId, BTreeSet<usize>> = BTreeMap::new();
    for one in shown {
        let Some(Known { id, .. }) = memory.find(&Facts::of(&one.sighting)) else { continue };
        ids.entry(one.article).or_default().insert(id);
        articles.entry(id).or_default().insert(one.article);
    }
    let count = |kind| events.iter().filter(|event| **event == kind).count();
    let wrong = |(house, id): (&str, &HeadlineId)| {
        if std::env::var_os("HEADLINED_SHOW").is_some() {
            let seen =
                shown.iter().filter(|one| memory.table.get(*id).is_some() && articles[id].contains(&one.article));
            let mut told = BTreeSet::new();
            for one in seen {
                let Sighting { title, deck, link, published, .. } = &one.sighting;
                let at = published.as_ref().map(|time| (time.earliest, time.precision));
                let line = format!("{house} {} {title:?} {deck:?} {link:?} {at:?}", one.article);
                if told.insert(line.clone()) {
                    println!("{line} {}", one.sighting.page.fetched_at);
                }
            }
        }
    };
    articles.iter().filter(|(_, articles)| articles.len() > 1).take(3).for_each(|(id, _)| wrong(("merged", id)));
    ids.iter().filter(|(_, ids)| ids.len() > 1).take(3).flat_map(|(_, ids)| ids).for_each(|id| wrong(("split", id)));
    Score {
        articles: ids.len(),
        merged: articles.values().filter(|articles| articles.len() > 1).map(|articles| articles.len() - 1).sum(),
        split: ids.values().map(|ids| ids.len() - 1).sum(),
        joined: memory.take_tally().joined,
        published: count(EventKind::Published),
        revised: count(EventKind::Revised),
    }
}

#[test]
fn false_merges_and_splits_are_rare() {
    let (mut lines, mut all) = (Vec::new(), 0);
    for house in House::ALL {
        let (shown, edits) = newsroom::shown(house, articles());
        all += edits;
        let score = score(&shown);
        let per_mille = |count: usize| 1000.0 * count as f64 / score.articles as f64;
        let (merged, split) = (per_mille(score.merged), per_mille(score.split));
        println!(
            "{house:?}: {} articles, {edits} edits, {} sightings, {} published, {} revised; merged {} ({merged:.2} ‰), split {} ({split:.2} ‰), joined {}",
            score.articles,
            shown.len(),
            score.published,
            score.revised,
            score.merged,
            score.split,
            score.joined,
        );
        lines.push((house, merged, split));
    }
    println!("{all} edits in all");
    for (house, merged, split) in lines {
        assert!(merged < ALLOWED && split < ALLOWED, "{house:?}: {merged:.2} ‰ merged, {split:.2} ‰ split");
    }
}
