//! WARC and WET files: pages as a crawler archived them.
//!
//! A `response` holds the server's answer, head and body; a `conversion` (WET) holds the page's text. Other records, and
//! answers that are no page, are passed over. Packed files are one gzip member a record, which reads like one stream.

mod answer;

use std::io::{self, BufRead, Read as _};
use std::path::PathBuf;

use self::answer::Answer;
use super::source::{Event, SourceError};

/// Longest line of a record's head.
const MAX_LINE: u64 = 64 * 1024;

/// Longest record that is read; longer ones are passed over.
const MAX_RECORD: u64 = 256 << 20;

/// The pages of one file.
pub(super) struct Warc {
    path: PathBuf,
    reader: Box<dyn BufRead>,
}

/// The head of a record.
#[derive(Debug, Default)]
struct Head {
    kind: String,
    url: Option<String>,
    date: Option<String>,
    id: Option<String>,
    length: u64,
}

impl Warc {
    pub(super) fn new(path: PathBuf, reader: Box<dyn BufRead>) -> Self {
        Self { path, reader }
    }

    /// The next page of the file; none at its end.
    fn page(&mut self) -> io::Result<Option<Event>> {
        while let Some(head) = self.head()? {
            let wanted = matches!(head.kind.as_str(), "response" | "conversion") && head.length <= MAX_RECORD;
            let Some(url) = head.url.clone().filter(|_| wanted) else {
                self.skip(head.length)?;
                continue;
            };
            let mut block = Vec::new();
            (&mut self.reader).take(head.length).read_to_end(&mut block)?;
            if block.len() as u64 != head.length {
                return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file ends within a record"));
            }
            if let Some(event) = event(&head, url, block) {
                return Ok(Some(event));
            }
        }
        Ok(None)
    }

    /// The head of the next record, behind the empty lines that end the one before.
    fn head(&mut self) -> io::Result<Option<Head>> {
        let version = loop {
            match self.line()? {
                None => return Ok(None),
                Some(line) if line.is_empty() => {}
                Some(line) => break line,
            }
        };
        if !version.starts_with("WARC/") {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "a record does not start with WARC/"));
        }
        let mut head = Head::default();
        while let Some(line) = self.line()?.filter(|line| !line.is_empty()) {
            let Some((name, value)) = line.split_once(':') else { continue };
            head.take(&name.to_ascii_lowercase(), value.trim());
        }
        Ok(Some(head))
    }

    fn line(&mut self) -> io::Result<Option<String>> {
        let mut line = Vec::new();
        let read = (&mut self.reader).take(MAX_LINE).read_until(b'\n', &mut line)?;
        Ok((read > 0).then(|| String::from_utf8_lossy(line.trim_ascii_end()).into_owned()))
    }

    fn skip(&mut self, length: u64) -> io::Result<()> {
        io::copy(&mut (&mut self.reader).take(length), &mut io::sink()).map(drop)
    }
}

impl Head {
    fn take(&mut self, name: &str, value: &str) {
        match name {
            "warc-type" => value.clone_into(&mut self.kind),
            "warc-target-uri" => self.url = Some(value.trim_matches(['<', '>']).to_owned()),
            "warc-date" => self.date = Some(value.to_owned()),
            "warc-record-id" => self.id = Some(value.trim_matches(['<', '>']).to_owned()),
            "content-length" => self.length = value.parse().unwrap_or(0),
            _ => {}
        }
    }
}

/// The page of a record, as raw value with headers; none where the answer is no page.
fn event(head: &Head, url: String, block: Vec<u8>) -> Option<Event> {
    let mut headers = vec![("url", url.clone())];
    headers.extend(head.date.clone().map(|date| ("fetched-at", date)));
    headers.extend(head.id.clone().map(|id| ("id", id)));
    let value = if head.kind == "conversion" {
        headers.push(("content-type", "text/plain; charset=utf-8".to_owned()));
        block
    } else {
        let answer = Answer::parse(block).filter(Answer::is_page)?;
        headers.push(("status", answer.status.to_string()));
        headers.extend(answer.content_type.map(|content_type| ("content-type", content_type)));
        headers.extend(answer.content_encoding.map(|encoding| ("content-encoding", encoding)));
        answer.body
    };
    Some(Event { url, value, headers })
}

impl Iterator for Warc {
    type Item = Result<Event, SourceError>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.page() {
            Ok(event) => event.map(Ok),
            Err(source) => {
                // Where a record is broken nobody knows where the next begins.
                self.reader = Box::new(io::empty());
                Some(Err(SourceError::Read { path: self.path.clone(), source }))
            }
        }
    }
}

#[cfg(test)]
mod tests;
