//! The pure core put on a lane.

pub mod config;
