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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use nix::sys::signal::{Signal, kill};
    use nix::unistd::Pid;

    use super::*;

    async fn hang_up_until(shared: &SharedRules, sites: usize) {
        let deadline = tokio::time::Instant::now() + Duration::from_secs(20);
        while shared.current().len() != sites {
            assert!(tokio::time::Instant::now() < deadline, "the rules were not read again");
            kill(Pid::this(), Signal::SIGHUP).unwrap();
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    #[tokio::test]
    async fn a_hangup_reads_the_rules_again_and_wrong_ones_change_nothing() {
        // before any signal is sent somebody must listen: it would end the process
        let _listening = signal(SignalKind::hangup()).unwrap();
        let file = tempfile::NamedTempFile::new().unwrap();
        let shared = SharedRules::default();
        let reloading = tokio::spawn(at_hangup(Some(file.path().to_owned()), shared.clone()));
        std::fs::write(file.path(), "[sites.\"a.example\"]\noff = true\n").unwrap();
        hang_up_until(&shared, 1).await;
        assert!(shared.current().site("a.example").off);

        std::fs::write(file.path(), "[sites.\"a.example\"]\nof = true\n").unwrap();
        reload(Some(file.path().to_owned()), &shared).await;
        assert!(shared.current().site("a.example").off);

        std::fs::write(file.path(), "[sites.\"a.example\"]\n[sites.\"b.example\"]\n").unwrap();
        hang_up_until(&shared, 2).await;
        assert!(!shared.current().site("a.example").off);
        reloading.abort();
    }
}
