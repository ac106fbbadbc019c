//! Kafka: bytes, keys and positions. What the bytes say is not known here.

pub mod client;
pub mod cluster;
pub mod config;
pub mod sizes;
