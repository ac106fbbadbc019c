//! Tells a running service to go on with partitions that it holds back until a person has looked.

use std::net::SocketAddr;

use super::healthcheck::{Unwell, answer};

/// Asks the service that listens at `admin.listen` to go on with `partition`, or with all that it holds back; gives what it
/// had held back, a line each.
///
/// # Errors
/// [`Unwell`] where it holds nothing of that back, or does not answer.
pub fn ask(listen: SocketAddr, partition: Option<i32>) -> Result<String, Unwell> {
    let query = partition.map(|partition| format!("?partition={partition}")).unwrap_or_default();
    answer(listen, &format!("release{query}"), |agent, url| agent.post(url).send_empty())
}
