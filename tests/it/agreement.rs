//! What `extract` prints and what the topics hold agree, on the page that started the project where it is at hand
//! (`HEADLINED_CORPUS`), and always on pages of its shape and of our own.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::process::Stdio;
use std::time::Duration;

use serde_json::{Value, json};

use crate::newsroom::Newsroom;
use crate::rig::broker::Broker;
use crate::rig::environment;
use crate::rig::headlined::{Headlined, command};
use crate::rig::kafka::{self, Record};
use crate::rig::reader::{self, Headline};
use crate::rig::topics::Topics;

const LONG: Duration = Duration::from_secs(90);
/// The default route, and one for related headlines.
const ROUTES: &str = r#"
[[publish.routes]]
topic = "headlines.v1"
sections = ["latest"]

[[publish.routes]]
topic = "related.v1"
sections = ["related"]
"#;

/// A line that publishes related headlines too, and its topics.
struct Line<'b> {
    topics: Topics<'b>,
    process: Headlined,
}

impl<'b> Line<'b> {
    fn start(broker: &'b Broker, test: &str) -> Self {
        let topics = Topics::create_with(broker, test, 2);
        kafka::create_topics(broker.bootstrap(), [kafka::topic(&topics.named("related.v1"), 2)]);
        let file = environment::scratch().join(format!("{test}.toml"));
        std::fs::write(&file, ROUTES).unwrap();
        let process = Headlined::spawn(&["run", "--config", file.to_str().unwrap()], topics.settings());
        Self { topics, process }
    }

    fn send(&mut self, event: &Value) {
        let url = event["url"].as_str().unwrap();
        self.topics.send_pages([Record::keyed(url, event.to_string())]);
        self.process.wait_ready(LONG);
        self.topics.wait_settled(LONG);
    }

    fn latest(&self) -> Vec<Headline> {
        self.topics.read_headlines()
    }

    fn related(&self) -> Vec<Headline> {
        reader::headlines(self.topics.broker.bootstrap(), &[&self.topics.named("related.v1")])
    }
}

/// What `headlined extract --events -` prints for one page event.
fn extracted(event: &Value) -> Vec<Value> {
    let no_environment: [(&str, &str); 0] = [];
    let mut child = command(&["extract", "--events", "-"], no_environment)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(format!("{event}\n").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    String::from_utf8(output.stdout).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// The fields that must agree, by headline: `extract` gives one line for each standing, the topic one for the headline.
fn by_title<'v>(values: impl Iterator<Item = &'v Value>) -> BTreeMap<String, Vec<Value>> {
    const FIELDS: [&str; 9] =
        ["id", "title", "deck", "kicker", "url", "published_at", "published_precision", "published_text", "language"];
    let fields = |value: &Value| FIELDS.iter().map(|field| value[field].clone()).collect::<Vec<_>>();
    values.map(|value| (value["title"].as_str().unwrap().to_owned(), fields(value))).collect()
}

fn of_kind<'v>(values: &'v [Value], kind: &'v str) -> impl Iterator<Item = &'v Value> {
    values.iter().filter(move |value| value["section"]["kind"] == kind)
}

fn ids(headlines: &[Headline]) -> BTreeSet<&str> {
    headlines.iter().map(Headline::id).collect()
}

#[test]
fn the_topic_holds_what_extract_prints() {
    let broker = Broker::shared();
    let mut line = Line::start(broker, "agree");
    let page = Newsroom { name: "harbour" }.page("story", 0, 20);
    let event: Value = serde_json::from_slice(&page.value.unwrap()).unwrap();
    line.send(&event);
    let printed = extracted(&event);
    let latest: Vec<Value> = line.latest().into_iter().map(|headline| headline.value).collect();
    assert_eq!(latest.len(), 20);
    assert_eq!(by_title(latest.iter()), by_title(of_kind(&printed, "latest")));
}

/// Gold item → (title, deck, instant), as far as the gold file tells.
fn gold(blocks: &Value, kind: &str) -> BTreeSet<(String, String, String)> {
    let blocks = blocks.as_array().unwrap().iter().filter(|block| block["kind"] == kind);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    blocks
        .flat_map(|block| block["items"].as_array().unwrap())
        .map(|item| (text(&item["title"]), text(&item["deck"]), text(&item["published_at"])))
        .collect()
}

fn told(headlines: &[Headline]) -> BTreeSet<(String, String, String)> {
    let text = |headline: &Headline, field| headline.text(field).to_owned();
    headlines.iter().map(|h| (text(h, "title"), text(h, "deck"), text(h, "published_at"))).collect()
}

#[test]
fn the_page_that_started_the_project_comes_out_right() {
    let Some(corpus) = environment::variable("HEADLINED_CORPUS") else {
        environment::announce(
            "NOT RUN: the_page_that_started_the_project_comes_out_right: HEADLINED_CORPUS names no folder with labelled pages",
        );
        return;
    };
    let seed = std::path::Path::new(&corpus).join("seed");
    let gold_file = std::fs::read_dir(seed.join("gold")).unwrap().next().unwrap().unwrap().path();
    let truth: Value = serde_json::from_slice(&std::fs::read(&gold_file).unwrap()).unwrap();
    let page = std::fs::read_to_string(seed.join("pages").join(truth["id"].as_str().unwrap()).with_extension("txt"));
    let event = json!({"id": truth["id"], "url": truth["url"], "fetched_at": truth["fetched_at"],
        "timezone": truth["timezone"], "content_type": "text/plain; charset=utf-8", "body": page.unwrap()});

    let mut line = Line::start(Broker::shared(), "seed");
    line.send(&event);
    let (latest, related) = (line.latest(), line.related());
    assert!(latest.iter().chain(&related).all(|headline| headline.event() == "published"));
    assert_eq!((latest.len(), related.len()), (45, 6));
    assert!(latest.iter().all(|headline| headline.value["section"]["kind"] == "latest"));
    assert_eq!(told(&latest), gold(&truth["blocks"], "latest"));
    assert_eq!(latest.iter().filter(|headline| !headline.text("deck").is_empty()).count(), 5);
    assert!(latest.iter().all(|headline| headline.text("published_at").ends_with("+04:00")));
    // two stand in both lists, their title and deck run together under "Read also": one headline each
    assert_eq!(ids(&latest).intersection(&ids(&related)).count(), 2);
    let printed = extracted(&event);
    let values: Vec<Value> = latest.iter().map(|headline| headline.value.clone()).collect();
    assert_eq!(by_title(values.iter()), by_title(of_kind(&printed, "latest")));

    nothing_new_for_the_same_page(&mut line, &event);
}

/// Sent again, under another URL of the site, and with its lists in another order.
fn nothing_new_for_the_same_page(line: &mut Line<'_>, event: &Value) {
    let mut other_url = event.clone();
    other_url["url"] = json!(event["url"].as_str().unwrap().replace("/post/", "/post/another-"));
    let mut other_order = event.clone();
    let body = event["body"].as_str().unwrap();
    let (article, rest) = body.split_once("\nRead also\n").unwrap();
    let (related, latest) = rest.split_once("\nLatest news\n").unwrap();
    other_order["body"] = json!(format!("{article}\nLatest news\n{latest}\n\nRead also\n{related}\n"));
    for again in [event, &other_url, &other_order] {
        line.send(again);
    }
    assert_eq!((line.latest().len(), line.related().len()), (45, 6));
}
