use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{env, fs};

use super::keys::{self, KEYS};
use super::*;
use crate::headline::SectionKind;
use crate::kafka::config::{KeyedBy, OnGap, Start};
use crate::service::config::StageName;

fn load(file: Option<&Path>, environment: &[(&str, &str)]) -> Result<Loaded, SettingsError> {
    Settings::load(file, environment.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())))
}

fn from_environment(environment: &[(&str, &str)]) -> Loaded {
    load(None, environment).unwrap_or_else(|error| panic!("{error}"))
}

fn refused(environment: &[(&str, &str)]) -> String {
    load(None, environment).expect_err("it should be refused").to_string()
}

#[test]
fn defaults_are_those_of_the_contract() {
    let Settings { service, kafka, topics, input, transaction, dedupe, publish, sites, admin, log } =
        from_environment(&[]).settings;
    assert!((1..=4).contains(&service.lanes) && !service.instance.is_empty());
    assert_eq!((service.dedupe_lanes, service.drain_seconds), (1, 25));
    assert_eq!(service.stages, [StageName::Extract, StageName::Dedupe]);
    assert_eq!((kafka.bootstrap_servers.as_str(), kafka.group.as_str()), ("127.0.0.1:9092", "headlined"));
    assert_eq!(kafka.session_timeout_ms, 15_000);
    assert_eq!([topics.pages(), topics.sightings()], ["pages.raw", "headlined.sightings.v1"]);
    assert_eq!([topics.state(), topics.headlines()], ["headlined.state.v1", "headlines.v1"]);
    assert_eq!(topics.dead_letter(), "pages.dead-letter");
    assert_eq!((input.keyed_by, input.start, input.on_gap), (KeyedBy::Any, Start::Earliest, OnGap::Continue));
    assert_eq!((input.max_page_bytes, transaction.max_bytes), (10 << 20, 8 << 20));
    assert_eq!((transaction.interval_ms, transaction.max_records), (100, 10_000));
    assert_eq!((transaction.min_interval_ms, transaction.timeout_ms), (25, 10_000));
    assert_eq!((dedupe.horizon_days, dedupe.revert_hold_minutes, dedupe.snapshot_dir), (30, 60, None));
    assert_eq!((publish.max_age_hours, sites.file), (None, None));
    assert_eq!(publish.routes.len(), 1);
    assert_eq!(
        (publish.routes[0].topic.as_str(), &publish.routes[0].sections[..]),
        ("headlines.v1", &[SectionKind::Latest][..])
    );
    assert_eq!((admin.listen.to_string().as_str(), log.level.as_str(), log.format), ("127.0.0.1:9464", "info", None));
}

/// A key that the reference does not explain does not exist, and the other way round.
#[test]
fn the_reference_knows_every_key() {
    let mut section = "";
    let mut told = BTreeSet::new();
    for line in DEFAULTS.lines() {
        if let Some(name) = line.strip_prefix('[').and_then(|line| line.strip_suffix(']')) {
            section = name;
        }
        let line = line.strip_prefix("# ").unwrap_or(line);
        if let Some((key, _)) = line.split_once(" = ").filter(|(key, _)| !key.contains([' ', '"'])) {
            told.insert(format!("{section}.{key}"));
        }
        if line.starts_with("[[publish.routes]]") {
            told.insert("publish.routes".to_owned());
        }
    }
    let of_a_route = ["topic", "sections", "sites", "languages"].map(|key| format!("publish.{key}"));
    told.retain(|key| !of_a_route.contains(key));
    let known: BTreeSet<String> =
        KEYS.iter().map(|(key, _)| (*key).to_owned()).filter(|key| key != "kafka.sasl_password").collect();
    assert_eq!(told, known);
}

/// `NAME.toml` is refused with the message `NAME.expected`. With `UPDATE_FIXTURES=1` the messages are written anew.
#[test]
fn wrong_files_are_refused_with_place_and_remedy() {
    let folder = PathBuf::from("tests/fixtures/settings");
    let mut seen = 0;
    for entry in fs::read_dir(&folder).expect("the fixtures are beside the sources") {
        let path = entry.expect("a readable folder").path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            seen += 1;
            let message = load(Some(&path), &[]).expect_err(&path.display().to_string()).to_string() + "\n";
            compare(&path.with_extension("expected"), &message);
        }
    }
    assert!(seen >= 15, "only {seen} fixtures were found");
}

#[expect(clippy::disallowed_methods, reason = "a switch for whoever runs the tests")]
fn compare(expected: &Path, message: &str) {
    if env::var("UPDATE_FIXTURES").is_ok() {
        fs::write(expected, message).expect("a writable folder");
    }
    let told = fs::read_to_string(expected).unwrap_or_default();
    assert_eq!(message, told, "{} (UPDATE_FIXTURES=1 writes it anew)", expected.display());
    assert!(!message.contains("hunter"), "a secret is shown");
}

#[test]
fn the_environment_wins_over_the_file() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("headlined.toml");
    fs::write(&file, "[kafka]\ngroup = \"file\"\nbootstrap_servers = \"file:9092\"\n[service]\nlanes = 2\n")
        .expect("a file");
    let loaded =
        load(Some(&file), &[("HEADLINED__KAFKA__GROUP", "environment")]).unwrap_or_else(|error| panic!("{error}"));
    assert_eq!(loaded.settings.kafka.group, "environment");
    assert_eq!(loaded.settings.kafka.bootstrap_servers, "file:9092");
    let place = |key: &str| loaded.in_force.iter().find(|entry| entry.key == key).map(|entry| entry.place.clone());
    assert_eq!(place("kafka.group").as_deref(), Some("HEADLINED__KAFKA__GROUP"));
    assert_eq!(place("kafka.bootstrap_servers"), Some(format!("{}:3", file.display())));
    assert_eq!(place("service.drain_seconds").as_deref(), Some("default"));
}

#[test]
fn variables_are_read_by_the_kind_of_their_key() {
    let settings = from_environment(&[
        ("HEADLINED__SERVICE__LANES", "3"),
        ("HEADLINED__SERVICE__INSTANCE", "0042"),
        ("HEADLINED__SERVICE__STAGES", "dedupe, extract"),
        ("HEADLINED__TRANSACTION__MAX_BYTES", "2 MiB"),
        ("HEADLINED__KAFKA__SECURITY_PROTOCOL", "SASL_SSL"),
        ("HEADLINED__KAFKA__SASL_MECHANISM", "scram-sha-512"),
        ("HEADLINED__KAFKA__SASL_PASSWORD", "012345"),
        ("HEADLINED__KAFKA__PROPERTIES__SESSION_TIMEOUT_MS", "012000"),
        ("HEADLINED__PUBLISH__ROUTES", r#"[{ topic = "a", sections = ["latest", "section"], sites = ["x.org"] }]"#),
        ("HEADLINED__TOPICS__PREFIX", ""),
        ("HEADLINED_CORPUS", "/somewhere"),
    ])
    .settings;
    assert_eq!((settings.service.lanes, settings.service.instance.as_str()), (3, "0042"));
    assert_eq!(settings.service.stages, [StageName::Dedupe, StageName::Extract]);
    assert_eq!(settings.transaction.max_bytes, 2 << 20);
    assert_eq!(settings.kafka.security_protocol.as_deref(), Some("sasl_ssl"));
    assert_eq!(settings.kafka.sasl_mechanism.as_deref(), Some("SCRAM-SHA-512"));
    assert_eq!(settings.kafka.sasl_password.as_ref().map(|secret| secret.expose()), Some("012345"));
    assert_eq!(settings.kafka.properties.get("session.timeout.ms").map(String::as_str), Some("012000"));
    assert_eq!(settings.publish.routes.len(), 1);
    assert_eq!(settings.publish.routes[0].sites.as_deref(), Some(&["x.org".to_owned()][..]));
    assert_eq!(settings.topics.prefix, None);
}

#[test]
fn wrong_variables_are_refused() {
    assert_eq!(
        refused(&[("HEADLINED__KAFKA__GRUOP", "x"), ("HEADLINED__SERVICE__LANES", "many")]),
        "HEADLINED__KAFKA__GRUOP: kafka.gruop is no setting; did you mean kafka.group?\n\
         HEADLINED__SERVICE__LANES: service.lanes is \"many\"; expected a whole number from 1 to 64"
    );
    assert!(refused(&[("HEADLINED__KAFKA__PROPERTIES__ACKS", "1")]).contains("exactly-once needs all of them"));
}

#[test]
fn secrets_are_never_shown() {
    let loaded = from_environment(&[
        ("HEADLINED__KAFKA__SECURITY_PROTOCOL", "sasl_ssl"),
        ("HEADLINED__KAFKA__SASL_PASSWORD", "hunter2"),
        ("HEADLINED__KAFKA__PROPERTIES__SSL_KEY_PASSWORD", "hunter3"),
    ]);
    assert!(!format!("{:?}", loaded.in_force).contains("hunter"));
    assert!(!format!("{:?}", loaded.settings).contains("hunter"));
}

#[test]
fn every_route_and_section_has_a_kind() {
    assert!(KEYS.iter().all(|(key, _)| keys::kind(key).is_some()));
    assert_eq!(keys::suggestion("topics.page"), "did you mean topics.pages?");
    assert!(keys::suggestion("nonsense").starts_with("sections are service, kafka"));
}
