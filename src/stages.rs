//! The pure core put on a lane.

pub mod config;
pub mod dedupe;
pub mod extract;
pub mod fused;
pub mod pages;
pub mod rules;
