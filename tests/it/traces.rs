//! Seen from outside: traces at a stub collector, metrics, the health check, of a service at work on a real broker.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::rig::broker::Broker;
use crate::rig::environment;
use crate::rig::headlined::Headlined;
use crate::rig::kafka::Record;
use crate::rig::keeper::Signal;
use crate::rig::reader;
use crate::rig::topics::Topics;
use crate::rig::wait;

const TRACE: [u8; 16] = [0x4b; 16];
const SPAN: [u8; 8] = [0x2a; 8];

/// A collector that takes whatever is sent to it.
struct Collector {
    addr: SocketAddr,
    heard: Arc<Mutex<Vec<u8>>>,
}

impl Collector {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Arc::clone(&heard);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let body = take(stream);
                ear.lock().unwrap().extend(body);
            }
        });
        Self { addr, heard }
    }

    fn heard(&self, needle: &[u8]) -> bool {
        self.heard.lock().unwrap().windows(needle.len()).any(|window| window == needle)
    }
}

fn take(mut stream: TcpStream) -> Vec<u8> {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
        head.push(byte[0]);
    }
    let head = String::from_utf8_lossy(&head).to_lowercase();
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")?.parse().ok()).unwrap_or(0);
    let mut body = vec![0; length];
    let _ = stream.read_exact(&mut body);
    let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
    body
}

fn traceparent() -> String {
    format!("00-{}-{}-01", "4b".repeat(16), "2a".repeat(8))
}

/// The first sample page, with a trace of its sender's.
fn traced_page() -> Record {
    let pages = std::fs::read_to_string(environment::repository("deploy/samples/pages.jsonl")).unwrap();
    let mut page = Record::value(pages.lines().next().unwrap());
    page.headers = vec![("traceparent".into(), traceparent().into_bytes())];
    page
}

#[test]
fn a_pages_trace_is_linked_and_handed_on_and_all_of_it_is_counted() {
    let collector = Collector::start();
    let topics = Topics::create(Broker::shared(), "traces");
    topics.send_pages([traced_page()]);
    let endpoint = format!("http://{}", collector.addr);
    let mut service = Headlined::run(
        &topics,
        &[
            ("OTEL_EXPORTER_OTLP_ENDPOINT", &endpoint),
            ("OTEL_BSP_SCHEDULE_DELAY", "200"),
            ("OTEL_SERVICE_NAME", "the-newsroom"),
        ],
    );
    service.wait_ready(Duration::from_secs(60));
    let scrape = service.wait_metrics("a committed page and its headlines", Duration::from_secs(60), |metrics| {
        metrics.sum("headlines_total", &[("event", "published")]) > 0.0
    });
    assert_eq!(scrape.sum("pages_total", &[("result", "ok")]), 1.0);
    assert_eq!(scrape.sum("ready", &[]), 1.0);
    assert!(scrape.sum("e2e_latency_seconds_count", &[]) > 0.0);

    let headlines = reader::records(topics.broker.bootstrap(), &[&topics.headlines()]);
    assert!(!headlines.is_empty());
    for headline in &headlines {
        assert_eq!(headline.header("traceparent").as_deref(), Some(traceparent().as_bytes()));
    }
    wait::until("a span that links to the page", Duration::from_secs(20), || {
        let linked = collector.heard(&TRACE) && collector.heard(&SPAN);
        (linked && collector.heard(b"transaction") && collector.heard(b"the-newsroom")).then_some(())
    });

    let mut asked = |args: &[&str]| {
        let listen = service.admin().to_string();
        Headlined::output(args, [("HEADLINED__ADMIN__LISTEN", listen.as_str())]).status.code()
    };
    assert_eq!((asked(&["healthcheck"]), asked(&["healthcheck", "--ready"])), (Some(0), Some(0)));
    service.signal(Signal::Term);
    assert_eq!(service.wait_exit(Duration::from_secs(40)).code(), Some(0));
}

#[test]
fn a_collector_that_is_not_there_holds_up_neither_work_nor_end() {
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let topics = Topics::create(Broker::shared(), "untraced");
    topics.send_pages([traced_page()]);
    let mut service = Headlined::run(&topics, &[("OTEL_EXPORTER_OTLP_ENDPOINT", &format!("http://{nobody}"))]);
    service.wait_metrics("headlines", Duration::from_secs(60), |metrics| {
        metrics.sum("headlines_total", &[("event", "published")]) > 0.0
    });
    service.signal(Signal::Term);
    assert_eq!(service.wait_exit(Duration::from_secs(40)).code(), Some(0));
}
