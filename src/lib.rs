//! `headlined`: raw page events in, every headline exactly once out.
//!
//! # Along the data
//!
//! ```text
//!  pages.raw ─▶ contract::page_event ─▶ decode ─▶ extract ─▶ normalize ─▶ reconcile ─▶ combiner ─▶ headlined.sightings.v1
//!  (any key)        PageEvent            Page    Extraction  Standing*    Sighting*                  (key: site)
//!                      └───────────────────┴─ Rejection ─▶ contract::dead_letter ─▶ pages.dead-letter
//!
//!  headlined.sightings.v1 ─▶ contract::sighting ─▶ dedupe ─▶ encode ─▶ contract::headline_event ─▶ headlines.v1
//!                                Sighting          Verdict*    Encoded
//!                                                  ▲ Memory ⇄ headlined.state.v1
//! ```
//!
//! 1. [`contract`]: what crosses a boundary. [`contract::page_event`] reads a record in any of its forms.
//! 2. [`pipeline`]: the pure core, a type a hop, in the order of the picture. A page that can't be worked on is a
//!    [`contract::rejection::Rejection`], which is data, not an exception.
//! 3. [`stages`]: the core put on a lane. [`stages::extract`] is the upper line of the picture, [`stages::dedupe`] the lower.
//! 4. [`kafka::lane`]: the exactly-once turn that both stages run on; it carries bytes, keys and positions and knows no
//!    pages. [`kafka::stage`] is the seam between the two.
//! 5. [`service`]: the composition root: lanes, admin, the order of starting and ending. [`settings`] gathers what the
//!    modules configure.
//! 6. [`jobs`]: what ends by itself (topics, replay, the demo's parts); [`cli`]: a file a command.
//! 7. [`telemetry`] and [`admin`]: how it is seen from outside.
//!
//! # What holds the lines straight
//!
//! Imports point down: cli → service → settings → stages, jobs → kafka, admin → telemetry; stages, jobs → pipeline →
//! contract → [`headline`]. A test reads the imports. Without the feature `service` the crate is the pure core alone.
//!
//! # Where it departs from what one might expect
//!
//! - A stage works *before* the transaction is begun: no transaction is ever open while a lane computes or polls, so a
//!   rebalance can never fall into one.
//! - Behind the last record of a transactional topic stand markers, which have offsets too. A committed offset may
//!   stand before them; lag is measured from the end that the lane has read (`kafka::watch`).

#[cfg(feature = "service")]
pub mod admin;
#[cfg(feature = "service")]
pub mod cli;
pub mod contract;
#[cfg(all(feature = "fault-injection", feature = "service"))]
pub mod fault;
#[cfg(not(all(feature = "fault-injection", feature = "service")))]
#[path = "fault/none.rs"]
pub mod fault;
pub mod headline;
#[cfg(feature = "service")]
pub mod jobs;
#[cfg(feature = "service")]
pub mod kafka;
pub mod pipeline;
#[cfg(feature = "service")]
pub mod service;
#[cfg(feature = "service")]
pub mod settings;
#[cfg(feature = "service")]
pub mod stages;
#[cfg(feature = "service")]
pub mod telemetry;

use contract::rejection::Rejection;
use pipeline::decode::Page;
use pipeline::extract::Rules;
use pipeline::normalize::Standing;

/// The core in one call: every standing of every headline in the lists of a page.
///
/// # Errors
/// [`Rejection`] where the page goes past a limit.
pub fn extract(page: &Page, rules: &Rules) -> Result<Vec<Standing>, Rejection> {
    let extraction = pipeline::extract::extract(page, rules)?;
    Ok(pipeline::normalize::normalize(page, &extraction, rules.timezone(&page.site)))
}
