//! JSON Lines of page events: each line goes to the topic as it stands.

use std::io::{BufRead, Read as _};
use std::path::PathBuf;

use serde::Deserialize;

use super::source::{Event, SourceError};

/// Longest line that is read. No topic takes as much.
const MAX_LINE: u64 = 256 << 20;

/// The lines of one file.
pub(super) struct Lines {
    path: PathBuf,
    reader: Box<dyn BufRead>,
    line: u64,
}

/// What must be known of a line: the rest is for the service to judge.
#[derive(Deserialize)]
struct Face {
    url: Option<String>,
    subject: Option<String>,
    specversion: Option<serde::de::IgnoredAny>,
    data: Option<Box<Face>>,
}

impl Lines {
    pub(super) fn new(path: PathBuf, reader: Box<dyn BufRead>) -> Self {
        Self { path, reader, line: 0 }
    }

    fn event(&self, value: Vec<u8>) -> Result<Event, SourceError> {
        let face: Face = serde_json::from_slice(&value).map_err(|error| self.wrong(error))?;
        let content_type = if face.specversion.is_some() { "application/cloudevents+json" } else { "application/json" };
        let url = face.url.or_else(|| face.data?.url).or(face.subject);
        let url = url.ok_or_else(|| self.wrong("there is no url"))?;
        Ok(Event { url, value, headers: vec![("content-type", content_type.to_owned())] })
    }

    fn wrong(&self, reason: impl ToString) -> SourceError {
        SourceError::Line { path: self.path.clone(), line: self.line, reason: reason.to_string() }
    }
}

impl Iterator for Lines {
    type Item = Result<Event, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut line = Vec::new();
            self.line += 1;
            match (&mut self.reader).take(MAX_LINE).read_until(b'\n', &mut line) {
                Ok(0) => return None,
                Ok(_) if line.trim_ascii().is_empty() => {}
                Ok(_) => {
                    line.truncate(line.trim_ascii_end().len());
                    return Some(self.event(line));
                }
                Err(source) => {
                    // A broken file has no next line.
                    self.reader = Box::new(std::io::empty());
                    return Some(Err(SourceError::Read { path: self.path.clone(), source }));
                }
            }
        }
    }
}

impl std::fmt::Debug for Lines {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Lines({}, {})", self.path.display(), self.line)
    }
}
