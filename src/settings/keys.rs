//! Every key, with its kind. `config/default.toml` says what they mean, and a test that it knows them all.

use std::ops::RangeInclusive;

use super::kind::Kind;

/// The table whose keys are librdkafka's.
pub(super) const PROPERTIES: &str = "kafka.properties";

const STAGES: &[&str] = &["extract", "dedupe"];
const PROTOCOLS: &[&str] = &["plaintext", "ssl", "sasl_plaintext", "sasl_ssl"];
const MECHANISMS: &[&str] = &["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"];
const MAX_PAGE: RangeInclusive<i64> = 1024..=256 << 20;
const MAX_TURN: RangeInclusive<i64> = 64 << 10..=1 << 30;

/// Every key but those below [`PROPERTIES`].
pub(super) const KEYS: &[(&str, Kind)] = &[
    ("service.instance", Kind::Text),
    ("service.lanes", Kind::Whole(1..=64)),
    ("service.dedupe_lanes", Kind::Whole(1..=64)),
    ("service.stages", Kind::SomeOf(STAGES)),
    ("service.drain_seconds", Kind::Whole(1..=3600)),
    ("kafka.bootstrap_servers", Kind::Text),
    ("kafka.group", Kind::Name),
    ("kafka.security_protocol", Kind::OneOf(PROTOCOLS)),
    ("kafka.sasl_mechanism", Kind::OneOf(MECHANISMS)),
    ("kafka.sasl_username", Kind::Text),
    ("kafka.sasl_password", Kind::Secret),
    ("kafka.sasl_password_file", Kind::Text),
    ("kafka.ssl_ca_file", Kind::Text),
    ("kafka.ssl_certificate_file", Kind::Text),
    ("kafka.ssl_key_file", Kind::Text),
    ("kafka.token_file", Kind::Text),
    ("kafka.session_timeout_ms", Kind::Whole(1000..=1_800_000)),
    ("topics.prefix", Kind::Name),
    ("topics.pages", Kind::Name),
    ("topics.sightings", Kind::Name),
    ("topics.state", Kind::Name),
    ("topics.headlines", Kind::Name),
    ("topics.dead_letter", Kind::Name),
    ("input.keyed_by", Kind::OneOf(&["any", "site"])),
    ("input.start", Kind::OneOf(&["earliest", "latest"])),
    ("input.on_gap", Kind::OneOf(&["continue", "stop"])),
    ("input.max_page_bytes", Kind::Size(MAX_PAGE)),
    ("input.max_rejected_run", Kind::Whole(0..=1_000_000_000)),
    ("input.max_rejected_percent", Kind::Whole(1..=100)),
    ("transaction.interval_ms", Kind::Whole(1..=60_000)),
    ("transaction.max_records", Kind::Whole(1..=1_000_000)),
    ("transaction.max_bytes", Kind::Size(MAX_TURN)),
    ("transaction.min_interval_ms", Kind::Whole(0..=60_000)),
    ("transaction.timeout_ms", Kind::Whole(1000..=900_000)),
    ("dedupe.horizon_days", Kind::Whole(1..=3650)),
    ("dedupe.snapshot_dir", Kind::Text),
    ("dedupe.revert_hold_minutes", Kind::Whole(0..=43_200)),
    ("publish.routes", Kind::Routes),
    ("publish.max_age_hours", Kind::Whole(1..=87_600)),
    ("sites.file", Kind::Text),
    ("admin.listen", Kind::Address),
    ("log.format", Kind::OneOf(&["text", "json"])),
    ("log.level", Kind::Text),
];

/// The kind of `key`.
pub(super) fn kind(key: &str) -> Option<&'static Kind> {
    KEYS.iter().find(|(name, _)| *name == key).map(|(_, kind)| kind)
}

/// Whether `name` is a section.
pub(super) fn is_section(name: &str) -> bool {
    KEYS.iter().any(|(key, _)| section(key) == name)
}

/// What to say to someone who wrote `key`: the nearest one that exists.
pub(super) fn suggestion(key: &str) -> String {
    let near = KEYS.iter().map(|(known, _)| (distance(key, known), *known)).min();
    match near {
        Some((distance, known)) if distance <= key.len() / 3 => format!("did you mean {known}?"),
        _ if is_section(section(key)) => format!("[{}] has {}", section(key), members(section(key))),
        _ => format!("sections are {}", sections()),
    }
}

fn section(key: &str) -> &str {
    key.split('.').next().unwrap_or(key)
}

fn members(section: &str) -> String {
    let names = KEYS.iter().filter_map(|(key, _)| key.strip_prefix(section)?.strip_prefix('.'));
    names.collect::<Vec<_>>().join(", ")
}

fn sections() -> String {
    let mut names: Vec<&str> = KEYS.iter().map(|(key, _)| section(key)).collect();
    names.dedup();
    names.join(", ")
}

/// Letters to change, add or drop to make one key of the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, letter) in one.chars().enumerate() {
        let mut before = at;
        let mut left = at + 1;
        for (cell, known) in row.iter_mut().skip(1).zip(&other) {
            let change = before + usize::from(letter != *known);
            before = *cell;
            left = change.min(before + 1).min(left + 1);
            *cell = left;
        }
        if let Some(first) = row.first_mut() {
            *first = at + 1;
        }
    }
    row.last().copied().unwrap_or(0)
}
