//! Each class of result, as librdkafka's mock can make it. What Kafka itself does is tested on a real one.

use std::collections::BTreeMap;

use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::mocking::MockCluster;
use rdkafka::producer::DefaultProducerContext;
use rdkafka::types::{RDKafkaApiKey, RDKafkaRespErr};

use super::*;
use crate::kafka::client::Clients;
use crate::kafka::config::KafkaConfig;

const LONG: Duration = Duration::from_secs(20);

struct Rig {
    cluster: MockCluster<'static, DefaultProducerContext>,
    clients: Clients,
    producer: Producer,
}

impl Rig {
    /// A producer with its transactional id, on a broker that `prepare` has prepared.
    fn new(prepare: impl FnOnce(&MockCluster<'static, DefaultProducerContext>)) -> Self {
        let cluster = MockCluster::new(1).unwrap();
        cluster.create_topic("out", 1, 1).unwrap();
        cluster.create_topic("in", 1, 1).unwrap();
        prepare(&cluster);
        let config = KafkaConfig {
            bootstrap_servers: cluster.bootstrap_servers(),
            group: "test".into(),
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
        let clients = Clients::new(&config, 1 << 20).unwrap();
        let producer =
            Producer::create(&clients.producer("id", Duration::from_secs(10)), None, clients.login()).unwrap();
        let deadline = Instant::now() + LONG;
        while !producer.init(Duration::from_secs(1)).unwrap() {
            assert!(Instant::now() < deadline, "no producer id");
        }
        Self { cluster, clients, producer }
    }

    fn fail(&self, request: RDKafkaApiKey, error: RDKafkaRespErr) {
        self.cluster.request_errors(request, &[error]);
    }

    fn send(&self) -> Result<(), TxnError> {
        let outgoing = Outgoing { topic: "out".into(), value: Some(b"value".to_vec()), ..Outgoing::default() };
        let deadline = Instant::now() + LONG;
        self.producer.send(&outgoing, Some(0), 1_700_000_000_000, deadline)?;
        self.producer.settle(deadline)
    }

    fn offsets(&self, patience: Duration) -> Result<(), TxnError> {
        let consumer: BaseConsumer = self.clients.consumer("group", "member").create().unwrap();
        let mut offsets = TopicPartitionList::new();
        offsets.add_partition_offset("in", 0, rdkafka::Offset::Offset(7)).unwrap();
        self.producer.offsets(&offsets, &consumer.group_metadata().unwrap(), Instant::now() + patience)
    }

    /// A whole transaction.
    fn transaction(&self) -> Result<(), TxnError> {
        self.producer.begin()?;
        self.send()?;
        self.offsets(LONG)?;
        self.producer.commit(Instant::now() + LONG)
    }
}

#[test]
fn what_goes_well_says_nothing() {
    let rig = Rig::new(|_| {});
    rig.transaction().unwrap();
    rig.transaction().unwrap();
    assert_eq!(rig.producer.is_unsteady(), None);
    assert_eq!(rig.producer.unfenced_version(), None);
}

#[test]
fn a_broker_that_leaves_out_the_generation_is_noticed() {
    let old = Rig::new(|cluster| cluster.apiversion(RDKafkaApiKey::TxnOffsetCommit, Some(0), Some(2)).unwrap());
    assert_eq!(old.producer.unfenced_version(), Some(2));
}

#[test]
fn a_group_that_refuses_the_generation_costs_an_abort() {
    for error in [
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_ILLEGAL_GENERATION,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_UNKNOWN_MEMBER_ID,
        RDKafkaRespErr::RD_KAFKA_RESP_ERR_FENCED_INSTANCE_ID,
    ] {
        let rig = Rig::new(|_| {});
        rig.fail(RDKafkaApiKey::TxnOffsetCommit, error);
        let found = rig.transaction();
        assert!(matches!(found, Err(TxnError::Abort { step: "offsets", refused: true, .. })), "{error:?}: {found:?}");
        rig.producer.abort(LONG).unwrap();
        rig.transaction().unwrap();
    }
}

#[test]
fn a_right_that_is_missing_costs_an_abort_and_no_more() {
    let rig = Rig::new(|_| {});
    rig.fail(RDKafkaApiKey::TxnOffsetCommit, RDKafkaRespErr::RD_KAFKA_RESP_ERR_GROUP_AUTHORIZATION_FAILED);
    let found = rig.transaction();
    assert!(matches!(found, Err(TxnError::Abort { refused: false, .. })), "{found:?}");
    rig.producer.abort(LONG).unwrap();
    rig.transaction().unwrap();
}

#[test]
fn a_record_refused_for_its_size_is_named() {
    let rig = Rig::new(|_| {});
    rig.fail(RDKafkaApiKey::Produce, RDKafkaRespErr::RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE);
    let found = rig.transaction();
    assert!(matches!(&found, Err(TxnError::TooLarge { places }) if places == &[0]), "{found:?}");
}

#[test]
fn a_fenced_producer_is_of_no_more_use() {
    let rig = Rig::new(|_| {});
    rig.fail(RDKafkaApiKey::AddOffsetsToTxn, RDKafkaRespErr::RD_KAFKA_RESP_ERR_PRODUCER_FENCED);
    let found = rig.transaction();
    assert!(matches!(found, Err(TxnError::Renew { reason: RecreateReason::Fenced, .. })), "{found:?}");
}

#[test]
fn no_answer_in_time_means_a_new_producer() {
    let rig = Rig::new(|_| {});
    rig.producer.begin().unwrap();
    rig.send().unwrap();
    rig.cluster.broker_round_trip_time(1, Duration::from_secs(5)).unwrap();
    let found = rig.offsets(Duration::from_millis(300));
    assert!(matches!(found, Err(TxnError::Renew { reason: RecreateReason::TimedOut, .. })), "{found:?}");
}

#[test]
fn a_commit_that_fails_is_unknown_whatever_it_says() {
    for (error, is_fenced) in [
        (RDKafkaRespErr::RD_KAFKA_RESP_ERR_PRODUCER_FENCED, true),
        (RDKafkaRespErr::RD_KAFKA_RESP_ERR_INVALID_TXN_STATE, false),
    ] {
        let rig = Rig::new(|_| {});
        rig.fail(RDKafkaApiKey::EndTxn, error);
        let found = rig.transaction();
        assert!(
            matches!(&found, Err(TxnError::Unknown { fenced, .. }) if *fenced == is_fenced),
            "{error:?}: {found:?}"
        );
    }
}

#[test]
fn what_passes_by_itself_is_no_error() {
    let rig = Rig::new(|_| {});
    rig.fail(RDKafkaApiKey::EndTxn, RDKafkaRespErr::RD_KAFKA_RESP_ERR_COORDINATOR_LOAD_IN_PROGRESS);
    rig.fail(RDKafkaApiKey::TxnOffsetCommit, RDKafkaRespErr::RD_KAFKA_RESP_ERR_COORDINATOR_NOT_AVAILABLE);
    rig.fail(RDKafkaApiKey::Produce, RDKafkaRespErr::RD_KAFKA_RESP_ERR_NOT_LEADER_FOR_PARTITION);
    rig.transaction().unwrap();
}

#[test]
fn a_connection_that_breaks_inside_a_transaction_is_remembered_until_the_next() {
    let rig = Rig::new(|_| {});
    rig.producer.begin().unwrap();
    rig.send().unwrap();
    rig.cluster.broker_down(1).unwrap();
    let deadline = Instant::now() + LONG;
    let heard = loop {
        if let Some(heard) = rig.producer.is_unsteady() {
            break heard;
        }
        assert!(Instant::now() < deadline, "nothing was heard");
        rig.producer.inner.poll(Duration::from_millis(20));
    };
    assert!(!heard.is_empty());
    rig.cluster.broker_up(1).unwrap();
    assert_eq!(rig.producer.is_unsteady(), None, "told once");
}
