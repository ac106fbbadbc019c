//! How much of what is labelled is found, by language and by kind of time.

use std::collections::BTreeMap;
use std::path::Path;

use headlined::extract;
use headlined::pipeline::extract::Rules;
use headlined::pipeline::normalize::Standing;
use serde_json::Value;

use super::Options;
use super::corpus::{self, Case};
use super::labels::{KINDS, excludes, kind_of_time, names, norm, same_link, same_time};

/// What was counted of one group of items.
#[derive(Clone, Copy, Default)]
struct Tally {
    wanted: u32,
    titles: u32,
    /// Of `titles`, those whose labelled time is scored, and those of them that are right.
    timed: u32,
    times: u32,
    strict: u32,
    extra: u32,
    /// With the newsroom's zone not told: instants and bounds that were found, and those of them that exclude the truth.
    bounded: u32,
    wrong: u32,
}

#[derive(Default)]
struct Figures {
    languages: BTreeMap<String, Tally>,
    kinds: BTreeMap<&'static str, Tally>,
    all: Tally,
    held_out: Tally,
}

/// Prints the figures of a set.
pub fn run(set: &Path, options: &Options) {
    let cases = corpus::load(set);
    let mut figures = Figures::default();
    for case in &cases {
        let standings = |zone| extract(&case.page(case.fetched_at(), zone), &Rules::default()).unwrap_or_default();
        figures.page(case, standings(options.zone), options);
        figures.bounds(case, standings(false), options);
    }
    println!("{} pages of {}", cases.len(), set.display());
    head("language", true);
    for (language, tally) in &figures.languages {
        row(language, tally, true);
    }
    row("all", &figures.all, true);
    row("of these held out", &figures.held_out, true);
    head("kind of time", false);
    for kind in KINDS {
        figures.kinds.get(kind).into_iter().for_each(|tally| row(kind, tally, false));
    }
}

impl Figures {
    fn page(&mut self, case: &Case, mut left: Vec<Standing>, options: &Options) {
        let language = case.language().to_owned();
        let blocks = case.gold["blocks"].as_array().unwrap();
        let strings = |list: &Value| -> Vec<String> {
            list.as_array().into_iter().flatten().filter_map(Value::as_str).map(norm).collect()
        };
        let untimed: Vec<String> = blocks.iter().flat_map(|block| strings(&block["untimed"])).collect();
        for block in blocks {
            for item in block["items"].as_array().unwrap() {
                let counted = count(case, item, block["kind"].as_str(), &mut left, options);
                self.add(case, Some(kind_of_time(item, &language)), counted);
            }
        }
        // on a page without any list only what would be published counts as false
        let listless = blocks.is_empty();
        left.retain(|standing| !untimed.contains(&norm(&standing.title)) && (!listless || is_latest(standing)));
        let extra = Tally { extra: u32::try_from(left.len()).unwrap(), ..Tally::default() };
        self.add(case, None, extra);
        for standing in left.iter().filter(|_| options.details) {
            println!("{} EXTRA {} {:?}", case.text("id"), standing.section.kind.name(), standing.title);
        }
    }

    /// Counts the bounds of what was found without the newsroom's zone.
    fn bounds(&mut self, case: &Case, mut left: Vec<Standing>, options: &Options) {
        for block in case.gold["blocks"].as_array().unwrap() {
            for item in block["items"].as_array().unwrap() {
                let Some(found) = best(item, block["kind"].as_str(), &mut left) else { continue };
                let Some(published) = &found.published else { continue };
                let Some(wrong) = excludes(item, published, case) else { continue };
                if wrong && options.details {
                    let (earliest, latest) = (published.earliest.to_rfc3339(), published.latest.to_rfc3339());
                    println!(
                        "{} BOUNDS {:?}: {:?} in {} by {:?} gave [{earliest}, {latest}), labelled {}",
                        case.text("id"),
                        found.title,
                        published.text,
                        published.timezone,
                        published.timezone_source,
                        item["published_at"]
                    );
                }
                let counted = Tally { bounded: 1, wrong: u32::from(wrong), ..Tally::default() };
                self.add(case, Some(kind_of_time(item, case.language())), counted);
            }
        }
    }

    fn add(&mut self, case: &Case, kind: Option<&'static str>, counted: Tally) {
        self.languages.entry(case.language().to_owned()).or_default().add(counted);
        kind.into_iter().for_each(|kind| self.kinds.entry(kind).or_default().add(counted));
        self.all.add(counted);
        if case.is_held_out() {
            self.held_out.add(counted);
        }
    }
}

fn is_latest(standing: &Standing) -> bool {
    standing.section.kind.name() == "latest"
}

/// Takes the standing that a labelled item is out of what is left of the page.
fn best(item: &Value, kind: Option<&str>, left: &mut Vec<Standing>) -> Option<Standing> {
    let wanted = names(item["title"].as_str().unwrap_or_default(), item["kicker"].as_str());
    let same = |found: &Standing| names(&found.title, found.kicker.as_deref()).iter().any(|name| wanted.contains(name));
    let rank = |found: &Standing| (same_link(item, found.link.as_deref()) != Some(true), is_other_kind(kind, found));
    let best = left.iter().enumerate().filter(|(_, found)| same(found)).min_by_key(|(_, found)| rank(found));
    let at = best.map(|(at, _)| at)?;
    Some(left.remove(at))
}

fn is_other_kind(kind: Option<&str>, found: &Standing) -> bool {
    kind.is_some_and(|kind| kind != found.section.kind.name())
}

/// Looks for one labelled item among what is left of the page.
fn count(case: &Case, item: &Value, kind: Option<&str>, left: &mut Vec<Standing>, options: &Options) -> Tally {
    let mut tally = Tally { wanted: 1, ..Tally::default() };
    let title = item["title"].as_str().unwrap_or_default();
    let Some(found) = best(item, kind, left) else {
        if options.details {
            println!("{} MISSED {title:?}", case.text("id"));
        }
        return tally;
    };
    tally.titles = 1;
    let time = same_time(item, found.published.as_ref(), case.text("timezone").parse().ok());
    tally.timed = u32::from(time.is_some());
    tally.times = u32::from(time == Some(true));
    let link = same_link(item, found.link.as_deref());
    let strict = time != Some(false) && link != Some(false) && !is_other_kind(kind, &found);
    tally.strict = u32::from(strict);
    if options.details && !strict {
        let at = found.published.map(|published| published.at.to_rfc3339());
        println!(
            "{} WRONG {title:?}: time {time:?} ({at:?}, labelled {}), link {link:?}, kind {}",
            case.text("id"),
            item["published_at"],
            found.section.kind.name()
        );
    }
    tally
}

impl Tally {
    fn add(&mut self, other: Self) {
        self.wanted += other.wanted;
        self.titles += other.titles;
        self.timed += other.timed;
        self.times += other.times;
        self.strict += other.strict;
        self.extra += other.extra;
        self.bounded += other.bounded;
        self.wrong += other.wrong;
    }
}

fn head(of: &str, whole: bool) {
    let f1 = if whole { "  extra   strict F1" } else { "" };
    println!("\n{of:<17} items  title  time right  bounds wrong   strict{f1}");
}

fn row(name: &str, tally: &Tally, whole: bool) {
    let share = |part: u32, of: u32| if of == 0 { "     -".to_owned() } else { format!("{:6.3}", ratio(part, of)) };
    let (titles, times) = (share(tally.titles, tally.wanted), share(tally.times, tally.timed));
    let wrong = share(tally.wrong, tally.bounded);
    print!(
        "{name:<17} {:5} {titles}      {times}        {wrong}   {}",
        tally.wanted,
        share(tally.strict, tally.wanted)
    );
    if whole {
        let reported = tally.titles + tally.extra;
        print!("  {:5}      {}", tally.extra, share(2 * tally.strict, reported + tally.wanted));
    }
    println!();
}

fn ratio(part: u32, of: u32) -> f64 {
    f64::from(part) / f64::from(of)
}
