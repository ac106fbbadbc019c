//! What ends by itself: topics, replay, the health check, the demo.

pub mod demo;
pub mod healthcheck;
pub mod replay;
pub mod topics;
