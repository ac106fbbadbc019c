//! The extractor on pages in files: fixtures of our own, the labelled corpus where it is at hand, and hostile input.

#![allow(clippy::unwrap_used, clippy::panic, clippy::disallowed_methods)]

use std::fs;
use std::path::{Path, PathBuf};

use headlined::contract::page_event::{Body, PageEvent};
use headlined::contract::rejection::Rejection;
use headlined::headline::MAX_LINE;
use headlined::pipeline::decode::{Limits, Media, Page, decode};
use headlined::pipeline::extract::{Extraction, Extractor, Item, Rules, extract};
use headlined::pipeline::normalize::{normalize, reconcile::reconcile};
use headlined::pipeline::written_time;
use proptest::prelude::*;
use serde_json::{Value, json};

fn page(url: &str, media: Media, text: String) -> Page<'static> {
    Page {
        url: url.parse().unwrap(),
        site: "example.org".to_owned(),
        id: None,
        fetched_at: "2031-05-05T12:00:00Z".parse().unwrap(),
        timezone: None,
        language: None,
        media,
        text: text.into(),
    }
}

fn html(text: String) -> Page<'static> {
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

/// A time that the page's data tell of a link counts where it agrees with what the item shows, and says where it is from.
#[test]
fn times_of_data_are_told_as_such() {
    use headlined::headline::PublishedSource::{StructuredData, Text};
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/extract/state_fills.html");
    let page = html(fs::read_to_string(path).unwrap());
    let standings = normalize(&page, &extract(&page, &Rules::default()).unwrap(), None);
    let told: Vec<_> = standings.iter().filter_map(|s| s.published.as_ref()).map(|p| (p.source, p.at)).collect();
    let [bells, rope_walk, salt_tax] = told.as_slice() else { panic!("{told:?}") };
    let at = |time: &str| chrono::DateTime::parse_from_rfc3339(time).unwrap();
    assert_eq!(*bells, (StructuredData, at("2031-05-05T08:12:30+02:00")));
    assert_eq!(*rope_walk, (StructuredData, at("2031-05-05T06:50:00+02:00")));
    assert_eq!(salt_tax.0, Text, "more than a year from what is shown");
}

/// An offset in what a page says of itself tells the newsroom's zone, unless it is zero, which many a system writes.
#[test]
fn the_page_itself_tells_the_offset() {
    let list = "<ul><li><a href=/a>A fox in the mill at noon</a> 4 May 2031 10:20</li>\
                <li><a href=/b>A goat on the roof at one</a> 3 May 2031 09:10</li></ul>";
    let at = |head: &str| {
        let page = html(format!("<html><head>{head}</head><body>{list}</body></html>"));
        let standings = normalize(&page, &extract(&page, &Rules::default()).unwrap(), None);
        standings[0].published.as_ref().unwrap().at.to_rfc3339()
    };
    let meta = |time: &str| format!("<meta property=\"article:published_time\" content=\"{time}\">");
    let data = |time: &str| {
        format!(
            "<script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"datePublished\": \"{time}\"}}</script>"
        )
    };
    assert_eq!(at(&meta("2031-05-04T10:00:00-03:00")), "2031-05-04T10:20:00-03:00");
    assert_eq!(at(&data("2031-05-04T10:00:00-03:00")), "2031-05-04T10:20:00-03:00");
    assert_eq!(at(&data("2031-05-04T10:00:00+00:00")), "2031-05-04T10:20:00+00:00");
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
        for (name, value) in [("whole", &i.whole), ("kicker", &i.kicker), ("deck", &i.deck), ("link", &i.link)] {
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

/// Most steps of a page: past it the page is rejected.
const MOST_STEPS: u64 = 60_000_000;

/// Twice the page, about twice the work, whatever it is made of.
#[test]
fn work_is_bounded() {
    let class = format!("<li class='{}'>10:20 a ", "card ".repeat(300));
    let card = |title: &str| format!("<div><a href=/{title}>A {title} in the mill at noon</a> 4 May 2031</div>");
    let cards = [card("fox"), card("goat"), card("crow")].concat();
    let holder = "<div><a href=/a>A hen in the mill at noon</a> 4 May 2031<ul><li><a href=/b>A goat on the roof</a> 3 May 2031<li><a href=/c>A crow on the goat</a> 2 May 2031</ul>";
    let holders = format!("<section>{holder}</div>{cards}</section>");
    let nested = format!("{cards}{holder}");
    let attributes = format!("<p {}>10:20 ", "data-time=20310504102030 data-date=2031-05-04 ".repeat(500));
    let shapes = [
        ("nested tags", "<div><time>4 May 2031</time>"),
        ("nested inline tags", "<b><i><span>10:20 <a href=/a>A fox"),
        ("nested lists", "<ul><li><a href=x>A fox in the mill at noon</a> 10:20"),
        ("items", "<li><a href=/a>A fox in the mill at noon</a> <time>4 May 2031 10:20</time></li>"),
        (
            "small lists",
            "<div><p><a href=/a>A fox in the mill at noon</a> 4 May 2031</p><p><a href=/b>A goat on the roof at one</a> 3 May 2031</p></div>",
        ),
        (
            "lists below tabs",
            "<p><a href=#>News</a><a href=#>Sport</a></p><ul><li>4 May 2031 <a href=/a>A fox in the mill at noon</a><li>3 May 2031 <a href=/b>A goat on the roof at one</a></ul>",
        ),
        ("dated cards", "<div data-date=2031-05-04><a href=/a>A fox in the mill at noon</a></div>"),
        ("open links", "<a href=/a><b><i>10:20 "),
        ("headings", "<h2><div>4 May 2031 "),
        ("ends", "</div></p></table>10:20<svg><p>"),
        ("ends of nothing", "<b></i></x>"),
        ("cells", "<table><tr><td>10:20"),
        ("texts", "<i>a</i>"),
        ("near times", "<p>1 May 2 at 3 of 4 on 5 to 6 in 7 for 8 by 9 am 10 pm 11 Mon 12 Tue 31 Feb 30 Feb 29.</p>"),
        ("numbers", "<p>1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1</p>"),
        ("lists in cards", &holders),
        ("cards in cards", &nested),
        (
            "links beside headlines",
            "<li><a href=/t>Land</a> <b class=title>A fox in the mill at noon</b> <a href=/x></a> 4 May 2031",
        ),
        ("long classes", &class),
        ("many attributes", &attributes),
        (
            "singles",
            "<ul><li>4 May 2031 <h1><a href=/a>A fox in the mill at noon</a></h1><li>4 May 2031 <a href=/b>A goat</a></ul>",
        ),
    ];
    for (name, part) in shapes {
        let (one, two) = (steps(repeated(part, 250_000)), steps(repeated(part, 500_000)));
        assert!(two <= 3 * one + 1_000_000, "{name}: {one} steps for a quarter of a megabyte, {two} for half of one");
        assert!(two <= MOST_STEPS, "{name}: {two} steps");
        eprintln!("{name}: {one} steps, then {two}");
    }
}

/// The same for plain text.
#[test]
fn work_on_lines_is_bounded() {
    let shapes = [
        ("times", "10:20\n"),
        ("near times", "1 May 2 at 3 of 4 on 5\n"),
        ("letters", "a\n"),
        ("headings", "Latest news\n10:20\n"),
        ("items", "4 May 2031 10:20\nA fox in the mill at noon\n"),
    ];
    for (name, part) in shapes {
        let lines = |len| {
            let mut extractor = Extractor::default();
            let page = page("https://example.org/page", Media::Text, repeated(part, len));
            let _ = extractor.extract(&page, &Rules::default());
            extractor.steps()
        };
        let (one, two) = (lines(100_000), lines(200_000));
        assert!(two <= 3 * one + 1_000_000, "{name}: {one} steps for 100 kB of lines, {two} for 200");
        eprintln!("{name}: {one} steps, then {two}");
    }
}

/// Pages that are hostile as a whole: each ends within the bound.
#[test]
fn giants_end() {
    let item = "<li><a href=/a>A fox in the mill at noon</a> <time>4 May 2031 10:20</time></li>";
    let giants = [
        ("20 MB of items", repeated(item, 20_000_000)),
        ("20 MB of prose", repeated("<p>A fox in the mill. ", 20_000_000)),
        ("1 MB of nested tags", repeated("<div>", 1_000_000)),
        ("1 MB of one class", format!("<p class='{}'>10:20", "fox ".repeat(250_000))),
        ("1 MB of one link", format!("<a href='/{}'>A fox in the mill</a> 10:20", "fox".repeat(330_000))),
        ("1 MB of one tag's name", format!("<{}>10:20", "fox".repeat(330_000))),
        ("a million texts", "a<br>".repeat(500_000)),
        ("1 MB of nested arrays", format!("<script type=application/json>{}", "[".repeat(1_000_000))),
        ("1 MB of nested objects", format!("<script>state = {}", r#"{"a":"#.repeat(200_000))),
        (
            "3 MB of records",
            format!(
                r#"<script>state = [{}{{}}]</script>"#,
                r#"{"title":"A fox in the mill at noon","url":"/a","date":"2031-05-04T10:20:00Z"},"#.repeat(40_000)
            ),
        ),
    ];
    for (name, text) in giants {
        let steps = steps(text);
        assert!(steps <= MOST_STEPS, "{name}: {steps} steps");
        eprintln!("{name}: {steps} steps");
    }
    let lines = page("https://example.org/page", Media::Text, "a\n".repeat(600_000));
    assert!(matches!(extract(&lines, &Rules::default()), Err(Rejection::TooLarge { what: "lines", .. })));
}

#[test]
fn fifty_thousand_items_are_too_many() {
    let items: String = (0..50_000)
        .map(|n| format!("<li><a href=/{n}>A fox in the mill, part {n}</a> <time>4 May 2031 10:20</time></li>"))
        .collect();
    assert!(matches!(extract(&html(items), &Rules::default()), Err(Rejection::TooLarge { what: "items", .. })));
}

/// From bytes to sightings: nothing panics, and what is told is within the limits of the contract.
fn read_bytes(bytes: Vec<u8>, content_type: &str) {
    let event = PageEvent {
        url: "https://harbour-post.example/".parse().unwrap(),
        body: Body::Bytes(bytes),
        content_type: Some(content_type.to_owned()),
        content_encoding: None,
        fetched_at: "2031-05-05T12:00:00Z".parse().unwrap(),
        id: None,
        site: None,
        timezone: None,
        language: None,
        ignored: Vec::new(),
    };
    let Ok(decoded) = decode(&event, event.fetched_at, &Limits::default()) else { return };
    let Ok(found) = extract(&decoded.page, &Rules::default()) else { return };
    for sighting in reconcile(&decoded.page, normalize(&decoded.page, &found, None), event.fetched_at) {
        assert!(!sighting.title.is_empty() && sighting.title.chars().count() <= MAX_LINE);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_is_read(text in "\\PC{0,400}") {
        let _ = extract(&html(text.clone()), &Rules::default());
        let _ = extract(&page("https://example.org/", Media::Text, text), &Rules::default());
    }

    #[test]
    fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..600), plain in any::<bool>()) {
        read_bytes(bytes, if plain { "text/plain" } else { "text/html" });
    }

    #[test]
    fn any_bytes_among_tags_are_read(
        parts in proptest::collection::vec((0..PARTS.len(), proptest::collection::vec(any::<u8>(), 0..6)), 0..60),
    ) {
        let bytes: Vec<u8> = parts.iter().flat_map(|(at, noise)| [PARTS[*at].as_bytes(), noise].concat()).collect();
        read_bytes(bytes.clone(), "text/html");
        read_bytes(bytes, "text/plain");
    }

    #[test]
    fn any_text_may_be_a_time(text in "\\PC{0,80}", words in proptest::collection::vec(0..TIMES.len(), 0..30)) {
        let near: String = words.iter().filter_map(|at| TIMES.get(*at)).copied().collect();
        for text in [text, near] {
            let _ = written_time::read(&text, None);
            let _ = written_time::read(&text, Some("az"));
            let _ = written_time::find(&text, Some("en"));
            let _ = written_time::read_attribute(&text);
        }
    }

    #[test]
    fn any_tags_are_read(parts in proptest::collection::vec(0..PARTS.len(), 0..120)) {
        let text: String = parts.iter().filter_map(|p| PARTS.get(*p)).copied().collect();
        let _ = extract(&html(text.clone()), &Rules::default());
        let _ = extract(&page("https://example.org/", Media::Text, text.replace('>', "\n")), &Rules::default());
    }
}

const TIMES: [&str; 34] = [
    " ",
    "1",
    "12",
    "27",
    "31",
    "2031",
    "20310504",
    "99999999999999999999",
    ":",
    ".",
    "-",
    "/",
    ",",
    "T",
    "Z",
    "+04:00",
    "May",
    "mar",
    "janvar",
    "Monday",
    "ago",
    "an hour ago",
    "yesterday",
    "am",
    "pm",
    "Uhr",
    "de",
    "年",
    "月",
    "5日",
    "ชั่วโมง",
    "۲۰",
    "(",
    "GMT",
];

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
