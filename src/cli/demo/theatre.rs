//! Who plays and who watches: a thread sends pages by the script, another shows what comes out, the service is between.

use std::io::{IsTerminal as _, stdout};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering::Relaxed};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use tokio::sync::oneshot;

use super::super::Failure;
use super::super::run::asked_to_end;
use super::tell;
use crate::jobs::demo::samples::Samples;
use crate::jobs::demo::script::{self, Stage};
use crate::jobs::demo::show::{Form, Show, ShowError};
use crate::jobs::replay::sender::Sender;
use crate::kafka::client::Clients;
use crate::kafka::sizes;
use crate::service;
use crate::settings::Settings;

/// How long the reader waits for the next headline before it looks whether the demo is over.
const LOOK: Duration = Duration::from_millis(100);

pub(super) struct Theatre {
    samples: Samples,
    sender: Sender,
    show: Show,
}

/// What the threads know of one another.
#[derive(Default)]
struct Hall {
    shown: AtomicU64,
    over: AtomicBool,
}

impl Hall {
    fn over(&self) -> bool {
        self.over.load(Relaxed)
    }

    fn close(&self) {
        self.over.store(true, Relaxed);
    }
}

impl Theatre {
    /// `partitions` is how many the headline topic has.
    pub(super) fn new(settings: &Settings, partitions: usize) -> Result<Self, Failure> {
        let clients = Clients::new(&settings.kafka, sizes::dead_letter_bytes(settings.input.max_page_bytes))?;
        let form = if stdout().is_terminal() { Form::Text } else { Form::Json };
        Ok(Self {
            samples: Samples::new()?,
            sender: Sender::new(&clients, settings.topics.pages())?,
            show: Show::new(&clients, &settings.topics.headlines(), partitions, form)?,
        })
    }

    /// Plays until Ctrl-C, or with `once` to the end of the script.
    pub(super) async fn play(self, settings: Settings, once: bool) -> Result<(), Failure> {
        let Self { samples, sender, show } = self;
        let hall = Arc::new(Hall::default());
        let (watching, left) = oneshot::channel();
        let shutdown = until_over(asked_to_end()?, left, Arc::clone(&hall));
        let watcher = spawn("show", Arc::clone(&hall), move |hall| watch(&show, watching, hall))?;
        let player = spawn("script", Arc::clone(&hall), move |hall| play(&samples, &sender, once, hall))?;
        let served = service::run(settings, shutdown).await;
        hall.close();
        // Both look at the hall every tenth of a second. Their clients must go before the broker does.
        let _ = player.join();
        let watched = watcher.join().unwrap_or(Ok(()));
        served?;
        Ok(watched?)
    }
}

/// Ends with a signal, or when nobody watches any more.
async fn until_over(asked: impl Future<Output = ()>, left: oneshot::Receiver<()>, hall: Arc<Hall>) {
    tokio::select! {
        () = asked => {}
        _ = left => {}
    }
    hall.close();
}

fn spawn<T: Send + 'static>(
    name: &str,
    hall: Arc<Hall>,
    body: impl FnOnce(&Hall) -> T + Send + 'static,
) -> std::io::Result<JoinHandle<T>> {
    thread::Builder::new().name(name.to_owned()).spawn(move || body(&hall))
}

/// Shows headlines until the demo is over; `watching` is dropped with the end, whatever ends it.
fn watch(show: &Show, watching: oneshot::Sender<()>, hall: &Hall) -> Result<(), ShowError> {
    let _watching = watching;
    while !hall.over() {
        if show.next(&mut stdout().lock(), LOOK)? {
            hall.shown.fetch_add(1, Relaxed);
        }
    }
    Ok(())
}

fn play(samples: &Samples, sender: &Sender, once: bool, hall: &Hall) {
    let tell = |words: &str| {
        if !hall.over() {
            tell(words);
        }
    };
    let stage = Stage { sender, shown: &|| hall.shown.load(Relaxed), over: &|| hall.over(), tell: &tell };
    match script::play(samples, &stage) {
        Err(error) => tell(&error.to_string()),
        Ok(()) if !once => return tell("That is all. The broker takes more pages (topic pages.raw); Ctrl-C ends."),
        Ok(()) => {}
    }
    hall.close();
}
