//! `[[publish.routes]]`

use config::{Map, Value};

use super::given::{Given, Member};
use super::kind::name;
use super::problem::Problem;
use crate::headline::SectionKind;
use crate::kafka::config::TopicsConfig;
use crate::stages::config::{MAX_ROUTES, RouteConfig};

const KEY: &str = "publish.routes";

/// The one route of those who set none.
pub(super) fn default(topics: &TopicsConfig) -> Vec<RouteConfig> {
    let topic = topics.headlines.clone();
    vec![RouteConfig { topic, sections: vec![SectionKind::Latest], sites: None, languages: None }]
}

/// Reads the list of tables.
pub(super) fn read(given: &Given, place: &str) -> Result<Value, Vec<Problem>> {
    let list = match given {
        Given::List(list) if (1..=MAX_ROUTES).contains(&list.len()) => list,
        Given::List(list) => {
            let right = format!("expected 1 to {MAX_ROUTES}");
            return Err(vec![problem(place, "", format!("is a list of {}", list.len()), right)]);
        }
        other => return Err(vec![problem(place, "", other.shown(), "expected [[publish.routes]] tables".to_owned())]),
    };
    let mut reading = Reading { problems: Vec::new() };
    let routes: Vec<Value> = list.iter().map(|route| reading.route(route)).collect();
    if reading.problems.is_empty() { Ok(Value::new(Some(&place.to_owned()), routes)) } else { Err(reading.problems) }
}

fn problem(place: &str, member: &str, wrong: String, right: String) -> Problem {
    Problem { place: place.to_owned(), key: format!("{KEY}{member}"), wrong, right }
}

struct Reading {
    problems: Vec<Problem>,
}

impl Reading {
    fn route(&mut self, route: &Member) -> Value {
        let Member { key: at, place, value } = route;
        let mut read = Map::new();
        match value {
            Given::Table(members) => members.iter().for_each(|member| self.member(at, member, &mut read)),
            other => self.wrong(place, at, other.shown(), "expected a table".to_owned()),
        }
        for needed in ["topic", "sections"].into_iter().filter(|needed| !has(value, needed)) {
            self.wrong(place, at, format!("has no {needed}"), "every route needs one".to_owned());
        }
        Value::new(Some(place), read)
    }

    fn member(&mut self, at: &str, member: &Member, read: &mut Map<String, Value>) {
        let value = match member.key.as_str() {
            "topic" => topic(&member.value).ok_or_else(|| "expected the name of a topic".to_owned()),
            "sections" => texts(&member.value, is_section)
                .ok_or_else(|| format!("expected a list of {}", SectionKind::ALL.map(SectionKind::name).join(", "))),
            "sites" => texts(&member.value, |site| site.to_lowercase() == site)
                .ok_or_else(|| "expected a list of sites in lower case".to_owned()),
            "languages" => texts(&member.value, |_| true).ok_or_else(|| "expected a list of languages".to_owned()),
            _ => Err("a route has topic, sections, sites, languages".to_owned()),
        };
        match value {
            Ok(value) => _ = read.insert(member.key.clone(), value),
            Err(right) => self.wrong(&member.place, &format!("{at}.{}", member.key), member.value.shown(), right),
        }
    }

    fn wrong(&mut self, place: &str, member: &str, wrong: String, right: String) {
        self.problems.push(problem(place, member, wrong, right));
    }
}

fn has(route: &Given, key: &str) -> bool {
    match route {
        Given::Table(members) => members.iter().any(|member| member.key == key),
        _ => true,
    }
}

fn topic(given: &Given) -> Option<Value> {
    match given {
        Given::Text(text) => name(text).map(|name| Value::new(None, name)),
        _ => None,
    }
}

fn is_section(text: &str) -> bool {
    SectionKind::ALL.iter().any(|kind| kind.name() == text)
}

fn texts(given: &Given, fits: impl Fn(&str) -> bool) -> Option<Value> {
    let Given::List(list) = given else { return None };
    let mut found = Vec::new();
    for item in list {
        match &item.value {
            Given::Text(text) if !text.trim().is_empty() && fits(text) => found.push(text.clone()),
            _ => return None,
        }
    }
    (!found.is_empty()).then(|| Value::new(None, found))
}
