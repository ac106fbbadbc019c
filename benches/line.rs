//! What the whole line costs on a real broker: `cargo bench --bench line` (after `tests/run --fetch`); `-- latency`, `-- pages`
//! or `-- sightings` for a part of it.
//!
//! Prints, never judges: the processor time of an idle line, the latency from a page to its readable headline, what a
//! transaction costs beside the broker's own time, pages a second of one extract lane, sightings a second of one dedupe
//! lane.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    dead_code,
    unreachable_pub,
    reason = "a measurement that panics is no measurement"
)]

#[path = "../tests/it"]
mod it {
    pub mod newsroom;
    pub mod rig;
}
#[path = "line/sightings.rs"]
mod sightings;
#[path = "dedupe/words.rs"]
mod words;

use std::time::{Duration, Instant};

use rdkafka::ClientConfig;
use rdkafka::Message as _;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};

use crate::it::{newsroom, rig};
use crate::newsroom::Newsroom;
use crate::rig::broker::Broker;
use crate::rig::headlined::Headlined;
use crate::rig::topics::Topics;

const SITE: Newsroom = Newsroom { name: "harbour" };
const LONG: Duration = Duration::from_secs(120);

fn main() {
    let broker = Broker::start();
    let wanted: Vec<String> = std::env::args().skip(1).filter(|argument| !argument.starts_with('-')).collect();
    let wants = |part: &str| wanted.is_empty() || wanted.iter().any(|name| name == part);
    if wants("latency") {
        idle_and_latency(&broker);
        plain_transactions(&broker);
    }
    if wants("pages") {
        throughput(&broker);
    }
    if wants("sightings") {
        sightings::throughput(&broker);
    }
}

fn idle_and_latency(broker: &Broker) {
    let topics = Topics::create_with(broker, "bench-latency", 1);
    let mut line = Headlined::run(&topics, &[]);
    line.wait_ready(LONG);
    topics.send_pages([SITE.page("warm", 0, 10)]);
    line.wait_metrics("the first headlines", LONG, |m| m.sum("headlines_total", &[("event", "published")]) >= 10.0);

    let (before, since) = (line.cpu_seconds(), Instant::now());
    std::thread::sleep(Duration::from_secs(20));
    let idle = (line.cpu_seconds() - before) / since.elapsed().as_secs_f64();
    println!("idle line (extract and dedupe lane, admin): {:.2} % of a core", idle * 100.0);

    let mut millis = latencies(&topics, 100);
    millis.sort_by(f64::total_cmp);
    let at = |share: f64| millis[((millis.len() - 1) as f64 * share) as usize];
    println!(
        "page to readable headline, idle line: p50 {:.0} ms, p95 {:.0} ms, max {:.0} ms",
        at(0.5),
        at(0.95),
        at(1.0)
    );
    let metrics = line.metrics();
    for stage in ["extract", "dedupe"] {
        for phase in ["send", "offsets", "commit"] {
            let labels = [("stage", stage), ("phase", phase)];
            let (sum, count) =
                (metrics.sum("txn_duration_seconds_sum", &labels), metrics.sum("txn_duration_seconds_count", &labels));
            println!("transaction, {stage} {phase}: mean {:.2} ms over {count}", sum / count * 1000.0);
        }
    }
}

/// One page with one new headline at a time.
fn latencies(topics: &Topics<'_>, count: usize) -> Vec<f64> {
    let reader: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", topics.broker.bootstrap())
        .set("group.id", "bench-reader")
        .set("isolation.level", "read_committed")
        .set("auto.offset.reset", "earliest")
        .create()
        .expect("a reader");
    reader.subscribe(&[&topics.headlines()]).expect("a subscription");
    let mut seen = 0;
    let mut next = |wanted: usize| {
        while seen < wanted {
            if let Some(Ok(message)) = reader.poll(Duration::from_secs(30)) {
                seen += usize::from(message.payload().is_some());
            }
        }
    };
    next(10);
    // one for all: a new client's first record waits for its connection and its metadata
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", topics.broker.bootstrap())
        .set("linger.ms", "0")
        .create()
        .expect("a producer");
    let pages = topics.pages();
    (0..count)
        .map(|n| {
            let page = SITE.page(&format!("page-{n}"), n + 1, 10);
            let since = Instant::now();
            let (key, value) = (page.key.unwrap_or_default(), page.value.unwrap_or_default());
            let record = BaseRecord::to(&pages).key(&key).payload(&value);
            producer.send(record).map_err(|(error, _)| error).expect("room in the queue");
            producer.flush(LONG).expect("a delivery");
            next(11 + n);
            let took = since.elapsed().as_secs_f64() * 1000.0;
            std::thread::sleep(Duration::from_millis(137));
            took
        })
        .collect()
}

/// The broker's own time: the smallest transaction by the barest client.
fn plain_transactions(broker: &Broker) {
    let topics = Topics::create_with(broker, "bench-plain", 1);
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", broker.bootstrap())
        .set("transactional.id", topics.named("plain"))
        .set("linger.ms", "0")
        .set("retry.backoff.ms", "10")
        .create()
        .expect("a producer");
    producer.init_transactions(LONG).expect("a transactional id");
    let topic = topics.headlines();
    let one = || {
        let since = Instant::now();
        producer.begin_transaction().unwrap();
        producer.send(BaseRecord::<[u8], [u8]>::to(&topic).payload(b"x")).map_err(|(error, _)| error).unwrap();
        while producer.in_flight_count() > 0 {
            producer.poll(Duration::from_millis(1));
        }
        producer.commit_transaction(LONG).unwrap();
        since.elapsed().as_secs_f64() * 1000.0
    };
    for (rest, count) in [(0, 200), (137, 50)] {
        let mut millis: Vec<f64> = (0..count)
            .map(|_| {
                std::thread::sleep(Duration::from_millis(rest));
                one()
            })
            .collect();
        millis.sort_by(f64::total_cmp);
        let p50 = millis[millis.len() / 2];
        println!("the smallest transaction of a bare client, no offsets, every {rest} ms: p50 {p50:.2} ms");
    }
}

/// A backlog of pages of 100 KB, one extract lane and one dedupe lane.
fn throughput(broker: &Broker) {
    let topics = Topics::create_with(broker, "bench-pages", 1);
    let pages = 3000;
    for some in (0..pages).collect::<Vec<_>>().chunks(100) {
        topics.send_pages(some.iter().map(|n| SITE.large_page(&format!("page-{n}"), n * 2, 20, 100_000)));
    }
    let mut line = Headlined::run(&topics, &[]);
    line.wait_metrics("the first page", LONG, |m| m.sum("pages_total", &[]) > 0.0);
    let (since, first) = (Instant::now(), line.metrics().sum("pages_total", &[]));
    let wanted = f64::from(u32::try_from(pages).unwrap());
    line.wait_metrics("every page", LONG * 5, |m| m.sum("pages_total", &[]) >= wanted);
    let rate = (wanted - first) / since.elapsed().as_secs_f64();
    println!("pages of 100 KB with 20 headlines each, one lane: {rate:.0} a second, {:.0} MB/s", rate / 10.0);
}
