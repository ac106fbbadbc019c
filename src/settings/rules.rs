//! What settings must be to one another.

use std::collections::BTreeSet;

use super::problem::{Problem, SettingsError, none};
use super::{InForce, Settings};
use crate::kafka::config::KeyedBy;

mod instance;
mod timeouts;

/// The place of a value that nobody set.
const DEFAULT: &str = "default";

/// Refuses what can't work and returns what is to be warned of.
pub(super) fn check(settings: &Settings, in_force: &[InForce]) -> Result<Vec<String>, SettingsError> {
    let mut rules = Rules { in_force, problems: Vec::new(), warnings: Vec::new() };
    timeouts::check(settings, &mut rules);
    topics(settings, &mut rules);
    login(settings, &mut rules);
    if settings.input.keyed_by == KeyedBy::Site && settings.service.stages.len() < 2 {
        rules.refuse("service.stages", "is only one of two", "input.keyed_by = \"site\" runs both as one: list both");
    }
    rules.warnings.extend(instance::warning(&settings.service.instance));
    none(rules.problems)?;
    Ok(rules.warnings)
}

struct Rules<'a> {
    in_force: &'a [InForce],
    problems: Vec<Problem>,
    warnings: Vec<String>,
}

impl Rules<'_> {
    /// Refuses the value of a key, at its place.
    fn refuse(&mut self, key: &str, wrong: impl Into<String>, right: impl Into<String>) {
        self.refuse_pair(key, key, wrong, right);
    }

    /// Refuses the value of a key beside that of another, at the place of the one that somebody set.
    fn refuse_pair(&mut self, key: &str, other: &str, wrong: impl Into<String>, right: impl Into<String>) {
        let place = [key, other].into_iter().filter_map(|key| self.place(key)).find(|place| *place != DEFAULT);
        let place = place.unwrap_or(DEFAULT).to_owned();
        self.problems.push(Problem { place, key: key.to_owned(), wrong: wrong.into(), right: right.into() });
    }

    fn place(&self, key: &str) -> Option<&str> {
        self.in_force.iter().find(|entry| entry.key == key).map(|entry| entry.place.as_str())
    }
}

/// Nothing is read and written under one name, and no two routes go to one topic.
fn topics(settings: &Settings, rules: &mut Rules<'_>) {
    let topics = &settings.topics;
    let ours = [
        ("topics.pages", &topics.pages),
        ("topics.sightings", &topics.sightings),
        ("topics.state", &topics.state),
        ("topics.dead_letter", &topics.dead_letter),
    ];
    let routes = settings.publish.routes.iter().map(|route| ("publish.routes", &route.topic));
    let mut taken = BTreeSet::new();
    for (key, topic) in ours.into_iter().chain(routes) {
        if !taken.insert(topic) {
            rules.refuse(
                key,
                format!("is {topic:?}, which stands for something else too"),
                "expected a topic of its own",
            );
        }
    }
}

/// A login that would not be used is a mistake.
fn login(settings: &Settings, rules: &mut Rules<'_>) {
    let kafka = &settings.kafka;
    if kafka.sasl_password.is_some() && kafka.sasl_password_file.is_some() {
        rules.refuse("kafka.sasl_password_file", "stands beside kafka.sasl_password", "expected one of the two");
    }
    let told = kafka.properties.get("security.protocol").or(kafka.security_protocol.as_ref());
    let is_sasl = told.is_some_and(|protocol| protocol.to_lowercase().starts_with("sasl_"));
    let given = [
        ("kafka.sasl_mechanism", kafka.sasl_mechanism.is_some()),
        ("kafka.sasl_username", kafka.sasl_username.is_some()),
        ("kafka.sasl_password", kafka.sasl_password.is_some()),
        ("kafka.sasl_password_file", kafka.sasl_password_file.is_some()),
        ("kafka.token_file", kafka.token_file.is_some()),
    ];
    for (key, _) in given.into_iter().filter(|(_, is_given)| *is_given && !is_sasl) {
        rules.refuse(key, "would not be used", "set kafka.security_protocol to sasl_ssl or sasl_plaintext");
    }
}
