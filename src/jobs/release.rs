//! Tells a running service to go on with partitions that it holds back until a person has looked.

use std::net::SocketAddr;
use std::time::Duration;

use thiserror::Error;

use super::healthcheck::reachable;

/// A service that is well answers at once.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why nothing was released.
#[derive(Debug, Error)]
pub enum NotReleased {
    /// Nobody answers.
    #[error("{url} does not answer: {source}")]
    Silent {
        /// What was asked.
        url: String,
        /// What stood in the way.
        source: Box<ureq::Error>,
    },
    /// It has its reasons.
    #[error("{url} answers {status}: {body}")]
    Says {
        /// What was asked.
        url: String,
        /// The status.
        status: u16,
        /// Its reasons.
        body: String,
    },
}

/// Asks the service that listens at `admin.listen` to go on with `partition`, or with all that it holds back; gives what it
/// had held back, a line each.
///
/// # Errors
/// [`NotReleased`] where it holds nothing of that back, or does not answer.
pub fn ask(listen: SocketAddr, partition: Option<i32>) -> Result<String, NotReleased> {
    let query = partition.map(|partition| format!("?partition={partition}")).unwrap_or_default();
    let url = format!("http://{}/release{query}", reachable(listen));
    let config = ureq::Agent::config_builder().http_status_as_error(false).timeout_global(Some(PATIENCE)).proxy(None);
    let silent = |source| NotReleased::Silent { url: url.clone(), source: Box::new(source) };
    let mut response = ureq::Agent::new_with_config(config.build()).post(&url).send_empty().map_err(silent)?;
    let body = response.body_mut().read_to_string().map_err(silent)?.trim_end().to_owned();
    match response.status().as_u16() {
        200 => Ok(body),
        status => Err(NotReleased::Says { url, status, body }),
    }
}
