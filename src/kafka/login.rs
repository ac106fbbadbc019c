//! How clients log in where a password does not do: tokens that something else renews.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use rdkafka::client::OAuthToken;

/// How long a token without a readable expiry is taken to live.
const TOKEN_LIFETIME: Duration = Duration::from_secs(300);

/// Where OAUTHBEARER tokens come from: a file, read anew each time, because something else renews it.
#[derive(Clone, Debug, Default)]
pub struct Login {
    token_file: Option<PathBuf>,
}

impl Login {
    /// Tokens from this file; none, where no broker asks for any.
    pub(super) fn new(token_file: Option<PathBuf>) -> Self {
        Self { token_file }
    }

    /// The token as it stands in the file now.
    pub(crate) fn token(&self) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        let file = self.token_file.as_ref().ok_or("OAUTHBEARER needs kafka.token_file")?;
        let token = fs::read_to_string(file)?.trim().to_owned();
        let claims = claims(&token).unwrap_or_default();
        #[expect(
            clippy::disallowed_methods,
            reason = "librdkafka wants the expiry of a token without one in wall time"
        )]
        let fallback = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)? + TOKEN_LIFETIME;
        let expires = claims["exp"].as_i64().map_or(i64::try_from(fallback.as_millis())?, |seconds| seconds * 1000);
        let principal = claims["sub"].as_str().unwrap_or("headlined").to_owned();
        Ok(OAuthToken { token, principal_name: principal, lifetime_ms: expires })
    }
}

/// The claims of a JSON Web Token; nothing is verified, the broker does that.
fn claims(token: &str) -> Option<serde_json::Value> {
    let payload = token.split('.').nth(1)?;
    let bytes = data_encoding::BASE64URL_NOPAD.decode(payload.trim_end_matches('=').as_bytes()).ok()?;
    serde_json::from_slice(&bytes).ok()
}
