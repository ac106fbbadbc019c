//! Where in a TOML text something stands: its line, and the key that a reader would look for.

/// The line of the byte `at`, counted from 1.
pub(super) fn line(text: &str, at: usize) -> usize {
    1 + text.as_bytes().iter().take(at).filter(|&&byte| byte == b'\n').count()
}

/// The key that the byte `at` belongs to: that of the table above it, and that of its own line.
pub(super) fn key(text: &str, at: usize) -> Option<String> {
    let end = text.get(at..)?.find('\n').map_or(text.len(), |length| at + length);
    let mut lines = text.get(..end)?.lines().rev().map(str::trim);
    let own = lines.next()?;
    let name = |line: &str| line.split_once('=').map(|(key, _)| key.trim().to_owned());
    if is_header(own) {
        return Some(table(own));
    }
    // an array may go on over several lines: its key stands above
    let own = name(own).or_else(|| lines.by_ref().take_while(|line| !is_header(line)).find_map(name));
    let above = text.get(..end)?.lines().rev().map(str::trim).find(|line| is_header(line)).map(table);
    match (above, own) {
        (Some(above), Some(own)) => Some(format!("{above}.{own}")),
        (above, own) => above.or(own),
    }
}

fn is_header(line: &str) -> bool {
    line.starts_with('[') && !line.contains('=')
}

fn table(header: &str) -> String {
    let inside = header.split('#').next().unwrap_or(header).trim();
    inside.trim_matches(['[', ']']).to_owned()
}
