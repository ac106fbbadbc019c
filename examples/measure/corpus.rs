//! Labelled pages in a folder.

use std::fs;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use headlined::contract::page_event::{Body, PageEvent};
use headlined::pipeline::decode::{Limits, Page, decode};
use serde_json::Value;

/// A page and what is known about it.
pub struct Case {
    /// The labels.
    pub gold: Value,
    /// The page's bytes.
    pub body: Vec<u8>,
    /// `text/html` or `text/plain`.
    pub media: &'static str,
}

/// The cases of a set, by their ids.
pub fn load(set: &Path) -> Vec<Case> {
    let mut files: Vec<PathBuf> = fs::read_dir(set.join("gold"))
        .unwrap_or_else(|error| panic!("{}: {error}", set.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    files.iter().filter_map(|file| case(set, file)).collect()
}

fn case(set: &Path, file: &Path) -> Option<Case> {
    let gold: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    if gold["skip"].as_bool() == Some(true) {
        return None;
    }
    let page = |ending| fs::read(set.join("pages").join(gold["id"].as_str()?).with_extension(ending)).ok();
    let (body, media) = page("html").map(|body| (body, "text/html")).or_else(|| Some((page("txt")?, "text/plain")))?;
    Some(Case { gold, body, media })
}

impl Case {
    /// A text of the labels.
    pub fn text(&self, name: &str) -> &str {
        self.gold[name].as_str().unwrap_or_default()
    }

    /// The language alone, as `de`.
    pub fn language(&self) -> &str {
        self.text("language").split(['-', '_']).next().unwrap_or_default()
    }

    /// Every third publisher: pages to be left alone while the others are worked on.
    pub fn is_held_out(&self) -> bool {
        let fnv = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        (self.text("publisher").bytes().fold(0xcbf2_9ce4_8422_2325, fnv) >> 32).is_multiple_of(3)
    }

    /// When the page was fetched.
    pub fn fetched_at(&self) -> DateTime<Utc> {
        self.text("fetched_at").parse().unwrap()
    }

    /// The page as the line would read it, at `fetched_at`.
    pub fn page(&self, fetched_at: DateTime<Utc>, zone: bool) -> Page<'static> {
        let charset = self.gold["charset"].as_str().map_or(String::new(), |charset| format!("; charset={charset}"));
        let event = PageEvent {
            url: self.text("url").parse().unwrap(),
            body: Body::Bytes(self.body.clone()),
            content_type: Some(format!("{}{charset}", self.media)),
            content_encoding: None,
            fetched_at,
            id: Some(self.text("id").to_owned()),
            site: None,
            timezone: self.text("timezone").parse().ok().filter(|_| zone),
            language: None,
            ignored: Vec::new(),
        };
        decode(&event, fetched_at, &Limits::default()).unwrap().page.into_owned()
    }
}
