//! What crosses a boundary: one Rust type, one JSON Schema and one version for each message.

#![cfg_attr(not(test), warn(clippy::indexing_slicing))]

pub mod asyncapi;
pub mod dead_letter;
pub mod headline_event;
pub mod page_event;
pub mod rejection;
pub mod sighting;

/// A schema or document as it is printed and pinned: keys in order, whatever order the build keeps them in.
///
/// # Errors
/// Only if the encoder fails, which JSON values rule out.
pub fn printed(mut document: serde_json::Value) -> serde_json::Result<String> {
    document.sort_all_objects();
    Ok(serde_json::to_string_pretty(&document)? + "\n")
}

#[cfg(test)]
mod tests;
