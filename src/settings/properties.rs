//! librdkafka's properties that are not for users: what exactly-once rests on, and secrets in files.

/// Refused wherever they stand, with the reason or the setting that is meant.
const REFUSED: &[(&str, &str)] = &[
    ("acks", "exactly-once needs all of them"),
    ("allow.auto.create.topics", "a topic made by accident is not compacted: use headlined topics apply"),
    ("auto.commit.enable", "offsets are committed in transactions"),
    ("auto.offset.reset", "set input.start"),
    ("enable.auto.commit", "offsets are committed in transactions"),
    ("enable.auto.offset.store", "offsets are committed in transactions"),
    ("enable.gapless.guarantee", "exactly-once has its own guarantee"),
    ("enable.idempotence", "exactly-once needs it on"),
    ("enable.partition.eof", "taking over a partition needs it on"),
    ("group.id", "set kafka.group"),
    ("group.instance.id", "set service.instance"),
    ("group.protocol", "static membership and fencing are built on the classic one"),
    ("group.remote.assignor", "static membership and fencing are built on the classic protocol"),
    ("isolation.level", "each reader needs its own"),
    ("partition.assignment.strategy", "lanes are built on the cooperative one"),
    ("partitioner", "keys go where Java's default partitioner puts them"),
    ("request.required.acks", "exactly-once needs all of them"),
    ("transaction.timeout.ms", "set transaction.timeout_ms"),
    ("transactional.id", "set service.instance"),
];

/// Where secrets are looked for in a property's name.
const SECRET: [&str; 6] = ["password", "secret", "pem", "jaas", "oauthbearer.config", "sasl.oauthbearer.assertion"];

/// Why a property may not stand there: what is wrong, and what would be right.
pub(super) fn refusal(name: &str, secrets_may_stand: bool) -> Option<(&'static str, &'static str)> {
    if let Some((_, reason)) = REFUSED.iter().find(|(refused, _)| *refused == name) {
        return Some(("is not for users", reason));
    }
    if is_secret(name) && !secrets_may_stand {
        return Some(("is a secret in a file", "set it in the environment, below HEADLINED__KAFKA__PROPERTIES__"));
    }
    None
}

/// Whether the value of a property is not to be shown.
pub(super) fn is_secret(name: &str) -> bool {
    SECRET.iter().any(|secret| name.contains(secret)) && !name.ends_with(".location")
}
