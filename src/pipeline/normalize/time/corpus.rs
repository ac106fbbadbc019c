//! The solver on the times of labelled pages, where `HEADLINED_CORPUS` names a folder of them.

use std::fs;
use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde_json::Value;
use url::Url;

use crate::headline::{Precision, PublishedAt, SectionKind};
use crate::pipeline::decode::{Media, Page};
use crate::pipeline::extract::{Item, List, PageFacts};
use crate::pipeline::written_time::{read, read_attribute};

use super::solve_page;

/// The part of the labelled times that must come out right.
const GOAL: f64 = 0.98;

#[test]
fn labelled_times_are_solved() {
    let Some(folder) = std::env::var_os("HEADLINED_CORPUS").map(PathBuf::from) else {
        eprintln!("HEADLINED_CORPUS is not set: no labelled pages, nothing tested");
        return;
    };
    for told in [true, false] {
        let (mut right, mut all) = (0, 0);
        for set in ["seed", "dev"] {
            let mut files: Vec<PathBuf> =
                fs::read_dir(folder.join(set).join("gold")).unwrap().map(|entry| entry.unwrap().path()).collect();
            files.sort();
            for file in files {
                let gold: Value = serde_json::from_slice(&fs::read(&file).unwrap()).unwrap();
                let (page_right, page_all) = score(&gold, told);
                right += page_right;
                all += page_all;
            }
        }
        let part = f64::from(right) / f64::from(all);
        eprintln!("{right} of {all} labelled times right ({part:.4}), zone told: {told}");
        assert!(!told || part >= GOAL);
    }
}

fn score(gold: &Value, told: bool) -> (u32, u32) {
    let page = page(gold, told);
    let blocks: Vec<&Value> = gold["blocks"].as_array().unwrap().iter().collect();
    let lists: Vec<List> = blocks.iter().map(|block| list(block, gold)).collect();
    let solved = solve_page(&lists, &page, &PageFacts::default(), None);
    let (mut right, mut all) = (0, 0);
    for (block, solved) in blocks.iter().zip(solved) {
        for (item, solved) in block["items"].as_array().unwrap().iter().zip(solved) {
            let Some(expected) = item["published_at"].as_str() else { continue };
            all += 1;
            if matches(expected, item["precision"].as_str(), solved.as_ref()) {
                right += 1;
            } else {
                let said = solved.map(|solved| format!("{} {:?} {}", solved.at, solved.precision, solved.timezone));
                eprintln!(
                    "{} {}: {} {} -> {said:?}, expected {expected} {}",
                    gold["id"], block["kind"], item["time_text"], item["time_attr"], item["precision"]
                );
            }
        }
    }
    (right, all)
}

fn matches(expected: &str, precision: Option<&str>, solved: Option<&PublishedAt>) -> bool {
    let Some(solved) = solved else { return false };
    let named = match solved.precision {
        Precision::Second => "second",
        Precision::Minute => "minute",
        Precision::Hour => "hour",
        Precision::Day => "day",
    };
    let same = match DateTime::parse_from_rfc3339(expected) {
        Ok(at) => at == solved.at,
        Err(_) => solved.at.date_naive().to_string() == expected,
    };
    same && precision == Some(named) && solved.earliest <= solved.at && solved.at < solved.latest
}

fn page(gold: &Value, told: bool) -> Page<'static> {
    let text = |key: &str| gold[key].as_str().unwrap();
    Page {
        url: Url::parse(text("url")).unwrap(),
        site: String::new(),
        id: None,
        fetched_at: text("fetched_at").parse::<DateTime<Utc>>().unwrap(),
        timezone: told.then(|| text("timezone").parse().unwrap()),
        language: Some(text("language").to_owned()),
        media: Media::Html,
        text: "".into(),
    }
}

fn list(block: &Value, gold: &Value) -> List {
    let kind: SectionKind = serde_json::from_value(block["kind"].clone()).unwrap();
    let items = block["items"].as_array().unwrap().iter().map(|item| {
        let text = item["time_text"].as_str().and_then(|text| read(text, gold["language"].as_str()));
        let attribute = item["time_attr"].as_str().and_then(read_attribute);
        Item {
            whole: None,
            title: "A".to_owned(),
            kicker: None,
            deck: None,
            link: None,
            times: text.into_iter().chain(attribute).collect(),
            day: None,
        }
    });
    List { kind, label: None, items: items.collect() }
}
