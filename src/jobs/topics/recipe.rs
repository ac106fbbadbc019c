//! The same topics as commands, for those who may not create them by themselves.

use std::fmt::Write as _;

use super::declared::Topic;
use super::difference::bracketed;

/// One `kafka-topics.sh` command a topic.
pub fn recipe(topics: &[Topic], bootstrap_servers: &str) -> String {
    let mut text = String::new();
    for topic in topics {
        let wanted = &topic.wanted;
        // Writing into a string does not fail.
        let _ = write!(
            text,
            "kafka-topics.sh --bootstrap-server {bootstrap_servers} --create --if-not-exists --topic {} --partitions {}",
            wanted.name, wanted.partitions
        );
        for (key, value) in &wanted.config {
            let _ = write!(text, " \\\n  --config {key}={}", bracketed(value));
        }
        text.push('\n');
    }
    text
}
