//! The host family: hosts that show the same articles to other devices.

/// Labels in front of a host that only name a device or a machine.
const DEVICES: &[&str] =
    &["amp", "lite", "m", "mobi", "mobil", "mobile", "touch", "wap", "www", "www1", "www2", "www3"];

/// `host` without the labels in front that only name a device; at least two labels stay.
pub(super) fn family(host: &str) -> String {
    let host = host.trim_end_matches('.').to_ascii_lowercase();
    let free = host.split('.').count().saturating_sub(2);
    let kept = host.split('.').enumerate().filter(|(at, label)| *at >= free || !DEVICES.contains(label));
    kept.map(|(_, label)| label).collect::<Vec<_>>().join(".")
}

#[cfg(test)]
mod tests {
    use super::family;

    #[test]
    fn devices_go_and_desks_stay() {
        assert_eq!(family("www.news.example"), "news.example");
        assert_eq!(family("sport.m.News.example."), "sport.news.example");
        assert_eq!(family("amp.www.news.example"), "news.example");
        assert_eq!(family("m.example"), "m.example");
    }
}
