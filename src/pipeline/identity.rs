//! What makes two sightings the same headline: link keys, text fingerprints, ids.
//!
//! A room with a version. Ids that were told stay for good, so [`v1`] is never edited once released: better rules are a
//! `v2` beside it, and a headline remembered under the old keys is still looked up under them. Golden keys and ids in
//! `tests/fixtures/identity` pin every version.

pub mod v1;

/// The version that new headlines get.
pub const VERSION: u32 = 1;
