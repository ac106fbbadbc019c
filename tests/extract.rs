//! The extractor on pages in files: fixtures of our own, the labelled corpus where it is at hand, and hostile input.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};

use headlined::pipeline::decode::{Media, Page};
use headlined::pipeline::extract::{Extraction, Extractor, Item, Rules, extract};
use headlined::pipeline::rejection::Rejection;
use proptest::prelude::*;
use serde_json::{Value, json};

fn page(url: &str, media: Media, text: String) -> Page {
    Page {
        url: url.parse().unwrap(),
        site: "example.org".to_owned(),
        id: None,
        fetched_at: "2031-05-05T12:00:00Z".parse().unwrap(),
        timezone: None,
        language: None,
        media,
        text,
    }
}

fn html(text: String) -> Page {
    page("https://example.org/page", Media::Html, text)
}

/// `NAME.html` or `NAME.txt` beside `NAME.json`; `UPDATE_FIXTURES=1` writes what comes out.
#[test]
fn fixtures() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/extract");
    let mut extractor = Extractor::default();
    let mut seen = 0;
    for path in pages(&folder) {
        let media = if path.extension().is_some_and(|e| e == "txt") { Media::Text } else { Media::Html };
        let page = page("https://example.org/page", media, fs::read_to_string(&path).unwrap());
        let found = extractor.extract(&page, &Rules::default()).unwrap();
        let got = shown(&found);
        let expected = path.with_extension("json");
        if update() {
            fs::write(&expected, serde_json::to_string_pretty(&got).unwrap() + "\n").unwrap();
        }
        let want: Value = serde_json::from_slice(&fs::read(&expected).unwrap()).unwrap();
        assert_eq!(got, want, "{}", path.display());
        seen += 1;
    }
    assert!(seen > 0, "no fixtures in {}", folder.display());
}

fn update() -> bool {
    std::env::var("UPDATE_FIXTURES").is_ok()
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut pages: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).collect();
    pages.retain(|p| p.extension().is_some_and(|e| e == "html" || e == "txt"));
    pages.sort();
    pages
}

fn shown(found: &Extraction) -> Value {
    let item = |i: &Item| {
        let times: Vec<&str> = i.times.iter().map(|t| t.text.as_str()).collect();
        let mut shown = json!({ "title": i.title, "times": times });
        for (name, value) in [("kicker", &i.kicker), ("deck", &i.deck), ("link", &i.link)] {
            if let Some(value) = value {
                shown[name] = json!(value);
            }
        }
        if let Some(day) = &i.day {
            shown["day"] = json!(day.text);
        }
        shown
    };
    let list = |l: &headlined::pipeline::extract::List| json!({ "kind": l.kind.name(), "label": l.label, "items": l.items.iter().map(item).collect::<Vec<_>>() });
    json!({ "language": found.facts.language, "lists": found.lists.iter().map(list).collect::<Vec<_>>() })
}

/// Repeats `part` until `len` bytes are reached.
fn repeated(part: &str, len: usize) -> String {
    part.repeat(len / part.len() + 1)
}

/// Steps that a page takes, whether it is rejected or not.
fn steps(text: String) -> u64 {
    let mut extractor = Extractor::default();
    match extractor.extract(&html(text), &Rules::default()) {
        Ok(_) | Err(Rejection::TooLarge { .. }) => extractor.steps(),
        Err(other) => panic!("{other}"),
    }
}

/// Twice the page, about twice the work, whatever it is made of.
#[test]
fn work_is_bounded() {
    let shapes = [
        ("nested tags", "<div><i><time>4 May 2031</time>"),
        ("nested lists", "<ul><li><a href=x>A fox in the mill at noon</a> 10:20"),
        ("items", "<li><a href=/a>A fox in the mill at noon</a> <time>4 May 2031 10:20</time></li>"),
        (
            "small lists",
            "<div><p><a href=/a>A fox in the mill at noon</a> 4 May 2031</p><p><a href=/b>A goat on the roof at one</a> 3 May 2031</p></div>",
        ),
        ("dated cards", "<div data-date=2031-05-04><a href=/a>A fox in the mill at noon</a></div>"),
        ("open links", "<a href=/a><b><i>10:20 "),
        ("headings", "<h2><div>4 May 2031 "),
        ("ends", "</div></p></table>10:20<svg><p>"),
        ("cells", "<table><tr><td>10:20"),
    ];
    for (name, part) in shapes {
        let (one, two) = (steps(repeated(part, 100_000)), steps(repeated(part, 200_000)));
        assert!(two <= 3 * one + 100_000, "{name}: {one} steps for 100 kB, {two} for 200 kB");
        assert!(two <= 60_000_000, "{name}: {two} steps");
        eprintln!("{name}: {one} steps, then {two}");
    }
}

#[test]
fn a_page_of_20_mb_ends() {
    let prose = "<p>A fox went into the mill at noon, and there it slept among the sacks until the wheel began to turn, for the miller had come home early.</p>\n";
    assert!(steps(repeated(prose, 20_000_000)) <= 60_000_000);
}

#[test]
fn a_megabyte_of_nested_tags_ends() {
    assert!(steps(repeated("<div><b>", 1_000_000)) <= 60_000_000);
}

#[test]
fn fifty_thousand_items_are_too_many() {
    let items: String = (0..50_000)
        .map(|n| format!("<li><a href=/{n}>A fox in the mill, part {n}</a> <time>4 May 2031 10:20</time></li>"))
        .collect();
    assert!(matches!(extract(&html(items), &Rules::default()), Err(Rejection::TooLarge { what: "items", .. })));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        let _ = extract(&html(text.clone()), &Rules::default());
        let _ = extract(&page("https://example.org/", Media::Text, text), &Rules::default());
    }

    #[test]
    fn any_tags_are_read(parts in proptest::collection::vec(0..PARTS.len(), 0..120)) {
        let text: String = parts.iter().filter_map(|p| PARTS.get(*p)).copied().collect();
        let _ = extract(&html(text.clone()), &Rules::default());
        let _ = extract(&page("https://example.org/", Media::Text, text.replace('>', "\n")), &Rules::default());
    }
}

const PARTS: [&str; 30] = [
    "<ul>",
    "<li>",
    "</li>",
    "</ul>",
    "<a href='/x'>",
    "</a>",
    "<p>",
    "</p>",
    "<div class='tab-pane' id=x>",
    "</div>",
    "<time datetime='2031-05-04'>",
    "</time>",
    "<svg>",
    "</svg>",
    "<table>",
    "<td>",
    "</table>",
    "<h2>",
    "</h2>",
    "10:20",
    " 4 May 2031 ",
    "A fox in the mill at noon ",
    "<br>",
    "<!--",
    "-->",
    "<script>",
    "</script>",
    "<span data-date='2031-05-04'>",
    "</span>",
    "Latest news",
];

/// The labelled pages in `HEADLINED_CORPUS`: the first document comes out exactly, and no page takes unbounded work.
#[test]
fn corpus() {
    let Ok(corpus) = std::env::var("HEADLINED_CORPUS") else {
        return eprintln!("HEADLINED_CORPUS is not set: the labelled pages are not read");
    };
    let corpus = Path::new(&corpus);
    for gold in fs::read_dir(corpus.join("seed/gold")).unwrap().map(|e| e.unwrap().path()) {
        let gold: Value = serde_json::from_slice(&fs::read(gold).unwrap()).unwrap();
        let text =
            fs::read_to_string(corpus.join("seed/pages").join(gold["id"].as_str().unwrap()).with_extension("txt"))
                .unwrap();
        let found = extract(&page(gold["url"].as_str().unwrap(), Media::Text, text), &Rules::default()).unwrap();
        let got: Vec<Value> = found
            .lists
            .iter()
            .flat_map(|l| {
                l.items.iter().map(move |i| json!([l.kind.name(), l.label, i.title, i.deck, i.times[0].text]))
            })
            .collect();
        let want: Vec<Value> = gold["blocks"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|b| {
                b["items"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(move |i| json!([b["kind"], b["label"], i["title"], i["deck"], i["time_text"]]))
            })
            .collect();
        assert_eq!(got, want);
    }
}
