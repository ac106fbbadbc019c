//! A saved page: its bytes as they are, and headers that say the rest.

use std::fs;
use std::path::Path;

use super::canonical;
use super::source::{Event, SourceError};

/// What is known of saved pages from outside.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// The address; where absent, the page's own word for it.
    pub url: Option<String>,
    /// Instant of the fetch, RFC 3339; where absent, the record's time.
    pub fetched_at: Option<String>,
    /// IANA zone of the newsroom.
    pub timezone: Option<String>,
    /// Where absent, by the file's name.
    pub content_type: Option<String>,
}

pub(super) fn event(path: &Path, content_type: &str, about: &About) -> Result<Event, SourceError> {
    let value = fs::read(path).map_err(|source| SourceError::Read { path: path.to_owned(), source })?;
    let url = about.url.clone().or_else(|| canonical::url(&value));
    let url = url.ok_or_else(|| SourceError::NoUrl { path: path.to_owned() })?;
    let content_type = about.content_type.clone().unwrap_or_else(|| content_type.to_owned());
    let mut headers = vec![("url", url.clone()), ("content-type", content_type)];
    headers.extend(about.fetched_at.clone().map(|at| ("fetched-at", at)));
    headers.extend(about.timezone.clone().map(|zone| ("timezone", zone)));
    Ok(Event { url, value, headers })
}
