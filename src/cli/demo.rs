//! `headlined demo`: everything in one process, on an embedded broker.

use std::io::{IsTerminal as _, Write as _, stderr, stdout};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use clap::Args;

use super::run::{asked_to_end, runtime};
use super::{Failure, Globals};
use crate::jobs::demo::samples::Samples;
use crate::jobs::demo::script::{self, Stage};
use crate::jobs::demo::show::{Form, Show};
use crate::jobs::replay::sender::Sender;
use crate::jobs::topics;
use crate::kafka::client::Clients;
use crate::kafka::embedded::Embedded;
use crate::kafka::sizes;
use crate::service;
use crate::settings::Settings;
use crate::telemetry::Telemetry;

/// Each topic of the embedded broker has so many.
const PARTITIONS: usize = 2;

/// How long the reader waits for the next headline before it looks whether the demo is over.
const LOOK: Duration = Duration::from_millis(100);

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
        let theatre = Theatre::new(&settings)?;
        tell(&format!(
            "embedded broker at {} (a mock: at least once here, exactly once on Kafka)",
            broker.bootstrap_servers()
        ));
        let ended = runtime.block_on(theatre.open(settings, self.once));
        runtime.shutdown_background();
        telemetry.shutdown(LOOK);
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
            ("LOG__LEVEL", "error,headlined::service=info,headlined::service::preflight=error"),
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

/// Who plays and who watches.
struct Theatre {
    samples: Samples,
    sender: Sender,
    show: Show,
    run: Arc<Run>,
}

/// What the threads of the demo know of one another.
#[derive(Default)]
struct Run {
    shown: AtomicU64,
    over: AtomicBool,
}

impl Theatre {
    fn new(settings: &Settings) -> Result<Self, Failure> {
        let clients = Clients::new(&settings.kafka, sizes::dead_letter_bytes(settings.input.max_page_bytes))?;
        let form = if stdout().is_terminal() { Form::Text } else { Form::Json };
        Ok(Self {
            samples: Samples::new()?,
            sender: Sender::new(&clients, settings.topics.pages())?,
            show: Show::new(&clients, &settings.topics.headlines(), PARTITIONS, form)?,
            run: Arc::default(),
        })
    }

    /// Plays until Ctrl-C, or to the end of the script.
    async fn open(self, settings: Settings, once: bool) -> Result<(), Failure> {
        let (curtain, fallen) = tokio::sync::oneshot::channel::<()>();
        let run = Arc::clone(&self.run);
        let asked = asked_to_end()?;
        let shutdown = async move {
            tokio::select! {
                () = asked => {}
                // Also when the threads have ended: with them goes the sender.
                _ = fallen => {}
            }
            run.over.store(true, Relaxed);
        };
        let run = Arc::clone(&self.run);
        let watching = self.play(curtain, once)?;
        let served = service::run(settings, shutdown).await;
        run.over.store(true, Relaxed);
        let watched = watching.join().unwrap_or(Ok(()));
        served?;
        watched
    }

    /// The two threads: one sends pages by the script, one shows headlines.
    fn play(
        self,
        curtain: tokio::sync::oneshot::Sender<()>,
        once: bool,
    ) -> Result<JoinHandle<Result<(), Failure>>, Failure> {
        let Self { samples, sender, show, run } = self;
        let watched = Arc::clone(&run);
        let play = move || {
            let stage = Stage {
                sender: &sender,
                shown: &|| run.shown.load(Relaxed),
                over: &|| run.over.load(Relaxed),
                tell: &|words| {
                    if !run.over.load(Relaxed) {
                        tell(words)
                    }
                },
            };
            let played = script::play(&samples, &stage);
            if let Err(error) = &played {
                tell(&error.to_string());
            }
            if once || played.is_err() {
                run.over.store(true, Relaxed);
            } else if !run.over.load(Relaxed) {
                tell("That is all. The broker takes more pages (topic pages.raw); Ctrl-C ends.");
            }
        };
        thread::Builder::new().name("script".to_owned()).spawn(play)?;
        let watch = move || {
            let _until_the_end = curtain;
            while !watched.over.load(Relaxed) {
                if show.next(&mut stdout().lock(), LOOK)? {
                    watched.shown.fetch_add(1, Relaxed);
                }
            }
            Ok(())
        };
        Ok(thread::Builder::new().name("show".to_owned()).spawn(watch)?)
    }
}

/// To the audience, beside the data.
fn tell(words: &str) {
    // Nobody listening is no reason to stop.
    let _ = writeln!(stderr(), "demo: {words}");
}
