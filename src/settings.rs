//! Settings: compiled-in defaults < what the machine tells < file < environment.
//!
//! Each module owns the struct that configures it; here they are only gathered, and nobody below imports this. The whole
//! reference is `config/default.toml`. Every layer is checked before it is laid over the others, so that an error can
//! name the place: file and line, or the variable.

use std::path::Path;

use config::Config;
use serde::Deserialize;

use crate::admin::config::AdminConfig;
use crate::kafka::config::{InputConfig, KafkaConfig, TopicsConfig, TransactionConfig};
use crate::service::config::ServiceConfig;
use crate::stages::config::{DedupeConfig, PublishConfig, SitesConfig};
use crate::telemetry::config::LogConfig;

mod check;
mod environment;
mod file;
mod given;
mod keys;
mod kind;
mod layer;
mod listing;
mod machine;
mod problem;
mod properties;
mod routes;
mod rules;
mod size;

pub use listing::InForce;
pub use problem::{Problem, SettingsError};

/// The commented defaults: the reference manual.
pub const DEFAULTS: &str = include_str!("../config/default.toml");

/// Everything that can be set.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Settings {
    /// The process.
    pub service: ServiceConfig,
    /// The cluster, and who we are there.
    pub kafka: KafkaConfig,
    /// Names of topics.
    pub topics: TopicsConfig,
    /// How the page topic is read.
    pub input: InputConfig,
    /// When a turn ends.
    pub transaction: TransactionConfig,
    /// What is remembered, and how long.
    pub dedupe: DedupeConfig,
    /// What goes where.
    pub publish: PublishConfig,
    /// Site rules.
    pub sites: SitesConfig,
    /// The admin server.
    pub admin: AdminConfig,
    /// The log.
    pub log: LogConfig,
}

/// Settings that can be worked with, and what is to be said about them.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// Every key with its value and where it comes from; secrets are not shown.
    pub in_force: Vec<InForce>,
    /// What works, but hardly as it is meant: one line each.
    pub warnings: Vec<String>,
}

impl Settings {
    /// Loads settings from `file`, if there is one, and from the environment.
    ///
    /// # Errors
    /// [`SettingsError`] names everything that is wrong, with its place and what would be right.
    pub fn load(
        file: Option<&Path>,
        environment: impl Iterator<Item = (String, String)>,
    ) -> Result<Loaded, SettingsError> {
        let mut problems = Vec::new();
        let mut layers = vec![check::defaults()?, machine::layer()];
        if let Some(path) = file {
            layers.push(check::of_file(path, &mut problems)?);
        }
        layers.push(check::of_environment(environment, &mut problems));
        problem::none(problems)?;
        let config = layers.into_iter().fold(Config::builder(), |builder, layer| builder.add_source(layer)).build()?;
        Self::from_config(config)
    }

    fn from_config(config: Config) -> Result<Loaded, SettingsError> {
        let mut in_force = listing::of(&config.cache);
        let mut settings: Self = config.try_deserialize()?;
        if settings.publish.routes.is_empty() {
            settings.publish.routes = routes::default(&settings.topics);
            listing::add_default_route(&mut in_force, &settings.topics);
        }
        let warnings = rules::check(&settings, &in_force)?;
        Ok(Loaded { settings, in_force, warnings })
    }
}

#[cfg(test)]
mod tests;
