//! What the tests stand on: a broker, topics of their own, the service as a child process, and a reader that shares no code with it.
//!
//! ```text
//! Broker::shared() ─ Topics::create("name") ─ pages.produce ─▶ Headlined::run ─▶ reader::read(topics.headlines())
//! ```
//! Nothing sleeps for luck: [`wait::until`] looks again until a deadline. Children die with the test process, however it ends.

pub mod broker;
pub mod environment;
pub mod headlined;
pub mod http;
pub mod kafka;
pub mod keeper;
pub mod metrics;
pub mod proxy;
pub mod reader;
pub mod topics;
pub mod wait;
pub mod yaml;
