//! The file as it is written, and as what it is understood.

use std::collections::BTreeMap;

use chrono_tz::Tz;
use serde::Deserialize;
use serde::de::{Deserializer, Error as _};

use crate::headline::{MAX_LANGUAGE, SectionKind};
use crate::pipeline::extract::{BlockRule, FieldRules, Named, SiteRule};
use crate::pipeline::html::selector::Selector;

/// All of it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RulesFile {
    #[serde(default)]
    pub(super) sites: BTreeMap<String, RuleEntry>,
}

/// What is said of one site.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RuleEntry {
    #[serde(default)]
    off: bool,
    timezone: Option<ZoneName>,
    language: Option<LanguageTag>,
    #[serde(default)]
    labels: BTreeMap<String, LabelEntry>,
    #[serde(default)]
    ignore: Vec<Selected>,
    #[serde(default)]
    blocks: Vec<Block>,
}

impl From<RuleEntry> for SiteRule {
    fn from(entry: RuleEntry) -> Self {
        let named = |(label, entry): (String, LabelEntry)| (label, entry.into());
        Self {
            off: entry.off,
            timezone: entry.timezone.map(|ZoneName(zone)| zone),
            language: entry.language.map(|LanguageTag(tag)| tag),
            labels: entry.labels.into_iter().map(named).collect(),
            ignore: entry.ignore.into_iter().map(|Selected(selector)| selector).collect(),
            blocks: entry.blocks.into_iter().map(|Block(rule)| rule).collect(),
        }
    }
}

/// A kind, or `none`.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum LabelEntry {
    Latest,
    Related,
    Popular,
    Section,
    Other,
    None,
}

impl From<LabelEntry> for Named {
    fn from(entry: LabelEntry) -> Self {
        Self::Kind(match entry {
            LabelEntry::Latest => SectionKind::Latest,
            LabelEntry::Related => SectionKind::Related,
            LabelEntry::Popular => SectionKind::Popular,
            LabelEntry::Section => SectionKind::Section,
            LabelEntry::Other => SectionKind::Other,
            LabelEntry::None => return Self::None,
        })
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct BlockEntry {
    select: Selected,
    kind: SectionKind,
    label: Option<String>,
    item: Option<Selected>,
    title: Option<Selected>,
    kicker: Option<Selected>,
    deck: Option<Selected>,
    link: Option<Selected>,
    time: Option<Selected>,
}

/// A block that makes sense.
#[derive(Deserialize)]
#[serde(try_from = "BlockEntry")]
struct Block(BlockRule);

impl TryFrom<BlockEntry> for Block {
    type Error = String;

    fn try_from(entry: BlockEntry) -> Result<Self, String> {
        let of = |selected: Option<Selected>| selected.map(|Selected(selector)| selector);
        let fields = FieldRules {
            title: of(entry.title),
            kicker: of(entry.kicker),
            deck: of(entry.deck),
            link: of(entry.link),
            time: of(entry.time),
        };
        if entry.item.is_none() && fields != FieldRules::default() {
            return Err("title, kicker, deck, link and time are looked for in an item: `item` is missing".to_owned());
        }
        let Selected(select) = entry.select;
        let item = of(entry.item);
        Ok(Self(BlockRule { select, kind: entry.kind, label: entry.label, item, fields }))
    }
}

struct Selected(Selector);

impl<'de> Deserialize<'de> for Selected {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Selector::parse(&String::deserialize(deserializer)?).map(Self).map_err(D::Error::custom)
    }
}

struct ZoneName(Tz);

impl<'de> Deserialize<'de> for ZoneName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = String::deserialize(deserializer)?;
        let zone = name.parse().map_err(|_| D::Error::custom(format!("{name:?} is no IANA zone such as Asia/Baku")))?;
        Ok(Self(zone))
    }
}

struct LanguageTag(String);

impl<'de> Deserialize<'de> for LanguageTag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let tag = String::deserialize(deserializer)?;
        let mut parts = tag.split('-');
        let first = parts.next().is_some_and(|part| is_part(part, 2..=3, |c| c.is_ascii_alphabetic()));
        if first && parts.all(|part| is_part(part, 1..=8, |c| c.is_ascii_alphanumeric())) && tag.len() <= MAX_LANGUAGE {
            return Ok(Self(tag));
        }
        Err(D::Error::custom(format!("{tag:?} is no language tag such as az or pt-BR")))
    }
}

fn is_part(part: &str, len: std::ops::RangeInclusive<usize>, letter: impl Fn(char) -> bool) -> bool {
    len.contains(&part.len()) && part.chars().all(letter)
}
