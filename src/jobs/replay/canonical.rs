//! A page's own word for its address.

use html5gum::{StartTag, Token, Tokenizer};

/// Where a page's head ends, if nothing in it says so.
const HEAD: usize = 256 * 1024;

/// The absolute address in `link rel=canonical`, else in `og:url`.
pub(super) fn url(page: &[u8]) -> Option<String> {
    let head = page.get(..HEAD).unwrap_or(page);
    let mut second = None;
    for Ok(token) in Tokenizer::new(head) {
        match token {
            Token::StartTag(tag) if &**tag.name == b"body" => break,
            Token::StartTag(tag) if &**tag.name == b"link" && is(&tag, b"rel", "canonical") => {
                if let Some(url) = absolute(&tag, b"href") {
                    return Some(url);
                }
            }
            Token::StartTag(tag) if &**tag.name == b"meta" && is(&tag, b"property", "og:url") => {
                second = second.or_else(|| absolute(&tag, b"content"));
            }
            _ => {}
        }
    }
    second
}

fn attribute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let value = tag.attributes.get(name)?;
    Some(String::from_utf8_lossy(value).trim().to_owned())
}

fn is(tag: &StartTag<()>, name: &[u8], value: &str) -> bool {
    attribute(tag, name).is_some_and(|found| found.eq_ignore_ascii_case(value))
}

fn absolute(tag: &StartTag<()>, name: &[u8]) -> Option<String> {
    let url = url::Url::parse(&attribute(tag, name)?).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| url.into())
}

#[cfg(test)]
mod tests {
    use super::url;

    #[test]
    fn the_canonical_link_goes_before_og_url() {
        let page =
            br#"<meta property=og:url content="https://a.example/m"><LINK rel=Canonical href=" https://a.example/x ">"#;
        assert_eq!(url(page).as_deref(), Some("https://a.example/x"));
        assert_eq!(url(&page[..50]), None);
        assert_eq!(url(&page[..52]).as_deref(), Some("https://a.example/m"));
    }

    #[test]
    fn nothing_else_is_an_address() {
        for page in [
            "",
            "<link rel=canonical href=/x>",
            "<link rel=icon href=https://a.example>",
            "<body><link rel=canonical href=https://a.example>",
        ] {
            assert_eq!(url(page.as_bytes()), None, "{page}");
        }
    }
}
