//! One value of JSON: what its object says of a headline, and what of it goes into the data.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};

use super::field::{self, Field};
use super::{Array, Data, FEWEST, MOST_RECORDS, Record};
use crate::headline::PublishedSource;
use crate::pipeline::text::words::{letters, tidy};
use crate::pipeline::written_time::{self, WrittenTime};

/// Longest text, in bytes, that is a headline or link.
const LONGEST: usize = 2_000;
/// Fewest letters of a headline.
const FEWEST_LETTERS: usize = 8;

/// Reads one value into the data.
pub(super) struct Seed<'d> {
    data: &'d mut Data,
    key: Option<&'d str>,
}

/// What a value is to the object that holds it.
enum Node<'de> {
    Text(Cow<'de, str>),
    Number(u64),
    Object(Inner<'de>),
    /// The place of an array among those of the data, where it holds records.
    Array(Option<usize>),
    Nothing,
}

/// What an object is to the one that holds it.
struct Inner<'de> {
    record: Option<usize>,
    link: Option<Cow<'de, str>>,
    words: Option<Cow<'de, str>>,
}

/// What an object says.
#[derive(Default)]
struct Facts<'de> {
    title: Option<(u8, Cow<'de, str>)>,
    link: Option<(u8, Cow<'de, str>)>,
    time: Option<(u8, WrittenTime)>,
    deck: Option<Cow<'de, str>>,
    kind: Option<Cow<'de, str>>,
    /// Its first text of several words: `{"rendered": "…"}`.
    words: Option<Cow<'de, str>>,
    /// The record that it is, or that the only such object in it is.
    record: Option<usize>,
    inner: u32,
    arrays: Vec<usize>,
}

impl<'d> Seed<'d> {
    pub(super) fn new(data: &'d mut Data, key: Option<&'d str>) -> Self {
        Self { data, key }
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(Reading(self)).map(drop)
    }
}

/// The visitor behind a seed, which gives what was read.
struct Reading<'d>(Seed<'d>);

impl<'de> DeserializeSeed<'de> for Reading<'_> {
    type Value = Node<'de>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Node<'de>, D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reading<'_> {
    type Value = Node<'de>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Node<'de>, E> {
        Ok(Node::Nothing)
    }

    fn visit_bool<E>(self, _: bool) -> Result<Node<'de>, E> {
        Ok(Node::Nothing)
    }

    fn visit_i64<E>(self, _: i64) -> Result<Node<'de>, E> {
        Ok(Node::Nothing)
    }

    fn visit_f64<E>(self, _: f64) -> Result<Node<'de>, E> {
        Ok(Node::Nothing)
    }

    fn visit_u64<E>(self, number: u64) -> Result<Node<'de>, E> {
        Ok(Node::Number(number))
    }

    fn visit_str<E>(self, text: &str) -> Result<Node<'de>, E> {
        Ok(if text.len() <= LONGEST { Node::Text(Cow::Owned(text.to_owned())) } else { Node::Nothing })
    }

    fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Node<'de>, E> {
        Ok(if text.len() <= LONGEST { Node::Text(Cow::Borrowed(text)) } else { Node::Nothing })
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Node<'de>, A::Error> {
        let Seed { data, key } = self.0;
        let (mut entries, mut records, mut first) = (0, Vec::new(), None);
        while let Some(node) = seq.next_element_seed(Reading(Seed::new(data, None)))? {
            entries += 1;
            match node {
                Node::Object(inner) => records.extend(inner.record),
                // `"@type": ["NewsArticle", …]`
                Node::Text(text) if entries == 1 => first = Some(text),
                _ => {}
            }
        }
        if records.len() >= FEWEST && records.len() * 2 >= entries {
            data.arrays.push(Array { name: None, key: key.map(str::to_owned), entries, records });
            return Ok(Node::Array(Some(data.arrays.len() - 1)));
        }
        Ok(first.map_or(Node::Array(None), Node::Text))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Node<'de>, A::Error> {
        let data = self.0.data;
        let mut facts = Facts::default();
        while let Some(key) = map.next_key_seed(Key)? {
            let node = map.next_value_seed(Reading(Seed::new(data, Some(&key))))?;
            facts.take(Field::of(&key), node);
        }
        facts.settle(data);
        let link = facts.link.map(|(_, link)| link);
        Ok(Node::Object(Inner { record: facts.record, link, words: facts.words }))
    }
}

impl<'de> Facts<'de> {
    fn take(&mut self, field: Field, node: Node<'de>) {
        match node {
            Node::Text(text) => self.take_text(field, text),
            Node::Number(number) => self.take_time(field, &number.to_string()),
            Node::Array(array) => self.arrays.extend(array),
            Node::Object(inner) => {
                if let Some(record) = inner.record {
                    self.record = Some(record);
                    self.inner += 1;
                }
                match field {
                    Field::Title(_) => inner.words.into_iter().for_each(|words| self.take_text(field, words)),
                    Field::Link(_) => inner.link.into_iter().for_each(|link| self.take_text(field, link)),
                    _ => {}
                }
            }
            Node::Nothing => {}
        }
    }

    fn take_text(&mut self, field: Field, text: Cow<'de, str>) {
        let better = |known: &Option<(u8, Cow<'de, str>)>, rank: u8| known.as_ref().is_none_or(|(old, _)| *old < rank);
        match field {
            Field::Title(rank) if better(&self.title, rank) => self.title = Some((rank, text)),
            Field::Link(rank) if better(&self.link, rank) && is_link(&text) => self.link = Some((rank, text)),
            Field::Time(_) => self.take_time(field, &text),
            Field::Deck if self.deck.is_none() => self.deck = Some(text),
            Field::Type => self.kind = self.kind.take().or(Some(text)),
            Field::Other if self.words.is_none() && text.contains(' ') => self.words = Some(text),
            _ => {}
        }
    }

    fn take_time(&mut self, field: Field, value: &str) {
        let Field::Time(rank) = field else { return };
        if self.time.as_ref().is_none_or(|(known, _)| *known < rank)
            && let Some(time) = written_time::read_attribute(value)
        {
            self.time = Some((rank, WrittenTime { source: PublishedSource::StructuredData, ..time }));
        }
    }

    /// The whole object is read: it may be a record, and names the arrays in it.
    fn settle(&mut self, data: &mut Data) {
        if self.inner > 1 {
            self.record = None;
        }
        if let Some(record) = self.record_of_its_own().filter(|_| data.records.len() < MOST_RECORDS) {
            self.record = Some(data.records.len());
            data.records.push(record);
            return;
        }
        let name = self.title.as_ref().map(|(_, name)| tidy(name)).filter(|name| !name.is_empty());
        for array in self.arrays.drain(..) {
            if let Some(array) = data.arrays.get_mut(array) {
                array.name.clone_from(&name);
            }
        }
    }

    fn record_of_its_own(&self) -> Option<Record> {
        let ((rank, title), (_, link), (_, time)) = (self.title.as_ref()?, self.link.as_ref()?, self.time.as_ref()?);
        let kind = self.kind.as_deref().unwrap_or_default();
        let is_article = field::is_article(kind);
        let title = tidy(title);
        // what has a mere name may be a person or a rubric
        let named = *rank > 1 || is_article;
        if !named || letters(&title) < FEWEST_LETTERS || title.contains('<') || field::is_foreign(kind) {
            return None;
        }
        let deck = self.deck.as_deref().map(tidy).filter(|deck| !deck.is_empty() && !deck.contains('<'));
        let (link, time) = (link.trim().to_owned(), time.clone());
        Some(Record { title, link, deck, time, is_article })
    }
}

/// An address, whole or from the site's root.
fn is_link(text: &str) -> bool {
    let text = text.trim();
    text.starts_with('/') && text.len() > 1 || text.starts_with("http://") || text.starts_with("https://")
}

/// The name of a field, borrowed where it can be.
struct Key;

impl<'de> DeserializeSeed<'de> for Key {
    type Value = Cow<'de, str>;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<Cow<'de, str>, D::Error> {
        from.deserialize_str(self)
    }
}

impl<'de> Visitor<'de> for Key {
    type Value = Cow<'de, str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E>(self, name: &str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Owned(name.to_owned()))
    }

    fn visit_borrowed_str<E>(self, name: &'de str) -> Result<Cow<'de, str>, E> {
        Ok(Cow::Borrowed(name))
    }
}
