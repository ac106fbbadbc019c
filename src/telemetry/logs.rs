//! Logs on standard error: for people on a terminal, JSON Lines elsewhere. librdkafka's own lines come the same way.

use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::filter::{EnvFilter, ParseError};
use tracing_subscriber::registry::LookupSpan;
use tracing_subscriber::{Layer, fmt};

use super::config::{LogConfig, LogFormat};
use super::fresh::Fresh;

/// The layer that writes lines.
///
/// # Errors
/// If `log.level` is neither a level nor a filter.
pub fn layer<S>(config: &LogConfig) -> Result<impl Layer<S> + use<S>, ParseError>
where
    S: tracing::Subscriber + for<'span> LookupSpan<'span>,
{
    let filter = EnvFilter::builder().parse(&config.level)?;
    let terminal = stderr().is_terminal();
    let lines = fmt::layer().with_writer(stderr).with_ansi(terminal);
    let format = config.format.unwrap_or(if terminal { LogFormat::Text } else { LogFormat::Json });
    let lines = match format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(false).boxed(),
    };
    Ok(lines.with_filter(Fresh(filter)))
}

#[cfg(test)]
mod tests {
    use tracing_subscriber::Registry;

    use super::*;

    fn taken(level: &str) -> bool {
        layer::<Registry>(&LogConfig { format: Some(LogFormat::Json), level: level.to_owned() }).is_ok()
    }

    #[test]
    fn a_level_or_a_filter_is_taken_and_nothing_else() {
        for level in ["info", "WARN", "off", "info,librdkafka=debug"] {
            assert!(taken(level), "{level}");
        }
        assert!(!taken("info,headlined=loud"));
    }
}
