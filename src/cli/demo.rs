//! `headlined demo`: everything in one process, on an embedded broker.

use std::io::{Write as _, stderr};
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::run::runtime;
use super::{Failure, Globals};
use crate::jobs::topics;
use crate::kafka::embedded::Embedded;
use crate::settings::Settings;
use crate::telemetry::Telemetry;

mod theatre;

use theatre::Theatre;

/// Each topic of the embedded broker has so many.
const PARTITIONS: usize = 2;

/// What the audience hears of the machinery: where admin listens, and what goes wrong.
const LOG: &str = "error,headlined::service=info,headlined::service::preflight=error,rdkafka=off,librdkafka=off";

/// Everything in one process, on an embedded broker: sample pages in, headlines on standard output
///
/// The broker is a mock: no transactions there, so what is exactly once on Kafka is at least once here. Your own settings
/// are not read. Ctrl-C ends it.
#[derive(Debug, Args)]
pub(super) struct Demo {
    /// End when the sample pages have been shown
    #[arg(long)]
    once: bool,
}

impl Demo {
    pub(super) fn run(self, _globals: &Globals) -> Result<ExitCode, Failure> {
        let (broker, settings) = start()?;
        let runtime = runtime()?;
        let telemetry = Telemetry::start(&settings.log)?;
        let theatre = Theatre::new(&settings, PARTITIONS)?;
        tell(&format!(
            "embedded broker at {} (a mock: at least once here, exactly once on Kafka)",
            broker.bootstrap_servers()
        ));
        let ended = runtime.block_on(theatre.play(settings, self.once));
        runtime.shutdown_background();
        telemetry.shutdown(Duration::ZERO);
        drop(broker);
        ended.map(|()| ExitCode::SUCCESS)
    }
}

/// The broker with its topics, and settings for it: the defaults and what the demo needs.
fn start() -> Result<(Embedded, Settings), Failure> {
    let given = |servers: &str| {
        [
            ("KAFKA__BOOTSTRAP_SERVERS", servers),
            ("SERVICE__INSTANCE", "demo"),
            ("SERVICE__LANES", "1"),
            ("ADMIN__LISTEN", "127.0.0.1:0"),
            ("LOG__LEVEL", LOG),
        ]
        .map(|(name, value)| (format!("HEADLINED__{name}"), value.to_owned()))
    };
    let load = |servers| Settings::load(None, given(servers).into_iter()).map(|loaded| loaded.settings);
    let declared = load("127.0.0.1:9092")?;
    let declared = topics::declared(&declared.topics, &declared.input, &declared.publish.routes)?;
    let broker = Embedded::start(declared.iter().map(|topic| (topic.wanted.name.as_str(), PARTITIONS)))?;
    let settings = load(&broker.bootstrap_servers())?;
    Ok((broker, settings))
}

/// To the audience, beside the data.
fn tell(words: &str) {
    // Nobody listening is no reason to stop.
    let _ = writeln!(stderr(), "demo: {words}");
}
