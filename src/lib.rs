//! `headlined`: raw page events in, every headline exactly once out.

#[cfg(feature = "service")]
pub mod admin;
#[cfg(feature = "service")]
pub mod cli;
pub mod contract;
#[cfg(feature = "fault-injection")]
pub mod fault;
#[cfg(not(feature = "fault-injection"))]
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
    Ok(pipeline::normalize::normalize(page, &extraction, None))
}
