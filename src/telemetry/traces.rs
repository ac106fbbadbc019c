//! Traces by OTLP over HTTP, switched on by the standard `OTEL_*` variables. Unset, there is no layer and no cost.
//!
//! One span a transaction, made by the lane, linked to the pages in it. Endpoint, headers, time-outs, sampler, resource
//! and batching are read by the SDK itself, by the names of the OpenTelemetry specification.

use std::time::Duration;

use opentelemetry::trace::TracerProvider as _;
use opentelemetry_otlp::{ExporterBuildError, HttpExporterBuilderSet, SpanExporter, SpanExporterBuilder};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::SdkTracerProvider;
use tracing::Span;
use tracing_opentelemetry::OpenTelemetrySpanExt as _;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, filter::LevelFilter};

use super::fresh::Fresh;
use super::traceparent::TraceParent;

/// At most so many pages of a transaction are linked from its span, as the specification's own limit has it.
pub const MAX_LINKS: usize = 128;

/// The export of spans, to be flushed before the process ends.
#[derive(Debug)]
pub struct Exporter {
    provider: SdkTracerProvider,
}

impl Exporter {
    /// The exporter that the environment asks for, if it asks for one.
    ///
    /// # Errors
    /// If an `OTEL_*` variable holds what the exporter can't use.
    pub fn from_env() -> Result<Option<Self>, ExporterBuildError> {
        if wanted(read) { Self::build(SpanExporter::builder().with_http()).map(Some) } else { Ok(None) }
    }

    fn build(exporter: SpanExporterBuilder<HttpExporterBuilderSet>) -> Result<Self, ExporterBuildError> {
        let exporter = exporter.build()?;
        let provider = SdkTracerProvider::builder()
            .with_batch_exporter(exporter)
            .with_resource(resource())
            .with_max_links_per_span(MAX_LINKS as u32)
            .build();
        Ok(Self { provider })
    }

    /// The layer that turns our own spans into OTLP's; those of libraries stay out.
    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    {
        let ours = Targets::new().with_target(env!("CARGO_PKG_NAME"), LevelFilter::INFO);
        tracing_opentelemetry::layer()
            .with_tracer(self.provider.tracer(env!("CARGO_PKG_NAME")))
            .with_threads(false)
            .with_location(false)
            .with_tracked_inactivity(false)
            .with_filter(Fresh(ours))
    }

    /// Sends what is waiting and stops; gives up after the deadline.
    pub fn shutdown(self, deadline: Duration) {
        if let Err(error) = self.provider.shutdown_with_timeout(deadline) {
            tracing::warn!(%error, "not every span could be exported");
        }
    }
}

/// Links a transaction's span to one of its pages. A header that is not valid links nothing.
pub fn link_to(span: &Span, traceparent: &str, tracestate: Option<&str>) {
    if let Some(parent) = TraceParent::parse(traceparent) {
        span.add_link(parent.context(tracestate));
    }
}

/// Links a transaction's span to its pages, `(traceparent, tracestate)` each: at most [`MAX_LINKS`], sampled pages first.
pub fn link_all<'p>(span: &Span, pages: impl Iterator<Item = (&'p str, Option<&'p str>)>) {
    if span.is_disabled() {
        return;
    }
    let valid = pages.filter_map(|(parent, state)| Some((TraceParent::parse(parent)?, state)));
    let (sampled, rest): (Vec<_>, Vec<_>) = valid.partition(|(parent, _)| parent.sampled());
    for (parent, state) in sampled.into_iter().chain(rest).take(MAX_LINKS) {
        span.add_link(parent.context(state));
    }
}

/// Whether the environment asks for an export: an endpoint is named, and nothing switches it off.
fn wanted(read: impl Fn(&str) -> Option<String>) -> bool {
    let set = |name| read(name).is_some_and(|value| !value.trim().is_empty());
    let is = |name, value: &str| read(name).is_some_and(|found| found.trim().eq_ignore_ascii_case(value));
    let endpoint = set("OTEL_EXPORTER_OTLP_ENDPOINT") || set("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT");
    endpoint && !is("OTEL_SDK_DISABLED", "true") && !is("OTEL_TRACES_EXPORTER", "none")
}

fn resource() -> Resource {
    let named = read("OTEL_SERVICE_NAME").is_some()
        || read("OTEL_RESOURCE_ATTRIBUTES").is_some_and(|attributes| attributes.contains("service.name="));
    let builder =
        Resource::builder().with_attribute(opentelemetry::KeyValue::new("service.version", env!("CARGO_PKG_VERSION")));
    if named { builder.build() } else { builder.with_service_name(env!("CARGO_PKG_NAME")).build() }
}

#[expect(clippy::disallowed_methods, reason = "the OTEL_* variables are the operator's, not settings of ours")]
fn read(name: &str) -> Option<String> {
    std::env::var(name).ok()
}

#[cfg(test)]
mod tests;
