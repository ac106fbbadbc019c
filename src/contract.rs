//! What crosses a boundary: one Rust type, one JSON Schema and one version for each message.

pub mod sighting;
