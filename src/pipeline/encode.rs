//! Verdict → the record that is published.

use thiserror::Error;

use crate::contract::headline_event::{EventKind, HeadlineEvent, Published, headers};
use crate::headline::{HeadlineId, PageRef};
use crate::pipeline::dedupe::Verdict;
use crate::pipeline::identity::v1;
use crate::pipeline::normalize::Standing;

/// One record for a downstream topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoded {
    /// The topic.
    pub topic: String,
    /// The headline's id: joins by key work, and its events keep their order.
    pub key: String,
    /// The event as JSON.
    pub value: Vec<u8>,
    /// CloudEvents headers.
    pub headers: Vec<(&'static str, String)>,
}

/// An event that JSON can't hold, which its types rule out.
#[derive(Debug, Error)]
#[error("the event of headline {id} does not encode")]
pub struct EncodeError {
    id: String,
    #[source]
    source: serde_json::Error,
}

/// The record of a verdict, sent by `group`.
///
/// # Errors
/// [`EncodeError`] if the encoder refuses.
pub fn encode(verdict: &Verdict, group: &str, traceparent: Option<&str>) -> Result<Encoded, EncodeError> {
    let event = &verdict.event;
    let value = event.to_json().map_err(|source| EncodeError { id: event.id.clone(), source })?;
    Ok(Encoded {
        topic: verdict.topic.clone(),
        key: event.id.clone(),
        value,
        headers: headers(event, &verdict.topic, group, traceparent),
    })
}

/// What `headlined extract` prints of a standing: the event as if this were the first sighting.
pub fn standing(standing: &Standing, site: &str, page: &PageRef) -> HeadlineEvent {
    let key = standing.link.as_deref().filter(|_| !standing.link_shared).and_then(v1::link_key);
    HeadlineEvent {
        id: id(standing, site, key.as_deref()).to_string(),
        event: EventKind::Published,
        revision: 0,
        site: site.to_owned(),
        title: standing.title.clone(),
        kicker: standing.kicker.clone(),
        deck: standing.deck.clone(),
        url: standing.link.clone(),
        published: Published::from(standing.published.as_ref()),
        section: standing.section.clone(),
        language: standing.language.clone(),
        first_seen_at: page.fetched_at,
        page: page.clone(),
        changed: None,
        previous: None,
        cause: None,
    }
}

fn id(standing: &Standing, site: &str, key: Option<&str>) -> HeadlineId {
    let text = || v1::run_together(&standing.title, standing.deck.as_deref());
    let earliest = standing.published.as_ref().map(|time| time.earliest);
    key.map_or_else(|| v1::id_by_text(site, &text(), earliest, 0), |key| v1::id_by_link(site, key))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::headline::{Section, SectionKind};

    fn rain() -> HeadlineEvent {
        let section = Section { kind: SectionKind::Latest, label: None, position: 3 };
        let rain = Standing {
            whole: None,
            section,
            title: "Rain".to_owned(),
            kicker: None,
            deck: None,
            link: Some("https://news.example/a/rain".to_owned()),
            link_shared: false,
            published: None,
            language: None,
        };
        let fetched_at = "2026-03-01T12:00:00Z".parse().unwrap();
        standing(&rain, "news.example", &PageRef { id: None, url: "https://news.example/".to_owned(), fetched_at })
    }

    #[test]
    fn a_record_is_keyed_by_the_headline() {
        let verdict = Verdict { topic: "headlines.v1".to_owned(), event: rain() };
        let encoded = encode(&verdict, "headlined", Some("00-aa-bb-01")).unwrap();
        assert_eq!((encoded.topic.as_str(), encoded.key.len()), ("headlines.v1", 26));
        assert_eq!(HeadlineEvent::from_json(&encoded.value).unwrap(), rain());
        let ce_id = format!("{}.0.headlines.v1", encoded.key);
        assert!(encoded.headers.contains(&("ce_id", ce_id)));
        assert!(encoded.headers.contains(&("traceparent", "00-aa-bb-01".to_owned())));
    }

    #[test]
    fn a_standing_has_the_id_that_dedupe_gives() {
        let key = v1::link_key("https://www.news.example/a/rain/").unwrap();
        assert_eq!(rain().id, v1::id_by_link("news.example", &key).to_string());
        assert_eq!((rain().event, rain().revision), (EventKind::Published, 0));
    }
}
