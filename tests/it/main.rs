//! The integration tests: the built binary beside a real Apache Kafka, judged by an independent reader. One module an area.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "a test that panics is a test that fails, and nobody imports a test"
)]

mod agreement;
mod broker;
mod cli;
mod commands;
mod compose;
mod demo;
mod exactly_once;
mod forms;
mod holds;
mod house;
mod lane;
mod newsroom;
mod outages;
#[cfg(feature = "fault-injection")]
mod poison;
mod rig;
mod samples;
mod sizes;
mod snapshots;
mod topics;
mod traces;
