//! librdkafka configurations: what exactly-once rests on is set here, once, after everything a user may say.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use rdkafka::ClientConfig;
use rdkafka::config::RDKafkaLogLevel;
use thiserror::Error;

use super::config::KafkaConfig;
use super::login::Login;
use super::quiet::Quiet;

/// What a fetched batch may hold of records waiting in a consumer's queue, KiB.
const PREFETCH_KBYTES: &str = "65536";

/// A client that can't be configured.
#[derive(Debug, Error)]
pub enum ClientError {
    /// A file that a secret should come from.
    #[error("{key} = {path:?} cannot be read")]
    SecretFile {
        /// The setting.
        key: &'static str,
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
}

/// Makes client configurations of one service.
#[derive(Clone, Debug)]
pub struct Clients {
    base: ClientConfig,
    properties: Vec<(String, String)>,
    login: Login,
    session_timeout_ms: u64,
    max_message_bytes: usize,
}

impl Clients {
    /// Reads the secret files once. `max_message_bytes` is the largest record that any topic of ours takes.
    ///
    /// # Errors
    /// [`ClientError::SecretFile`]
    pub fn new(kafka: &KafkaConfig, max_message_bytes: usize) -> Result<Self, ClientError> {
        let mut base = ClientConfig::new();
        base.set("bootstrap.servers", &kafka.bootstrap_servers).set("client.id", "headlined");
        // a topic that the producer made by accident is not compacted, or has one partition
        base.set("allow.auto.create.topics", "false").set("topic.metadata.refresh.interval.ms", "10000");
        base.set("socket.keepalive.enable", "true").set("reconnect.backoff.max.ms", "1000");
        for (property, value) in [
            ("security.protocol", &kafka.security_protocol),
            ("sasl.mechanism", &kafka.sasl_mechanism),
            ("sasl.username", &kafka.sasl_username),
        ] {
            if let Some(value) = value {
                base.set(property, value);
            }
        }
        for (property, file) in [
            ("ssl.ca.location", &kafka.ssl_ca_file),
            ("ssl.certificate.location", &kafka.ssl_certificate_file),
            ("ssl.key.location", &kafka.ssl_key_file),
        ] {
            if let Some(file) = file {
                base.set(property, file.to_string_lossy());
            }
        }
        if let Some(password) = password(kafka)? {
            base.set("sasl.password", password);
        }
        Ok(Self {
            base,
            properties: kafka.properties.clone().into_iter().collect(),
            login: Login::new(kafka.token_file.clone()),
            session_timeout_ms: kafka.session_timeout_ms,
            max_message_bytes,
        })
    }

    /// Where OAUTHBEARER tokens come from.
    pub fn login(&self) -> Login {
        self.login.clone()
    }

    /// The context of a client that only asks and reads.
    pub(crate) fn quiet(&self) -> Quiet {
        Quiet::new(self.login())
    }

    /// How long a silent member of a group keeps its place.
    pub(crate) fn session_timeout(&self) -> Duration {
        let told = self.config(Side::Reads).get("session.timeout.ms").and_then(|value| value.parse().ok());
        Duration::from_millis(told.unwrap_or(self.session_timeout_ms))
    }

    /// A member of a group, reading committed records only; it never commits by itself.
    pub(crate) fn consumer(&self, group: &str, instance: &str) -> ClientConfig {
        let mut config = self.config(Side::Reads);
        config.set("group.id", group).set("group.instance.id", instance).set("group.protocol", "classic");
        config.set("partition.assignment.strategy", "cooperative-sticky");
        config.set("isolation.level", "read_committed").set("auto.offset.reset", "error");
        config.set("enable.auto.commit", "false").set("enable.auto.offset.store", "false");
        // tells where the log ends for now: behind the last record stand markers, which have offsets too
        config.set("enable.partition.eof", "true");
        config
    }

    /// A transactional producer.
    pub(crate) fn producer(&self, transactional_id: &str, timeout: Duration) -> ClientConfig {
        let mut config = self.config(Side::Writes);
        config.set("transactional.id", transactional_id).set("enable.idempotence", "true").set("acks", "all");
        config.set("transaction.timeout.ms", timeout.as_millis().to_string());
        // as Java's default partitioner: librdkafka's own default (CRC32) breaks joins by key
        config.set("partitioner", "murmur2_random");
        // its log is the one place where librdkafka tells what a broker can do
        if config.get("debug").is_none() {
            config.set("debug", "feature").set_log_level(RDKafkaLogLevel::Debug);
        }
        config
    }

    /// Reads assigned partitions to their end, outside any group's membership.
    pub(crate) fn reader(&self, group: &str) -> ClientConfig {
        let mut config = self.config(Side::Reads);
        config.set("group.id", group).set("group.protocol", "classic").set("enable.partition.eof", "true");
        config.set("isolation.level", "read_committed").set("auto.offset.reset", "error");
        config.set("enable.auto.commit", "false").set("enable.auto.offset.store", "false");
        config
    }

    /// Asks for watermarks and metadata only. Its high watermark counts records of open transactions too.
    pub(crate) fn uncommitted(&self) -> ClientConfig {
        let mut config = self.config(Side::Reads);
        config.set("isolation.level", "read_uncommitted");
        config
    }

    /// Asks for watermarks only. Its high watermark is the last stable offset.
    pub(crate) fn committed(&self) -> ClientConfig {
        let mut config = self.config(Side::Reads);
        config.set("isolation.level", "read_committed");
        config
    }

    /// What any plain client (admin, idempotent producer) starts from.
    pub fn plain(&self) -> ClientConfig {
        let mut config = self.config(Side::Writes);
        config.set("acks", "all").set("partitioner", "murmur2_random");
        config
    }

    /// What both sides need, then what the side alone knows: librdkafka warns of what is meant for the other one.
    fn config(&self, side: Side) -> ClientConfig {
        let mut config = self.base.clone();
        let bytes = self.max_message_bytes.to_string();
        config.set("message.max.bytes", &bytes);
        config.set("receive.message.max.bytes", (self.max_message_bytes.max(50 << 20) + (1 << 20)).to_string());
        config.set("retry.backoff.ms", "10").set("retry.backoff.max.ms", "200");
        match side {
            Side::Reads => self.reads(&mut config, &bytes),
            Side::Writes => {
                config.set("linger.ms", "0").set("compression.type", "lz4");
            }
        }
        for (name, value) in &self.properties {
            config.set(name, value);
        }
        config
    }

    fn reads(&self, config: &mut ClientConfig, bytes: &str) {
        config.set("fetch.message.max.bytes", bytes);
        config.set("fetch.max.bytes", self.max_message_bytes.max(50 << 20).to_string());
        config.set("queued.max.messages.kbytes", PREFETCH_KBYTES).set("fetch.queue.backoff.ms", "10");
        config.set("fetch.wait.max.ms", "500").set("fetch.error.backoff.ms", "100");
        config.set("session.timeout.ms", self.session_timeout_ms.to_string());
        config.set("heartbeat.interval.ms", (self.session_timeout_ms / 5).max(100).to_string());
    }
}

/// What a client is for.
#[derive(Clone, Copy)]
enum Side {
    Reads,
    Writes,
}

fn password(kafka: &KafkaConfig) -> Result<Option<String>, ClientError> {
    if let Some(password) = &kafka.sasl_password {
        return Ok(Some(password.expose().to_owned()));
    }
    let Some(path) = &kafka.sasl_password_file else { return Ok(None) };
    let text = fs::read_to_string(path).map_err(|source| ClientError::SecretFile {
        key: "kafka.sasl_password_file",
        path: path.clone(),
        source,
    })?;
    Ok(Some(text.trim_end_matches(['\r', '\n']).to_owned()))
}
