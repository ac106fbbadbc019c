//! Sightings a second of the dedupe stage: a backlog on the middle topic, one lane of the real service, the settings it has
//! by default (a transaction ends after 100 ms or 10,000 records).

use std::time::{Duration, Instant};

use headlined::contract::sighting::Sighting;
use rdkafka::ClientConfig;
use rdkafka::producer::{BaseProducer, BaseRecord, Producer as _};

use crate::it::rig::broker::Broker;
use crate::it::rig::headlined::Headlined;
use crate::it::rig::keeper::Signal;
use crate::it::rig::topics::Topics;
use crate::words::Language;

const LONG: Duration = Duration::from_secs(600);
/// A scrape costs the line about a millisecond: it must not become part of what is measured.
const BETWEEN_SCRAPES: Duration = Duration::from_millis(200);
/// Sightings of a mix.
const MANY: u64 = 400_000;
/// Headlines that stand on pages at a time.
const STANDING: u64 = 4000;

/// What arrives.
struct Mix {
    name: &'static str,
    /// One sighting of so many is of a new headline.
    new: u64,
    /// They have links.
    linked: bool,
}

const MIXES: [Mix; 4] = [
    Mix { name: "95 % repeats", new: 20, linked: true },
    Mix { name: "all new", new: 1, linked: true },
    Mix { name: "95 % repeats, no links", new: 20, linked: false },
    Mix { name: "all new, no links", new: 1, linked: false },
];

/// Measures each mix on a line of its own.
pub(crate) fn throughput(broker: &Broker) {
    let language = Language::new();
    for mix in &MIXES {
        let topics = Topics::create_with(broker, "bench-sightings", 1);
        produce(broker, &topics.sightings(), &language, mix);
        measure(&topics, mix);
    }
}

fn produce(broker: &Broker, topic: &str, language: &Language, mix: &Mix) {
    let producer: BaseProducer = ClientConfig::new()
        .set("bootstrap.servers", broker.bootstrap())
        .set("compression.type", "lz4")
        .set("queue.buffering.max.messages", "1000000")
        .create()
        .expect("a producer");
    for number in 0..MANY {
        let sighting = mix.sighting(language, number);
        let value = sighting.to_bytes().expect("a sighting");
        let record = BaseRecord::to(topic).partition(0).key(&sighting.site).payload(&value);
        producer.send(record).map_err(|(error, _)| error).expect("room in the queue");
    }
    producer.flush(LONG).expect("delivery");
}

impl Mix {
    fn sighting(&self, language: &Language, number: u64) -> Sighting {
        let headline = number / self.new;
        // a fixed sequence that visits what stands in no order
        let back = number.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 33;
        let back = if number.is_multiple_of(self.new) { 0 } else { back % STANDING.min(headline + 1) };
        let mut sighting = language.sighting(headline - back, 5 + i64::try_from(back / 50).unwrap_or(0));
        if !self.linked {
            sighting.link = None;
        }
        sighting
    }
}

fn measure(topics: &Topics<'_>, mix: &Mix) {
    let done = |metrics: &crate::it::rig::metrics::Metrics| {
        let headlines = metrics.sum("headlines_total", &[]);
        headlines + metrics.sum("duplicates_dropped_total", &[("stage", "dedupe")])
    };
    let mut line = Headlined::run(topics, &[("HEADLINED__SERVICE__STAGES", "dedupe")]);
    let metrics = line.wait_metrics("the first sightings", LONG, |metrics| done(metrics) > 0.0);
    let (first, since, cpu) = (done(&metrics), Instant::now(), line.cpu_seconds());
    let metrics = loop {
        std::thread::sleep(BETWEEN_SCRAPES);
        let metrics = line.metrics();
        if done(&metrics) >= MANY as f64 {
            break metrics;
        }
    };
    let (took, cpu) = (since.elapsed().as_secs_f64(), line.cpu_seconds() - cpu);
    let many = done(&metrics) - first;
    let commits = metrics.sum("txn_total", &[("stage", "dedupe"), ("result", "committed")]);
    println!(
        "{}: {:.0} sightings a second; {:.2} us of processor each ({:.0} a second of one core); {:.0} a transaction",
        mix.name,
        many / took,
        cpu / many * 1e6,
        many / cpu,
        done(&metrics) / commits
    );
    for phase in ["fill", "send", "offsets", "commit"] {
        let labels = [("stage", "dedupe"), ("phase", phase)];
        let (sum, count) =
            (metrics.sum("txn_duration_seconds_sum", &labels), metrics.sum("txn_duration_seconds_count", &labels));
        println!("  {phase}: mean {:.1} ms", sum / count * 1000.0);
    }
    if mix.new == 1 {
        line.signal(Signal::Term);
        line.wait_exit(LONG);
        take_over(topics);
    }
}

/// A cold takeover of what the line remembers: all that is done from an empty memory on, the records fetched and inflated.
fn take_over(topics: &Topics<'_>) {
    let mut line = Headlined::run(topics, &[("HEADLINED__SERVICE__STAGES", "dedupe")]);
    let metrics = line.wait_metrics("the state", LONG, |metrics| metrics.sum("state_restore_seconds", &[]) > 0.0);
    let (cpu, took) = (line.cpu_seconds(), metrics.sum("state_restore_seconds", &[]));
    println!(
        "  taken over again in {took:.1} s: {:.2} us of processor a headline, all threads",
        cpu / MANY as f64 * 1e6
    );
}
