//! What is measured: pages as events, and texts that are times or are none.

use std::fs;
use std::path::{Path, PathBuf};

use headlined::contract::page_event::{Body, PageEvent};
use headlined::pipeline::normalize::title::tidy;
use serde_json::Value;

pub(crate) struct Set {
    pub(crate) from: String,
    pub(crate) pages: Vec<PageEvent>,
    /// Times with the language of their page.
    pub(crate) times: Vec<(String, Option<String>)>,
    /// Headlines.
    pub(crate) others: Vec<(String, Option<String>)>,
}

pub(crate) fn load() -> Set {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    match std::env::var("HEADLINED_CORPUS") {
        Ok(corpus) => labelled(&Path::new(&corpus).join("dev")),
        Err(_) => Set {
            from: "deploy/samples".to_owned(),
            pages: files(&root.join("deploy/samples")).map(|path| event(&path)).collect(),
            times: rows(&root.join("tests/fixtures/written_time/read.tsv"), |says| says != "-"),
            others: rows(&root.join("tests/fixtures/written_time/read.tsv"), |says| says == "-"),
        },
    }
}

fn labelled(folder: &Path) -> Set {
    let mut set = Set {
        from: folder.display().to_string(),
        pages: files(&folder.join("pages")).map(|path| event(&path)).collect(),
        times: Vec::new(),
        others: Vec::new(),
    };
    for gold in sorted(&folder.join("gold")) {
        let gold: Value = serde_json::from_slice(&fs::read(gold).unwrap()).unwrap();
        let language = gold["language"].as_str().map(str::to_owned);
        let blocks = gold["blocks"].as_array().into_iter().flatten();
        for item in blocks.flat_map(|block| block["items"].as_array().into_iter().flatten()) {
            let text = |name: &str| Some((tidy(item[name].as_str()?)?, language.clone()));
            set.times.extend(text("time_text"));
            set.others.extend(text("title"));
        }
    }
    set
}

fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

fn files(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let is_page = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "html" || kind == "txt");
    sorted(folder).into_iter().filter(is_page)
}

fn event(path: &Path) -> PageEvent {
    let kind = if path.extension().is_some_and(|kind| kind == "txt") { "text/plain" } else { "text/html" };
    PageEvent {
        url: "https://harbour-post.example/".parse().unwrap(),
        body: Body::Bytes(fs::read(path).unwrap()),
        content_type: Some(kind.to_owned()),
        content_encoding: None,
        fetched_at: "2026-03-01T12:00:00Z".parse().unwrap(),
        id: None,
        site: None,
        timezone: None,
        language: None,
        ignored: Vec::new(),
    }
}

/// Text and language of the rows of our own table whose last column is wanted.
fn rows(table: &Path, wanted: impl Fn(&str) -> bool) -> Vec<(String, Option<String>)> {
    let table = fs::read_to_string(table).unwrap();
    let rows = table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect::<Vec<_>>());
    let told = |row: Vec<&str>| match row.as_slice() {
        [text, language, says] if wanted(says) => {
            Some(((*text).to_owned(), Some((*language).to_owned()).filter(|language| language != "-")))
        }
        _ => None,
    };
    rows.filter_map(told).collect()
}

pub(crate) fn size(event: &PageEvent) -> usize {
    match &event.body {
        Body::Bytes(bytes) => bytes.len(),
        Body::Text(text) => text.len(),
    }
}
