//! Pages of scenarios: a news site beside the integration tests' newsroom, with lists of any kind and edits at any time.

use chrono::{DateTime, TimeDelta, Utc};

pub use crate::it::newsroom::Newsroom;
use crate::rig::kafka::Record;

/// The site whose page is sent last.
pub const LAST: Newsroom = Newsroom { name: "finis" };

/// The present, for pages that are about it.
#[allow(clippy::disallowed_methods, reason = "a crawler's clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now()
}

/// A list of headlines under a heading; their times are two days before `fetched_at`, a minute apart.
pub fn list(heading: &str, fetched_at: DateTime<Utc>, titles: &[&str]) -> Record {
    let published = now() - TimeDelta::days(2);
    let item = |(number, title): (usize, &&str)| {
        let time = (published - TimeDelta::minutes(number as i64)).format("%Y-%m-%dT%H:%M:00Z");
        format!("<li><a href=\"/news/{}-a\">{title}</a> <time datetime=\"{time}\">{time}</time></li>", 500_000 + number)
    };
    let items: String = titles.iter().enumerate().map(item).collect();
    let body =
        format!("<!doctype html><html lang=en><body><h1>A page</h1><h2>{heading}</h2><ul>{items}</ul></body></html>");
    let url = "https://www.paper.example/page";
    let event = serde_json::json!({"url": url, "body": body, "content_type": "text/html", "fetched_at": fetched_at.to_rfc3339(),
        "timezone": "Europe/Oslo"});
    Record::keyed(url, event.to_string())
}

/// Five titles of a site.
pub fn titles(site: Newsroom, count: usize) -> impl Iterator<Item = String> {
    (0..count).map(move |number| format!("published {}", site.title(number)))
}
