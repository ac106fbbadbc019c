//! The parts of a path that tell which article is meant.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;

/// Endings of a last segment that name a technology, not an article.
const ENDINGS: &[&str] = &[
    ".amp", ".asp", ".aspx", ".cfm", ".cgi", ".do", ".ece", ".ghtml", ".htm", ".html", ".jhtml", ".jsp", ".php",
    ".phtml", ".shtml", ".xhtml", ".xml",
];

/// Last segments that mean the folder they stand in.
const INDEX: &[&str] = &["default", "index", "home"];

/// Segments in which content may be counted by itself, so that equal numbers or slugs below them are different articles.
const KINDS: &[&str] = &[
    "album",
    "audio",
    "audios",
    "blog",
    "blogs",
    "episode",
    "event",
    "events",
    "forum",
    "foto",
    "fotos",
    "fotostrecke",
    "galeri",
    "galeria",
    "galerie",
    "gallery",
    "galleries",
    "image",
    "images",
    "live",
    "liveticker",
    "photo",
    "photos",
    "podcast",
    "podcasts",
    "poll",
    "quiz",
    "recipe",
    "rezept",
    "story",
    "ticker",
    "topic",
    "video",
    "videos",
    "webtv",
];

/// No word that names a kind or a list has so many bytes, in any case.
const LONGEST: usize = 60;

/// The segments of `path`, decoded, without AMP's marks, technical endings and index pages.
pub(super) fn segments(path: &str) -> Vec<Cow<'_, str>> {
    let mut segments: Vec<Cow<'_, str>> =
        path.split(['/', ',']).filter(|segment| !segment.is_empty()).map(decode).collect();
    strip_ending(&mut segments);
    if segments.first().is_some_and(|first| first == "amp") && segments.len() > 1 {
        segments.remove(0);
    }
    if segments.last().is_some_and(|last| last == "amp") {
        segments.pop();
        strip_ending(&mut segments);
    }
    segments
}

fn decode(segment: &str) -> Cow<'_, str> {
    percent_decode_str(segment).decode_utf8_lossy()
}

fn strip_ending(segments: &mut Vec<Cow<'_, str>>) {
    let Some(last) = segments.last_mut() else { return };
    while let Some(len) = without_ending(last) {
        match last {
            Cow::Borrowed(whole) => *whole = whole.get(..len).unwrap_or_default(),
            Cow::Owned(whole) => whole.truncate(len),
        }
    }
    if last.is_empty() || INDEX.contains(&last.as_ref()) {
        segments.pop();
    }
}

/// The length of a segment without the technical ending that it has.
fn without_ending(segment: &str) -> Option<usize> {
    let shortest = segment.rfind('.')?;
    let tail = segment.get(shortest..)?;
    ENDINGS.iter().any(|ending| tail.eq_ignore_ascii_case(ending)).then_some(shortest)
}

/// Whether a segment in front of a number or slug must be kept: a language, a kind of content.
pub(super) fn parts_content(segment: &str) -> bool {
    is_language(segment) || is_among(KINDS, segment)
}

/// Whether a sorted list of words in lower case, all short, has that one.
pub(super) fn is_among(list: &[&str], segment: &str) -> bool {
    if segment.len() > LONGEST {
        return false;
    }
    // Most are written in small letters.
    let small = segment.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase());
    let segment = if small { Cow::Borrowed(segment) } else { Cow::Owned(segment.to_lowercase()) };
    list.binary_search(&segment.as_ref()).is_ok()
}

/// Any two letters may be a language or a country: `az`, `pt-br`.
pub(super) fn is_language(segment: &str) -> bool {
    let letter = u8::is_ascii_alphabetic;
    match segment.as_bytes() {
        [a, b] => letter(a) && letter(b),
        [a, b, b'-' | b'_', c, d] => [a, b, c, d].into_iter().all(letter),
        _ => false,
    }
}

/// Words of a slug: five or more of them in thirty or more characters are no coincidence on one site.
pub(super) fn is_long_slug(segment: &str) -> bool {
    words(segment) >= 5 && segment.chars().count() >= 30
}

/// Three or more words, at least one of letters (a date is none).
pub(super) fn is_slug(segment: &str) -> bool {
    words(segment) >= 3 && segment.chars().any(char::is_alphabetic)
}

/// How many words a segment has.
pub(super) fn words(segment: &str) -> usize {
    segment.split(['-', '_', '+', ' ', '.']).filter(|word| !word.is_empty()).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_amp_and_technology_go() {
        assert_eq!(segments("/amp/world/a-b.html"), ["world", "a-b"]);
        assert_eq!(segments("/world/a-b/amp/"), ["world", "a-b"]);
        assert_eq!(segments("/world/a-b.amp.html"), ["world", "a-b"]);
        assert_eq!(segments("/world//index.php"), ["world"]);
        assert_eq!(segments("/%D8%B4%D8%B9%D8%B1/x"), ["شعر", "x"]);
        assert_eq!(segments("/amp"), [] as [&str; 0]);
    }
}
