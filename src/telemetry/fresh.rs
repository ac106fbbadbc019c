//! A filter that is asked anew for every span and event.
//!
//! `tracing-subscriber` hands the verdict of a layer's own filter over in a thread-local and lets callsites remember "always".
//! A question that no event follows (librdkafka's binding asks which level is on before it makes a client) leaves its
//! verdict behind, and the thread's next event is lost (tokio-rs/tracing#2519, open). Where nothing is remembered, every
//! verdict is fresh.

use tracing::subscriber::Interest;
use tracing::{Event, Metadata, Subscriber, span};
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, Filter};

/// The filter within, never remembered.
pub(super) struct Fresh<F>(pub(super) F);

impl<S: Subscriber, F: Filter<S>> Filter<S> for Fresh<F> {
    fn enabled(&self, meta: &Metadata<'_>, context: &Context<'_, S>) -> bool {
        self.0.enabled(meta, context)
    }

    fn callsite_enabled(&self, meta: &'static Metadata<'static>) -> Interest {
        let interest = self.0.callsite_enabled(meta);
        if interest.is_always() { Interest::sometimes() } else { interest }
    }

    fn event_enabled(&self, event: &Event<'_>, context: &Context<'_, S>) -> bool {
        self.0.event_enabled(event, context)
    }

    fn max_level_hint(&self) -> Option<LevelFilter> {
        self.0.max_level_hint()
    }

    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        self.0.on_new_span(attributes, id, context);
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        self.0.on_record(id, values, context);
    }

    fn on_enter(&self, id: &span::Id, context: Context<'_, S>) {
        self.0.on_enter(id, context);
    }

    fn on_exit(&self, id: &span::Id, context: Context<'_, S>) {
        self.0.on_exit(id, context);
    }

    fn on_close(&self, id: span::Id, context: Context<'_, S>) {
        self.0.on_close(id, context);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

    use tracing_subscriber::Layer;
    use tracing_subscriber::filter::EnvFilter;
    use tracing_subscriber::layer::SubscriberExt as _;

    use super::*;

    struct Count(std::sync::Arc<AtomicUsize>);

    impl<S: Subscriber> Layer<S> for Count {
        fn on_event(&self, _: &Event<'_>, _: Context<'_, S>) {
            self.0.fetch_add(1, Relaxed);
        }
    }

    #[test]
    fn a_question_that_no_event_follows_costs_no_event() {
        let count = std::sync::Arc::new(AtomicUsize::new(0));
        let filter = Fresh(EnvFilter::new("error,headlined=info,noisy=trace"));
        let layer = Count(std::sync::Arc::clone(&count)).with_filter(filter);
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            for _ in 0..3 {
                assert!(!tracing::enabled!(target: "librdkafka", tracing::Level::DEBUG));
                tracing::info!(target: "headlined", "told");
            }
        });
        assert_eq!(count.load(Relaxed), 3);
    }
}
