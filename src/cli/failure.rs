//! How a command fails.

use std::io;
use std::process::ExitCode;

/// An error with the exit code it means.
#[derive(Debug)]
pub(super) struct Failure {
    code: u8,
    error: anyhow::Error,
}

impl Failure {
    /// Wrong usage or settings: exit code 2.
    pub(super) fn usage(error: impl Into<anyhow::Error>) -> Self {
        Self { code: 2, error: error.into() }
    }

    /// Tells the error, with its causes, on standard error.
    pub(super) fn report(&self) -> ExitCode {
        if self.is_closed_pipe() {
            return ExitCode::SUCCESS;
        }
        eprintln!("error: {:#}", self.error);
        ExitCode::from(self.code)
    }

    /// Whoever read our output (`| head`) has read enough.
    fn is_closed_pipe(&self) -> bool {
        let mut causes = self.error.chain();
        causes.any(|cause| {
            cause.downcast_ref().is_some_and(|error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe)
        })
    }
}

/// Failed while running: exit code 1.
impl<E: Into<anyhow::Error>> From<E> for Failure {
    fn from(error: E) -> Self {
        Self { code: 1, error: error.into() }
    }
}
