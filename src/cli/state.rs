//! `headlined state repartition`: move the dedupe state to other topics.

use std::process::ExitCode;
use std::time::Duration;

use clap::{Args, Subcommand, ValueEnum};

use super::topics::failed;
use super::{Failure, Globals};
use crate::jobs::repartition::{self, Move, Side};
use crate::jobs::topics::{self, Role};
use crate::kafka::client::Clients;
use crate::kafka::cluster::Cluster;
use crate::kafka::config::{KeyedBy, TopicsConfig};
use crate::kafka::sizes;
use crate::settings::Settings;
use crate::stages::dedupe::Form;
use crate::stages::dedupe::rekey::StatePlace;

/// Work on the dedupe state
#[derive(Debug, Args)]
pub(super) struct State {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Repartition(Repartition),
}

/// Move the state to topics with another number of partitions, or to the other form of the line
///
/// The settings say what shall run from now on (topics.state, topics.sightings, input.keyed_by); the options say what has
/// run until now. Every process of the pipeline must be stopped. The old topics are left as they are, save for a word in
/// the state's headers that keeps anybody from going on there.
#[derive(Debug, Args)]
struct Repartition {
    /// The state topic until now, without topics.prefix
    #[arg(long, value_name = "TOPIC")]
    from_state: String,
    /// The sightings topic until now, without topics.prefix [default: topics.sightings]
    #[arg(long, value_name = "TOPIC")]
    from_sightings: Option<String>,
    /// The page topic until now, without topics.prefix [default: topics.pages]
    #[arg(long, value_name = "TOPIC")]
    from_pages: Option<String>,
    /// input.keyed_by until now [default: as in the settings]
    #[arg(long, value_name = "WHAT")]
    from_keyed_by: Option<FromKeyedBy>,
    /// Create the new topics where they are missing, with so many partitions
    #[arg(long, value_name = "N")]
    partitions: Option<usize>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum FromKeyedBy {
    Any,
    Site,
}

impl State {
    pub(super) fn run(self, globals: &Globals) -> Result<ExitCode, Failure> {
        let Command::Repartition(command) = self.command;
        let settings = globals.settings()?.settings;
        let clients = Clients::new(&settings.kafka, sizes::dead_letter_bytes(settings.input.max_page_bytes))
            .map_err(Failure::usage)?;
        let order = super::block_on(command.order(&settings, &Cluster::new(&clients)?))??;
        let moved = repartition::run(&clients, &order, |line| eprintln!("{line}"))?;
        eprintln!(
            "moved {} headlines and {} sightings to {} and switched; start the service with these settings",
            moved.headlines, moved.sightings, order.to.state.topic
        );
        Ok(ExitCode::SUCCESS)
    }
}

impl Repartition {
    async fn order(&self, settings: &Settings, cluster: &Cluster) -> Result<Move, Failure> {
        self.create(settings, cluster).await?;
        let or = |given: &Option<String>, other: &String| given.clone().unwrap_or_else(|| other.clone());
        let topics = &settings.topics;
        let old = TopicsConfig {
            pages: or(&self.from_pages, &topics.pages),
            sightings: or(&self.from_sightings, &topics.sightings),
            state: self.from_state.clone(),
            ..topics.clone()
        };
        let keyed_by = match self.from_keyed_by {
            None => settings.input.keyed_by,
            Some(FromKeyedBy::Any) => KeyedBy::Any,
            Some(FromKeyedBy::Site) => KeyedBy::Site,
        };
        Ok(Move {
            from: side(&old, keyed_by, &settings.kafka.group, cluster).await?,
            to: side(topics, settings.input.keyed_by, &settings.kafka.group, cluster).await?,
            cluster: cluster.id().await,
            id: topics.group(&settings.kafka.group, "repartition"),
            session: Duration::from_millis(settings.kafka.session_timeout_ms),
        })
    }

    /// Creates the new topics, where that is asked for.
    async fn create(&self, settings: &Settings, cluster: &Cluster) -> Result<(), Failure> {
        let Some(partitions) = self.partitions else { return Ok(()) };
        let declared = topics::declared(&settings.topics, &settings.input, &settings.publish.routes)?;
        for mut topic in declared.into_iter().filter(|topic| matches!(topic.role, Role::Sightings | Role::State)) {
            topic.wanted.partitions = partitions;
            if cluster.create(&topic.wanted).await.map_err(failed)? {
                eprintln!("created {} ({}), {partitions} partitions", topic.wanted.name, topic.setting);
            }
        }
        Ok(())
    }
}

async fn side(topics: &TopicsConfig, keyed_by: KeyedBy, group: &str, cluster: &Cluster) -> Result<Side, Failure> {
    let form = match keyed_by {
        KeyedBy::Any => Form::Staged,
        KeyedBy::Site => Form::Fused,
    };
    let (pages_group, state_group) = match form {
        Form::Staged => ("extract", "dedupe"),
        Form::Fused => ("fused", "fused"),
    };
    let sightings_partitions = match form {
        Form::Staged => partitions(cluster, &topics.sightings()).await?,
        Form::Fused => 0,
    };
    Ok(Side {
        pages: topics.pages(),
        pages_partitions: partitions(cluster, &topics.pages()).await?,
        sightings: topics.sightings(),
        sightings_partitions,
        state: StatePlace { topic: topics.state(), form, partitions: partitions(cluster, &topics.state()).await? },
        pages_group: topics.group(group, pages_group),
        state_group: topics.group(group, state_group),
    })
}

async fn partitions(cluster: &Cluster, topic: &str) -> Result<usize, Failure> {
    match cluster.topic(topic).await.map_err(failed)? {
        Some(found) => Ok(found.partitions),
        None => Err(Failure::usage(anyhow::anyhow!(
            "topic {topic} is not there: name it right, or have the new ones created with --partitions N"
        ))),
    }
}
