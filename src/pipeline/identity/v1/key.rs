//! A link → the key that all links to its article share.

use std::borrow::Cow;

use percent_encoding::percent_decode_str;
use url::Url;

use super::rubrics::{LISTINGS, RUBRICS};
use super::{host, number, path};
use crate::pipeline::address;

/// Query parameters that name an article, or one entry of a live page.
const IDS: &[&str] = &[
    "a",
    "aid",
    "art",
    "article",
    "article_id",
    "articleid",
    "artikel",
    "contentid",
    "doc",
    "docid",
    "entry",
    "entryid",
    "haber",
    "id",
    "item",
    "item_id",
    "itemid",
    "n",
    "news",
    "news_id",
    "newsid",
    "nid",
    "nr",
    "p",
    "pid",
    "post",
    "post_id",
    "postid",
    "sid",
    "story",
    "story_id",
    "storyid",
    "tid",
    "update",
    "xeber",
];

/// Query parameters that choose a language: kept, as one article in two languages is two headlines.
const LANGUAGES: &[&str] = &["hl", "lng", "locale"];

/// Query parameters that only choose AMP's form of a page.
const AMP: &[&str] = &["amp", "outputtype"];

/// The key of a canonical link; `None` where the link does not identify an article: a front page, a rubric, a listing.
pub fn link_key(link: &str) -> Option<String> {
    if let Some((host, path)) = address::plain(link) {
        return key(host, path, &[], "");
    }
    let url = Url::parse(link).ok()?;
    let fragment = url.fragment().map(|fragment| format!("#{fragment}")).unwrap_or_default();
    key(url.host_str()?, url.path(), &pairs(&url), &fragment)
}

fn key(host: &str, path: &str, pairs: &[(String, String)], fragment: &str) -> Option<String> {
    let host = host::family(host);
    let segments = path::segments(path);
    let number = number::find(&segments);
    if fragment.is_empty() && number.is_none() && is_listing(&segments, pairs) {
        return None;
    }
    let place = match &number {
        Some(number) => by_number(&segments, number, pairs),
        None => by_slug(&segments, pairs).unwrap_or_else(|| by_path(&segments, pairs)),
    };
    Some(format!("{host}/{place}{fragment}"))
}

/// The last part of a link that may stand under two rubrics, with dates, languages and weak numbers before it; `None` where
/// the link has a strong number, or fewer than two words. Alone it proves nothing: equal words and times must come to it.
pub fn slug(link: &str) -> Option<String> {
    let url = Url::parse(link).ok()?;
    let segments = path::segments(url.path());
    let (slug, before) = segments.split_last()?;
    let strong = number::find(&segments).is_some_and(|number| number.strong);
    let plain = !strong && path::words(slug) >= 2 && pairs(&url).is_empty();
    plain.then(|| format!("{}/{}", host::family(url.host_str().unwrap_or_default()), telling(before, slug)))
}

/// Query parameters, decoded, sorted, AMP's left out.
fn pairs(url: &Url) -> Vec<(String, String)> {
    let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
    let pairs = url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty());
    let pairs = pairs.map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let mut pairs: Vec<_> = pairs.map(|(name, value)| (decode(name), decode(value))).collect();
    pairs.retain(|(name, _)| !AMP.contains(&name.to_ascii_lowercase().as_str()));
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

fn query(pairs: &[(String, String)], keep: impl Fn(&str) -> bool) -> String {
    let kept = pairs.iter().filter(|(name, _)| keep(&name.to_ascii_lowercase()));
    let kept: Vec<String> = kept.map(|(name, value)| format!("{name}={value}")).collect();
    if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) }
}

fn is_telling(name: &str) -> bool {
    is_id(name) || LANGUAGES.contains(&name)
}

fn is_id(name: &str) -> bool {
    IDS.binary_search(&name).is_ok()
}

/// `<languages, kinds>/n/<number>`, for a weak number with everything before it.
fn by_number(segments: &[Cow<'_, str>], number: &number::Number, pairs: &[(String, String)]) -> String {
    let places = segments.iter().enumerate().filter(|(place, _)| *place != number.segment);
    let kept = places.filter(|(place, segment)| {
        path::parts_content(segment) || (!number.strong && *place < number.segment && !path::is_slug(segment))
    });
    let mut kept: Vec<&str> = kept.map(|(_, segment)| segment.as_ref()).collect();
    kept.extend(["n", number.digits.as_str()]);
    kept.join("/") + &query(pairs, is_telling)
}

/// `<languages, kinds, dates>/s/<slug>` for a long slug.
fn by_slug(segments: &[Cow<'_, str>], pairs: &[(String, String)]) -> Option<String> {
    let (slug, before) = segments.split_last()?;
    if !path::is_long_slug(slug) {
        return None;
    }
    Some(telling(before, slug) + &query(pairs, is_telling))
}

/// A slug with what stands before it and is no rubric.
fn telling(before: &[Cow<'_, str>], slug: &str) -> String {
    let telling = |segment: &&Cow<'_, str>| path::parts_content(segment) || segment.chars().any(char::is_numeric);
    let mut kept: Vec<&str> = before.iter().filter(telling).map(Cow::as_ref).collect();
    kept.extend(["s", slug]);
    kept.join("/")
}

fn by_path(segments: &[Cow<'_, str>], pairs: &[(String, String)]) -> String {
    format!("p/{}{}", segments.join("/"), query(pairs, |_| true))
}

/// A front page, a rubric, or something below a segment that names listings, where no number tells an article.
fn is_listing(segments: &[Cow<'_, str>], pairs: &[(String, String)]) -> bool {
    let Some((last, before)) = segments.split_last() else { return !pairs.iter().any(is_id_pair) };
    if pairs.iter().any(is_id_pair) {
        return false;
    }
    let names_list = |segment: &Cow<'_, str>| path::is_among(LISTINGS, segment);
    let listed = before.iter().rev().take(2).any(names_list) && path::words(last) <= 3;
    let rubric = segments.len() <= 3 && path::is_among(RUBRICS, last);
    let language = segments.len() == 1 && path::is_language(last);
    listed || rubric || language
}

fn is_id_pair((name, _): &(String, String)) -> bool {
    is_id(&name.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(link: &str) -> String {
        link_key(link).unwrap_or_default()
    }

    #[test]
    fn tables_are_sorted() {
        assert!(LISTINGS.is_sorted() && RUBRICS.is_sorted() && IDS.is_sorted());
        assert!(LISTINGS.iter().chain(RUBRICS).all(|word| path::is_among(&[word], &word.to_uppercase())));
    }

    #[test]
    fn devices_amp_and_trailing_slashes_are_one() {
        let key_of_all = key("https://www.news.example/world/rain-again/");
        for link in [
            "http://news.example/world/rain-again",
            "https://m.news.example/world/rain-again",
            "https://amp.news.example/world/rain-again/",
            "https://news.example/amp/world/rain-again",
            "https://news.example/world/rain-again/amp",
            "https://news.example/world/rain-again?amp=1",
            "https://news.example/world/rain-again.html",
        ] {
            assert_eq!(key(link), key_of_all, "{link}");
        }
    }

    #[test]
    fn a_number_outlives_rubric_and_slug() {
        let number = key("https://news.example/sport/old-slug-393947.html");
        assert_eq!(key("https://news.example/football/new-slug-393947.html"), number);
        assert_ne!(key("https://news.example/video/new-slug-393947.html"), number);
        assert_ne!(key("https://news.example/ru/new-slug-393947.html"), number);
        assert_eq!(key("https://news.example/news/48213/old"), key("https://news.example/news/48213/new"));
        assert_ne!(key("https://news.example/news/48213/old"), key("https://news.example/brief/48213/old"));
    }

    #[test]
    fn a_long_slug_outlives_its_rubric_and_not_its_date() {
        let slug = "council-votes-for-the-new-river-bridge";
        let known = key(&format!("https://news.example/politics/{slug}"));
        assert_eq!(key(&format!("https://news.example/local/north/{slug}/")), known);
        assert_ne!(key(&format!("https://news.example/2026/05/{slug}")), known);
    }

    #[test]
    fn a_short_slug_is_a_hint() {
        let hint = slug("https://news.example/sport/cup-draw");
        assert_eq!(hint, slug("https://m.news.example/local/cup-draw/?amp=1"));
        for other in ["2026/05/cup-draw", "az/cup-draw", "sport/draw", "sport/393947/cup-draw", "sport/cup-draw?page=2"]
        {
            assert_ne!(hint, slug(&format!("https://news.example/{other}")), "{other}");
        }
        let numbered = slug("https://news.example/sport/cup-draw-21645");
        assert!(numbered.is_some());
        assert_eq!(numbered, slug("https://news.example/local/cup-draw-21645"));
        assert_ne!(numbered, slug("https://news.example/local/cup-draw-21646"));
        assert_eq!(slug("https://news.example/local/cup-draw-393947"), None, "its number tells it");
    }

    #[test]
    fn entries_of_a_live_page_are_apart() {
        let live = "https://news.example/live/storm-393947";
        assert_ne!(key(&format!("{live}?post=12")), key(&format!("{live}?post=13")));
        assert_ne!(key(&format!("{live}#post-12")), key(&format!("{live}#post-13")));
    }

    #[test]
    fn lists_identify_nothing() {
        for link in [
            "https://news.example",
            "https://news.example/?lang=az",
            "https://news.example/az/",
            "https://news.example/sport",
            "https://news.example/tag/floods",
            "https://news.example/az/news/latest",
            "https://news.example/author/jo-lee/",
        ] {
            assert_eq!(link_key(link), None, "{link}");
        }
        assert!(link_key("https://news.example/?p=77").is_some());
        assert!(link_key("https://news.example/tag/floods-393947").is_some());
    }
}
