//! One page that gives no headlines, as a JSON line on standard error.

use std::io::{self, Write as _};

use serde::Serialize;

use crate::contract::rejection::Rejection;

/// Where the page stood and what is wrong with it.
#[derive(Debug, Serialize)]
pub(super) struct Rejected<'a> {
    /// The closed code of the contract.
    code: &'static str,
    /// The part of the line that rejected.
    stage: &'static str,
    /// For people.
    message: String,
    /// The file, or the file and line, or `-`.
    place: &'a str,
}

impl<'a> Rejected<'a> {
    pub(super) fn new(place: &'a str, rejection: &Rejection) -> Self {
        Self { code: rejection.code(), stage: rejection.stage(), message: rejection.to_string(), place }
    }

    pub(super) fn tell(&self) -> io::Result<()> {
        let line = serde_json::to_string(self)?;
        writeln!(io::stderr().lock(), "{line}")
    }
}
