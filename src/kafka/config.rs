//! Settings of everything that touches Kafka.

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;

use super::position::Rejects;

/// `[kafka]`: where the cluster is and who we are there.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KafkaConfig {
    /// `host:port`, comma-separated.
    pub bootstrap_servers: String,
    /// Groups are `<prefix><group>.<stage>`; see [`TopicsConfig::prefixed`].
    pub group: String,
    /// As librdkafka's `security.protocol`.
    pub security_protocol: Option<String>,
    /// As librdkafka's `sasl.mechanism`.
    pub sasl_mechanism: Option<String>,
    /// As librdkafka's `sasl.username`.
    pub sasl_username: Option<String>,
    /// From the environment only.
    pub sasl_password: Option<Secret>,
    /// A file that holds the password.
    pub sasl_password_file: Option<PathBuf>,
    /// Certificates of the authorities that brokers are checked against.
    pub ssl_ca_file: Option<PathBuf>,
    /// Our certificate, for mutual TLS.
    pub ssl_certificate_file: Option<PathBuf>,
    /// Its key.
    pub ssl_key_file: Option<PathBuf>,
    /// A file with an OAUTHBEARER token; read anew whenever a token is asked for.
    pub token_file: Option<PathBuf>,
    /// How long a silent member keeps its partitions.
    pub session_timeout_ms: u64,
    /// Passed to librdkafka as they are; they win over everything above.
    #[serde(default)]
    pub properties: BTreeMap<String, String>,
}

/// librdkafka's default of `max.poll.interval.ms`.
const MAX_POLL_INTERVAL_MS: u64 = 300_000;

impl KafkaConfig {
    /// `max.poll.interval.ms`: a lane that has not turned for so long has lost its partitions.
    pub fn max_poll_interval(&self) -> Duration {
        let told = self.properties.get("max.poll.interval.ms").and_then(|text| text.trim().parse().ok());
        Duration::from_millis(told.unwrap_or(MAX_POLL_INTERVAL_MS))
    }
}

/// The values of properties are not shown: any of them may be a secret.
impl fmt::Debug for KafkaConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KafkaConfig")
            .field("bootstrap_servers", &self.bootstrap_servers)
            .field("group", &self.group)
            .field("security_protocol", &self.security_protocol)
            .field("properties", &self.properties.keys())
            .finish_non_exhaustive()
    }
}

/// A value that no log, error or listing shows.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// Takes a secret in.
    pub fn new(value: impl Into<String>) -> Self {
        Self(value.into())
    }

    /// The value itself, for the one call that needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

/// `[topics]`: names without the prefix; the methods give them as the cluster knows them.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TopicsConfig {
    /// Put before every topic, the group and the ids.
    pub prefix: Option<String>,
    /// Page events, in.
    pub pages: String,
    /// Extract → dedupe.
    pub sightings: String,
    /// Change log of the dedupe state.
    pub state: String,
    /// Headline events, out: the topic of the default route.
    pub headlines: String,
    /// Page events that can't be processed, out.
    pub dead_letter: String,
}

impl TopicsConfig {
    /// A topic, group or id with the prefix before it.
    pub fn prefixed(&self, name: &str) -> String {
        format!("{}{name}", self.prefix.as_deref().unwrap_or_default())
    }

    /// The consumer group of a stage: `<prefix><kafka.group>.<stage>`.
    pub fn group(&self, group: &str, stage: &str) -> String {
        self.prefixed(&format!("{group}.{stage}"))
    }

    /// Topic of the page events.
    pub fn pages(&self) -> String {
        self.prefixed(&self.pages)
    }

    /// Topic of the sightings.
    pub fn sightings(&self) -> String {
        self.prefixed(&self.sightings)
    }

    /// Topic of the state's change log.
    pub fn state(&self) -> String {
        self.prefixed(&self.state)
    }

    /// Topic of the headline events on the default route.
    pub fn headlines(&self) -> String {
        self.prefixed(&self.headlines)
    }

    /// Topic of the dead letters.
    pub fn dead_letter(&self) -> String {
        self.prefixed(&self.dead_letter)
    }
}

/// `[input]`: how the page topic is read.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InputConfig {
    /// What the page topic is keyed by.
    pub keyed_by: KeyedBy,
    /// Where a group without offsets begins.
    pub start: Start,
    /// What to do about pages that retention deleted before they were read.
    pub on_gap: OnGap,
    /// Bytes of one page, after decompression; topics, consumer and producer are sized to it.
    pub max_page_bytes: usize,
    /// Pause a partition after so many dead letters in a row; 0 = never.
    pub max_rejected_run: u64,
    /// Pause a partition when more than this percentage of its last pages became dead letters; 100 = never.
    pub max_rejected_percent: u64,
}

impl InputConfig {
    /// What is too much about these dead letters, in words.
    pub(crate) fn flood(&self, rejects: &Rejects) -> Option<String> {
        if self.max_rejected_run > 0 && rejects.run >= self.max_rejected_run {
            let (run, limit) = (rejects.run, self.max_rejected_run);
            return Some(format!(
                "the last {run} pages in a row became dead letters (input.max_rejected_run = {limit})"
            ));
        }
        let percent = rejects.percent().filter(|percent| *percent > self.max_rejected_percent)?;
        let (seen, limit) = (rejects.seen, self.max_rejected_percent);
        Some(format!("{percent} % of the last {seen} pages became dead letters (input.max_rejected_percent = {limit})"))
    }
}

/// What the page topic is keyed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyedBy {
    /// Anything: sightings are re-keyed by site between two stages.
    Any,
    /// The site: both stages run as one lane and one transaction.
    Site,
}

/// Where a group without offsets begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// At the oldest page that is there.
    Earliest,
    /// At pages that arrive from now on.
    Latest,
}

/// What to do about pages that retention deleted before they were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OnGap {
    /// Count them, say so, go on at the oldest page that is there.
    Continue,
    /// End with an error.
    Stop,
}

/// `[transaction]`: when a turn ends.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransactionConfig {
    /// At the latest after so long.
    pub interval_ms: u64,
    /// At the latest after so many records.
    pub max_records: usize,
    /// At the latest after so many bytes read; one record always fits.
    pub max_bytes: usize,
    /// After this when no more input is waiting.
    pub min_interval_ms: u64,
    /// How long a dead process's open transaction may hide later records from readers.
    pub timeout_ms: u64,
}
