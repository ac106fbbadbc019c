//! A TOML file → a tree of what was given, each member with its line.

use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::given::{Given, Member};
use super::problem::SettingsError;

/// Reads the text of the file `name`.
pub(super) fn parse(name: &str, text: &str) -> Result<Vec<Member>, SettingsError> {
    Source { name, text: Some(text) }.parse(text)
}

/// Reads a text that is one place for all its members.
pub(super) fn parse_as_one(place: &str, text: &str) -> Result<Vec<Member>, SettingsError> {
    Source { name: place, text: None }.parse(text)
}

/// Reads one value, for those that the environment holds in the way a file does.
pub(super) fn parse_value(place: &str, text: &str) -> Option<Given> {
    let value = DeValue::parse(text).ok()?;
    Some(Source { name: place, text: None }.given(value.into_inner()))
}

/// Where members come from; their lines are counted where there is a text.
struct Source<'a> {
    name: &'a str,
    text: Option<&'a str>,
}

impl Source<'_> {
    fn parse(&self, text: &str) -> Result<Vec<Member>, SettingsError> {
        let table = DeTable::parse(text).map_err(|error| {
            let place = self.place(error.span().map_or(0, |span| span.start));
            SettingsError::Syntax { place, message: error.message().to_owned() }
        })?;
        Ok(self.members(table.into_inner()))
    }

    fn place(&self, at: usize) -> String {
        let Some(text) = self.text else { return self.name.to_owned() };
        let before = text.as_bytes().get(..at).unwrap_or_default();
        format!("{}:{}", self.name, 1 + before.iter().filter(|&&byte| byte == b'\n').count())
    }

    fn members(&self, table: DeTable<'_>) -> Vec<Member> {
        let mut members: Vec<_> = table.into_iter().map(|(key, value)| (key.span().start, key, value)).collect();
        members.sort_by_key(|(at, ..)| *at);
        members.into_iter().map(|(at, key, value)| self.member(at, key.into_inner().into_owned(), value)).collect()
    }

    fn member(&self, at: usize, key: String, value: Spanned<DeValue<'_>>) -> Member {
        Member { key, place: self.place(at), value: self.given(value.into_inner()) }
    }

    fn given(&self, value: DeValue<'_>) -> Given {
        match value {
            DeValue::String(text) => Given::Text(text.into_owned()),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(whole) => Given::Whole(whole),
                Err(_) => Given::Other(number.to_string()),
            },
            DeValue::Float(number) => Given::Other(number.to_string()),
            DeValue::Boolean(yes) => Given::Other(yes.to_string()),
            DeValue::Datetime(time) => Given::Other(time.to_string()),
            DeValue::Array(list) => Given::List(self.items(list)),
            DeValue::Table(table) => Given::Table(self.members(table)),
        }
    }

    fn items(&self, list: DeArray<'_>) -> Vec<Member> {
        let items = list.into_iter().enumerate();
        items.map(|(at, value)| self.member(value.span().start, format!("[{at}]"), value)).collect()
    }
}
