//! The pure core: bytes in, values out. No async, clock, environment, log, metric or Kafka in it.
//!
//! ```text
//! PageEvent ─ decode ▶ Page ─ extract ▶ Extraction ─ normalize ▶ Standing* ─ reconcile ▶ Sighting* ─ dedupe ▶ Verdict* ─ encode ▶ HeadlineEvent
//!                └────────────┴─ Rejection
//! ```
//!
//! A type per hop, declared by the file that makes it.

#![cfg_attr(not(test), warn(clippy::indexing_slicing))]

mod address;
pub mod combiner;
pub mod decode;
pub mod dedupe;
pub mod encode;
pub mod extract;
pub mod html;
pub mod identity;
pub mod normalize;
pub mod shorten;
pub mod text;
pub mod written_time;
