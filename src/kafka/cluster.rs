//! Topics as the cluster has them: asked for, and created.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use rdkafka::admin::{AdminClient, AdminOptions, NewTopic, ResourceSpecifier, TopicReplication};
use rdkafka::client::OAuthToken;
use rdkafka::error::{KafkaError, RDKafkaErrorCode};
use rdkafka::{ClientConfig, ClientContext};
use thiserror::Error;

use super::client::Clients;
use super::login::Login;

/// How long one question waits for its answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Between two looks for a topic that was just created.
const AGAIN: Duration = Duration::from_millis(50);

/// A topic that seems not to be there is looked for again after this.
const SECOND_LOOK: Duration = Duration::from_millis(300);

/// A connection for questions about topics.
pub struct Cluster {
    admin: Arc<AdminClient<Ear>>,
    servers: String,
}

/// A topic that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicFound {
    /// How many partitions it has.
    pub partitions: usize,
    /// Its configuration, defaults included; none where we may not ask for it.
    pub config: Option<BTreeMap<String, String>>,
}

/// A topic to create. Its replication is the broker's default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TopicWanted {
    /// Its name on the cluster.
    pub name: String,
    /// How many partitions.
    pub partitions: usize,
    /// What is not left to the broker's defaults.
    pub config: BTreeMap<String, String>,
}

/// A question that got no answer.
#[derive(Debug, Error)]
pub enum ClusterError {
    /// No client could be made of the settings.
    #[error("the settings of kafka make no client")]
    Client(#[source] KafkaError),
    /// Nobody answers; it may pass.
    #[error("no broker answers at {servers}")]
    Unreachable {
        /// `kafka.bootstrap_servers`
        servers: String,
        /// What librdkafka said.
        #[source]
        source: KafkaError,
    },
    /// The broker does not let us in; it will not pass by itself.
    #[error("the broker at {servers} does not let us in: {reason}")]
    Credentials {
        /// `kafka.bootstrap_servers`
        servers: String,
        /// What librdkafka said.
        reason: String,
    },
    /// The broker refused what was asked.
    #[error("topic {topic}: the broker refused to {what} it: {code}")]
    Refused {
        /// What was asked.
        what: &'static str,
        /// Of which topic.
        topic: String,
        /// The broker's answer.
        code: RDKafkaErrorCode,
    },
}

impl Cluster {
    /// Makes the client; nothing is asked yet.
    ///
    /// # Errors
    /// [`ClusterError::Client`]
    pub fn new(clients: &Clients) -> Result<Self, ClusterError> {
        let config = clients.plain();
        let ear = Ear { login: clients.login(), refusal: Mutex::default() };
        let admin = connect(&config, ear).map_err(ClusterError::Client)?;
        let servers = config.get("bootstrap.servers").unwrap_or_default().to_owned();
        Ok(Self { admin: Arc::new(admin), servers })
    }

    /// The cluster's own id; none where it tells none in time.
    pub async fn id(&self) -> Option<String> {
        let admin = Arc::clone(&self.admin);
        tokio::task::spawn_blocking(move || admin.inner().fetch_cluster_id(PATIENCE)).await.ok().flatten()
    }

    /// The topic as it is, or none.
    ///
    /// # Errors
    /// [`ClusterError`] but for its `Client`.
    pub async fn topic(&self, name: &str) -> Result<Option<TopicFound>, ClusterError> {
        let mut partitions = self.partitions(name).await?;
        if partitions.is_none() {
            // Created a moment ago by another client, it may not be known to this broker yet.
            tokio::time::sleep(SECOND_LOOK).await;
            partitions = self.partitions(name).await?;
        }
        let Some(partitions) = partitions else { return Ok(None) };
        let config = if self.is_mock().await { None } else { self.config(name).await? };
        Ok(Some(TopicFound { partitions, config }))
    }

    /// librdkafka's mock has no controller: whatever is asked of one waits for ever.
    async fn is_mock(&self) -> bool {
        self.id().await.is_some_and(|id| id.starts_with("mockCluster"))
    }

    /// Creates a topic and waits until the broker knows it; says whether it did, or another was faster.
    ///
    /// # Errors
    /// [`ClusterError`] but for its `Client`.
    pub async fn create(&self, topic: &TopicWanted) -> Result<bool, ClusterError> {
        let partitions = i32::try_from(topic.partitions).unwrap_or(i32::MAX);
        let new = NewTopic::new(&topic.name, partitions, TopicReplication::Fixed(-1));
        let new = topic.config.iter().fold(new, |new, (key, value)| new.set(key, value));
        let answers = self.admin.create_topics([&new], &options()).await.map_err(|error| self.failed(error))?;
        let created = match answers.into_iter().next() {
            Some(Err((_, RDKafkaErrorCode::TopicAlreadyExists))) => false,
            Some(Err((_, code))) => return Err(refused("create", &topic.name, code)),
            _ => true,
        };
        self.wait_for(&topic.name).await.map(|()| created)
    }

    /// The controller has created it; the broker that is asked hears of it a moment later.
    async fn wait_for(&self, name: &str) -> Result<(), ClusterError> {
        let deadline = Instant::now() + PATIENCE;
        while self.partitions(name).await?.is_none() {
            if Instant::now() >= deadline {
                return Err(refused("show", name, RDKafkaErrorCode::UnknownTopicOrPartition));
            }
            tokio::time::sleep(AGAIN).await;
        }
        Ok(())
    }

    async fn partitions(&self, name: &str) -> Result<Option<usize>, ClusterError> {
        let (admin, topic) = (Arc::clone(&self.admin), name.to_owned());
        // The call waits for the broker: no work for the threads that serve.
        let ask = move || admin.inner().fetch_metadata(Some(&topic), PATIENCE);
        let answer = tokio::task::spawn_blocking(ask).await.unwrap_or(Err(KafkaError::Canceled));
        let metadata = answer.map_err(|error| self.failed(error))?;
        let Some(topic) = metadata.topics().iter().find(|topic| topic.name() == name) else { return Ok(None) };
        match topic.error().map(RDKafkaErrorCode::from) {
            Some(RDKafkaErrorCode::UnknownTopicOrPartition | RDKafkaErrorCode::UnknownTopic) => Ok(None),
            // Right after its creation a topic has no leaders yet; its partitions are known.
            Some(RDKafkaErrorCode::LeaderNotAvailable) | None => Ok(Some(topic.partitions().len())),
            Some(code) => Err(refused("describe", name, code)),
        }
    }

    async fn config(&self, name: &str) -> Result<Option<BTreeMap<String, String>>, ClusterError> {
        let asked = self.admin.describe_configs([&ResourceSpecifier::Topic(name)], &options()).await;
        match asked.map(|answers| answers.into_iter().next()) {
            Ok(Some(Ok(resource))) => {
                let entries = resource.entries.into_iter();
                Ok(Some(entries.filter_map(|entry| Some((entry.name, entry.value?))).collect()))
            }
            Ok(Some(Err(RDKafkaErrorCode::TopicAuthorizationFailed)) | None) => Ok(None),
            Ok(Some(Err(code))) => Err(refused("describe", name, code)),
            Err(error) => Err(self.failed(error)),
        }
    }

    /// Behind a call that got no answer stands what the client heard meanwhile.
    fn failed(&self, source: KafkaError) -> ClusterError {
        let servers = self.servers.clone();
        match self.admin.inner().context().refusal.lock().unwrap_or_else(PoisonError::into_inner).take() {
            Some(reason) => ClusterError::Credentials { servers, reason },
            None => ClusterError::Unreachable { servers, source },
        }
    }
}

impl std::fmt::Debug for Cluster {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Cluster({})", self.servers)
    }
}

fn connect(config: &ClientConfig, ear: Ear) -> Result<AdminClient<Ear>, KafkaError> {
    config.create_with_context(ear)
}

fn options() -> AdminOptions {
    AdminOptions::new().request_timeout(Some(PATIENCE)).operation_timeout(Some(PATIENCE))
}

fn refused(what: &'static str, topic: &str, code: RDKafkaErrorCode) -> ClusterError {
    ClusterError::Refused { what, topic: topic.to_owned(), code }
}

/// Hears what librdkafka tells outside of any call: above all, that the broker does not know us.
struct Ear {
    login: Login,
    refusal: Mutex<Option<String>>,
}

impl ClientContext for Ear {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "the admin client reports");
        let code = error.rdkafka_error_code();
        if matches!(
            code,
            Some(RDKafkaErrorCode::Authentication | RDKafkaErrorCode::SaslAuthenticationFailed | RDKafkaErrorCode::SSL)
        ) {
            *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(reason.to_owned());
        }
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        self.login.token()
    }
}
