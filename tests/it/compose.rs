//! The deployment as it is written down: the compose file's own commands and environment, on a broker of our own.

use std::collections::BTreeMap;
use std::fs;
use std::time::Duration;

use serde_json::Value;

use crate::rig::broker::Broker;
use crate::rig::environment::repository;
use crate::rig::headlined::Headlined;
use crate::rig::keeper::Signal;
use crate::rig::reader::{self, Headline};
use crate::rig::{wait, yaml};

const PATIENCE: Duration = Duration::from_secs(60);

/// One headline of each kind of time: with a date, with the clock alone before midnight, relative, by attribute, in plain text.
const TIMES: [(&str, &str); 5] = [
    ("Clock tower loses four minutes in the frost", "2026-03-02T09:58:00+01:00"),
    ("Chor von Obertal gewinnt den Winterpreis", "2026-03-01T23:48:00+01:00"),
    ("Nar bayramına hazırlıq başladı", "2026-03-02T13:52:40+04:00"),
    ("Le théâtre du Quai joue dans le noir, panne comprise", "2026-03-01T16:10:00+01:00"),
    ("Los remeros del Estero vuelven con la copa", "2026-03-01T21:10:00-03:00"),
];

/// A service of the compose file that runs our image.
struct Service {
    command: Vec<String>,
    environment: BTreeMap<String, String>,
    grace: Duration,
}

impl Service {
    /// As written, except for what is outside the process: where the broker is, which port is free, what is mounted where.
    fn read(compose: &Value, name: &str, broker: &Broker) -> Self {
        let service = &compose["services"][name];
        let words = service["command"].as_array().expect("a command as a list").iter();
        let command = words.map(|word| word.as_str().unwrap().replace("/samples/", &samples())).collect();
        let mut environment = image_environment();
        for (key, value) in service["environment"].as_object().expect("an environment") {
            environment.insert(key.clone(), value.as_str().expect("a text").to_owned());
        }
        let servers = environment.get_mut("HEADLINED__KAFKA__BOOTSTRAP_SERVERS").expect("where the broker is");
        assert_eq!(servers, "kafka:19092");
        *servers = broker.bootstrap().to_owned();
        let listen = environment.get_mut("HEADLINED__ADMIN__LISTEN").expect("the image opens the admin port");
        *listen = listen.replace(":9464", ":0");
        Self { command, environment, grace: seconds(service["stop_grace_period"].as_str()) }
    }

    fn spawn(&self) -> Headlined {
        let words: Vec<_> = self.command.iter().map(String::as_str).collect();
        Headlined::spawn(&words, &self.environment)
    }

    /// Runs a service that ends by itself.
    fn finish(&self) {
        let mut child = self.spawn();
        let status = child.wait_exit(PATIENCE);
        assert!(status.success(), "{:?}: {status}\n{}", self.command, child.log());
    }
}

/// The newest wording of every headline, by title.
fn newest(events: Vec<Headline>) -> BTreeMap<String, Headline> {
    let by_id: BTreeMap<_, _> = events.into_iter().map(|event| (event.id().to_owned(), event)).collect();
    by_id.into_values().map(|event| (event.title().to_owned(), event)).collect()
}

/// The `ENV` lines of the image.
fn image_environment() -> BTreeMap<String, String> {
    let dockerfile = fs::read_to_string(repository("deploy/Dockerfile")).unwrap();
    let lines = dockerfile.lines().filter_map(|line| line.strip_prefix("ENV ")?.split_once('='));
    lines.map(|(key, value)| (key.to_owned(), value.to_owned())).collect()
}

fn samples() -> String {
    format!("{}/", repository("deploy/samples").display())
}

fn seconds(text: Option<&str>) -> Duration {
    let number = text.and_then(|text| text.strip_suffix('s')).map(|number| number.parse().unwrap());
    Duration::from_secs(number.unwrap_or(10))
}

#[test]
fn the_compose_file_brings_sample_pages_to_the_headline_topic() {
    let broker = Broker::start();
    let compose = yaml::read("docker-compose.yml");
    let service = |name| Service::read(&compose, name, &broker);

    service("topics").finish();
    let headlined = service("headlined");
    let mut running = headlined.spawn();
    running.wait_ready(PATIENCE);
    service("samples").finish();
    running.wait_metrics("33 published headlines of 7 pages", PATIENCE, |metrics| {
        metrics.sum("pages_total", &[("result", "ok")]) >= 7.0
            && metrics.sum("headlines_total", &[("event", "published")]) >= 33.0
    });
    // The pages come in any order, so the edit is either a second event or the first wording; in the end it stands.
    let newest = wait::until("the edited wording", PATIENCE, || {
        let newest = newest(reader::headlines(broker.bootstrap(), &["headlines.v1"]));
        newest.contains_key("Ferry line to Old Quay reopens, first boat leaves at noon").then_some(newest)
    });
    assert_eq!(newest.len(), 33);
    for (title, published) in TIMES {
        assert_eq!(newest.get(title).map(|headline| headline.text("published_at")), Some(published), "{title}");
    }

    running.signal(Signal::Term);
    assert!(running.wait_exit(headlined.grace).success());
    assert_eq!(running.stdout(), "", "standard output of `run` is empty");
}

#[test]
fn the_headlined_service_scales_and_is_given_time_to_drain() {
    let compose = yaml::read("docker-compose.yml");
    let service = compose["services"]["headlined"].as_object().unwrap();
    assert!(!service.contains_key("hostname") && !service.contains_key("container_name"));
    assert!(seconds(service["stop_grace_period"].as_str()) > Duration::from_secs(25));
    for port in service["ports"].as_array().unwrap() {
        assert!(!port.as_str().unwrap().contains(':'), "a fixed host port can be taken once only: {port}");
    }
}

#[test]
fn the_runbook_has_a_row_for_each_alert_and_for_no_other() {
    let alerts = yaml::read("deploy/alerts.yml");
    let rules = alerts["groups"].as_array().unwrap().iter().flat_map(|group| group["rules"].as_array().unwrap());
    let mut alerts: Vec<_> = rules.filter_map(|rule| rule["alert"].as_str()).collect();
    let runbook = fs::read_to_string(repository("docs/runbook.md")).unwrap();
    let mut rows: Vec<_> =
        runbook.lines().filter_map(|line| line.strip_prefix("| Headlined")?.split(' ').next()).collect();
    alerts.sort_unstable();
    rows.sort_unstable();
    let rows: Vec<_> = rows.into_iter().map(|row| format!("Headlined{row}")).collect();
    assert_eq!(rows, alerts);
}

#[test]
fn alerts_ask_for_metrics_that_exist() {
    let metrics = headlined::telemetry::metrics::Metrics::new(&["headlines.v1"]).unwrap().render();
    let declared: Vec<_> = metrics.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    let alerts = yaml::read("deploy/alerts.yml");
    for rule in alerts["groups"].as_array().unwrap().iter().flat_map(|group| group["rules"].as_array().unwrap()) {
        let expression = rule["expr"].as_str().unwrap();
        let words = expression.split(|c: char| !(c.is_ascii_alphanumeric() || c == '_'));
        for name in words.filter(|word| word.starts_with("headlined_")) {
            let family = name.trim_end_matches("_bucket");
            assert!(declared.contains(&family), "{}: no metric {family}", rule["alert"]);
        }
    }
}
