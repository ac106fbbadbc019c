//! Addresses that are written as they are meant, which most links of a page are: nothing of them has to be parsed, and
//! what a parser would give back is what stands there.

use url::{Position, Url};

/// Host and path of an absolute address of nothing else, both in their normal form.
pub(crate) fn plain(address: &str) -> Option<(&str, &str)> {
    let rest = address.strip_prefix("https://").or_else(|| address.strip_prefix("http://"))?;
    let (host, path) = rest.split_at_checked(rest.find('/')?)?;
    (is_plain_host(host) && is_plain_path(path)).then_some((host, path))
}

/// `href` as it is meant on a page whose links start from `base`; `None` where it leads nowhere.
pub(crate) fn absolute(base: &Url, href: &str) -> Option<String> {
    let href = href.trim();
    if plain(href).is_some() {
        return Some(href.to_owned());
    }
    let from_root = href.starts_with('/') && !href.starts_with("//") && is_plain_path(href);
    if from_root && matches!(base.scheme(), "http" | "https") {
        return Some([&base[..Position::BeforePath], href].concat());
    }
    base.join(href).ok().map(String::from)
}

/// A name in lower case that is neither an IP address nor in Punycode.
fn is_plain_host(host: &str) -> bool {
    let sound = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
    let mut labels = host.split('.');
    let named = labels.clone().next_back().is_some_and(|last| last.starts_with(|c: char| c.is_ascii_lowercase()));
    named && host.bytes().all(sound) && labels.all(|label| !label.is_empty() && !label.starts_with("xn--"))
}

/// Nothing in it is encoded, and no segment means another one: no `.` and no `..`.
fn is_plain_path(path: &str) -> bool {
    let sound = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-' | b'_' | b'.' | b',');
    path.bytes().all(sound) && !path.contains("/.")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_a_parser_would_change_is_not_plain() {
        assert_eq!(plain("https://news.example/a/b-1.html"), Some(("news.example", "/a/b-1.html")));
        for other in [
            "https://News.example/",
            "https://1.2.3.4/a",
            "https://xn--a.example/",
            "https://news.example:443/a",
            "ftp://a.b/",
            "https://news.example/a/../b",
            "https://news.example/a%20b",
            "https://news.example/a?b",
            "https://news.example",
            "https://me@news.example/a",
            "https:///a",
            "https://.example/a",
            "/a",
        ] {
            assert_eq!(plain(other), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_plain_address_is_what_a_parser_makes_of_it(address in "https?://[a-z0-9.-]{1,12}(/[A-Za-z0-9._,-]{0,4}){0,4}") {
            if let Some((host, path)) = plain(&address) {
                let parsed = Url::parse(&address).unwrap();
                prop_assert_eq!(parsed.as_str(), &address);
                prop_assert_eq!((parsed.host_str(), parsed.path()), (Some(host), path));
            }
        }

        #[test]
        fn a_link_is_joined_as_a_parser_joins_it(href in "(https?:)?/{0,2}[a-zA-Z0-9 ./?#%:-]{0,12}") {
            for base in ["https://me:word@news.example:8080/a/b?c#d", "file:///a/b", "http://news.example/"] {
                let base = Url::parse(base).unwrap();
                prop_assert_eq!(absolute(&base, &href), base.join(href.trim()).ok().map(String::from));
            }
        }
    }
}
