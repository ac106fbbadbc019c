//! SIGHUP: the site rules are read again. Wrong rules are told, and the old ones stay in force.

use std::path::PathBuf;

use tokio::signal::unix::{SignalKind, signal};

use crate::stages::rules::{self, SharedRules};

/// Reads the rules again at every SIGHUP; never ends by itself, except where signals can't be listened to.
pub(super) async fn at_hangup(file: Option<PathBuf>, shared: SharedRules) {
    let mut hangups = match signal(SignalKind::hangup()) {
        Ok(hangups) => hangups,
        Err(error) => return tracing::warn!(%error, "SIGHUP can't be listened to: site rules stay as they are"),
    };
    while hangups.recv().await.is_some() {
        reload(file.clone(), &shared).await;
    }
}

async fn reload(file: Option<PathBuf>, shared: &SharedRules) {
    match tokio::task::spawn_blocking(move || rules::load(file.as_deref())).await {
        Ok(Ok(rules)) => {
            tracing::info!(sites = rules.len(), "SIGHUP: site rules read again");
            shared.replace(rules);
        }
        Ok(Err(error)) => tracing::error!(%error, "SIGHUP: the site rules are wrong, the old ones stay in force"),
        Err(error) => tracing::error!(%error, "SIGHUP: the site rules could not be read"),
    }
}
