//! Files, folders and standard input as page events, one at a time.

use std::collections::VecDeque;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, stdin};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use thiserror::Error;

use super::lines::Lines;
use super::page::{self, About};
use super::warc::Warc;

/// A record for the page topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// The page's address: the record's key.
    pub url: String,
    /// The page event, or the page itself where headers tell the rest.
    pub value: Vec<u8>,
    /// Headers of the record.
    pub headers: Vec<(&'static str, String)>,
}

/// What could not be read as a page event.
#[derive(Debug, Error)]
pub enum SourceError {
    /// A file or folder.
    #[error("{path} cannot be read: {source}", path = path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A line of JSON Lines.
    #[error("{path}, line {line}: {reason}", path = path.display())]
    Line {
        /// The file.
        path: PathBuf,
        /// Counted from 1.
        line: u64,
        /// What is wrong with it.
        reason: String,
    },
    /// A page whose address nobody tells.
    #[error("{path}: the page does not tell its address (link rel=canonical, og:url): give it with --url", path = path.display())]
    NoUrl {
        /// The file.
        path: PathBuf,
    },
    /// A file that should hold something.
    #[error("{path} holds no page event", path = path.display())]
    Empty {
        /// The file.
        path: PathBuf,
    },
    /// A file of a kind we don't know.
    #[error("{path} is neither a saved page (.html, .htm, .xhtml, .txt) nor JSON Lines (.jsonl, .ndjson, .json) nor an archive (.warc, .wet), each also .gz or .zst", path = path.display())]
    Kind {
        /// The file.
        path: PathBuf,
    },
}

/// Every page event of the sources that were named, in order; folders by name, and all that is in them.
pub struct Sources {
    waiting: VecDeque<(PathBuf, Named)>,
    about: About,
    open: Option<Open>,
}

/// Page events in JSON Lines; `path` is for messages.
pub fn events(path: PathBuf, lines: &'static [u8]) -> impl Iterator<Item = Result<Event, SourceError>> {
    Lines::new(path, Box::new(lines))
}

/// What is left of a file that holds many page events.
type Open = Box<dyn Iterator<Item = Result<Event, SourceError>>>;

/// Whether a path was named by the user or found in a folder: there, foreign files are passed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Named {
    ByUser,
    ByFolder,
}

impl Sources {
    /// `about` says of saved pages what they don't say themselves. `-` is JSON Lines on standard input.
    pub fn new(paths: impl IntoIterator<Item = PathBuf>, about: About) -> Self {
        Self { waiting: paths.into_iter().map(|path| (path, Named::ByUser)).collect(), about, open: None }
    }

    fn start(&mut self, path: PathBuf, named: Named) -> Option<Result<Event, SourceError>> {
        let read = |source| SourceError::Read { path: path.clone(), source };
        if path.is_dir() {
            return self.enter(&path).map_err(read).err().map(Err);
        }
        match Kind::of(&path) {
            Some(Kind::Page { content_type }) => Some(page::event(&path, content_type, &self.about)),
            Some(Kind::Lines { packed }) => self.begin(open(&path, packed).map_err(read), |r| Lines::new(path, r)),
            Some(Kind::Warc { packed }) => self.begin(open(&path, packed).map_err(read), |r| Warc::new(path, r)),
            None if named == Named::ByFolder => None,
            None => Some(Err(SourceError::Kind { path })),
        }
    }

    /// Opens a file that holds many page events.
    fn begin<I: Iterator<Item = Result<Event, SourceError>> + 'static>(
        &mut self,
        reader: Result<Box<dyn BufRead>, SourceError>,
        events: impl FnOnce(Box<dyn BufRead>) -> I,
    ) -> Option<Result<Event, SourceError>> {
        match reader {
            Ok(reader) => {
                self.open = Some(Box::new(events(reader)));
                None
            }
            Err(error) => Some(Err(error)),
        }
    }

    /// Puts a folder's entries before all that waits.
    fn enter(&mut self, folder: &Path) -> io::Result<()> {
        let entries = fs::read_dir(folder)?.map(|entry| entry.map(|entry| entry.path()));
        let mut entries = entries.collect::<io::Result<Vec<_>>>()?;
        entries.sort();
        for path in entries.into_iter().rev() {
            self.waiting.push_front((path, Named::ByFolder));
        }
        Ok(())
    }
}

impl std::fmt::Debug for Sources {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sources({:?})", self.waiting)
    }
}

impl Iterator for Sources {
    type Item = Result<Event, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(event) = self.open.as_mut().and_then(Iterator::next) {
                return Some(event);
            }
            self.open = None;
            let (path, named) = self.waiting.pop_front()?;
            if let Some(event) = self.start(path, named) {
                return Some(event);
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Page { content_type: &'static str },
    Lines { packed: Packed },
    Warc { packed: Packed },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Packed {
    No,
    Gzip,
    Zstd,
}

impl Kind {
    fn of(path: &Path) -> Option<Self> {
        if path == Path::new("-") {
            return Some(Self::Lines { packed: Packed::No });
        }
        let name = path.file_name()?.to_str()?.to_ascii_lowercase();
        let (stem, packed) = match name.rsplit_once('.')? {
            (stem, "gz") => (stem, Packed::Gzip),
            (stem, "zst") => (stem, Packed::Zstd),
            _ => (name.as_str(), Packed::No),
        };
        match (stem.rsplit_once('.')?.1, packed) {
            ("jsonl" | "ndjson" | "json", packed) => Some(Self::Lines { packed }),
            ("warc" | "wet", packed) => Some(Self::Warc { packed }),
            ("html" | "htm", Packed::No) => Some(Self::Page { content_type: "text/html" }),
            ("xhtml", Packed::No) => Some(Self::Page { content_type: "application/xhtml+xml" }),
            ("txt", Packed::No) => Some(Self::Page { content_type: "text/plain" }),
            _ => None,
        }
    }
}

fn open(path: &Path, packed: Packed) -> io::Result<Box<dyn BufRead>> {
    if path == Path::new("-") {
        return Ok(Box::new(stdin().lock()));
    }
    let file = BufReader::new(File::open(path)?);
    Ok(match packed {
        Packed::No => Box::new(file),
        Packed::Gzip => Box::new(BufReader::new(MultiGzDecoder::new(file))),
        Packed::Zstd => Box::new(BufReader::new(zstd::Decoder::with_buffer(file)?)),
    })
}

#[cfg(test)]
mod tests;
