//! `topics apply`, `replay` and `healthcheck` as an operator calls them.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Output;

use crate::rig::broker::Broker;
use crate::rig::environment;
use crate::rig::headlined::Headlined;
use crate::rig::reader;
use crate::rig::topics::Topics;

fn run(topics: &Topics<'_>, args: &[&str], more: &[(&str, &str)]) -> Output {
    let mut settings = topics.settings();
    settings.extend(more.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())));
    Headlined::output(args, settings)
}

fn told(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

#[test]
fn topics_are_checked_created_and_found_right() {
    let topics = Topics::reserve(Broker::shared(), "commands", 12);
    let (code, out, err) = told(&run(&topics, &["topics", "apply", "--check"], &[]));
    assert_eq!(code, Some(1), "{out}{err}");
    assert_eq!(out.matches("is not there: create it").count(), 5, "{out}");
    let (code, out, err) = told(&run(&topics, &["topics", "apply"], &[]));
    assert_eq!((code, out.matches("created  ").count()), (Some(0), 5), "{out}{err}");
    let (code, out, err) = told(&run(&topics, &["topics", "apply", "--check"], &[]));
    assert_eq!((code, out.matches("ok       ").count()), (Some(0), 5), "{out}{err}");
    // A larger page needs larger records.
    let (code, out, _) = told(&run(&topics, &["topics", "apply"], &[("HEADLINED__INPUT__MAX_PAGE_BYTES", "20 MiB")]));
    assert_eq!((code, out.matches("wrong    ").count()), (Some(1), 2), "{out}");
    assert!(out.contains("--add-config max.message.bytes="), "{out}");
}

#[test]
fn topics_are_printed_without_asking_anybody() {
    let output =
        Headlined::output(&["topics", "apply", "--print"], [("HEADLINED__KAFKA__BOOTSTRAP_SERVERS", "nobody:1")]);
    let (code, out, err) = told(&output);
    assert_eq!(
        (code, out.matches("kafka-topics.sh --bootstrap-server nobody:1 --create").count()),
        (Some(0), 5),
        "{err}"
    );
}

#[test]
fn the_sample_pages_are_replayed() {
    let topics = Topics::create(Broker::shared(), "replayed");
    let samples = environment::repository("deploy/samples/pages.jsonl");
    let lines = std::fs::read_to_string(&samples).unwrap().lines().count();
    let (code, out, err) = told(&run(&topics, &["replay", samples.to_str().unwrap()], &[]));
    assert_eq!((code, out.as_str()), (Some(0), ""), "{err}");
    assert!(err.contains(&format!("{lines} pages read, {lines} in {}, 0 left out", topics.pages())), "{err}");
    assert_eq!(reader::records(topics.broker.bootstrap(), &[&topics.pages()]).len(), lines);
}

#[test]
fn replay_says_what_is_wrong_and_exits_accordingly() {
    let topics = Topics::reserve(Broker::shared(), "refused", 3);
    let samples = environment::repository("deploy/samples/pages.jsonl");
    let (code, _, err) = told(&run(&topics, &["replay", samples.to_str().unwrap()], &[]));
    assert_eq!(code, Some(2), "{err}");
    assert!(err.contains("is not there: create it with `headlined topics apply`"), "{err}");
    let topics = Topics::create(Broker::shared(), "partly");
    let (code, _, err) = told(&run(&topics, &["replay", samples.to_str().unwrap(), "none.html"], &[]));
    assert_eq!(code, Some(1), "{err}");
    assert!(err.contains("left out: none.html cannot be read: No such file"), "{err}");
}

#[test]
fn healthcheck_asks_where_the_service_listens() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let listen = format!("0.0.0.0:{}", listener.local_addr().unwrap().port());
    let service = std::thread::spawn(move || {
        ["200 OK", "503 No"].map(|status| {
            let (mut stream, _) = listener.accept().unwrap();
            let mut asked = [0; 1024];
            let n = stream.read(&mut asked).unwrap();
            write!(stream, "HTTP/1.1 {status}\r\ncontent-length: 5\r\nconnection: close\r\n\r\nwords").unwrap();
            String::from_utf8_lossy(&asked[..n]).lines().next().unwrap().to_owned()
        })
    });
    let ask = |args: &[&str]| told(&Headlined::output(args, [("HEADLINED__ADMIN__LISTEN", listen.as_str())]));
    assert_eq!(ask(&["healthcheck"]).0, Some(0));
    let (code, _, err) = ask(&["healthcheck", "--ready"]);
    assert_eq!(code, Some(1));
    assert!(err.contains("/ready answers 503: words"), "{err}");
    assert_eq!(service.join().unwrap(), ["GET /live HTTP/1.1", "GET /ready HTTP/1.1"]);
    assert_eq!(ask(&["healthcheck"]).0, Some(1));
}
