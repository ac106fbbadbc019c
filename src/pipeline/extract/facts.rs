//! What a page tells about itself.

use memchr::memmem;

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time::{self, Reading, WrittenTime};

use super::PageFacts;
use super::candidate::Candidate;

/// The property of structured data that tells when a page was published.
const PUBLISHED: &[u8] = b"\"datePublished\"";
/// Longest time in structured data, in bytes.
const LONGEST_TIME: usize = 40;

/// Nodes that are searched for what a page's head says.
const HEAD: NodeId = 3_000;

/// Language and zone, as the head names them.
pub(super) fn of_head(arena: &Arena) -> PageFacts {
    let mut facts = PageFacts::default();
    let mut locale = None;
    let mut header = None;
    for id in 0..arena.len().min(HEAD) {
        match arena.tag(id) {
            Tag::HTML | Tag::BODY => {
                facts.language = facts.language.or_else(|| language(arena.attribute(id, Name::Lang)?))
            }
            Tag::SCRIPT => facts.offsets.extend(arena.children(id).filter_map(|text| published(arena.text(text)))),
            Tag::META => {
                let content = arena.attribute(id, Name::Content);
                let is =
                    |name: Name, value: &str| arena.attribute(id, name).is_some_and(|v| v.eq_ignore_ascii_case(value));
                if is(Name::Property, "og:locale") {
                    locale = locale.or_else(|| language(content?));
                } else if is(Name::HttpEquiv, "content-language") {
                    header = header.or_else(|| language(content?));
                } else if is(Name::Property, "article:published_time") || is(Name::Property, "article:modified_time") {
                    facts.offsets.extend(content.and_then(written_time::read_attribute).as_ref().and_then(offset));
                } else if is(Name::Name, "timezone") || is(Name::Property, "timezone") {
                    facts.timezone = facts.timezone.or_else(|| content?.trim().parse().ok());
                }
            }
            _ => {}
        }
    }
    facts.language = facts.language.or(header).or(locale);
    facts
}

/// The offset of when the page itself was published, as its structured data tell.
fn published(data: &str) -> Option<i32> {
    let at = memmem::find(data.as_bytes(), PUBLISHED)?;
    let value = data.get(at + PUBLISHED.len()..)?.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let (value, _) = value.split_once('"').filter(|(value, _)| value.len() <= LONGEST_TIME)?;
    written_time::read_attribute(value).as_ref().and_then(offset)
}

/// The offsets beside machine-readable times, each once: those that the head tells, which count unless they are zero
/// (many a system writes UTC there), and those of the candidates.
pub(super) fn offsets(of_head: &[i32], candidates: &[Candidate]) -> Vec<i32> {
    let mut offsets: Vec<i32> = Vec::new();
    let of_head = of_head.iter().copied().filter(|offset| *offset != 0);
    for offset in of_head.chain(candidates.iter().flat_map(|c| c.times.iter()).filter_map(offset)) {
        if !offsets.contains(&offset) && offsets.len() < 16 {
            offsets.push(offset);
        }
    }
    offsets
}

fn offset(time: &WrittenTime) -> Option<i32> {
    match time.reading {
        Reading::Date { offset, .. } => offset,
        _ => None,
    }
}

/// A BCP 47 tag from what pages write: `en_US`, ` de `, `tr-TR`.
fn language(written: &str) -> Option<String> {
    let tag = written.trim().replace('_', "-");
    let first = tag.split(['-', ',', ';', ' ']).next()?;
    let sound = (2..=3).contains(&first.len()) && first.chars().all(|c| c.is_ascii_alphabetic());
    let end = tag.find([',', ';', ' ']).unwrap_or(tag.len());
    sound.then(|| tag.get(..end).unwrap_or(&tag).to_owned())
}
