//! W3C Trace Context: the headers `traceparent` and `tracestate` that a page event may carry.
//!
//! A page's trace is not ours: the span we record is a transaction, with many pages in it, and only links to them. So the
//! page's context is handed on as the recommendation says for one that takes no part in a trace: unchanged. A headline's
//! reader then hangs its own spans below the crawler's, and a turn that runs twice writes the same bytes.

use std::fmt;

use opentelemetry::trace::{SpanContext, SpanId, TraceFlags, TraceId, TraceState};

/// A valid `traceparent`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct TraceParent {
    trace: [u8; 16],
    span: [u8; 8],
    sampled: bool,
}

impl TraceParent {
    /// Reads a header; whatever is not valid counts as none.
    pub fn parse(header: &str) -> Option<Self> {
        let mut parts = header.trim().splitn(4, '-');
        let version: [u8; 1] = hex(parts.next()?)?;
        let trace = hex(parts.next()?)?;
        let span = hex(parts.next()?)?;
        let flags: [u8; 1] = match (version, parts.next()?) {
            ([0xff], _) => return None,
            ([0], flags) => hex(flags)?,
            // A later version may add fields behind the flags.
            (_, rest) => hex(rest.split('-').next()?)?,
        };
        let valid = trace != [0; 16] && span != [0; 8];
        valid.then_some(Self { trace, span, sampled: flags[0] & 1 == 1 })
    }

    /// Whether the sender records this trace.
    pub fn sampled(self) -> bool {
        self.sampled
    }

    /// The header for what was made from the page: the same trace and parent, in the version we speak.
    pub fn forward(self) -> String {
        self.to_string()
    }

    /// The context that a span links to. A `tracestate` that can't be read is left out.
    pub(super) fn context(self, tracestate: Option<&str>) -> SpanContext {
        let state = tracestate.and_then(|state| state.parse().ok()).unwrap_or(TraceState::NONE);
        let flags = TraceFlags::default().with_sampled(self.sampled);
        SpanContext::new(TraceId::from_bytes(self.trace), SpanId::from_bytes(self.span), flags, true, state)
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hex = data_encoding::HEXLOWER;
        write!(f, "00-{}-{}-{:02x}", hex.encode(&self.trace), hex.encode(&self.span), u8::from(self.sampled))
    }
}

/// Exactly `N` bytes in lower-case hexadecimal: the recommendation forbids capitals.
fn hex<const N: usize>(text: &str) -> Option<[u8; N]> {
    data_encoding::HEXLOWER.decode(text.as_bytes()).ok()?.try_into().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const VALID: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    #[test]
    fn a_valid_header_is_handed_on_as_it_came() {
        let parent = TraceParent::parse(VALID).unwrap();
        assert!(parent.sampled());
        assert_eq!(parent.forward(), VALID);
    }

    #[test]
    fn a_later_version_is_read_by_its_first_four_fields() {
        let parent = TraceParent::parse("01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00-more").unwrap();
        assert_eq!(parent.forward(), "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
    }

    #[test]
    fn what_is_not_valid_is_none() {
        for header in [
            "",
            "00",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-more",
            "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
            "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
            "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
            "00-4bf92f3577b34da6a3ce929d0e0e473-00f067aa0ba902b7-01",
            "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-ö1",
        ] {
            assert_eq!(TraceParent::parse(header), None, "{header}");
        }
    }

    #[test]
    fn a_broken_tracestate_costs_only_itself() {
        let parent = TraceParent::parse(VALID).unwrap();
        assert_eq!(parent.context(Some("vendor=1")).trace_state().header(), "vendor=1");
        assert_eq!(parent.context(Some("no equals sign")).trace_state().header(), "");
    }
}
