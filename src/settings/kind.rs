//! What a setting may be: one place that reads every kind of value and says what would be right.

use std::net::SocketAddr;
use std::ops::RangeInclusive;

use config::{Value, ValueKind};

use super::given::{Given, Member};
use super::size;

/// The kind of a setting.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    /// Any text but none.
    Text,
    /// A name that Kafka takes for a topic.
    Name,
    /// A whole number.
    Whole(RangeInclusive<i64>),
    /// Bytes, with or without unit.
    Size(RangeInclusive<i64>),
    /// One of these, in any case of letters.
    OneOf(&'static [&'static str]),
    /// Some of these, each once.
    SomeOf(&'static [&'static str]),
    /// An address to listen on.
    Address,
    /// Text that only the environment may hold.
    Secret,
    /// `publish.routes`.
    Routes,
}

impl Kind {
    /// Makes of a variable's text what a file would say.
    pub(super) fn given(&self, text: &str, place: &str) -> Given {
        match self {
            Self::Whole(_) => text.trim().parse().map_or_else(|_| Given::Text(text.to_owned()), Given::Whole),
            Self::SomeOf(_) => Given::texts(text.split(',').map(str::trim), place),
            _ => Given::Text(text.to_owned()),
        }
    }

    /// The value, if it is one of this kind.
    pub(super) fn read(&self, given: &Given, place: &str) -> Option<Value> {
        let value = match (self, given) {
            (Self::Text | Self::Secret, Given::Text(text)) => ValueKind::from(some(text)?),
            (Self::Name, Given::Text(text)) => ValueKind::from(name(text)?),
            (Self::Whole(range), Given::Whole(number)) => ValueKind::from(within(*number, range)?),
            (Self::Size(range), Given::Whole(number)) => ValueKind::from(within(*number, range)?),
            (Self::Size(range), Given::Text(text)) => ValueKind::from(within(size::parse(text)?, range)?),
            (Self::OneOf(names), Given::Text(text)) => ValueKind::from(one(names, text)?),
            (Self::SomeOf(names), Given::List(list)) => ValueKind::from(several(names, list)?),
            (Self::Address, Given::Text(text)) => ValueKind::from(text.parse::<SocketAddr>().ok()?.to_string()),
            _ => return None,
        };
        Some(Value::new(Some(&place.to_owned()), value))
    }

    /// What would be right.
    pub(super) fn expected(&self) -> String {
        match self {
            Self::Text | Self::Secret => "expected text in quotes".to_owned(),
            Self::Name => "expected letters, digits, dots, dashes and underscores, 200 at most".to_owned(),
            Self::Whole(range) => format!("expected a whole number from {} to {}", range.start(), range.end()),
            Self::Size(range) => {
                format!("expected bytes from {} to {}, a number or text such as \"8 MiB\"", range.start(), range.end())
            }
            Self::OneOf(names) => format!("expected {}", names.join(" or ")),
            Self::SomeOf(names) => format!("expected a list of {}, each once at most", names.join(", ")),
            Self::Address => "expected an address and port such as 127.0.0.1:9464".to_owned(),
            Self::Routes => "expected [[publish.routes]] tables".to_owned(),
        }
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.trim().is_empty()).then_some(text)
}

/// A name that Kafka takes: `None` for anything else.
pub(super) fn name(text: &str) -> Option<&str> {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    let taken = (1..=200).contains(&text.len()) && !matches!(text, "." | "..");
    (taken && text.bytes().all(fits)).then_some(text)
}

fn within(number: i64, range: &RangeInclusive<i64>) -> Option<i64> {
    range.contains(&number).then_some(number)
}

fn one(names: &[&'static str], text: &str) -> Option<&'static str> {
    names.iter().copied().find(|name| name.eq_ignore_ascii_case(text.trim()))
}

fn several(names: &[&'static str], list: &[Member]) -> Option<Vec<&'static str>> {
    let mut found = Vec::new();
    for item in list {
        let Given::Text(text) = &item.value else { return None };
        found.push(one(names, text).filter(|name| !found.contains(name))?);
    }
    (!found.is_empty()).then_some(found)
}
