//! The JSON Schema of a dead letter's headers: what is ours in it; key, value and the other headers are the sender's.

use chrono::{DateTime, Utc};
use schemars::JsonSchema;

use crate::contract::rejection::Rejection;

/// Text headers of a dead letter, beside the original ones.
#[derive(JsonSchema)]
#[schemars(title = "Dead letter headers", extend("$id" = "urn:headlined:schema:dead-letter.v1"))]
#[allow(dead_code, reason = "describes the wire")]
struct DeadLetterHeaders {
    /// Why, closed within a version.
    #[schemars(rename = "dlq.error.code", extend("enum" = Rejection::CODES))]
    code: String,
    /// The part of the line that rejected: `read`, `decode`, `extract`, `publish`.
    #[schemars(rename = "dlq.error.stage")]
    stage: String,
    /// For people.
    #[schemars(rename = "dlq.error.message", length(max = 1000))]
    message: String,
    /// Where the record stood.
    #[schemars(rename = "dlq.original.topic", length(max = 249))]
    topic: String,
    /// Decimal.
    #[schemars(rename = "dlq.original.partition", regex(pattern = "^[0-9]+$"))]
    partition: String,
    /// Decimal.
    #[schemars(rename = "dlq.original.offset", regex(pattern = "^[0-9]+$"))]
    offset: String,
    /// Epoch milliseconds; absent where the record had no timestamp.
    #[schemars(rename = "dlq.original.timestamp", regex(pattern = "^[0-9]+$"))]
    timestamp: Option<String>,
    /// Who read it.
    #[schemars(rename = "dlq.consumer.group")]
    group: String,
    /// `headlined`.
    #[schemars(rename = "dlq.app")]
    app: String,
    /// Its release.
    #[schemars(rename = "dlq.app.version")]
    version: String,
    /// RFC 3339.
    #[schemars(rename = "dlq.failed.at")]
    failed_at: DateTime<Utc>,
    /// How often the record has failed by now, decimal.
    #[schemars(rename = "dlq.attempts", regex(pattern = "^[1-9][0-9]*$"))]
    attempts: String,
    /// Full length of a value that was cut, decimal.
    #[schemars(rename = "dlq.truncated", regex(pattern = "^[0-9]+$"))]
    truncated: Option<String>,
}

/// The JSON Schema (2020-12) of the headers.
pub fn schema() -> schemars::Schema {
    schemars::generate::SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<DeadLetterHeaders>()
}
