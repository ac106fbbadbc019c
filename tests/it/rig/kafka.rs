//! A client of the broker as anybody could write it: makes topics, puts records in. It shares no code with the service.

use std::net::TcpStream;
use std::time::Duration;

use headlined::kafka::config::KafkaConfig;
use headlined::settings::Settings;
use rdkafka::ClientConfig;
use rdkafka::admin::{
    AdminClient, AdminOptions, AlterConfig, NewPartitions, NewTopic, ResourceSpecifier, TopicReplication,
};
use rdkafka::client::DefaultClientContext;
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::message::{Header, OwnedHeaders};
use rdkafka::producer::{BaseRecord, DefaultProducerContext, Producer as _, ThreadedProducer};

use crate::rig::wait;

const PATIENCE: Duration = Duration::from_secs(30);

/// A record to be written.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// `None`: the client spreads them.
    pub partition: Option<i32>,
    pub key: Option<Vec<u8>>,
    pub value: Option<Vec<u8>>,
    pub headers: Vec<(String, Vec<u8>)>,
    /// Epoch milliseconds; `None`: now.
    pub timestamp: Option<i64>,
}

impl Record {
    /// A record with a value and no key.
    pub fn value(value: impl Into<Vec<u8>>) -> Self {
        Self { value: Some(value.into()), ..Self::default() }
    }

    /// The same with a key.
    pub fn keyed(key: impl Into<Vec<u8>>, value: impl Into<Vec<u8>>) -> Self {
        Self { key: Some(key.into()), ..Self::value(value) }
    }
}

/// A transactional writer's last word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    Commit,
    Abort,
    /// Neither: the transaction stays open until the broker's time-out.
    LeaveOpen,
}

/// Whether a broker answers there.
pub fn answers(bootstrap: &str) -> bool {
    if TcpStream::connect(bootstrap).is_err() {
        return false; // at once, where a client would try again until its time is out
    }
    let client: BaseConsumer = config(bootstrap).set("log_level", "0").create().expect("a client");
    client.fetch_metadata(None, Duration::from_secs(2)).is_ok_and(|metadata| !metadata.brokers().is_empty())
}

/// Creates topics, or panics with what the broker said.
pub fn create_topics<'a>(bootstrap: &str, topics: impl IntoIterator<Item = NewTopic<'a>>) {
    let admin: AdminClient<DefaultClientContext> = config(bootstrap).create().expect("an admin client");
    let topics: Vec<_> = topics.into_iter().collect();
    let names: Vec<String> = topics.iter().map(|topic| topic.name.to_owned()).collect();
    let options = AdminOptions::new().operation_timeout(Some(PATIENCE));
    let results = block_on(admin.create_topics(&topics, &options)).expect("an answer to create topics");
    for result in results {
        let name = result.unwrap_or_else(|(topic, code)| panic!("creating {topic}: {code}"));
        // the controller has it; the broker that is asked next hears of it a moment later
        wait::until(&format!("topic {name} to be known"), PATIENCE, || {
            let metadata = admin.inner().fetch_metadata(Some(&name), PATIENCE).ok()?;
            metadata.topics().iter().all(|topic| topic.error().is_none()).then_some(())
        });
    }
    wait::until("the broker to know its topics", PATIENCE, || {
        names.iter().all(|name| is_led(bootstrap, name)).then_some(())
    });
}

/// Whether every partition of the topic has a leader: the controller makes topics before the broker hears of them.
fn is_led(bootstrap: &str, topic: &str) -> bool {
    let client: BaseConsumer = config(bootstrap).create().expect("a client");
    let metadata = client.fetch_metadata(Some(topic), PATIENCE).expect("metadata");
    let mut partitions = metadata.topics().iter().flat_map(|topic| topic.partitions()).peekable();
    partitions.peek().is_some() && partitions.all(|partition| partition.leader() >= 0)
}

/// Deletes the records of a partition below an offset, as retention would.
pub fn delete_records(bootstrap: &str, topic: &str, partition: i32, below: i64) {
    let admin: AdminClient<DefaultClientContext> = config(bootstrap).create().expect("an admin client");
    let mut list = rdkafka::TopicPartitionList::new();
    list.add_partition_offset(topic, partition, rdkafka::Offset::Offset(below)).expect("an offset");
    let options = AdminOptions::new().operation_timeout(Some(PATIENCE));
    block_on(admin.delete_records(&list, &options)).expect("an answer to delete records");
}

/// Deletes a topic, or panics with what the broker said, and waits until it is gone.
pub fn delete_topic(bootstrap: &str, topic: &str) {
    let admin: AdminClient<DefaultClientContext> = config(bootstrap).create().expect("an admin client");
    let options = AdminOptions::new().operation_timeout(Some(PATIENCE));
    let results = block_on(admin.delete_topics(&[topic], &options)).expect("an answer to delete topics");
    results
        .into_iter()
        .for_each(|result| drop(result.unwrap_or_else(|(topic, code)| panic!("deleting {topic}: {code}"))));
    wait::until("the topic to be gone", PATIENCE, || {
        let metadata = admin.inner().fetch_metadata(Some(topic), PATIENCE).expect("metadata");
        metadata.topics().iter().all(|topic| topic.partitions().is_empty()).then_some(())
    });
}

/// Gives a topic more partitions.
pub fn add_partitions(bootstrap: &str, topic: &str, partitions: usize) {
    let admin: AdminClient<DefaultClientContext> = config(bootstrap).create().expect("an admin client");
    let options = AdminOptions::new().operation_timeout(Some(PATIENCE));
    let more = [NewPartitions::new(topic, partitions)];
    for result in block_on(admin.create_partitions(&more, &options)).expect("an answer to create partitions") {
        result.unwrap_or_else(|(topic, code)| panic!("growing {topic}: {code}"));
    }
}

/// Sets one value of a topic's configuration; the others go back to what the broker has by default.
pub fn alter_topic(bootstrap: &str, topic: &str, key: &str, value: &str) {
    let admin: AdminClient<DefaultClientContext> = config(bootstrap).create().expect("an admin client");
    let altered = [AlterConfig::new(ResourceSpecifier::Topic(topic)).set(key, value)];
    for result in block_on(admin.alter_configs(&altered, &AdminOptions::new())).expect("an answer to alter configs") {
        result.unwrap_or_else(|(topic, code)| panic!("altering {topic:?}: {code}"));
    }
    wait::until("the broker to use it", PATIENCE, || {
        let resource = [ResourceSpecifier::Topic(topic)];
        let told = block_on(admin.describe_configs(&resource, &AdminOptions::new())).expect("an answer");
        let told = told.into_iter().next()?.ok()?;
        (told.get(key)?.value.as_deref() == Some(value)).then_some(())
    });
}

/// A plain topic for a test's own purposes.
pub fn topic(name: &str, partitions: i32) -> NewTopic<'_> {
    NewTopic::new(name, partitions, TopicReplication::Fixed(-1))
}

/// The watermarks of a partition as a read-uncommitted client sees them.
pub fn watermarks(bootstrap: &str, topic: &str, partition: i32) -> (i64, i64) {
    let client: BaseConsumer = config(bootstrap).set("isolation.level", "read_uncommitted").create().expect("a client");
    client.fetch_watermarks(topic, partition, PATIENCE).expect("watermarks")
}

/// Whether a committed record stands on a partition at an offset or after it: markers and what was aborted do not count.
pub fn has_records(bootstrap: &str, topic: &str, partition: i32, from: i64) -> bool {
    let mut config = config(bootstrap);
    config.set("group.id", "looks-on").set("enable.auto.commit", "false").set("isolation.level", "read_committed");
    config.set("enable.partition.eof", "true").set("auto.offset.reset", "earliest").set("fetch.wait.max.ms", "100");
    let client: BaseConsumer = config.create().expect("a client");
    let mut list = rdkafka::TopicPartitionList::new();
    list.add_partition_offset(topic, partition, rdkafka::Offset::Offset(from)).expect("an offset");
    client.assign(&list).expect("an assignment");
    wait::until("a record, or the end", PATIENCE, || match client.poll(PATIENCE)? {
        Ok(_) => Some(true),
        Err(KafkaError::PartitionEOF(_)) => Some(false),
        Err(_) => None,
    })
}

/// How many members the coordinator counts in a consumer group.
pub fn members(bootstrap: &str, group: &str) -> usize {
    let client: BaseConsumer = config(bootstrap).create().expect("a client");
    let groups = client.fetch_group_list(Some(group), PATIENCE).expect("the group");
    groups.groups().iter().map(|group| group.members().len()).sum()
}

/// The last stable offset of a partition: everything below it is decided.
pub fn stable_end(bootstrap: &str, topic: &str, partition: i32) -> i64 {
    let client: BaseConsumer = config(bootstrap).set("isolation.level", "read_committed").create().expect("a client");
    client.fetch_watermarks(topic, partition, PATIENCE).expect("watermarks").1
}

/// Writes records and waits until all are acknowledged.
pub fn produce(bootstrap: &str, topic: &str, records: impl IntoIterator<Item = Record>) {
    let producer: ThreadedProducer<DefaultProducerContext> = writer(bootstrap).create().expect("a producer");
    send_all(&producer, topic, records);
}

/// Writes records in one transaction of `transactional_id`, which fences an earlier writer of that name.
pub fn produce_in_transaction(
    bootstrap: &str,
    transactional_id: &str,
    topic: &str,
    records: impl IntoIterator<Item = Record>,
    ending: Ending,
) {
    let open = open_transaction(bootstrap, transactional_id, topic, records);
    match ending {
        Ending::Commit => open.commit(),
        Ending::Abort => open.0.abort_transaction(PATIENCE).expect("abort_transaction"),
        Ending::LeaveOpen => {}
    }
}

/// A transaction whose records are written and whose end is not decided.
pub struct Open(ThreadedProducer<DefaultProducerContext>);

impl Open {
    pub fn commit(self) {
        self.0.commit_transaction(PATIENCE).expect("commit_transaction");
    }
}

/// Begins a transaction and writes its records.
pub fn open_transaction(
    bootstrap: &str,
    transactional_id: &str,
    topic: &str,
    records: impl IntoIterator<Item = Record>,
) -> Open {
    let mut config = writer(bootstrap);
    config.set("transactional.id", transactional_id).set("transaction.timeout.ms", "60000");
    let producer: ThreadedProducer<DefaultProducerContext> = config.create().expect("a producer");
    producer.init_transactions(PATIENCE).expect("init_transactions");
    producer.begin_transaction().expect("begin_transaction");
    send_all(&producer, topic, records);
    Open(producer)
}

fn send_all(
    producer: &ThreadedProducer<DefaultProducerContext>,
    topic: &str,
    records: impl IntoIterator<Item = Record>,
) {
    for record in records {
        send(producer, topic, &record);
    }
    producer.flush(PATIENCE).expect("every record acknowledged");
}

fn send(producer: &ThreadedProducer<DefaultProducerContext>, topic: &str, record: &Record) {
    let headers = record
        .headers
        .iter()
        .fold(OwnedHeaders::new(), |headers, (key, value)| headers.insert(Header { key, value: Some(value) }));
    let mut message = BaseRecord::<[u8], [u8]>::to(topic).headers(headers);
    message.partition = record.partition;
    message.timestamp = record.timestamp;
    message.key = record.key.as_deref();
    message.payload = record.value.as_deref();
    producer.send(message).unwrap_or_else(|(error, _)| panic!("writing to {topic}: {error}"));
}

fn writer(bootstrap: &str) -> ClientConfig {
    let mut config = config(bootstrap);
    config.set("enable.idempotence", "true").set("message.max.bytes", "33554432").set("linger.ms", "1");
    config.set("queue.buffering.max.kbytes", "262144");
    config
}

fn config(bootstrap: &str) -> ClientConfig {
    let mut config = ClientConfig::new();
    config.set("bootstrap.servers", bootstrap).set("allow.auto.create.topics", "false");
    config.set("reconnect.backoff.max.ms", "250");
    config
}

fn block_on<F: Future>(future: F) -> F::Output {
    tokio::runtime::Builder::new_current_thread().enable_time().build().expect("a runtime").block_on(future)
}

/// What a group has committed for a partition; `None` where it has committed nothing, or nobody can tell yet: a broker
/// that still writes the markers of its last life keeps an offset unstable.
pub fn committed(bootstrap: &str, group: &str, topic: &str, partition: i32) -> Option<i64> {
    let client: BaseConsumer = config(bootstrap).set("group.id", group).create().expect("a client");
    let mut list = rdkafka::TopicPartitionList::new();
    list.add_partition(topic, partition);
    let answer = client.committed_offsets(list, PATIENCE).ok()?;
    answer.find_partition(topic, partition).and_then(|element| element.offset().to_raw()).filter(|offset| *offset >= 0)
}

/// The service's own default settings of a client, for this broker.
pub fn client_settings(bootstrap: &str) -> KafkaConfig {
    let defaults = Settings::load(None, std::iter::empty()).expect("the compiled-in defaults").settings.kafka;
    KafkaConfig { bootstrap_servers: bootstrap.to_owned(), ..defaults }
}
