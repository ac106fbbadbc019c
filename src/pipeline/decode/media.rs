//! What kind of page it is: as the server says, sniffed where it says nothing.

use super::Media;
use crate::contract::rejection::Rejection;

/// How far into the page the sniffer looks.
const SNIFFED: usize = 1445;
/// Content types that say nothing.
const UNTOLD: [&str; 5] =
    ["", "application/octet-stream", "binary/octet-stream", "unknown/unknown", "application/unknown"];
/// What an HTML page begins with, after blanks and comments.
const HTML_STARTS: [&str; 18] = [
    "!doctype html",
    "html",
    "head",
    "body",
    "script",
    "iframe",
    "h1",
    "div",
    "font",
    "table",
    "a",
    "style",
    "title",
    "b",
    "br",
    "p",
    "meta",
    "link",
];
/// Beginnings of what is no page, with its type.
const BINARY: [(&[u8], &str); 10] = [
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG", "image/png"),
    (b"\xFF\xD8\xFF", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"RIFF", "application/octet-stream"),
    (b"PK\x03\x04", "application/zip"),
    (b"\x1F\x8B", "application/gzip"),
    (b"\x28\xB5\x2F\xFD", "application/zstd"),
    (b"wOF", "font/woff"),
    (b"\0\0\0", "application/octet-stream"),
];

/// The kind of the page `bytes`.
pub(super) fn find(content_type: Option<&str>, bytes: &[u8]) -> Result<Media, Rejection> {
    let essence = content_type.unwrap_or_default().split([';', ',']).next().unwrap_or_default().trim();
    let essence = essence.to_ascii_lowercase();
    match essence.as_str() {
        "text/html" | "application/xhtml+xml" => Ok(Media::Html),
        "text/plain" => Ok(Media::Text),
        "text/xml" | "application/xml" if has_html_root(head(bytes)) => Ok(Media::Html),
        untold if UNTOLD.contains(&untold) => sniff(bytes),
        _ => Err(Rejection::UnsupportedType { content_type: essence }),
    }
}

fn head(bytes: &[u8]) -> &[u8] {
    bytes.get(..SNIFFED).unwrap_or(bytes)
}

fn sniff(bytes: &[u8]) -> Result<Media, Rejection> {
    let head = head(bytes);
    if let Some((_, content_type)) = BINARY.iter().find(|(start, _)| head.starts_with(start)) {
        return Err(Rejection::UnsupportedType { content_type: (*content_type).to_owned() });
    }
    if is_utf16(head) {
        // Its letters are told apart by looking at every other byte.
        let letters: Vec<u8> = head.iter().copied().filter(|&byte| byte != 0).collect();
        return Ok(if looks_like_html(letters.get(2..).unwrap_or_default()) { Media::Html } else { Media::Text });
    }
    if looks_like_html(head) {
        return Ok(Media::Html);
    }
    if head.iter().any(|&byte| is_binary(byte)) {
        return Err(Rejection::UnsupportedType { content_type: "application/octet-stream".to_owned() });
    }
    Ok(Media::Text)
}

fn is_utf16(head: &[u8]) -> bool {
    head.starts_with(b"\xFE\xFF") || head.starts_with(b"\xFF\xFE")
}

/// Bytes that no text holds in any charset (escape is used by some, so it passes).
fn is_binary(byte: u8) -> bool {
    matches!(byte, 0..=8 | 0x0B | 0x0E..=0x1A | 0x1C..=0x1F)
}

fn looks_like_html(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head).trim_ascii_start();
    match head {
        [b'<', b'!', b'-', b'-', ..] => true,
        [b'<', b'?', ..] => has_html_root(head),
        [b'<', name @ ..] => starts_a_tag(name),
        _ => false,
    }
}

fn starts_a_tag(name: &[u8]) -> bool {
    HTML_STARTS.iter().any(|start| {
        let (Some(found), next) = (name.get(..start.len()), name.get(start.len())) else { return false };
        let ends = next.is_none_or(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'));
        found.eq_ignore_ascii_case(start.as_bytes()) && ends
    })
}

fn has_html_root(head: &[u8]) -> bool {
    head.windows(5).any(|window| window.eq_ignore_ascii_case(b"<html"))
}
