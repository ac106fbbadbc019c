//! The environment → a tree of what was given, each member with its variable.

use super::file;
use super::given::{Given, Member};
use super::keys;
use super::kind::Kind;

/// What our variables begin with. `HEADLINED_…` with one underscore is nobody's setting.
const PREFIX: &str = "HEADLINED__";

/// Takes our variables, each as a member with a dotted key. An empty value counts as not set.
pub(super) fn parse(environment: impl Iterator<Item = (String, String)>) -> Vec<Member> {
    let mut members: Vec<Member> = environment
        .filter(|(_, value)| !value.is_empty())
        .filter_map(|(name, value)| {
            let key = key(name.strip_prefix(PREFIX)?);
            Some(Member { value: given(&key, &name, &value), place: name, key })
        })
        .collect();
    members.sort_by(|one, other| one.place.cmp(&other.place));
    members
}

/// `KAFKA__GROUP` → `kafka.group`; below the properties an underscore stands for a dot.
fn key(name: &str) -> String {
    let key = name.to_lowercase().replace("__", ".");
    match key.strip_prefix(keys::PROPERTIES).and_then(|rest| rest.strip_prefix('.')) {
        Some(property) => format!("{}.{}", keys::PROPERTIES, property.replace('_', ".")),
        None => key,
    }
}

fn given(key: &str, variable: &str, text: &str) -> Given {
    match keys::kind(key) {
        Some(Kind::Routes) => file::parse_value(variable, text).unwrap_or_else(|| Given::Text(text.to_owned())),
        Some(kind) => kind.given(text, variable),
        None => Given::Text(text.to_owned()),
    }
}
