//! A headline event's record headers: CloudEvents 1.0, binary mode.

use chrono::SecondsFormat;
use serde_json::{Value, json};

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

/// The JSON Schema of these headers.
pub fn headers_schema() -> Value {
    let text = |description: &str| json!({ "type": "string", "description": description });
    json!({
        "type": "object",
        "properties": {
            "ce_specversion": { "const": "1.0" },
            "ce_id": text("<id>.<revision>.<topic>: the same for a repeat of the same event"),
            "ce_source": text("urn:headlined:<kafka.group>"),
            "ce_type": { "type": "string", "examples": ["headline.published.v1", "headline.revised.v1"] },
            "ce_subject": text("the headline's id"),
            "ce_time": text("page.fetched_at"),
            "ce_dataschema": { "const": DATA_SCHEMA },
            "ce_site": text("site"),
            "ce_section": text("section.kind"),
            "content-type": { "const": "application/json" },
            "traceparent": text("W3C trace context of the page, where it had one"),
        },
    })
}
