//! What ends by itself: topics, replay, moving a state, the health check, the demo.

pub mod demo;
pub mod healthcheck;
pub mod repartition;
pub mod replay;
pub mod topics;
