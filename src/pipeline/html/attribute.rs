//! Names of attributes: those that are read, and no others, are kept.

/// Longest value, in bytes, that is kept: it is read as often as something stands in its element.
const LONGEST: usize = 8 << 10;

/// The same for the words that say what an element is.
const LONGEST_CLASS: usize = 2 << 10;

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

impl Name {
    /// The name, if attributes of that name are kept.
    pub(super) fn of(name: &[u8]) -> Option<Self> {
        Some(match name {
            b"alt" => Self::Alt,
            b"aria-hidden" => Self::AriaHidden,
            b"aria-label" => Self::AriaLabel,
            b"class" => Self::Class,
            b"content" => Self::Content,
            b"datetime" => Self::Datetime,
            b"hidden" => Self::Hidden,
            b"href" => Self::Href,
            b"http-equiv" => Self::HttpEquiv,
            b"id" => Self::Id,
            b"itemprop" => Self::Itemprop,
            b"itemtype" => Self::Itemtype,
            b"lang" | b"xml:lang" => Self::Lang,
            b"name" => Self::Name,
            b"onclick" => Self::Onclick,
            b"property" => Self::Property,
            b"rel" => Self::Rel,
            b"role" => Self::Role,
            b"style" => Self::Style,
            b"title" => Self::Title,
            b"type" => Self::Type,
            _ => return name.strip_prefix(b"data-").map(Self::of_data),
        })
    }

    fn of_data(name: &[u8]) -> Self {
        const WORDS: [&[u8]; 7] = [b"time", b"date", b"publish", b"stamp", b"created", b"utc", b"epoch"];
        let speaks = WORDS.iter().any(|word| name.windows(word.len()).any(|part| part == *word)) || name == b"ts";
        if speaks { Self::DataTime } else { Self::DataDate }
    }

    /// Any `data-…`.
    pub(super) fn is_data(self) -> bool {
        matches!(self, Self::DataTime | Self::DataDate)
    }

    /// Whether a value of this name is worth keeping.
    pub(super) fn keeps(self, value: &[u8]) -> bool {
        match self {
            Self::Class | Self::Id => value.len() <= LONGEST_CLASS,
            _ if value.len() > LONGEST => false,
            Self::DataDate => {
                (10..=40).contains(&value.len()) && value.get(4) == Some(&b'-') && value.starts_with(b"2")
            }
            Self::DataTime => (4..=60).contains(&value.len()),
            _ => true,
        }
    }
}
