//! What was given → a layer, checked key by key while its places are still known.

use std::fs;
use std::path::Path;

use config::Value;

use super::given::{Given, Member};
use super::kind::Kind;
use super::layer::Layer;
use super::problem::{Problem, SettingsError, none};
use super::{DEFAULTS, environment, file, keys, properties, routes};

/// The compiled-in defaults.
pub(super) fn defaults() -> Result<Layer, SettingsError> {
    let mut problems = Vec::new();
    let members = file::parse_as_one("default", DEFAULTS)?;
    let layer = Checked::new(false, &mut problems).sections(members);
    none(problems)?;
    Ok(layer)
}

/// A settings file.
pub(super) fn of_file(path: &Path, problems: &mut Vec<Problem>) -> Result<Layer, SettingsError> {
    let unreadable = |source| SettingsError::Unreadable { path: path.to_owned(), source };
    let text = fs::read_to_string(path).map_err(unreadable)?;
    let members = file::parse(&path.display().to_string(), &text)?;
    Ok(Checked::new(false, problems).sections(members))
}

/// The environment.
pub(super) fn of_environment(variables: impl Iterator<Item = (String, String)>, problems: &mut Vec<Problem>) -> Layer {
    let mut checked = Checked::new(true, problems);
    for member in environment::parse(variables) {
        checked.member(member);
    }
    checked.layer
}

/// A layer in the making.
struct Checked<'a> {
    layer: Layer,
    secrets_may_stand: bool,
    problems: &'a mut Vec<Problem>,
}

impl<'a> Checked<'a> {
    fn new(secrets_may_stand: bool, problems: &'a mut Vec<Problem>) -> Self {
        Self { layer: Layer::default(), secrets_may_stand, problems }
    }

    fn sections(mut self, members: Vec<Member>) -> Layer {
        for Member { key: section, place, value } in members {
            match value {
                _ if !keys::is_section(&section) => self.unknown(place, &section),
                Given::Table(members) => self.section(&section, members),
                value => self.wrong(place, &section, value.shown(), format!("expected a table [{section}]")),
            }
        }
        self.layer
    }

    fn section(&mut self, section: &str, members: Vec<Member>) {
        self.layer.stand(section);
        for member in members {
            self.member(Member { key: format!("{section}.{}", member.key), ..member });
        }
    }

    fn member(&mut self, member: Member) {
        let Member { key, place, value } = member;
        if key == keys::PROPERTIES {
            return self.properties("", place, value);
        }
        if let Some(property) = key.strip_prefix(keys::PROPERTIES).and_then(|rest| rest.strip_prefix('.')) {
            return self.property(property, place, value);
        }
        match keys::kind(&key) {
            None => self.unknown(place, &key),
            Some(Kind::Secret) if !self.secrets_may_stand => {
                let variable = format!("HEADLINED__{}", key.to_uppercase().replace('.', "__"));
                self.wrong(place, &key, "stands in a file".to_owned(), format!("set {variable} or {key}_file instead"));
            }
            Some(Kind::Routes) => match routes::read(&value, &place) {
                Ok(routes) => self.layer.put("publish", "routes", routes),
                Err(problems) => self.problems.extend(problems),
            },
            Some(kind) => self.value(&key, place, &value, kind),
        }
    }

    fn value(&mut self, key: &str, place: String, given: &Given, kind: &Kind) {
        let Some((section, name)) = key.split_once('.') else { return };
        match kind.read(given, &place) {
            Some(value) => self.layer.put(section, name, value),
            None if matches!(kind, Kind::Secret) => self.wrong(place, key, "is blank".to_owned(), kind.expected()),
            None => self.wrong(place, key, given.shown(), kind.expected()),
        }
    }

    /// `[kafka.properties]`: dotted keys without quotes make tables, which mean the same.
    fn properties(&mut self, above: &str, place: String, given: Given) {
        match given {
            Given::Table(members) => {
                for Member { key, place, value } in members {
                    let name = if above.is_empty() { key } else { format!("{above}.{key}") };
                    self.properties(&name, place, value);
                }
            }
            other if above.is_empty() => {
                self.wrong(place, keys::PROPERTIES, other.shown(), format!("expected a table [{}]", keys::PROPERTIES));
            }
            other => self.property(above, place, other),
        }
    }

    fn property(&mut self, name: &str, place: String, given: Given) {
        let key = format!("{}.{name}", keys::PROPERTIES);
        if let Some((wrong, right)) = properties::refusal(name, self.secrets_may_stand) {
            return self.wrong(place, &key, wrong.to_owned(), right.to_owned());
        }
        let shown = given.shown();
        match given.into_text() {
            Some(text) => self.layer.put_property(name, Value::new(Some(&place), text)),
            None => self.wrong(place, &key, shown, "expected text, a number or a boolean".to_owned()),
        }
    }

    fn unknown(&mut self, place: String, key: &str) {
        self.wrong(place, key, "is no setting".to_owned(), keys::suggestion(key));
    }

    fn wrong(&mut self, place: String, key: &str, wrong: String, right: String) {
        self.problems.push(Problem { place, key: key.to_owned(), wrong, right });
    }
}
