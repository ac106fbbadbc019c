//! Links as they are shown and compared: absolute, without what only follows readers.
//!
//! The displayed link keeps the page's own spelling (scheme, `www.`, trailing slash, order of parameters); what two
//! spellings of one article have in common is the business of [`crate::pipeline::identity`].

use url::Url;

use crate::headline::MAX_URL;
use crate::pipeline::address;

use super::tracking::{ENTRY_FRAGMENTS, NAMES, PREFIXES, SESSIONS, SESSIONS_IF_HEX};

/// A link with its fragment apart: whether the fragment counts is decided by the page's other items.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonical {
    /// The canonical link. It holds a fragment only where that names one entry of a live page, or a route.
    pub url: String,
    /// Another fragment that stood there.
    pub fragment: Option<String>,
}

/// The canonical form of an absolute link; `None` for what is no link to a page (`mailto:`, `javascript:` …).
pub fn canonical(link: &str) -> Option<Canonical> {
    if address::plain(link).is_some() {
        return (link.len() <= MAX_URL).then(|| Canonical { url: link.to_owned(), fragment: None });
    }
    let mut url = Url::parse(link.trim()).ok()?;
    if !matches!(url.scheme(), "http" | "https") {
        return None;
    }
    let _ = url.set_username("");
    let _ = url.set_password(None);
    strip_path_session(&mut url);
    strip_query(&mut url);
    let fragment = url.fragment().filter(|fragment| !fragment.is_empty()).map(str::to_owned);
    let kept = fragment.as_deref().is_some_and(|fragment| is_route(fragment) || is_entry(fragment));
    url.set_fragment(fragment.as_deref().filter(|_| kept));
    let fragment = fragment.filter(|fragment| !kept && is_telling(fragment));
    (url.as_str().len() <= MAX_URL).then(|| Canonical { url: url.into(), fragment })
}

/// The link of `canonical` with the fragment that tells it from the others on its page.
pub fn with_fragment(url: &str, fragment: &str) -> String {
    format!("{url}#{fragment}")
}

/// `;jsessionid=…` at the end of a path.
fn strip_path_session(url: &mut Url) {
    let path = url.path();
    let Some(at) = path.find(';') else { return };
    let (before, session) = path.split_at(at);
    if session.to_ascii_lowercase().starts_with(";jsessionid=") {
        let before = before.to_owned();
        url.set_path(&before);
    }
}

fn strip_query(url: &mut Url) {
    let Some(query) = url.query() else { return };
    let kept: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !is_noise(pair)).collect();
    let kept = kept.join("&");
    url.set_query(Some(kept.as_str()).filter(|kept| !kept.is_empty()));
}

fn is_noise(pair: &str) -> bool {
    let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
    let name = name.to_ascii_lowercase();
    let name = name.strip_prefix("amp;").unwrap_or(&name);
    NAMES.binary_search(&name).is_ok()
        || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
        || SESSIONS.contains(&name)
        || (SESSIONS_IF_HEX.contains(&name) && is_hex(value))
}

fn is_hex(value: &str) -> bool {
    value.len() >= 16 && value.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// `#!/news/1`, `#/news/1`: pages whose routes are fragments.
fn is_route(fragment: &str) -> bool {
    fragment.starts_with('!') || fragment.starts_with('/')
}

/// `#post-123`, `#entry=4f1c…`: one entry of a live page, whatever page the link stands on.
fn is_entry(fragment: &str) -> bool {
    let lower = fragment.to_ascii_lowercase();
    let word = lower.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (word, id) = lower.split_at(word);
    let id = id.trim_start_matches(['-', '_', '=', ':']);
    ENTRY_FRAGMENTS.contains(&word)
        && id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-')
        && id.bytes().filter(u8::is_ascii_digit).count() >= 2
}

/// A fragment that may tell items apart: neither settings of a tracker (`#do_w=48&e=x`) nor a text directive.
fn is_telling(fragment: &str) -> bool {
    fragment.len() <= 64 && !fragment.contains(['&', '=']) && !fragment.contains(":~:")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(link: &str) -> String {
        canonical(link).map(|link| link.url).unwrap_or_default()
    }

    #[test]
    fn the_table_is_sorted() {
        assert!(NAMES.is_sorted());
    }

    #[test]
    fn tracking_and_sessions_go_and_the_rest_stays_as_it_was() {
        assert_eq!(
            url("https://News.example:443/A/b/?utm_source=x&id=7&fbclid=y&lang=az&sid=0123456789abcdef"),
            "https://news.example/A/b/?id=7&lang=az"
        );
        assert_eq!(url("http://news.example/a;jsessionid=AB12?x=1"), "http://news.example/a?x=1");
        assert_eq!(url("https://news.example/a?ref=home"), "https://news.example/a");
        assert_eq!(url("https://me:secret@news.example/a"), "https://news.example/a");
    }

    #[test]
    fn a_fragment_stays_where_it_names_an_entry_or_a_route() {
        assert_eq!(url("https://news.example/live#post-123"), "https://news.example/live#post-123");
        assert_eq!(url("https://news.example/#!/story/9"), "https://news.example/#!/story/9");
        assert_eq!(url("https://news.example/a#comments"), "https://news.example/a");
        assert_eq!(url("https://news.example/a#do_w=48&e=x"), "https://news.example/a");
    }

    #[test]
    fn what_leads_to_no_page_is_no_link() {
        for link in ["mailto:desk@news.example", "javascript:void(0)", "/relative", "", "http://"] {
            assert_eq!(canonical(link), None, "{link}");
        }
    }
}
