//! The lanes of the process: made, each put on its thread, watched for an end, drained.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;

use super::ServiceError;
use super::config::StageName;
use super::preflight::Found;
use crate::kafka::client::Clients;
use crate::kafka::lane::{Lane, LaneConfig, Reports};
use crate::kafka::sizes;
use crate::kafka::stage::Stage;
use crate::kafka::stop::Stop;
use crate::kafka::watch::{Positions, Watched};
use crate::pipeline::decode::Limits;
use crate::settings::Settings;
use crate::stages::dedupe::{Dedupe, DedupeSettings};
use crate::stages::extract::{Extract, ExtractConfig};
use crate::stages::rules::SharedRules;
use crate::telemetry::clock;
use crate::telemetry::health::Health;
use crate::telemetry::metrics::{self, Metrics};

/// After the drain's deadline a lane still gets so long to close its clients.
const CLOSE: Duration = Duration::from_secs(3);

/// Every lane of the process.
pub(super) struct Lanes {
    stop: Stop,
    positions: Positions,
    running: usize,
    ends: mpsc::UnboundedReceiver<Result<(), ServiceError>>,
    end: mpsc::UnboundedSender<Result<(), ServiceError>>,
}

impl Lanes {
    /// Starts the lanes of every stage that this process runs.
    pub(super) fn start(
        settings: &Settings,
        rules: SharedRules,
        clients: &Clients,
        found: &Found,
        metrics: &Arc<Metrics>,
        health: &Arc<Health>,
    ) -> Result<Self, ServiceError> {
        let (end, ends) = mpsc::unbounded_channel();
        let mut lanes = Self { stop: Stop::default(), positions: Positions::default(), running: 0, ends, end };
        for &stage in &settings.service.stages {
            let count = match stage {
                StageName::Extract => settings.service.lanes,
                StageName::Dedupe => settings.service.dedupe_lanes,
            };
            for number in 0..count {
                let config = lane_config(settings, stage, number);
                let reports = Reports {
                    metrics: Arc::clone(metrics),
                    health: health.lane(format!("{}.{number}", stage.name()), clock::now()),
                    positions: lanes.positions.clone(),
                };
                match stage {
                    StageName::Extract => {
                        let stage = Extract::new(extract_config(settings, &rules, found, &config), Arc::clone(metrics));
                        lanes.spawn(Lane::new(config, clients.clone(), stage, reports)?)?;
                    }
                    StageName::Dedupe => {
                        let stage = Dedupe::new(dedupe_settings(settings, found), Arc::clone(metrics))
                            .map_err(ServiceError::refused)?;
                        lanes.spawn(Lane::new(config, clients.clone(), stage, reports)?)?;
                    }
                }
            }
        }
        Ok(lanes)
    }

    fn spawn<S: Stage + 'static>(&mut self, lane: Lane<S>) -> Result<(), ServiceError> {
        let (stop, end, name) = (self.stop.clone(), self.end.clone(), lane.id().to_owned());
        let body = move || {
            let health = lane.health();
            let ended = catch_unwind(AssertUnwindSafe(|| lane.run(&stop)));
            let result = match ended {
                Ok(result) => result.map_err(ServiceError::from),
                Err(panic) => Err(ServiceError::Panic { lane: name, message: message(&*panic) }),
            };
            if let Err(error) = &result {
                health.ended(error.to_string());
            }
            // nobody listens any more once the process is ending
            let _ = end.send(result);
        };
        thread::Builder::new().name("lane".to_owned()).spawn(body).map_err(ServiceError::refused)?;
        self.running += 1;
        Ok(())
    }

    pub(super) fn positions(&self) -> Positions {
        self.positions.clone()
    }

    /// The topics whose lag is measured.
    pub(super) fn watched(&self, settings: &Settings, found: &Found) -> Vec<Watched> {
        let watched = |stage: &StageName| match stage {
            StageName::Extract => {
                Watched { stage: metrics::Stage::Extract, topic: settings.topics.pages(), pinned: None, trimmed: false }
            }
            StageName::Dedupe => Watched {
                stage: metrics::Stage::Dedupe,
                topic: settings.topics.sightings(),
                pinned: Some(found.sightings_partitions),
                trimmed: true,
            },
        };
        settings.service.stages.iter().map(watched).collect()
    }

    /// Waits for a lane to end by itself.
    pub(super) async fn first_end(&mut self) -> Result<(), ServiceError> {
        let ended = self.ends.recv().await.unwrap_or(Ok(()));
        self.running = self.running.saturating_sub(1);
        ended
    }

    /// Asks every lane to end and waits for them: the deadline, and a little for closing the clients.
    pub(super) async fn drain(mut self, drain: Duration) -> Result<(), ServiceError> {
        self.stop.ask(drain);
        let all = async {
            let mut result = Ok(());
            while self.running > 0 {
                let ended = self.first_end().await;
                result = result.and(ended);
            }
            result
        };
        tokio::time::timeout(drain + CLOSE, all).await.unwrap_or_else(|_| {
            tracing::warn!("not every lane ended before the deadline: its successor runs the open turn again");
            Ok(())
        })
    }
}

fn lane_config(settings: &Settings, stage: StageName, number: usize) -> LaneConfig {
    let group = format!("{}.{}", settings.topics.prefixed(&settings.kafka.group), stage.name());
    let instance = settings.service.instance.clone();
    let (topic, state_topic, label) = match stage {
        StageName::Extract => (settings.topics.pages(), None, metrics::Stage::Extract),
        StageName::Dedupe => (settings.topics.sightings(), Some(settings.topics.state()), metrics::Stage::Dedupe),
    };
    LaneConfig {
        stage: label,
        number,
        topic,
        state_topic,
        id: format!("{group}.{instance}.{number}"),
        group,
        instance,
        input: settings.input.clone(),
        transaction: settings.transaction.clone(),
    }
}

fn extract_config(settings: &Settings, rules: &SharedRules, found: &Found, lane: &LaneConfig) -> ExtractConfig {
    ExtractConfig {
        pages: lane.topic.clone(),
        sightings: settings.topics.sightings(),
        sightings_partitions: i32::try_from(found.sightings_partitions).unwrap_or(i32::MAX),
        dead_letter: settings.topics.dead_letter(),
        dead_letter_bytes: sizes::dead_letter_bytes(settings.input.max_page_bytes),
        group: lane.group.clone(),
        limits: Limits { max_page_bytes: settings.input.max_page_bytes },
        rules: rules.clone(),
        repeat_every: settings.dedupe.rules(&settings.publish).revert_hold / 4,
    }
}

fn dedupe_settings(settings: &Settings, found: &Found) -> DedupeSettings {
    DedupeSettings {
        dedupe: settings.dedupe.clone(),
        publish: settings.publish.clone(),
        prefix: settings.topics.prefixed(""),
        group: settings.topics.prefixed(&settings.kafka.group),
        partitions: found.state_partitions,
        cluster_id: found.cluster_id.clone(),
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
