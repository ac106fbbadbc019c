//! Headlines as they are published: for people on a terminal, JSON Lines elsewhere.

use std::io::{self, Write};
use std::time::Duration;

use chrono::{DateTime, FixedOffset};
use rdkafka::consumer::{BaseConsumer, Consumer as _};
use rdkafka::error::KafkaError;
use rdkafka::{Message as _, Offset, TopicPartitionList};
use serde::Deserialize;
use thiserror::Error;

use crate::kafka::client::Clients;

/// How a headline event is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A line for people.
    Text,
    /// The event as it is on the topic.
    Json,
}

/// Reads a headline topic from its beginning.
pub struct Show {
    consumer: BaseConsumer,
    form: Form,
}

/// Why nothing more is shown.
#[derive(Debug, Error)]
pub enum ShowError {
    /// The reader.
    #[error("the headline topic can't be read")]
    Read(#[from] KafkaError),
    /// Standard output, as it seems.
    #[error("a headline can't be shown")]
    Write(#[from] io::Error),
}

impl Show {
    /// Makes the reader; partitions are assigned, there is no group to wait for.
    ///
    /// # Errors
    /// [`ShowError::Read`]
    pub fn new(clients: &Clients, topic: &str, partitions: usize, form: Form) -> Result<Self, ShowError> {
        let mut config = clients.reader("headlined.demo");
        let consumer: BaseConsumer = config.set("enable.partition.eof", "false").create()?;
        let mut from = TopicPartitionList::new();
        for partition in 0..i32::try_from(partitions).unwrap_or(i32::MAX) {
            from.add_partition_offset(topic, partition, Offset::Beginning)?;
        }
        consumer.assign(&from)?;
        Ok(Self { consumer, form })
    }

    /// Shows the next headline event, if one comes in time; says whether it did.
    ///
    /// # Errors
    /// [`ShowError`]
    pub fn next(&self, out: &mut dyn Write, within: Duration) -> Result<bool, ShowError> {
        let Some(message) = self.consumer.poll(within) else { return Ok(false) };
        let message = match message {
            Ok(message) => message,
            // The broker is in this process: whatever it is, it passes or the service tells it.
            Err(error) => {
                tracing::debug!(%error, "the demo's reader reports");
                return Ok(false);
            }
        };
        let value = message.payload().unwrap_or_default();
        match self.form {
            Form::Json => out.write_all(value)?,
            Form::Text => out.write_all(line(value).as_bytes())?,
        }
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(true)
    }
}

impl std::fmt::Debug for Show {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Show({:?})", self.form)
    }
}

/// What people want to see of a headline event.
#[derive(Deserialize)]
struct Face {
    event: String,
    site: String,
    title: String,
    published_at: Option<DateTime<FixedOffset>>,
    previous: Option<Words>,
}

#[derive(Deserialize)]
struct Words {
    title: Option<String>,
}

fn line(value: &[u8]) -> String {
    let Ok(face) = serde_json::from_slice::<Face>(value) else {
        return String::from_utf8_lossy(value).into_owned();
    };
    let at = face.published_at.map_or_else(|| " ".repeat(16), |at| at.format("%Y-%m-%d %H:%M").to_string());
    let before =
        face.previous.and_then(|words| words.title).map(|title| format!("  (was: {title})")).unwrap_or_default();
    let mark = if face.event == "published" { ' ' } else { '~' };
    format!("{mark} {at}  {:<28} {}{before}", face.site, face.title)
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_line_has_time_site_and_words() {
        let value = br#"{"event":"revised","site":"a.example","title":"New","published_at":"2026-03-02T10:51:00+01:00","previous":{"title":"Old"}}"#;
        assert_eq!(line(value), format!("~ 2026-03-02 10:51  {:<28} New  (was: Old)", "a.example"));
        let value = br#"{"event":"published","site":"a.example","title":"New","published_at":null,"previous":null}"#;
        assert_eq!(line(value), format!("{:20}{:<28} New", "", "a.example"));
        assert_eq!(line(b"no json"), "no json");
    }
}
