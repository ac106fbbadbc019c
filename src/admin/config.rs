//! Settings of the admin server.

use std::net::SocketAddr;

use serde::Deserialize;

/// `[admin]`
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AdminConfig {
    /// Where `/metrics`, `/live`, `/ready` and, for this machine alone, `/release` are served.
    pub listen: SocketAddr,
}
