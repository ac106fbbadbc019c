//! An invented news desk that publishes, edits, repeats itself and makes mistakes, and knows what must come out of it.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::chance::Chance;
use crate::judge::Seen;
use crate::pages::now;
use crate::rig::kafka::Record;

/// The sites; the clock of the last one's crawler is decades ahead.
const SITES: [&str; 4] = ["harbour", "valley", "northfield", "ahead"];
const AHEAD: usize = 3;
/// Headlines on a page.
const SHOWN: usize = 10;

/// One record in so many is poison, in a run of ordinary size.
const POISON: u64 = 12;
/// The broker's time of the first page of the site ahead lies so far back.
const BACK: TimeDelta = TimeDelta::minutes(20);
/// So many pages may come once more.
const KEPT: usize = 4096;

/// What the desk has done so far.
pub struct Desk {
    /// How many times as many records it has between two faults as in an ordinary run: poison is that much rarer.
    size: u64,
    pages: i64,
    /// Headlines on all pages so far, each as often as it was shown.
    pub shown: usize,
    /// Edits so far of each headline, by site.
    sites: [Vec<u32>; SITES.len()],
    /// Pages that may be sent once more, and how many headlines are on each.
    sent: Vec<(Record, usize)>,
    /// When the last page of the site ahead was written, epoch milliseconds: each is later than the one before, as that is
    /// all that tells which is newer.
    ahead_at: i64,
    /// Keys of the records that must become dead letters.
    pub poisoned: Vec<String>,
}

impl Desk {
    pub fn new(size: u64) -> Self {
        Self {
            size,
            pages: 0,
            shown: 0,
            sites: [const { Vec::new() }; SITES.len()],
            sent: Vec::new(),
            ahead_at: 0,
            poisoned: Vec::new(),
        }
    }

    /// The next record: something new, something edited, an old page once more; a few are poison.
    pub fn record(&mut self, chance: &mut Chance) -> Record {
        match chance.below(POISON * self.size) {
            0 => self.poison(chance),
            again if again < POISON * self.size / 3 && !self.sent.is_empty() => {
                let again = chance.below(self.sent.len() as u64) as usize;
                let (page, shown) = self.sent[again].clone();
                self.shown += shown;
                page
            }
            _ => self.page(chance),
        }
    }

    fn page(&mut self, chance: &mut Chance) -> Record {
        self.pages += 1;
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
        let shown = headlines.len().min(SHOWN);
        self.shown += shown;
        let number = chance.below(7);
        if site == AHEAD {
            // far enough back that none is stamped later than the clock of the lane that reads it, however fast they come
            self.ahead_at = (now() - BACK).timestamp_millis().max(self.ahead_at + 1);
            return Record { timestamp: Some(self.ahead_at), ..self.render(site, number, TimeDelta::days(27_000)) };
        }
        // some time later than the page before, and than all that it shows
        let page = self.render(site, number, TimeDelta::seconds(5 * self.pages));
        let oldest = self.pages.unsigned_abs() as usize % KEPT;
        match self.sent.get_mut(oldest) {
            Some(kept) => *kept = (page.clone(), shown),
            None => self.sent.push((page.clone(), shown)),
        }
        page
    }

    /// No page at all; a page too large; one that is too large even as a dead letter; one that panics the core.
    fn poison(&mut self, chance: &mut Chance) -> Record {
        let name = format!("poison-{}", self.poisoned.len());
        self.poisoned.push(name.clone());
        let page =
            |body: &str| serde_json::json!({"url": format!("https://www.{name}.example/"), "body": body}).to_string();
        let value = match chance.below(4) {
            0 => "{not json".to_owned(),
            1 => page(&"too large ".repeat(7_000)),
            2 => "no json and much too large ".repeat(10_000),
            _ => page("<p>A page that panics the core"),
        };
        Record::keyed(name, value)
    }

    fn render(&self, site: usize, page: u64, fetched: TimeDelta) -> Record {
        let (name, headlines) = (SITES[site], &self.sites[site]);
        let shown = headlines.len().saturating_sub(SHOWN)..headlines.len();
        let items: String = shown.rev().map(|number| item(name, number, headlines[number])).collect();
        let url = format!("https://www.{name}.example/page-{page}");
        let body = format!("<!doctype html><html lang=en><body><h2>Latest news</h2><ul>{items}</ul></body></html>");
        let fetched = at(0) + TimeDelta::days(1) + fetched;
        let event = serde_json::json!({"url": url, "body": body, "content_type": "text/html",
            "fetched_at": fetched.to_rfc3339(), "timezone": "Europe/Oslo"});
        Record::keyed(url, event.to_string())
    }

    /// How many headlines there are.
    pub fn headlines(&self) -> usize {
        self.sites.iter().map(Vec::len).sum()
    }

    /// What stands on the headline topic, in the order of its log, against what the desk has done.
    pub fn judge(&self, events: &[Value]) -> Seen {
        let mut by_id: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        for event in events {
            by_id.entry(event["id"].as_str().unwrap_or_default()).or_default().push(event);
        }
        let mut seen = Seen::default();
        let mut newest: BTreeMap<&str, usize> = BTreeMap::new();
        for events in by_id.values() {
            let revisions: Vec<u64> = events.iter().filter_map(|event| event["revision"].as_u64()).collect();
            seen.reordered += usize::from(!revisions.is_sorted());
            let mut once = revisions.clone();
            once.sort_unstable();
            once.dedup();
            seen.duplicated += revisions.len() - once.len();
            // a revision that is missing between others was lost
            seen.lost += once.last().map_or(0, |last| *last as usize + 1 - once.len());
            let last = events.iter().max_by_key(|event| event["revision"].as_u64());
            *newest.entry(last.and_then(|event| event["title"].as_str()).unwrap_or_default()).or_default() += 1;
        }
        for (name, headlines) in SITES.iter().zip(&self.sites) {
            for (number, edits) in headlines.iter().enumerate() {
                match newest.remove(title(name, number, *edits).as_str()) {
                    None => {
                        println!("faults: nobody was told last: {}", title(name, number, *edits));
                        seen.lost += 1;
                    }
                    Some(times) => seen.duplicated += times - 1,
                }
            }
        }
        seen.invented = newest.len();
        seen
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
