//! The broker of the demo: librdkafka's mock, in this process.
//!
//! It speaks the protocol, other processes may connect, and it forgets everything with the process. It is no witness for
//! exactly-once: transactions do nothing there. A partition keeps 5 MiB and then drops the oldest without a word.

use nix::sys::signal::SigSet;
use rdkafka::error::KafkaError;
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;

/// A broker that lives as long as this value.
pub struct Embedded {
    cluster: MockCluster<'static, DefaultProducerContext>,
}

impl Embedded {
    /// Starts the broker on a loopback port of its choice, with these topics and their numbers of partitions.
    ///
    /// # Errors
    /// What librdkafka says.
    pub fn start<'t>(topics: impl IntoIterator<Item = (&'t str, usize)>) -> Result<Self, KafkaError> {
        let cluster = without_signals(|| MockCluster::new(1))?;
        for (name, partitions) in topics {
            cluster.create_topic(name, i32::try_from(partitions).unwrap_or(i32::MAX), 1)?;
        }
        Ok(Self { cluster })
    }

    /// `host:port` for clients.
    pub fn bootstrap_servers(&self) -> String {
        self.cluster.bootstrap_servers()
    }
}

/// Threads that are started meanwhile get no signals: the mock's gives up when one interrupts its waiting.
fn without_signals<T>(start: impl FnOnce() -> T) -> T {
    let before = SigSet::thread_get_mask();
    let blocked = SigSet::all().thread_block();
    let started = start();
    if let (Ok(before), Ok(())) = (before, blocked)
        && let Err(error) = before.thread_set_mask()
    {
        tracing::warn!(%error, "signals stay blocked for a thread");
    }
    started
}

impl std::fmt::Debug for Embedded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Embedded({})", self.bootstrap_servers())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::kafka::client::Clients;
    use crate::kafka::cluster::{Cluster, TopicFound};
    use crate::kafka::config::KafkaConfig;

    #[test]
    fn its_topics_are_seen_and_their_configuration_is_nobodys() {
        let broker = Embedded::start([("pages", 2)]).unwrap();
        let config = KafkaConfig {
            bootstrap_servers: broker.bootstrap_servers(),
            group: "demo".into(),
            security_protocol: None,
            sasl_mechanism: None,
            sasl_username: None,
            sasl_password: None,
            sasl_password_file: None,
            ssl_ca_file: None,
            ssl_certificate_file: None,
            ssl_key_file: None,
            token_file: None,
            session_timeout_ms: 15_000,
            properties: BTreeMap::new(),
        };
        let cluster = Cluster::new(&Clients::new(&config, 1 << 20).unwrap()).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        let ask = |name| runtime.block_on(cluster.topic(name)).unwrap();
        assert_eq!(ask("pages"), Some(TopicFound { partitions: 2, config: None }));
    }
}
