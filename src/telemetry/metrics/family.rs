//! How a family of metrics is declared, kept in a registry and written as text.

use std::collections::HashSet;

use prometheus::core::Collector;
use prometheus::proto::MetricType;
use prometheus::{
    Encoder as _, Gauge, GaugeVec, Histogram, HistogramOpts, HistogramVec, IntCounter, IntCounterVec, IntGauge,
    IntGaugeVec, Opts, Registry, TextEncoder,
};

/// The registry, and the names of all families: one without a member yet still tells its name, type and meaning.
pub(super) struct Families {
    registry: Registry,
    declared: Vec<Declared>,
}

struct Declared {
    name: String,
    help: String,
    kind: &'static str,
}

impl Families {
    pub(super) fn new() -> Self {
        Self { registry: Registry::new(), declared: Vec::new() }
    }

    pub(super) fn registry(&self) -> &Registry {
        &self.registry
    }

    pub(super) fn render(&self) -> String {
        let gathered = self.registry.gather();
        let mut text = Vec::new();
        if let Err(error) = TextEncoder::new().encode(&gathered, &mut text) {
            tracing::error!(%error, "the metrics could not be written");
        }
        let mut text = String::from_utf8_lossy(&text).into_owned();
        let present: HashSet<&str> = gathered.iter().map(|family| family.name()).collect();
        for family in self.declared.iter().filter(|family| !present.contains(family.name.as_str())) {
            text.push_str(&format!("# HELP {0} {1}\n# TYPE {0} {2}\n", family.name, family.help, family.kind));
        }
        text
    }

    fn add<C: Collector + Clone + 'static>(&mut self, metric: C, kind: MetricType) -> prometheus::Result<C> {
        self.registry.register(Box::new(metric.clone()))?;
        let kind = match kind {
            MetricType::COUNTER => "counter",
            MetricType::HISTOGRAM => "histogram",
            _ => "gauge",
        };
        for desc in metric.desc() {
            self.declared.push(Declared { name: desc.fq_name.clone(), help: desc.help.clone(), kind });
        }
        Ok(metric)
    }

    pub(super) fn counter(&mut self, name: &str, help: &str) -> prometheus::Result<IntCounter> {
        self.add(IntCounter::with_opts(opts(name, help))?, MetricType::COUNTER)
    }

    pub(super) fn counters(&mut self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntCounterVec> {
        self.add(IntCounterVec::new(opts(name, help), labels)?, MetricType::COUNTER)
    }

    pub(super) fn gauge(&mut self, name: &str, help: &str) -> prometheus::Result<Gauge> {
        self.add(Gauge::with_opts(opts(name, help))?, MetricType::GAUGE)
    }

    pub(super) fn int_gauge(&mut self, name: &str, help: &str) -> prometheus::Result<IntGauge> {
        self.add(IntGauge::with_opts(opts(name, help))?, MetricType::GAUGE)
    }

    pub(super) fn gauges(&mut self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<GaugeVec> {
        self.add(GaugeVec::new(opts(name, help), labels)?, MetricType::GAUGE)
    }

    pub(super) fn int_gauges(&mut self, name: &str, help: &str, labels: &[&str]) -> prometheus::Result<IntGaugeVec> {
        self.add(IntGaugeVec::new(opts(name, help), labels)?, MetricType::GAUGE)
    }

    pub(super) fn histogram(&mut self, name: &str, help: &str, buckets: &[f64]) -> prometheus::Result<Histogram> {
        self.add(Histogram::with_opts(histogram_opts(name, help, buckets))?, MetricType::HISTOGRAM)
    }

    pub(super) fn histograms(
        &mut self,
        name: &str,
        help: &str,
        labels: &[&str],
        buckets: &[f64],
    ) -> prometheus::Result<HistogramVec> {
        self.add(HistogramVec::new(histogram_opts(name, help, buckets), labels)?, MetricType::HISTOGRAM)
    }
}

fn opts(name: &str, help: &str) -> Opts {
    Opts::new(format!("headlined_{name}"), help)
}

fn histogram_opts(name: &str, help: &str, buckets: &[f64]) -> HistogramOpts {
    HistogramOpts::from(opts(name, help)).buckets(buckets.to_vec())
}
