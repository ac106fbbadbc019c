//! How much of what is labelled is found, by language and by kind of time.

use std::collections::BTreeMap;
use std::path::Path;

use headlined::extract;
use headlined::pipeline::extract::Rules;
use headlined::pipeline::normalize::Standing;
use serde_json::Value;

use super::Options;
use super::corpus::{self, Case};
use super::labels::{KINDS, kind_of_time, names, norm, same_link, same_time};

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
}

#[derive(Default)]
struct Figures {
    languages: BTreeMap<String, Tally>,
    kinds: BTreeMap<&'static str, Tally>,
    all: Tally,
}

/// Prints the figures of a set.
pub fn run(set: &Path, options: &Options) {
    let cases = corpus::load(set);
    let mut figures = Figures::default();
    for case in &cases {
        let page = case.page(case.fetched_at(), options.zone);
        let standings = extract(&page, &Rules::default()).unwrap_or_default();
        figures.page(case, standings, options);
    }
    println!("{} pages of {}", cases.len(), set.display());
    head("language", true);
    for (language, tally) in &figures.languages {
        row(language, tally, true);
    }
    row("all", &figures.all, true);
    head("kind of time", false);
    for kind in KINDS {
        figures.kinds.get(kind).into_iter().for_each(|tally| row(kind, tally, false));
    }
}

impl Figures {
    fn page(&mut self, case: &Case, mut left: Vec<Standing>, options: &Options) {
        let language = case.text("language").split(['-', '_']).next().unwrap_or_default().to_owned();
        let blocks = case.gold["blocks"].as_array().unwrap();
        let strings = |list: &Value| -> Vec<String> {
            list.as_array().into_iter().flatten().filter_map(Value::as_str).map(norm).collect()
        };
        let untimed: Vec<String> = blocks.iter().flat_map(|block| strings(&block["untimed"])).collect();
        for block in blocks {
            for item in block["items"].as_array().unwrap() {
                let counted = count(case, item, block["kind"].as_str(), &mut left, options);
                self.languages.entry(language.clone()).or_default().add(counted);
                self.kinds.entry(kind_of_time(item, &language)).or_default().add(counted);
                self.all.add(counted);
            }
        }
        // on a page without any list only what would be published counts as false
        let listless = blocks.is_empty();
        left.retain(|standing| !untimed.contains(&norm(&standing.title)) && (!listless || is_latest(standing)));
        let extra = Tally { extra: u32::try_from(left.len()).unwrap(), ..Tally::default() };
        self.languages.entry(language).or_default().add(extra);
        self.all.add(extra);
        for standing in left.iter().filter(|_| options.details) {
            println!("{} EXTRA {} {:?}", case.text("id"), standing.section.kind.name(), standing.title);
        }
    }
}

fn is_latest(standing: &Standing) -> bool {
    standing.section.kind.name() == "latest"
}

/// Looks for one labelled item among what is left of the page, and takes it out.
fn count(case: &Case, item: &Value, kind: Option<&str>, left: &mut Vec<Standing>, options: &Options) -> Tally {
    let mut tally = Tally { wanted: 1, ..Tally::default() };
    let title = item["title"].as_str().unwrap_or_default();
    let wanted = names(title, item["kicker"].as_str());
    let same = |found: &Standing| names(&found.title, found.kicker.as_deref()).iter().any(|name| wanted.contains(name));
    let other_kind = |found: &Standing| kind.is_some_and(|kind| kind != found.section.kind.name());
    let rank = |found: &Standing| (same_link(item, found.link.as_deref()) != Some(true), other_kind(found));
    let best = left.iter().enumerate().filter(|(_, found)| same(found)).min_by_key(|(_, found)| rank(found));
    let Some((at, _)) = best else {
        if options.details {
            println!("{} MISSED {title:?}", case.text("id"));
        }
        return tally;
    };
    let found = left.remove(at);
    tally.titles = 1;
    let time = same_time(item, found.published.as_ref(), case.text("timezone").parse().ok());
    tally.timed = u32::from(time.is_some());
    tally.times = u32::from(time == Some(true));
    let link = same_link(item, found.link.as_deref());
    let strict = time != Some(false) && link != Some(false) && !other_kind(&found);
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
    }
}

fn head(of: &str, whole: bool) {
    let f1 = if whole { "  extra   strict F1" } else { "" };
    println!("\n{of:<16} items  title  time right   strict{f1}");
}

fn row(name: &str, tally: &Tally, whole: bool) {
    let share = |part: u32, of: u32| if of == 0 { "     -".to_owned() } else { format!("{:6.3}", ratio(part, of)) };
    let (titles, times) = (share(tally.titles, tally.wanted), share(tally.times, tally.timed));
    print!("{name:<16} {:5} {titles}      {times}   {}", tally.wanted, share(tally.strict, tally.wanted));
    if whole {
        let reported = tally.titles + tally.extra;
        print!("  {:5}      {}", tally.extra, share(2 * tally.strict, reported + tally.wanted));
    }
    println!();
}

fn ratio(part: u32, of: u32) -> f64 {
    f64::from(part) / f64::from(of)
}
