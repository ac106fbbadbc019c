//! `headlined`: raw page events in, every headline exactly once out.

pub mod contract;
pub mod headline;
pub mod pipeline;
