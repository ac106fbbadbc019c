use super::*;

fn record(kind: &str, url: &str, block: &str) -> String {
    format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\n\
         WARC-Record-ID: <urn:uuid:1>\r\nContent-Length: {}\r\n\r\n{block}\r\n\r\n",
        block.len()
    )
}

fn read(file: &str) -> Vec<Result<Event, String>> {
    let warc = Warc::new("a.warc".into(), Box::new(io::Cursor::new(file.to_owned().into_bytes())));
    warc.map(|event| event.map_err(|error| error.to_string())).collect()
}

fn headers(event: &Event) -> Vec<String> {
    event.headers.iter().map(|(name, value)| format!("{name}={value}")).collect()
}

#[test]
fn answers_that_are_pages_are_taken_and_all_else_is_passed_over() {
    let file = [
        record("warcinfo", "", "software: a crawler"),
        record("request", "https://a.example/1", "GET / HTTP/1.1\r\n\r\n"),
        record(
            "response",
            "https://a.example/1",
            "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=x\r\nContent-Encoding: br\r\n\r\n<p>one",
        ),
        record("response", "https://a.example/i", "HTTP/1.1 200 OK\r\nContent-Type: image/png\r\n\r\npng"),
        record("conversion", "https://a.example/2", "two lines\nof text"),
    ];
    let events = read(&file.concat());
    let events: Vec<_> = events.into_iter().map(Result::unwrap).collect();
    assert_eq!(events.len(), 2);
    assert_eq!(events[0].value, b"<p>one");
    let told = ["url=https://a.example/1", "fetched-at=2026-01-02T03:04:05Z", "id=urn:uuid:1", "status=200"];
    assert_eq!(headers(&events[0])[..4], told);
    assert_eq!(headers(&events[0])[4..], ["content-type=text/html; charset=x", "content-encoding=br"]);
    assert_eq!(events[1].value, b"two lines\nof text");
    assert!(headers(&events[1]).contains(&"content-type=text/plain; charset=utf-8".to_owned()));
}

#[test]
fn chunks_are_put_together_where_they_are_whole() {
    let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    let body = |rest: &str| Answer::parse(format!("{head}{rest}").into_bytes()).unwrap().body;
    assert_eq!(body("3\r\n<p>\r\n5;x=1\r\nwords\r\n0\r\n\r\n"), b"<p>words");
    assert_eq!(body("<p>words"), b"<p>words");
    assert_eq!(body("ffffffffffffffff\r\n<p>"), b"ffffffffffffffff\r\n<p>");
}

#[test]
fn a_file_that_breaks_off_says_so_after_what_was_whole() {
    let file = record("conversion", "https://a.example/2", "text")
        + "WARC/1.0\r\nWARC-Type: conversion\r\nWARC-Target-URI: x\r\nContent-Length: 9\r\n\r\ncut";
    let events = read(&file);
    assert_eq!(events.len(), 2);
    assert!(events[1].as_ref().unwrap_err().contains("a.warc cannot be read: the file ends within a record"));
    assert!(read("no archive")[0].as_ref().unwrap_err().contains("does not start with WARC/"));
}
