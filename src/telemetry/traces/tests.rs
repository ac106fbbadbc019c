use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread::JoinHandle;

use opentelemetry_otlp::WithExportConfig as _;
use tracing_subscriber::layer::SubscriberExt as _;

use super::*;

fn wanted_with(variables: &[(&str, &str)]) -> bool {
    wanted(|name| variables.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned()))
}

#[test]
fn only_an_endpoint_switches_it_on() {
    assert!(!wanted_with(&[]));
    assert!(!wanted_with(&[("OTEL_SERVICE_NAME", "news")]));
    assert!(!wanted_with(&[("OTEL_EXPORTER_OTLP_ENDPOINT", " ")]));
    assert!(wanted_with(&[("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318")]));
    assert!(wanted_with(&[("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "http://collector:4318/v1/traces")]));
}

#[test]
fn the_switches_of_the_specification_keep_it_off() {
    let endpoint = ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4318");
    assert!(!wanted_with(&[endpoint, ("OTEL_SDK_DISABLED", "TRUE")]));
    assert!(!wanted_with(&[endpoint, ("OTEL_TRACES_EXPORTER", "none")]));
    assert!(wanted_with(&[endpoint, ("OTEL_SDK_DISABLED", "false")]));
}

/// A collector that takes one request: its address, and head and body once they are there.
fn collector() -> (String, JoinHandle<(String, Vec<u8>)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/v1/traces", listener.local_addr().unwrap());
    (endpoint, std::thread::spawn(move || take_one(&listener)))
}

fn take_one(listener: &TcpListener) -> (String, Vec<u8>) {
    let (mut stream, _) = listener.accept().unwrap();
    let mut bytes = Vec::new();
    let mut byte = [0];
    while !bytes.ends_with(b"\r\n\r\n") {
        stream.read_exact(&mut byte).unwrap();
        bytes.push(byte[0]);
    }
    let head = String::from_utf8(bytes).unwrap().to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap().parse().unwrap();
    let mut body = vec![0; length];
    stream.read_exact(&mut body).unwrap();
    stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n").unwrap();
    (head, body)
}

fn count(haystack: &[u8], needle: &[u8]) -> usize {
    haystack.windows(needle.len()).filter(|window| *window == needle).count()
}

fn header(trace: usize, span: u8, sampled: bool) -> String {
    format!("00-{:032x}-{}-{:02x}", trace + 1, format!("{span:02x}").repeat(8), u8::from(sampled))
}

#[test]
fn a_collector_hears_of_a_transaction_and_of_its_pages_sampled_ones_first() {
    let (endpoint, heard) = collector();
    let exporter = Exporter::build(SpanExporter::builder().with_http().with_endpoint(endpoint)).unwrap();
    let subscriber = tracing_subscriber::registry().with(exporter.layer());
    tracing::subscriber::with_default(subscriber, || {
        let span = tracing::info_span!(target: "headlined", "transaction", records = 7);
        let unsampled = (0..100).map(|n| header(n, 0xab, false));
        let sampled = (0..100).map(|n| header(n, 0xcd, true));
        let pages: Vec<String> = unsampled.chain(sampled).chain(["no header".to_owned()]).collect();
        link_all(&span, pages.iter().map(|parent| (parent.as_str(), None)));
        drop(tracing::info_span!(target: "reqwest", "noise"));
    });
    exporter.shutdown(Duration::from_secs(10));
    let (head, body) = heard.join().unwrap();
    assert!(head.starts_with("post /v1/traces "), "{head}");
    assert_eq!((count(&body, &[0xcd; 8]), count(&body, &[0xab; 8])), (100, 28));
    assert_eq!((count(&body, b"transaction"), count(&body, b"records"), count(&body, b"noise")), (1, 1, 0));
    assert!(count(&body, b"service.version") == 1 && count(&body, b"headlined") >= 1);
}

#[test]
fn a_collector_that_is_not_there_costs_no_more_than_the_deadline() {
    let unused = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let endpoint = format!("http://{unused}/v1/traces");
    let exporter = Exporter::build(SpanExporter::builder().with_http().with_endpoint(endpoint)).unwrap();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(exporter.layer()), || {
        let span = tracing::info_span!(target: "headlined", "transaction");
        link_to(&span, &header(0, 1, true), Some("vendor=1"));
    });
    let started = std::time::Instant::now();
    exporter.shutdown(Duration::from_millis(300));
    assert!(started.elapsed() < Duration::from_secs(5), "{:?}", started.elapsed());
}

#[test]
fn a_collector_behind_tls_is_spoken_to_in_tls() {
    const CLIENT_HELLO: u8 = 0x16;
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("https://{}/v1/traces", listener.local_addr().unwrap());
    let first = std::thread::spawn(move || {
        let mut byte = [0];
        listener.accept().unwrap().0.read_exact(&mut byte).unwrap();
        byte[0]
    });
    let exporter = Exporter::build(SpanExporter::builder().with_http().with_endpoint(endpoint)).unwrap();
    tracing::subscriber::with_default(tracing_subscriber::registry().with(exporter.layer()), || {
        drop(tracing::info_span!(target: "headlined", "transaction"));
    });
    exporter.shutdown(Duration::from_millis(500));
    assert_eq!(first.join().unwrap(), CLIENT_HELLO);
}
