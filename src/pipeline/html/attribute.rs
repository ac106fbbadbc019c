//! Names of attributes: those that are read, and no others, are kept.

use super::names::{Names, Packed};
use crate::pipeline::text::look::look;

/// Longest value, in bytes, that is kept: it is read as often as something stands in its element.
const LONGEST: usize = 8 << 10;

/// The same for the words that say what an element is.
const LONGEST_CLASS: usize = 2 << 10;

/// How long a time in an attribute is.
const DATED: std::ops::RangeInclusive<usize> = 4..=60;

/// The name of an attribute that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Name {
    /// `alt`
    Alt,
    /// `aria-hidden`
    AriaHidden,
    /// `aria-label`
    AriaLabel,
    /// `class`
    Class,
    /// `content`
    Content,
    /// `datetime`
    Datetime,
    /// Any `data-…` whose name speaks of a time.
    DataTime,
    /// Any other `data-…` whose value looks like a date.
    DataDate,
    /// `hidden`
    Hidden,
    /// `href`
    Href,
    /// `http-equiv`
    HttpEquiv,
    /// `id`
    Id,
    /// `itemprop`
    Itemprop,
    /// `itemtype`
    Itemtype,
    /// `lang` and `xml:lang`
    Lang,
    /// `name`
    Name,
    /// `onclick`
    Onclick,
    /// `property`
    Property,
    /// `rel`
    Rel,
    /// `role`
    Role,
    /// `style`
    Style,
    /// `title`
    Title,
    /// `type`
    Type,
}

static NAMES: Names<Name> = Names::of(&[
    ("alt", Name::Alt),
    ("aria-hidden", Name::AriaHidden),
    ("aria-label", Name::AriaLabel),
    ("class", Name::Class),
    ("content", Name::Content),
    ("datetime", Name::Datetime),
    ("hidden", Name::Hidden),
    ("href", Name::Href),
    ("http-equiv", Name::HttpEquiv),
    ("id", Name::Id),
    ("itemprop", Name::Itemprop),
    ("itemtype", Name::Itemtype),
    ("lang", Name::Lang),
    ("xml:lang", Name::Lang),
    ("name", Name::Name),
    ("onclick", Name::Onclick),
    ("property", Name::Property),
    ("rel", Name::Rel),
    ("role", Name::Role),
    ("style", Name::Style),
    ("title", Name::Title),
    ("type", Name::Type),
]);

impl Name {
    /// The name, if attributes of that name are kept.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        NAMES.get(name).or_else(|| name.strip_prefix(b"data-").map(Self::of_data))
    }

    /// The same for a short name that does not begin with `data-`.
    #[inline]
    pub(super) fn of_short(name: Packed) -> Option<Self> {
        NAMES.get_packed(name)
    }

    fn of_data(name: &[u8]) -> Self {
        let speaks = name == b"ts" || (0..name.len()).any(|at| name.get(at..).is_some_and(says_time));
        if speaks { Self::DataTime } else { Self::DataDate }
    }

    /// Whether a value of so many bytes is too short or too long for an attribute of this name, whatever it says.
    pub(super) fn is_vain(name: &[u8], len: usize) -> bool {
        name.starts_with(b"data-") && !DATED.contains(&len)
    }

    /// Its own of 32 bits.
    pub(super) fn bit(self) -> u32 {
        1 << self as u32
    }

    /// Any `data-…`.
    pub(super) fn is_data(self) -> bool {
        matches!(self, Self::DataTime | Self::DataDate)
    }

    /// Whether some value of this name tells a time.
    pub(crate) fn is_of_times(self) -> bool {
        use Name::{AriaLabel, Content, DataDate, DataTime, Datetime, Id, Title};
        const OF_TIMES: [Name; 7] = [Datetime, DataTime, DataDate, Content, Id, Title, AriaLabel];
        OF_TIMES.iter().fold(0, |bits, name| bits | name.bit()) & self.bit() != 0
    }

    /// Whether a value of this name may tell a time.
    pub(super) fn may_tell_time(self, value: &str) -> bool {
        // Most names are none of these, whatever their values say.
        self.is_of_times()
            && match self {
                Self::Id => value.starts_with("dt-"),
                Self::Title => look(value).numbered,
                _ => true,
            }
    }

    /// Whether a value of this name is worth keeping.
    pub(super) fn keeps(self, value: &[u8]) -> bool {
        let longest = if matches!(self, Self::Class | Self::Id) { LONGEST_CLASS } else { LONGEST };
        if value.len() > longest || !self.is_data() {
            return value.len() <= longest;
        }
        match self {
            Self::DataDate => {
                (10..=40).contains(&value.len()) && value.get(4) == Some(&b'-') && value.starts_with(b"2")
            }
            _ => DATED.contains(&value.len()),
        }
    }
}

/// Words of names that speak of a time.
const WORDS: [&str; 8] = ["time", "date", "publish", "stamp", "created", "utc", "epoch", "seconds"];

/// Whether a name goes on with a word of a time.
fn says_time(rest: &[u8]) -> bool {
    WORDS.iter().any(|word| rest.starts_with(word.as_bytes()))
}
