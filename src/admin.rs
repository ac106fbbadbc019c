//! What operators ask over HTTP.

pub mod config;
