//! What ends by itself: topics, replay, the health check, the demo.

pub mod topics;
