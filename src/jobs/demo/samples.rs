//! The sample pages, compiled in: sites that do not exist.

use std::path::PathBuf;

use crate::jobs::replay::source::{Event, SourceError, events};

const PAGES: &[u8] = include_bytes!("../../../deploy/samples/pages.jsonl");

/// What the demo sends.
#[derive(Debug)]
pub struct Samples {
    /// Front pages of several sites.
    pub pages: Vec<Event>,
    /// One of the sites, later: a headline is edited, one is new.
    pub edit: Event,
}

impl Samples {
    /// Reads the compiled-in pages.
    ///
    /// # Errors
    /// [`SourceError`] if they are no page events, which a test rules out.
    pub fn new() -> Result<Self, SourceError> {
        let mut pages = events(PathBuf::from("deploy/samples/pages.jsonl"), PAGES).collect::<Result<Vec<_>, _>>()?;
        let edit = pages.pop().ok_or_else(|| SourceError::Empty { path: "deploy/samples/pages.jsonl".into() })?;
        Ok(Self { pages, edit })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_page_is_a_later_look_at_a_site_that_was_shown() {
        let samples = Samples::new().unwrap();
        assert!(samples.pages.len() >= 3);
        let site = |event: &Event| url::Url::parse(&event.url).unwrap().host_str().map(str::to_owned);
        assert!(samples.pages.iter().any(|page| site(page) == site(&samples.edit) && page.url != samples.edit.url));
    }
}
