//! When what was found is what was labelled.

use chrono::{DateTime, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Utc};
use chrono_tz::Tz;
use headlined::headline::PublishedAt;
use headlined::pipeline::written_time::{self, Reading};
use serde_json::Value;
use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::corpus::Case;

/// The kinds of time that are told apart, as a reader sees them.
pub const KINDS: [&str; 7] = ["absolute", "date only", "clock", "relative", "attribute only", "other words", "no time"];

/// Words without what typesetting adds.
pub fn norm(text: &str) -> String {
    let plain: String = text.nfkc().map(plain).collect::<String>().to_lowercase();
    let words: Vec<&str> = plain.split_whitespace().collect();
    words.join(" ").trim_matches([' ', '.', ':', '|', '-', '»', '›']).to_owned()
}

fn plain(c: char) -> char {
    match c {
        '‘' | '’' => '\'',
        '“' | '”' => '"',
        '–' | '—' => '-',
        c => c,
    }
}

/// What a headline may be called: its title, with its kicker or without.
pub fn names(title: &str, kicker: Option<&str>) -> Vec<String> {
    let mut names = vec![norm(title)];
    if let Some(kicker) = kicker.filter(|kicker| !kicker.is_empty()) {
        names.extend([norm(&format!("{kicker} {title}")), norm(&format!("{kicker}: {title}"))]);
    }
    names
}

/// Whether the time is the labelled one; `None` where the labels don't say.
pub fn same_time(item: &Value, found: Option<&PublishedAt>, zone: Option<Tz>) -> Option<bool> {
    let wanted = item["published_at"].as_str()?;
    let Some(found) = found else { return Some(false) };
    let Ok(at) = DateTime::parse_from_rfc3339(wanted) else {
        let there = zone.map(|zone| found.at.with_timezone(&zone).date_naive().to_string());
        return Some(found.at.date_naive().to_string() == wanted || there.as_deref() == Some(wanted));
    };
    let slack = match item["precision"].as_str() {
        Some("hour") => TimeDelta::hours(1),
        Some("day") => TimeDelta::days(1),
        _ => TimeDelta::minutes(1),
    };
    Some((found.at.to_utc() - at.to_utc()).abs() <= slack)
}

/// Whether the bounds shut out the labelled time: they neither hold all of what the label leaves open before the fetch nor
/// lie within it. `None` where the labels don't say.
pub fn excludes(item: &Value, found: &PublishedAt, case: &Case) -> Option<bool> {
    let (earliest, latest) = labelled(item, case)?;
    let holds = found.earliest <= earliest && latest.min(case.fetched_at()) <= found.latest;
    let within = earliest <= found.earliest && found.latest <= latest;
    Some(!holds && !within)
}

/// A day lasts from midnight to midnight in the newsroom's zone. What was long ago by the hour is labelled by one instant.
fn labelled(item: &Value, case: &Case) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
    let wanted = item["published_at"].as_str()?;
    if let Ok(day) = wanted.parse::<NaiveDate>() {
        let zone: Tz = case.text("timezone").parse().ok()?;
        let midnight = |day: NaiveDate| zone.from_local_datetime(&day.and_time(NaiveTime::MIN)).earliest();
        return Some((midnight(day)?.to_utc(), midnight(day.checked_add_days(Days::new(1))?)?.to_utc()));
    }
    let at = DateTime::parse_from_rfc3339(wanted).ok()?.to_utc();
    let minute = item["precision"].as_str() == Some("minute") && kind_of_time(item, case.language()) != "relative";
    let unit = if minute { TimeDelta::minutes(1) } else { TimeDelta::seconds(1) };
    Some((at, at + unit))
}

/// Whether a link is the labelled one; `None` where the labels don't say.
pub fn same_link(item: &Value, found: Option<&str>) -> Option<bool> {
    let wanted = item["url"].as_str().filter(|url| !url.is_empty())?;
    Some(found.and_then(bare).is_some_and(|found| Some(found) == bare(wanted)))
}

/// Host and path, and what of the query is no tracking.
fn bare(link: &str) -> Option<(String, Vec<(String, String)>)> {
    const TRACKING: [&str; 13] =
        ["utm_", "fbclid", "gclid", "mc_", "ref_", "cmp", "icid", "intcid", "xtor", "at_", "wt_mc", "share", "source"];
    const NAMES: [&str; 3] = ["ref", "ito", "from"];
    let url = Url::parse(link).ok()?;
    let host = url.host_str()?.trim_start_matches("www.").to_owned();
    let path = percent_encoding::percent_decode_str(url.path()).decode_utf8_lossy().trim_end_matches('/').to_owned();
    let tracks = |name: &str| NAMES.contains(&name) || TRACKING.iter().any(|start| name.starts_with(start));
    let mut query: Vec<(String, String)> = url
        .query_pairs()
        .filter(|(name, _)| !tracks(&name.to_lowercase()))
        .map(|(n, v)| (n.into(), v.into()))
        .collect();
    query.sort();
    Some((host + &path, query))
}

/// The kind of time that an item shows.
pub fn kind_of_time(item: &Value, language: &str) -> &'static str {
    let shown = item["time_text"].as_str().filter(|text| !text.is_empty());
    let Some(text) = shown else {
        return if item["time_attr"].is_string() { "attribute only" } else { "no time" };
    };
    let read = written_time::read(text, Some(language)).or_else(|| Some(written_time::find(text, Some(language))?.1));
    match read.map(|time| time.reading) {
        Some(Reading::Date { time: Some(_), .. } | Reading::Unix { .. }) => "absolute",
        Some(Reading::Date { time: None, .. }) => "date only",
        Some(Reading::Clock { .. }) => "clock",
        Some(Reading::Ago { .. } | Reading::Day { .. }) => "relative",
        None => "other words",
    }
}
