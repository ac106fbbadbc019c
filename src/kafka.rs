//! Kafka: bytes, keys and positions. What the bytes say is not known here.

pub mod config;
