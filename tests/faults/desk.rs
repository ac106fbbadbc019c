//! An invented news desk that publishes, edits and repeats itself, and knows what must come out of it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::rig::kafka::Record;
use crate::rig::reader::Headline;

/// A small generator (SplitMix64): the same seed, the same run.
pub struct Chance(u64);

impl Chance {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end.max(1)
    }
}

const SITES: [&str; 3] = ["harbour", "valley", "northfield"];
/// Headlines on a page.
const SHOWN: usize = 10;

/// What the desk has done so far.
pub struct Desk {
    minute: i64,
    /// Edits so far of each headline, by site.
    sites: [Vec<u32>; SITES.len()],
    /// Pages that may be sent once more.
    sent: Vec<Record>,
}

impl Desk {
    pub fn new() -> Self {
        Self { minute: 0, sites: [const { Vec::new() }; SITES.len()], sent: Vec::new() }
    }

    /// The next page event: something new, something edited, or an old page once more.
    pub fn page(&mut self, chance: &mut Chance) -> Record {
        if !self.sent.is_empty() && chance.below(4) == 0 {
            let again = chance.below(self.sent.len() as u64) as usize;
            return self.sent[again].clone();
        }
        self.minute += 1;
        let site = chance.below(SITES.len() as u64) as usize;
        let headlines = &mut self.sites[site];
        let recent = headlines.len().saturating_sub(SHOWN - 1);
        match chance.below(3) {
            0 if headlines.len() > recent => {
                let edited = recent + chance.below((headlines.len() - recent) as u64) as usize;
                headlines[edited] += 1;
            }
            _ => headlines.push(0),
        }
        let page = self.render(site, chance.below(7));
        self.sent.push(page.clone());
        page
    }

    fn render(&self, site: usize, page: u64) -> Record {
        let (name, headlines) = (SITES[site], &self.sites[site]);
        let shown = headlines.len().saturating_sub(SHOWN)..headlines.len();
        let items: String = shown.rev().map(|number| item(name, number, headlines[number])).collect();
        let url = format!("https://www.{name}.example/page-{page}");
        let body = format!("<!doctype html><html lang=en><body><h2>Latest news</h2><ul>{items}</ul></body></html>");
        let fetched = at(0) + TimeDelta::days(1) + TimeDelta::minutes(self.minute);
        let event = serde_json::json!({"url": url, "body": body, "content_type": "text/html",
            "fetched_at": fetched.to_rfc3339(), "timezone": "Europe/Oslo"});
        Record::keyed(url, event.to_string())
    }

    /// What stands on the headline topic against what the desk has done.
    pub fn judge(&self, events: &[Headline]) -> Findings {
        let mut by_id: BTreeMap<&str, Vec<&Headline>> = BTreeMap::new();
        for event in events {
            by_id.entry(event.id()).or_default().push(event);
        }
        let mut findings = Findings { events: events.len(), ..Findings::default() };
        let mut told: BTreeMap<&str, u32> = BTreeMap::new();
        for events in by_id.values() {
            let revisions: Vec<u64> = events.iter().filter_map(|event| event.value["revision"].as_u64()).collect();
            findings.reordered += usize::from(!revisions.is_sorted());
            let mut once = revisions.clone();
            once.sort_unstable();
            once.dedup();
            findings.duplicated += revisions.len() - once.len();
            let newest = events.iter().max_by_key(|event| event.value["revision"].as_u64());
            *told.entry(newest.map_or("", |event| event.title())).or_default() += 1;
        }
        for (name, headlines) in SITES.iter().zip(&self.sites) {
            for (number, edits) in headlines.iter().enumerate() {
                findings.headlines += 1;
                match told.remove(title(name, number, *edits).as_str()) {
                    None => findings.lost += 1,
                    Some(times) => findings.duplicated += times as usize - 1,
                }
            }
        }
        findings.invented = told.len();
        findings
    }
}

/// The verdict; all but the first two are to be 0.
#[derive(Clone, Copy, Debug, Default)]
pub struct Findings {
    pub headlines: usize,
    pub events: usize,
    pub lost: usize,
    pub invented: usize,
    pub duplicated: usize,
    pub reordered: usize,
}

impl Findings {
    pub fn is_clean(&self) -> bool {
        self.lost + self.invented + self.duplicated + self.reordered == 0
    }
}

fn at(number: usize) -> DateTime<Utc> {
    DateTime::from_timestamp(1_700_000_000, 0).expect("a valid instant") + TimeDelta::seconds(20 * number as i64)
}

fn title(site: &str, number: usize, edits: u32) -> String {
    match edits {
        0 => format!("The {site} council decides on matter number {number}"),
        edits => format!("Update {edits}: the {site} council changes its mind on matter number {number}"),
    }
}

fn item(site: &str, number: usize, edits: u32) -> String {
    let (time, title) = (at(number).format("%Y-%m-%dT%H:%M:%SZ"), title(site, number, edits));
    format!(
        "<li><a href=\"/news/{}-decision\">{title}</a> <time datetime=\"{time}\">{time}</time></li>",
        100_000 + number
    )
}
