//! The composition root: what the process is made of, and the order in which it starts and ends.
//!
//! Start: the admin port first, so that probes are answered while Kafka is not there yet; then the topics are looked at;
//! then the lanes, each on a thread of its own. End: the lanes drain within `service.drain_seconds`, then admin closes.
//! A lane that ends by itself takes the process with it.

pub mod config;
mod lanes;
mod preflight;
mod reload;
mod watchdog;

use std::future::Future;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use thiserror::Error;
use tokio::sync::oneshot;

use self::lanes::Lanes;
use crate::admin;
use crate::jobs::topics::TopicsError;
use crate::kafka::client::{ClientError, Clients};
use crate::kafka::lane::LaneError;
use crate::kafka::sizes;
use crate::kafka::watch::{CountChanged, Watch};
use crate::settings::Settings;
use crate::stages::rules::{self, SharedRules};
use crate::telemetry::health::{Health, Limits};
use crate::telemetry::metrics::Metrics;

/// How often lag is measured.
const LOOK_EVERY: Duration = Duration::from_secs(2);
/// Every so many looks, what is done with is deleted from the sightings.
const TRIM_EVERY: u32 = 30;

/// Why the service did not run, or ended by itself.
#[derive(Debug, Error)]
pub enum ServiceError {
    /// The settings, the topics or the credentials are wrong: exit code 2.
    #[error("{reason}")]
    Refused {
        /// What is wrong and what would be right.
        reason: String,
    },
    /// The admin port could not be taken.
    #[error("admin.listen = {listen} cannot be bound")]
    Admin {
        /// The setting.
        listen: std::net::SocketAddr,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// A lane ended for good.
    #[error(transparent)]
    Lane(#[from] LaneError),
    /// A lane's thread died: a bug of ours.
    #[error("lane {lane} panicked: {message}")]
    Panic {
        /// The lane.
        lane: String,
        /// What it said.
        message: String,
    },
    /// A lane hangs, and nothing can call it back.
    #[error("a lane hangs: {what}; the process ends so that another one takes over")]
    Hung {
        /// Which, and in what.
        what: String,
    },
    /// A pinned partition count is another now.
    #[error(transparent)]
    CountChanged(#[from] CountChanged),
}

impl ServiceError {
    fn refused(reason: impl ToString) -> Self {
        Self::Refused { reason: reason.to_string() }
    }

    /// Whether a person has to change something before it can run: exit code 2.
    pub fn is_refusal(&self) -> bool {
        match self {
            Self::Refused { .. } => true,
            Self::Lane(error) => error.is_refusal(),
            _ => false,
        }
    }
}

impl From<ClientError> for ServiceError {
    fn from(error: ClientError) -> Self {
        Self::refused(error)
    }
}

impl From<TopicsError> for ServiceError {
    fn from(error: TopicsError) -> Self {
        Self::refused(error)
    }
}

/// Runs the service until `shutdown`, then drains.
///
/// # Errors
/// [`ServiceError`] says what ended it or kept it from starting.
pub async fn run(settings: Settings, shutdown: impl Future<Output = ()> + Send) -> Result<(), ServiceError> {
    preflight::settings(&settings)?;
    let rules = rules::load(settings.sites.file.as_deref())
        .map_err(|error| ServiceError::refused(format!("{:#}", anyhow::Error::from(error))))?;
    let rules = SharedRules::new(rules);
    let topics: Vec<String> =
        settings.publish.routes.iter().map(|route| settings.topics.prefixed(&route.topic)).collect();
    let metrics = Metrics::new(&topics).map_err(ServiceError::refused)?;
    let limits = Limits {
        turn: settings.kafka.max_poll_interval(),
        transaction: Duration::from_millis(settings.transaction.timeout_ms),
    };
    let health = Arc::new(Health::new(limits));

    let listen = settings.admin.listen;
    let bound = admin::bind(listen).await.map_err(|source| ServiceError::Admin { listen, source })?;
    tracing::info!(address = %bound.addr(), "admin listening");
    let (close, closed) = oneshot::channel::<()>();
    let closed = async { closed.await.unwrap_or_default() };
    let admin = tokio::spawn(admin::serve(bound, Arc::clone(&health), Arc::clone(&metrics), closed));

    let reloading = tokio::spawn(reload::at_hangup(settings.sites.file.clone(), rules.clone()));
    let result = work(&settings, rules, &metrics, &health, shutdown).await;
    reloading.abort();
    drop(close);
    if let Ok(Err(error)) = admin.await {
        tracing::warn!(%error, "the admin server ended badly");
    }
    result
}

/// From the first look at the topics to the last committed turn.
async fn work(
    settings: &Settings,
    rules: SharedRules,
    metrics: &Arc<Metrics>,
    health: &Arc<Health>,
    shutdown: impl Future<Output = ()> + Send,
) -> Result<(), ServiceError> {
    let mut shutdown = pin!(shutdown);
    let largest = sizes::dead_letter_bytes(settings.input.max_page_bytes);
    let clients = Clients::new(&settings.kafka, largest)?;
    let found = tokio::select! {
        found = preflight::topics(settings, &clients) => found?,
        () = &mut shutdown => return Ok(()),
    };
    let mut lanes = Lanes::start(settings, rules, &clients, &found, metrics, health)?;
    let watch = Watch::create(&clients, Arc::clone(metrics), lanes.positions(), lanes.watched(settings, &found))
        .map_err(ServiceError::refused)?;
    let ended = tokio::select! {
        () = &mut shutdown => Ok(()),
        ended = lanes.first_end() => ended,
        changed = keep_watch(watch) => Err(changed.into()),
        what = watchdog::watch(Arc::clone(health)) => Err(ServiceError::Hung { what }),
    };
    if let Err(error) = &ended {
        tracing::error!(%error, "the service ends by itself");
    }
    tracing::info!(seconds = settings.service.drain_seconds, "draining");
    let drained = lanes.drain(Duration::from_secs(settings.service.drain_seconds)).await;
    ended.and(drained)
}

/// Looks at lag and counts for as long as the service runs; ends only when a pinned count is another.
async fn keep_watch(watch: Watch) -> CountChanged {
    let watch = Arc::new(watch);
    let mut ticks = tokio::time::interval(LOOK_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    for look in 1_u32.. {
        ticks.tick().await;
        let looking = Arc::clone(&watch);
        // librdkafka's calls block: not on a worker of the runtime
        if let Ok(Err(changed)) = tokio::task::spawn_blocking(move || looking.look()).await {
            return changed;
        }
        if look.is_multiple_of(TRIM_EVERY)
            && let Err(error) = watch.trim().await
        {
            tracing::warn!(%error, "committed sightings could not be deleted; the next round tries again");
        }
    }
    std::future::pending().await
}
