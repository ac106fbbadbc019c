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
use crate::kafka::config::{KeyedBy, Start};
use crate::kafka::lane::{Lane, LaneConfig, Reports};
use crate::kafka::snapshot::SnapshotConfig;
use crate::kafka::stop::Stop;
use crate::kafka::watch::{Positions, Watched};
use crate::kafka::{sizes, stage as lane};
use crate::pipeline::decode::Limits;
use crate::settings::Settings;
use crate::stages::dedupe::{Dedupe, DedupeSettings, Form};
use crate::stages::extract::{Extract, ExtractConfig};
use crate::stages::fused::{Fused, Places};
use crate::stages::pages::PagesConfig;
use crate::stages::rules::SharedRules;
use crate::telemetry::clock;
use crate::telemetry::health::Health;
use crate::telemetry::metrics::{Metrics, Stage};

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
        let places = Places::default();
        for stage in stages(settings) {
            for number in 0..count(settings, stage) {
                let config = lane_config(settings, found, stage, number);
                let reports = Reports {
                    metrics: Arc::clone(metrics),
                    health: health.lane(format!("{}.{number}", stage.name()), clock::now()),
                    positions: lanes.positions.clone(),
                };
                let (clients, metrics) = (clients.clone(), Arc::clone(metrics));
                let dedupe = |form| Dedupe::new(dedupe_settings(settings, found, form), Arc::clone(&metrics));
                match stage {
                    Stage::Extract => {
                        let stage = Extract::new(extract_config(settings, &rules, found, &config), metrics);
                        lanes.spawn(Lane::new(config, clients, stage, reports)?)?;
                    }
                    Stage::Dedupe => {
                        let stage = dedupe(Form::Staged).map_err(ServiceError::refused)?;
                        lanes.spawn(Lane::new(config, clients, stage, reports)?)?;
                    }
                    Stage::Fused => {
                        let dedupe = dedupe(Form::Fused).map_err(ServiceError::refused)?;
                        let pages = pages_config(settings, &rules, &config);
                        let stage = Fused::new(pages, dedupe, places.clone(), metrics);
                        lanes.spawn(Lane::new(config, clients, stage, reports)?)?;
                    }
                }
            }
        }
        Ok(lanes)
    }

    fn spawn<S: lane::Stage + 'static>(&mut self, lane: Lane<S>) -> Result<(), ServiceError> {
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
        let watched = |stage| match stage {
            Stage::Extract => Watched { stage, topic: settings.topics.pages(), pinned: None, trimmed: false },
            Stage::Dedupe => Watched {
                stage,
                topic: settings.topics.sightings(),
                pinned: Some(found.sightings_partitions),
                trimmed: true,
            },
            Stage::Fused => {
                Watched { stage, topic: settings.topics.pages(), pinned: Some(found.state_partitions), trimmed: false }
            }
        };
        stages(settings).into_iter().map(watched).collect()
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

/// What runs: the two stages that are asked for, or both as one.
fn stages(settings: &Settings) -> Vec<Stage> {
    let named = |stage: &StageName| match stage {
        StageName::Extract => Stage::Extract,
        StageName::Dedupe => Stage::Dedupe,
    };
    match settings.input.keyed_by {
        KeyedBy::Any => settings.service.stages.iter().map(named).collect(),
        KeyedBy::Site => vec![Stage::Fused],
    }
}

fn count(settings: &Settings, stage: Stage) -> usize {
    match stage {
        Stage::Extract | Stage::Fused => settings.service.lanes,
        Stage::Dedupe => settings.service.dedupe_lanes,
    }
}

fn lane_config(settings: &Settings, found: &Found, stage: Stage, number: usize) -> LaneConfig {
    let group = settings.topics.group(&settings.kafka.group, stage.name());
    let instance = settings.service.instance.clone();
    let mut input = settings.input.clone();
    let (topic, state_topic) = match stage {
        Stage::Extract => (settings.topics.pages(), None),
        Stage::Fused => (settings.topics.pages(), Some(settings.topics.state())),
        Stage::Dedupe => {
            // what a lane of ours has sent is never passed over
            input.start = Start::Earliest;
            (settings.topics.sightings(), Some(settings.topics.state()))
        }
    };
    LaneConfig {
        stage,
        number,
        topic,
        state_topic,
        id: format!("{group}.{instance}.{number}"),
        group,
        instance,
        input,
        transaction: settings.transaction.clone(),
        snapshots: settings.dedupe.snapshot_dir.as_ref().map(|folder| SnapshotConfig {
            folder: folder.clone(),
            cluster: found.cluster_id.clone(),
            keeps_tombstones: found.keeps_tombstones,
        }),
    }
}

fn pages_config(settings: &Settings, rules: &SharedRules, lane: &LaneConfig) -> PagesConfig {
    PagesConfig {
        topic: lane.topic.clone(),
        dead_letter: settings.topics.dead_letter(),
        dead_letter_bytes: sizes::dead_letter_bytes(settings.input.max_page_bytes),
        group: lane.group.clone(),
        limits: Limits { max_page_bytes: settings.input.max_page_bytes },
        rules: rules.clone(),
    }
}

fn extract_config(settings: &Settings, rules: &SharedRules, found: &Found, lane: &LaneConfig) -> ExtractConfig {
    ExtractConfig {
        pages: pages_config(settings, rules, lane),
        sightings: settings.topics.sightings(),
        sightings_partitions: i32::try_from(found.sightings_partitions).unwrap_or(i32::MAX),
        repeat_every: settings.dedupe.rules(&settings.publish).revert_hold / 4,
    }
}

fn dedupe_settings(settings: &Settings, found: &Found, form: Form) -> DedupeSettings {
    DedupeSettings {
        dedupe: settings.dedupe.clone(),
        publish: settings.publish.clone(),
        prefix: settings.topics.prefixed(""),
        group: settings.topics.prefixed(&settings.kafka.group),
        form,
        partitions: found.state_partitions,
        cluster_id: found.cluster_id.clone(),
    }
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
