//! What one site is, where nobody said so.

use url::{Host, Url};

/// The registrable domain of `url` by the public suffix list; an address, a bare name or a public suffix is itself one.
pub(super) fn of(url: &Url) -> String {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            registrable(name).unwrap_or(name).to_owned()
        }
        Some(Host::Ipv4(address)) => address.to_string(),
        Some(Host::Ipv6(address)) => address.to_string(),
        None => String::new(),
    }
}

/// The registrable domain of a host name.
fn registrable(name: &str) -> Option<&str> {
    psl::domain_str(name)
}

/// The last label of the host: a hint for the charset.
pub(super) fn tld(url: &Url) -> Option<&str> {
    match url.host() {
        Some(Host::Domain(name)) => name.trim_end_matches('.').rsplit('.').next().filter(|label| !label.is_empty()),
        _ => None,
    }
}
