//! Kafka: the exactly-once lane and what it stands on. Bytes, keys and positions; what the bytes say is not known here.

pub mod client;
pub mod cluster;
pub mod config;
pub mod embedded;
mod group;
pub mod idle;
pub mod lane;
pub mod login;
pub mod murmur2;
pub mod position;
mod producer;
mod quiet;
pub mod record;
pub mod rewrite;
pub mod scan;
pub mod sizes;
pub mod snapshot;
pub mod stage;
pub mod stop;
mod takeover;
pub mod watch;
