//! The context of clients that only ask and read: they can log in, and keep to themselves what librdkafka says.

use rdkafka::ClientContext;
use rdkafka::client::OAuthToken;
use rdkafka::consumer::{BaseConsumer, ConsumerContext};
use rdkafka::error::KafkaError;

use super::login::Login;

/// A consumer without a membership.
pub(crate) type QuietConsumer = BaseConsumer<Quiet>;

/// Its callers see every error that matters as the result of a call; the end of a partition is none.
pub(crate) struct Quiet {
    login: Login,
}

impl Quiet {
    /// A context that logs in as `login` says.
    pub(crate) fn new(login: Login) -> Self {
        Self { login }
    }
}

impl ClientContext for Quiet {
    const ENABLE_REFRESH_OAUTH_TOKEN: bool = true;

    fn error(&self, error: KafkaError, reason: &str) {
        tracing::debug!(%error, reason, "a client reports");
    }

    fn generate_oauth_token(&self, _: Option<&str>) -> Result<OAuthToken, Box<dyn std::error::Error>> {
        self.login.token()
    }
}

impl ConsumerContext for Quiet {}
