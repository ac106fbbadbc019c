//! Bytes → text, as browsers do: byte order mark, content type, what the page declares, detection. One thing more
//! than they do: a page that is UTF-8 throughout is read as such whatever it declares.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::{Media, prescan};

/// How much of a page the detector sees.
const DETECTED: usize = 512 << 10;

/// Decodes a page. What can't be decoded becomes replacement characters, never an error.
pub(super) fn decode<'p>(
    bytes: Cow<'p, [u8]>,
    content_type: Option<&str>,
    media: Media,
    tld: Option<&str>,
) -> Cow<'p, str> {
    match bytes {
        Cow::Borrowed(bytes) => text_of(bytes, content_type, media, tld),
        Cow::Owned(bytes) => Cow::Owned(text_of(&bytes, content_type, media, tld).into_owned()),
    }
}

fn text_of<'p>(bytes: &'p [u8], content_type: Option<&str>, media: Media, tld: Option<&str>) -> Cow<'p, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        return encoding.decode_without_bom_handling(bytes.get(mark..).unwrap_or_default()).0;
    }
    let encoding = declared(bytes, content_type, media);
    // Two charsets that share their ASCII half with UTF-8 hardly ever make valid UTF-8 by chance; UTF-16 does.
    if !matches!(encoding, Some(found) if found == UTF_16LE || found == UTF_16BE) {
        let whole = UTF_8.decode_without_bom_handling_and_without_replacement(bytes);
        if let Some(text) = whole.filter(|text| is_plain_utf8(text, encoding)) {
            return text;
        }
    }
    legacy(bytes, encoding, tld)
}

/// Whether text that is valid UTF-8 is meant as such: it is, unless an escape says ISO-2022-JP.
fn is_plain_utf8(text: &str, declared: Option<&'static Encoding>) -> bool {
    let escaped = declared == Some(encoding_rs::ISO_2022_JP) || declared.is_none();
    !(escaped && text.is_ascii() && text.contains('\u{1B}'))
}

fn declared(bytes: &[u8], content_type: Option<&str>, media: Media) -> Option<&'static Encoding> {
    let told = content_type.and_then(parameter).and_then(|label| Encoding::for_label(label.as_bytes()));
    told.or_else(|| match media {
        Media::Html => prescan::declared(bytes),
        Media::Text => None,
    })
}

/// The `charset` parameter of a content type.
fn parameter(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches(['"', '\'']))
    })
}

fn legacy<'p>(bytes: &'p [u8], declared: Option<&'static Encoding>, tld: Option<&str>) -> Cow<'p, str> {
    let encoding = declared.unwrap_or_else(|| detect(bytes, tld));
    encoding.decode_without_bom_handling(bytes).0
}

/// Guesses, for bytes that nobody declared.
fn detect(bytes: &[u8], tld: Option<&str>) -> &'static Encoding {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
    let sample = bytes.get(..DETECTED).unwrap_or(bytes);
    detector.feed(sample, sample.len() == bytes.len());
    let tld = tld.filter(|tld| tld.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'0'..=b'9' | b'-')));
    let guess = detector.guess(tld.map(str::as_bytes), Utf8Detection::Allow);
    if mostly_utf8(sample) { UTF_8 } else { guess }
}

/// Whether a page is UTF-8 with a few bad bytes in it (a teaser cut in the middle of a letter), which the detector
/// takes for anything but UTF-8.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > 20 * bad
}
