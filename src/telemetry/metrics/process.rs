//! The process as a whole.

use chrono::{DateTime, Utc};
use prometheus::{Gauge, IntGauge};

use super::Metrics;
use super::family::Families;

/// The release's git revision, where the build told it.
const REVISION: &str = match option_env!("HEADLINED_REVISION") {
    Some(revision) => revision,
    None => "unknown",
};

pub(super) struct ProcessMetrics {
    ready: IntGauge,
    last_headline: Gauge,
}

impl ProcessMetrics {
    pub(super) fn new(families: &mut Families) -> prometheus::Result<Self> {
        let labels = ["version", "revision", "librdkafka", "tzdb"];
        let build = families.int_gauges("build_info", "What is running; always 1.", &labels)?;
        let (_, librdkafka) = rdkafka::util::get_rdkafka_version();
        let values = [env!("CARGO_PKG_VERSION"), REVISION, &librdkafka, chrono_tz::IANA_TZDB_VERSION];
        build.with_label_values(&values).set(1);
        Ok(Self {
            ready: families.int_gauge("ready", "1 when /ready answers 200.")?,
            last_headline: families.gauge(
                "last_headline_timestamp_seconds",
                "When a headline event was last committed; 0 before the first.",
            )?,
        })
    }
}

impl Metrics {
    /// Whether the process is ready.
    pub fn ready(&self, ready: bool) {
        self.process.ready.set(i64::from(ready));
    }

    /// A headline event was committed at this instant.
    pub fn last_headline(&self, at: DateTime<Utc>) {
        self.process.last_headline.set(seconds(at));
    }
}

/// An instant in base units.
#[expect(clippy::cast_precision_loss, reason = "microseconds of a Unix time fit 53 bits until 2255")]
pub(super) fn seconds(at: DateTime<Utc>) -> f64 {
    at.timestamp_micros() as f64 / 1e6
}
