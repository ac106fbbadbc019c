//! What ends by itself: topics, replay, moving a state, the release of what is held back, the health check, the demo.

pub mod demo;
pub mod healthcheck;
pub mod release;
pub mod repartition;
pub mod replay;
pub mod topics;
