//! Before anything is subscribed to: settings this release can't run, and topics it must not run on.

use std::time::Duration;

use super::ServiceError;
use super::config::StageName;
use crate::jobs::topics::{self, Role, Topic, TopicsError};
use crate::kafka::client::Clients;
use crate::kafka::cluster::{Cluster, ClusterError};
use crate::settings::Settings;

/// Between two attempts to reach a broker.
const RETRY: Duration = Duration::from_secs(1);
/// One line a minute says that the broker is not there.
const TELL_EVERY: u32 = 60;

/// How long Kafka keeps tombstones where nobody says otherwise.
const KAFKA_KEEPS: Duration = Duration::from_secs(24 * 3600);

/// What the topics turned out to be.
#[derive(Clone, Debug)]
pub(super) struct Found {
    /// Partitions of the sightings topic, and so of the state; 0 in the fused form.
    pub(super) sightings_partitions: usize,
    /// Partitions of the state topic.
    pub(super) state_partitions: usize,
    /// The cluster's own id, where it tells one.
    pub(super) cluster_id: Option<String>,
    /// How long the state topic keeps its tombstones.
    pub(super) keeps_tombstones: Duration,
}

/// A folder that can't be, and settings that are right and yet may not be meant.
pub(super) fn settings(settings: &Settings) -> Result<(), ServiceError> {
    if let Some(folder) = &settings.dedupe.snapshot_dir {
        std::fs::create_dir_all(folder).map_err(|error| {
            let folder = folder.display();
            ServiceError::refused(format!("dedupe.snapshot_dir = \"{folder}\" is no folder that can be made: {error}"))
        })?;
    }
    if looks_random(&settings.service.instance) {
        tracing::warn!(
            instance = settings.service.instance,
            "service.instance looks random (a container id or pod hash): correct, but every restart waits for the \
             predecessor's session and transaction to time out; give each process a stable name"
        );
    }
    Ok(())
}

/// Looks at the topics, waiting for as long as no broker answers. Wrong topics and credentials end it.
pub(super) async fn topics(settings: &Settings, clients: &Clients) -> Result<Found, ServiceError> {
    let cluster = Cluster::new(clients).map_err(ServiceError::refused)?;
    let topics = needed(settings)?;
    let mut attempts = 0_u32;
    loop {
        match topics::check(&cluster, &topics).await {
            Ok(differences) => {
                for difference in differences {
                    tracing::warn!(%difference, "a topic is not as declared");
                }
                return found(&cluster, &topics).await.map_err(ServiceError::refused);
            }
            Err(TopicsError::Cluster(error @ ClusterError::Unreachable { .. })) => {
                if attempts.is_multiple_of(TELL_EVERY) {
                    tracing::warn!(%error, servers = settings.kafka.bootstrap_servers, "waiting for a broker");
                }
                attempts = attempts.wrapping_add(1);
                tokio::time::sleep(RETRY).await;
            }
            Err(error) => return Err(error.into()),
        }
    }
}

/// The topics that this process' stages touch.
fn needed(settings: &Settings) -> Result<Vec<Topic>, ServiceError> {
    let all =
        topics::declared(&settings.topics, &settings.input, &settings.publish.routes).map_err(ServiceError::refused)?;
    let runs = |stage| settings.service.stages.contains(&stage);
    let (extract, dedupe) = (runs(StageName::Extract), runs(StageName::Dedupe));
    Ok(all.into_iter().filter(|topic| topic.role.used_by(extract, dedupe)).collect())
}

async fn found(cluster: &Cluster, topics: &[Topic]) -> Result<Found, ClusterError> {
    let mut found = Found {
        sightings_partitions: 0,
        state_partitions: 0,
        cluster_id: cluster.id().await,
        keeps_tombstones: KAFKA_KEEPS,
    };
    for topic in topics.iter().filter(|topic| matches!(topic.role, Role::Sightings | Role::State)) {
        let Some(there) = cluster.topic(&topic.wanted.name).await? else { continue };
        if topic.role == Role::Sightings {
            found.sightings_partitions = there.partitions;
        } else {
            found.state_partitions = there.partitions;
            let told = there.config.as_ref().and_then(|config| config.get("delete.retention.ms")?.parse().ok());
            found.keeps_tombstones = told.map_or(KAFKA_KEEPS, Duration::from_millis);
        }
    }
    Ok(found)
}

/// Twelve hex digits (a container id) or a trailing pod hash (`-7d4b9c6f5-x2x7k`).
fn looks_random(instance: &str) -> bool {
    let container = instance.len() == 12 && instance.bytes().all(|b| b.is_ascii_hexdigit());
    let mut parts = instance.rsplit('-');
    let hashed = |part: Option<&str>, lengths: std::ops::RangeInclusive<usize>| {
        part.is_some_and(|part| {
            lengths.contains(&part.len())
                && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
                && part.bytes().any(|b| b.is_ascii_digit())
        })
    };
    container || (hashed(parts.next(), 5..=5) && hashed(parts.next(), 8..=10))
}

#[cfg(test)]
mod tests {
    use super::looks_random;

    #[test]
    fn container_ids_and_pod_hashes_look_random() {
        for random in ["3f2a9c81d0be", "headlined-7d4b9c6f5-x2x7k"] {
            assert!(looks_random(random), "{random}");
        }
        for stable in ["headlined-0", "news-desk-1", "worker", "extract-eu-west-2"] {
            assert!(!looks_random(stable), "{stable}");
        }
    }
}
