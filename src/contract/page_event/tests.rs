use chrono::TimeZone as _;

use super::*;

const URL: &str = "https://news.example/";

fn stamp() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2026, 3, 1, 12, 0, 0).unwrap()
}

fn read_with(value: &str, headers: &[(&str, &str)]) -> Result<Incoming, Rejection> {
    let headers = headers.iter().map(|(name, value)| (*name, value.as_bytes()));
    read(Some(value.as_bytes()), headers, stamp())
}

fn page_with(value: &str, headers: &[(&str, &str)]) -> PageEvent {
    match read_with(value, headers) {
        Ok(Incoming::Page(event)) => *event,
        other => panic!("{value}: {other:?}"),
    }
}

fn page(value: &str) -> PageEvent {
    page_with(value, &[])
}

fn code(value: &str) -> &'static str {
    read_with(value, &[]).expect_err(value).code()
}

/// An event with one more member.
fn with(member: &str) -> String {
    format!(r#"{{"url":"{URL}","body":"x",{member}}}"#)
}

#[test]
fn every_field_is_read() {
    let event = page(
        r#"{"url":"https://ann:secret@News.Example/a","body":"<p>caf\u00e9</p>","content_type":"text/html",
        "fetched_at":"2026-03-01T10:00:00.123456+04:00","id":"a-1","site":"News.Example","timezone":"Asia/Baku",
        "language":"az_AZ","status":204,"more":[{}]}"#,
    );
    assert_eq!(event.url.as_str(), "https://news.example/a");
    assert_eq!(event.body, Body::Text("<p>café</p>".to_owned()));
    assert_eq!(event.fetched_at.to_rfc3339(), "2026-03-01T06:00:00.123+00:00");
    assert_eq!((event.id.as_deref(), event.site.as_deref()), (Some("a-1"), Some("news.example")));
    assert_eq!((event.timezone, event.language.as_deref()), (Some(Tz::Asia__Baku), Some("az-AZ")));
    assert!(event.ignored.is_empty());
}

#[test]
fn bad_optional_fields_are_ignored_and_named() {
    for (member, field) in [
        (r#""content_type":7"#, "content_type"),
        (r#""content_encoding":["gzip"]"#, "content_encoding"),
        (r#""fetched_at":"yesterday""#, "fetched_at"),
        (r#""fetched_at":1772346271"#, "fetched_at"),
        (r#""fetched_at":1e99"#, "fetched_at"),
        (r#""id":{"a":1}"#, "id"),
        (r#""id":1.5"#, "id"),
        (r#""site":true"#, "site"),
        (r#""timezone":"Mars/Olympus""#, "timezone"),
        (r#""language":"english, mostly""#, "language"),
        (r#""status":"fine""#, "status"),
    ] {
        assert_eq!(page(&with(member)).ignored, [field], "{member}");
    }
}

#[test]
fn null_and_empty_are_absent() {
    let event = page(
        r#"{"url":"https://news.example/","body":"x","id":null,"timezone":null,"status":null,"fetched_at":null,
        "body_base64":null,"site":"","language":""}"#,
    );
    assert_eq!((event.id, event.timezone, event.site, event.language), (None, None, None, None));
    assert_eq!(event.fetched_at, stamp());
    assert!(event.ignored.is_empty());
}

#[test]
fn integers_are_taken_where_text_is_meant() {
    assert_eq!(page(&with(r#""id":-42"#)).id.as_deref(), Some("-42"));
    assert_eq!(page(&with(r#""fetched_at":1772346271250"#)).fetched_at.timestamp_millis(), 1_772_346_271_250);
    assert_eq!(read_with(&with(r#""status":"404""#), &[]), Ok(Incoming::PassedOver(PassedOver::Status(404))));
}

#[test]
fn what_is_not_2xx_is_passed_over_whatever_else_stands_there() {
    assert_eq!(read_with(r#"{"status":503}"#, &[]), Ok(Incoming::PassedOver(PassedOver::Status(503))));
    assert_eq!(read(None, std::iter::empty(), stamp()), Ok(Incoming::PassedOver(PassedOver::NoValue)));
}

#[test]
fn rejections_have_their_codes() {
    for value in ["", "  ", "[]", r#"["https://news.example/","x"]"#, "<html>", "{", r#"{"url":"#, "7"] {
        assert_eq!(code(value), "not_json", "{value}");
    }
    assert_eq!(code("\0\0\0\0\u{7}{}"), "schema_framed");
    assert_eq!(code(r#"{"body":"x"}"#), "missing_field");
    assert_eq!(code(r#"{"url":null,"body":"x"}"#), "missing_field");
    assert_eq!(code(r#"{"url":7,"body":"x"}"#), "wrong_type");
    assert_eq!(code(r#"{"url":"https://news.example/","body":{}}"#), "wrong_type");
    for url in ["", "/a", "ftp://news.example/", "https://", "mailto:a@news.example", "javascript:alert(1)"] {
        assert_eq!(code(&format!(r#"{{"url":"{url}","body":"x"}}"#)), "bad_url", "{url}");
    }
    assert_eq!(code(&format!(r#"{{"url":"https://news.example/{}","body":"x"}}"#, "a".repeat(9000))), "bad_url");
    for body in ["", r#","body":"""#, r#","body":null"#, r#","body_base64":"""#] {
        assert_eq!(code(&format!(r#"{{"url":"{URL}"{body}}}"#)), "no_body", "{body}");
    }
    assert_eq!(code(&format!(r#"{{"url":"{URL}","body_base64":"%%%"}}"#)), "bad_base64");
}

#[test]
fn base64_in_every_spelling() {
    for base64 in ["PGI+w7w/Pj4/", "PGI-w7w_Pj4_", "PGI+w7w/\\r\\nPj4/ ", "PGI+w7w/Pj4/"] {
        let event = page(&format!(r#"{{"url":"{URL}","body_base64":"{base64}"}}"#));
        assert_eq!(event.body, Body::Bytes("<b>ü?>>?".as_bytes().to_vec()), "{base64}");
    }
    let unpadded = page(&format!(r#"{{"url":"{URL}","body_base64":"PGI","body":"other"}}"#));
    assert_eq!(unpadded.body, Body::Bytes(b"<b".to_vec()));
}

#[test]
fn half_a_surrogate_pair_does_not_cost_the_page() {
    let event = page(&format!(r#"{{"url":"{URL}","body":"a\ud83db"}}"#));
    assert!(matches!(&event.body, Body::Text(text) if text.starts_with('a') && text.ends_with('b')));
}

#[test]
fn raw_values_speak_through_headers() {
    let event = page_with(
        "<p>page</p>",
        &[
            ("url", URL),
            ("Content-Type", "text/html; charset=koi8-r"),
            ("fetched-at", "1772346271250"),
            ("timezone", "Europe/Kyiv"),
            ("content_encoding", ""),
            ("id", "9"),
            ("status", "200"),
        ],
    );
    assert_eq!(event.body, Body::Bytes(b"<p>page</p>".to_vec()));
    assert_eq!(event.content_type.as_deref(), Some("text/html; charset=koi8-r"));
    assert_eq!((event.fetched_at.timestamp_millis(), event.timezone), (1_772_346_271_250, Some(Tz::Europe__Kyiv)));
    assert_eq!((event.id.as_deref(), event.content_encoding), (Some("9"), None));
    assert_eq!(read_with("x", &[("url", URL), ("status", "301")]), Ok(Incoming::PassedOver(PassedOver::Status(301))));
    assert_eq!(read_with("", &[("url", URL)]).expect_err("no page").code(), "no_body");
}

#[test]
fn json_is_json_whatever_bare_headers_say() {
    let value = with(r#""id":"from the value""#);
    let headers = [("content-type", "application/json"), ("url", "https://other.example/"), ("timezone", "Asia/Baku")];
    let event = page_with(&value, &headers);
    assert_eq!((event.url.as_str(), event.id.as_deref(), event.timezone), (URL, Some("from the value"), None));
}

#[test]
fn cloud_events_in_binary_mode() {
    let attributes = [
        ("ce_specversion", "1.0"),
        ("ce_id", "e-1"),
        ("ce_source", "/crawler"),
        ("ce_type", "page.fetched"),
        ("ce_time", "2026-03-01T09:00:00Z"),
        ("ce_subject", URL),
        ("ce_timezone", "Asia/Baku"),
    ];
    let html = page_with("<p>page</p>", &[&attributes[..], &[("content-type", "text/html")]].concat());
    assert_eq!((html.url.as_str(), html.id.as_deref(), html.timezone), (URL, Some("e-1"), Some(Tz::Asia__Baku)));
    assert_eq!(
        (html.fetched_at.to_rfc3339().as_str(), html.body),
        ("2026-03-01T09:00:00+00:00", Body::Bytes(b"<p>page</p>".to_vec()))
    );

    let json = r#"{"url":"https://news.example/other","body":"x","timezone":"Europe/Kyiv"}"#;
    for headers in [&attributes[..], &[&attributes[..], &[("content-type", "application/json")]].concat()] {
        let event = page_with(json, headers);
        assert_eq!((event.url.path(), event.id.as_deref()), ("/other", Some("e-1")));
        assert_eq!((event.timezone, event.body), (Some(Tz::Europe__Kyiv), Body::Text("x".to_owned())));
    }
}

#[test]
fn cloud_events_in_structured_mode() {
    let headers = [("content-type", "application/cloudevents+json; charset=utf-8")];
    let about =
        r#""specversion":"1.0","id":"e-1","source":"/crawler","type":"page.fetched","time":"2026-03-01T09:00:00Z""#;
    let with_object = format!(r#"{{{about},"data":{{"url":"{URL}","body":"x"}}}}"#);
    let event = page_with(&with_object, &headers);
    assert_eq!((event.url.as_str(), event.id.as_deref(), event.body), (URL, Some("e-1"), Body::Text("x".to_owned())));

    let with_text = format!(r#"{{{about},"url":"{URL}","datacontenttype":"text/html","data":"<p>x</p>"}}"#);
    let event = page_with(&with_text, &headers);
    assert_eq!((event.content_type.as_deref(), event.body), (Some("text/html"), Body::Text("<p>x</p>".to_owned())));

    let with_bytes = format!(r#"{{{about},"subject":"{URL}","datacontenttype":"text/html","data_base64":"PGI"}}"#);
    assert_eq!(page_with(&with_bytes, &headers).body, Body::Bytes(b"<b".to_vec()));

    let without = format!(r#"{{{about}}}"#);
    assert_eq!(read_with(&without, &headers).expect_err("no data").code(), "missing_field");
}

proptest::proptest! {
    #[test]
    fn any_bytes_are_read_or_rejected(value: Vec<u8>, header: Vec<u8>, name in "(ce_)?(url|content-type|fetched-at|specversion|.{0,5})") {
        let _ = read(Some(&value), [(name.as_str(), header.as_slice())].into_iter(), stamp());
    }
}
