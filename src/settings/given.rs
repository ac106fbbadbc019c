//! A setting as somebody wrote it, before it is known what it should have been.

/// A value from a file or from the environment.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Given {
    Text(String),
    Whole(i64),
    /// Items, their keys being `[0]`, `[1]` …
    List(Vec<Member>),
    Table(Vec<Member>),
    /// Booleans, fractions, dates: nothing of ours is one, librdkafka's properties may be.
    Other(String),
}

/// A member of a table or list.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Member {
    pub(super) key: String,
    /// File and line, or the variable.
    pub(super) place: String,
    pub(super) value: Given,
}

impl Given {
    /// How an error shows it.
    pub(super) fn shown(&self) -> String {
        match self {
            Self::Text(text) => format!("is {:?}", text.chars().take(80).collect::<String>()),
            Self::Whole(number) => format!("is {number}"),
            Self::List(items) => format!("is a list of {}", items.len()),
            Self::Table(_) => "is a table".to_owned(),
            Self::Other(literal) => format!("is {literal}"),
        }
    }

    /// A list of texts, all from one place.
    pub(super) fn texts<'a>(texts: impl Iterator<Item = &'a str>, place: &str) -> Self {
        let item = |(at, text): (usize, &str)| Member {
            key: format!("[{at}]"),
            place: place.to_owned(),
            value: Self::Text(text.to_owned()),
        };
        Self::List(texts.enumerate().map(item).collect())
    }

    /// A scalar as text, for what takes any.
    pub(super) fn into_text(self) -> Option<String> {
        match self {
            Self::Text(text) | Self::Other(text) => Some(text),
            Self::Whole(number) => Some(number.to_string()),
            Self::List(_) | Self::Table(_) => None,
        }
    }
}
