use std::io::Write as _;

use super::*;

fn folder(files: &[(&str, &[u8])]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }
    folder
}

fn read(paths: &[PathBuf], about: About) -> Vec<Result<Event, String>> {
    Sources::new(paths.iter().cloned(), about).map(|event| event.map_err(|error| error.to_string())).collect()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn a_folder_is_read_by_name_and_foreign_files_are_passed_over() {
    let packed = gzip(b"{\"url\":\"https://a.example/3\"}\n");
    let folder = folder(&[
        ("b/page.html", b"<link rel=canonical href=https://a.example/2>"),
        ("a.jsonl", b"{\"url\":\"https://a.example/1\", \"body\":\"x\"}\n\n"),
        ("c.json.gz", &packed),
        ("c.json.zst", &zstd::encode_all(&b"{\"url\":\"https://a.example/4\"}"[..], 1).unwrap()),
        ("notes.md", b"not a page"),
    ]);
    let events = read(&[folder.path().to_owned()], About::default());
    let urls: Vec<_> = events.iter().map(|event| event.as_ref().unwrap().url.as_str()).collect();
    assert_eq!(urls, [1, 2, 3, 4].map(|n| format!("https://a.example/{n}")));
    assert_eq!(events[0].as_ref().unwrap().value, b"{\"url\":\"https://a.example/1\", \"body\":\"x\"}");
}

#[test]
fn a_saved_page_goes_as_it_is_with_headers_that_say_the_rest() {
    let folder = folder(&[("page.txt", b"\xff one line")]);
    let about = About {
        url: Some("https://a.example/".to_owned()),
        timezone: Some("Asia/Baku".to_owned()),
        fetched_at: Some("2026-01-02T03:04:05Z".to_owned()),
        content_type: None,
    };
    let events = read(&[folder.path().join("page.txt")], about);
    let event = events[0].as_ref().unwrap();
    assert_eq!(event.value, b"\xff one line");
    let headers: Vec<_> = event.headers.iter().map(|(name, value)| format!("{name}: {value}")).collect();
    let expected = [
        "url: https://a.example/",
        "content-type: text/plain",
        "fetched-at: 2026-01-02T03:04:05Z",
        "timezone: Asia/Baku",
    ];
    assert_eq!(headers, expected);
}

#[test]
fn a_cloud_event_is_sent_as_one() {
    let folder = folder(&[("a.jsonl", b"{\"specversion\":\"1.0\",\"data\":{\"url\":\"https://a.example/1\"}}")]);
    let events = read(&[folder.path().join("a.jsonl")], About::default());
    let event = events[0].as_ref().unwrap();
    assert_eq!(event.url, "https://a.example/1");
    assert_eq!(event.headers, [("content-type", "application/cloudevents+json".to_owned())]);
}

#[test]
fn what_can_not_be_read_says_where_and_the_rest_goes_on() {
    let folder = folder(&[
        ("a.jsonl", b"{\"url\":\"https://a.example/1\"}\n{\"body\":1}\nno json\n{\"url\":\"https://a.example/2\"}"),
        ("p.html", b"<p>"),
    ]);
    let path = |name: &str| folder.path().join(name);
    let events = read(&[path("a.jsonl"), path("p.html"), path("none.jsonl"), path("x.pdf")], About::default());
    let told: Vec<_> =
        events.iter().map(|event| event.as_ref().err().map(String::as_str).unwrap_or_default()).collect();
    let expected = [
        "",
        "line 2: there is no url",
        "line 3: expected",
        "",
        "give it with --url",
        "cannot be read: No such file",
        "is neither",
    ];
    assert_eq!(told.len(), expected.len(), "{told:?}");
    for (told, expected) in told.iter().zip(expected) {
        assert!(told.contains(expected), "{told} / {expected}");
    }
}
