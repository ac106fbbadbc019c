//! What is wrong with settings.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// Why settings can't be used.
#[derive(Debug, Error)]
pub enum SettingsError {
    /// The file can't be read.
    #[error("settings file {path:?} can't be read")]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why not.
        #[source]
        source: std::io::Error,
    },
    /// The file is no TOML.
    #[error("{place}: {message}")]
    Syntax {
        /// File and line.
        place: String,
        /// What the parser says.
        message: String,
    },
    /// Keys or values are wrong.
    #[error("{}", lines(problems))]
    Wrong {
        /// Every one that was found; never empty.
        problems: Vec<Problem>,
    },
    /// The layers were each right and do not fit together; the checks above should have said it better.
    #[error("settings do not fit together")]
    Inconsistent(#[from] config::ConfigError),
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// File and line, or the variable.
    pub place: String,
    /// The key, e.g. `kafka.group`.
    pub key: String,
    /// What is wrong with it, e.g. `is 7`.
    pub wrong: String,
    /// What would be right, e.g. `expected text in quotes`.
    pub right: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { place, key, wrong, right } = self;
        write!(f, "{place}: {key} {wrong}; {right}")
    }
}

fn lines(problems: &[Problem]) -> String {
    problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}

/// Refuses if there are problems.
pub(super) fn none(problems: Vec<Problem>) -> Result<(), SettingsError> {
    if problems.is_empty() { Ok(()) } else { Err(SettingsError::Wrong { problems }) }
}
