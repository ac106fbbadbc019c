//! Invented news sites whose pages and headlines are known exactly: what the line must publish is computed from the input.

use std::collections::BTreeSet;

use chrono::{DateTime, TimeDelta, Utc};

use crate::rig::kafka::Record;

/// The newest item of every site is published here.
const START: i64 = 1_700_000_000;

/// A site that publishes a headline every two minutes.
#[derive(Clone, Copy, Debug)]
pub struct Newsroom {
    /// Its name: `<name>.example`.
    pub name: &'static str,
}

impl Newsroom {
    pub fn site(self) -> String {
        format!("{}.example", self.name)
    }

    pub fn title(self, number: usize) -> String {
        format!("{} council settles matter number {number} after a long debate", self.name)
    }

    fn published(number: usize) -> DateTime<Utc> {
        DateTime::from_timestamp(START, 0).unwrap() + TimeDelta::minutes(2 * i64::try_from(number).unwrap())
    }

    /// The page event of a page that shows the headlines `from .. from + count`, newest first.
    pub fn page(self, page: &str, from: usize, count: usize) -> Record {
        self.large_page(page, from, count, 0)
    }

    /// The same with so many bytes of article and markup around it.
    pub fn large_page(self, page: &str, from: usize, count: usize, filling: usize) -> Record {
        const PARAGRAPH: &str = "<div class=\"article__block\"><p>An article about <a href=\"/topic/nothing\">nothing</a> much.</p></div>\n";
        let article = PARAGRAPH.repeat(1 + filling / PARAGRAPH.len());
        let items: String = (from..from + count).rev().map(|number| self.item(number)).collect();
        let body = format!(
            "<!doctype html><html lang=\"en\"><title>{page}</title><body><h1>{page}</h1>{article}\
             <h2>Latest news</h2><ul class=\"list\">{items}</ul></body></html>"
        );
        let url = format!("https://www.{}/{page}", self.site());
        let fetched = Self::published(from + count) + TimeDelta::minutes(1);
        let event = serde_json::json!({"url": url, "body": body, "fetched_at": fetched.to_rfc3339(), "timezone": "Asia/Baku",
            "content_type": "text/html"});
        Record::keyed(url, event.to_string())
    }

    fn item(self, number: usize) -> String {
        let time = Self::published(number).format("%Y-%m-%dT%H:%M:%SZ");
        format!(
            "<li><a href=\"/news/{}-council-settles\">{}</a> <time datetime=\"{time}\">{}</time></li>",
            100_000 + number,
            self.title(number),
            Self::published(number).format("%H:%M")
        )
    }
}

/// The titles of the headlines `0 .. count` of these sites.
pub fn titles(sites: &[Newsroom], count: usize) -> BTreeSet<String> {
    sites.iter().flat_map(|site| (0..count).map(|number| site.title(number))).collect()
}
