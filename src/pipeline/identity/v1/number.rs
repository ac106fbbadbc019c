//! Article numbers: digits in a path that a content system gave out, and that stay when the words around them change.
//!
//! A number is **strong** where it alone tells the article: six digits or more, as a whole segment (`/903465/`), at the
//! end of a segment (`-393947`, `.a387519`, `_id_9209161`: up to eight letters may stand before it), or, from seven
//! digits on, at its beginning (`9209161-slug`). It is **weak** with four or five digits: then what stands before it
//! belongs to it, slugs excepted. An opaque id (a UUID; ten or more upper-case letters and digits) is a strong number. Not a
//! number: a date, a year, a round figure (`100000-people`, `-for-49999`), a figure inside a slug.
//! The last number of a path counts.

use chrono::{Datelike as _, NaiveDate};

/// An article number and where it stands.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Number {
    /// Which segment it stands in.
    pub(super) segment: usize,
    /// The digits with the letters in front of them, in lower case.
    pub(super) digits: String,
    /// It alone tells the article.
    pub(super) strong: bool,
}

/// The article number among `segments`, strong before weak, later before earlier.
pub(super) fn find<S: AsRef<str>>(segments: &[S]) -> Option<Number> {
    let near_end = |segment: usize| segment + 2 >= segments.len();
    let mut weak = None;
    for (segment, words) in segments.iter().enumerate().rev() {
        let Some((digits, strong)) = in_segment(words.as_ref()) else { continue };
        let number = Number { segment, digits, strong };
        if strong {
            return Some(number);
        }
        weak = weak.or(Some(number).filter(|number| near_end(number.segment)));
    }
    weak
}

fn in_segment(segment: &str) -> Option<(String, bool)> {
    if is_opaque(segment) {
        return Some((segment.to_lowercase(), true));
    }
    if !segment.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let lower = segment.to_lowercase();
    let separators = ['-', '_', '.', '+', ' ', '~', '!', ':', '='];
    let last = lower.rsplit(separators).next().unwrap_or_default();
    let whole = last.len() == lower.len();
    if let Some(strong) = strength(last, whole) {
        return Some((last.to_owned(), strong));
    }
    let first = lower.split(separators).next().unwrap_or_default();
    let leading = !whole && first.bytes().all(|byte| byte.is_ascii_digit());
    match strength(first, false).filter(|_| leading) {
        Some(_) if first.len() >= 7 => Some((first.to_owned(), true)),
        Some(_) => Some((first.to_owned(), false)),
        None => None,
    }
}

/// `6F9619FF-8B86-D011-B42D-00CF4FC964FF`, `77BMG7JBRZFA3NNH3JLWSFFHO4`, `FK61KTRJ0001899O`.
fn is_opaque(segment: &str) -> bool {
    let digits = segment.bytes().filter(u8::is_ascii_digit).count();
    let lengths = segment.split('-').map(str::len);
    let uuid = lengths.eq([8, 4, 4, 4, 12]) && segment.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
    let code = segment.len() >= 10 && segment.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    uuid || (code && digits > 0 && digits < segment.len())
}

/// Whether a token is a number at all, and then whether it is a strong one.
fn strength(token: &str, whole: bool) -> Option<bool> {
    let letters = token.bytes().take_while(u8::is_ascii_lowercase).count();
    let (letters, digits) = token.split_at(letters);
    let plain = !digits.is_empty() && digits.len() <= 20 && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !plain || letters.len() > 8 || is_date(digits) {
        return None;
    }
    let significant = digits.trim_end_matches('0').len();
    let round = significant <= 2 || (digits.len() < 6 && (digits.ends_with("00") || digits.ends_with("99")));
    let shortest = if whole { 4 } else { 5 };
    match digits.len() {
        _ if round && !whole => None,
        6.. => Some(true),
        length if length >= shortest && letters.is_empty() => Some(false),
        _ => None,
    }
}

/// `2019`, `201911`, `20191120`, `20112019`, `191120`, `201119`, `201911201130`, `20191120113000`.
fn is_date(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits.get(from..to).and_then(|part| part.parse::<u32>().ok()).unwrap_or(0);
    let short_year = |year: u32| if year < 40 { 2000 + year } else { 1900 + year };
    match digits.len() {
        4 => is_year(part(0, 4)),
        6 => {
            is_day(part(0, 4), part(4, 6), 1)
                || is_day(short_year(part(0, 2)), part(2, 4), part(4, 6))
                || is_day(short_year(part(4, 6)), part(2, 4), part(0, 2))
        }
        7 => is_day(part(3, 7), part(1, 3), part(0, 1)) || is_day(part(3, 7), part(2, 3), part(0, 2)),
        8 => is_day(part(0, 4), part(4, 6), part(6, 8)) || is_day(part(4, 8), part(2, 4), part(0, 2)),
        12 | 14 => is_day(part(0, 4), part(4, 6), part(6, 8)),
        _ => false,
    }
}

fn is_year(year: u32) -> bool {
    (1990..=2039).contains(&year)
}

fn is_day(year: u32, month: u32, day: u32) -> bool {
    let date = i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day));
    date.is_some_and(|date| is_year(u32::try_from(date.year()).unwrap_or(0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(path: &str) -> Option<(String, bool)> {
        let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
        find(&segments).map(|number| (number.digits, number.strong))
    }

    #[test]
    fn strong_numbers() {
        for (path, digits) in [
            ("zuzel/903465/slug-of-words", "903465"),
            ("sport/slug-of-words-393947", "393947"),
            ("zinas/slug.a387519", "a387519"),
            ("auto/was_id_9209161", "9209161"),
            ("9209161-slug", "9209161"),
            ("a/50918/177512/slug", "177512"),
            ("cnt/dmf20250202_96887132", "96887132"),
            ("economy/article260731162", "article260731162"),
            ("Slug-of-Words/!5928990", "5928990"),
            ("slug/77BMG7JBRZFA3NNH3JLWSFFHO4/story", "77bmg7jbrzfa3nnh3jlwsffho4"),
            ("6f9619ff-8b86-d011-b42d-00cf4fc964ff", "6f9619ff-8b86-d011-b42d-00cf4fc964ff"),
        ] {
            assert_eq!(number(path), Some((digits.to_owned(), true)), "{path}");
        }
    }

    #[test]
    fn weak_numbers() {
        for (path, digits) in
            [("alaminute/21856/slug", "21856"), ("artikel/slug-21645", "21645"), ("48213-slug", "48213")]
        {
            assert_eq!(number(path), Some((digits.to_owned(), false)), "{path}");
        }
    }

    #[test]
    fn no_numbers() {
        for path in [
            "2019/11/20/slug",
            "20191120/slug",
            "slug-1952007",
            "slug-110331",
            "100000-people-march",
            "tv-for-49999",
            "news/2024-03-14-slug",
            "slug-in-2022",
            "phone-15",
            "top/100/slug",
            "201911201130",
            "plz/10115/a/b/c",
        ] {
            assert_eq!(number(path), None, "{path}");
        }
    }
}
