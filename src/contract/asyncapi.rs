//! The contract as one AsyncAPI 3 document: topics, messages, schemas.

use serde_json::{Map, Value, json};

use super::{dead_letter, headline_event, page_event};

/// The document, with the topics' default names.
pub fn document() -> Value {
    json!({
        "asyncapi": "3.0.0",
        "info": {
            "title": "headlined",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Raw page events in, every headline exactly once out. Readers ignore keys they don't know and \
                accept unknown values of every enumeration. Topics may carry a prefix.",
            "license": { "name": env!("CARGO_PKG_LICENSE") },
        },
        "defaultContentType": "application/json",
        "channels": channels(),
        "operations": operations(),
        "components": {
            "messages": messages(),
            "schemas": {
                "pageEvent": schema(page_event::schema().to_value()),
                "headlineEvent": schema(headline_event::schema().to_value()),
                "headlineEventHeaders": schema(headline_event::headers_schema()),
                "deadLetterHeaders": schema(dead_letter::schema().to_value()),
            },
        },
    })
}

/// A schema with its dialect: AsyncAPI's own is an older one.
fn schema(schema: Value) -> Value {
    json!({ "schemaFormat": "application/schema+json;version=draft-2020-12", "schema": schema })
}

/// Every channel with its topic and message.
const CHANNELS: [(&str, &str, &str, &str); 3] = [
    (
        "pages",
        "pages.raw",
        "pageEvent",
        "Fetched pages, by any key. Also read: raw values with headers, CloudEvents 1.0.",
    ),
    ("headlines", "headlines.v1", "headlineEvent", "Headlines, keyed by id. Read with isolation.level=read_committed."),
    ("deadLetters", "pages.dead-letter", "deadLetter", "Page events that can't be processed, as they came, and why."),
];

fn channels() -> Map<String, Value> {
    let channel = |(name, topic, message, description): (&str, &str, &str, &str)| {
        let reference = json!({ "$ref": format!("#/components/messages/{message}") });
        let channel = json!({ "address": topic, "description": description, "messages": { message: reference } });
        (name.to_owned(), channel)
    };
    CHANNELS.into_iter().map(channel).collect()
}

/// What the service does on each channel.
fn operations() -> Value {
    json!({
        "readPages": { "action": "receive", "channel": { "$ref": "#/channels/pages" } },
        "publishHeadlines": { "action": "send", "channel": { "$ref": "#/channels/headlines" } },
        "setAside": { "action": "send", "channel": { "$ref": "#/channels/deadLetters" } },
    })
}

fn messages() -> Value {
    json!({
        "pageEvent": {
            "contentType": "application/json",
            "payload": { "$ref": "#/components/schemas/pageEvent" },
        },
        "headlineEvent": {
            "contentType": "application/json",
            "headers": { "$ref": "#/components/schemas/headlineEventHeaders" },
            "payload": { "$ref": "#/components/schemas/headlineEvent" },
            "bindings": { "kafka": { "key": { "type": "string", "minLength": 26, "maxLength": 26 } } },
        },
        "deadLetter": {
            "contentType": "application/octet-stream",
            "headers": { "$ref": "#/components/schemas/deadLetterHeaders" },
            "payload": { "description": "The original value, byte for byte; cut where dlq.truncated says so." },
        },
    })
}
