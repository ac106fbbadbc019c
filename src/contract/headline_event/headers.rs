//! A headline event's record headers: CloudEvents 1.0, binary mode.

use chrono::SecondsFormat;

use super::HeadlineEvent;

/// Names the schema, for readers who look it up; changes with the version of the message only.
pub(super) const DATA_SCHEMA: &str = "urn:headlined:schema:headline-event.v1";

/// The headers of `event` on `topic`, sent by `group`. Both carry the prefix, if there is one.
pub fn headers(
    event: &HeadlineEvent,
    topic: &str,
    group: &str,
    traceparent: Option<&str>,
) -> Vec<(&'static str, String)> {
    let mut headers = vec![
        ("ce_specversion", "1.0".to_owned()),
        ("ce_id", format!("{}.{}.{topic}", event.id, event.revision)),
        ("ce_source", format!("urn:headlined:{group}")),
        ("ce_type", event.event.ce_type().to_owned()),
        ("ce_subject", event.id.clone()),
        ("ce_time", event.page.fetched_at.to_rfc3339_opts(SecondsFormat::AutoSi, true)),
        ("ce_dataschema", DATA_SCHEMA.to_owned()),
        ("ce_site", event.site.clone()),
        ("ce_section", event.section.kind.name().to_owned()),
        ("content-type", "application/json".to_owned()),
    ];
    headers.extend(traceparent.map(|parent| ("traceparent", parent.to_owned())));
    headers
}
