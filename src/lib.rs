//! `headlined`: raw page events in, every headline exactly once out.

#[cfg(feature = "service")]
pub mod admin;
#[cfg(feature = "service")]
pub mod cli;
pub mod contract;
#[cfg(feature = "fault-injection")]
pub mod fault;
#[cfg(not(feature = "fault-injection"))]
#[path = "fault/none.rs"]
pub mod fault;
pub mod headline;
#[cfg(feature = "service")]
pub mod jobs;
#[cfg(feature = "service")]
pub mod kafka;
pub mod pipeline;
#[cfg(feature = "service")]
pub mod service;
#[cfg(feature = "service")]
pub mod settings;
#[cfg(feature = "service")]
pub mod stages;
#[cfg(feature = "service")]
pub mod telemetry;
