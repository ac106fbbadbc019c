//! What is told outward: logs, metrics, traces.

pub mod config;
