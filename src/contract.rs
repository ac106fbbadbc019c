//! What crosses a boundary: one Rust type, one JSON Schema and one version for each message.

pub mod asyncapi;
pub mod dead_letter;
pub mod headline_event;
pub mod page_event;
pub mod rejection;
pub mod sighting;

#[cfg(test)]
mod tests;
