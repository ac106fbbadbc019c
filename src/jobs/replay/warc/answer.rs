//! A server's answer as it was archived: status line, headers, body.

/// An answer, its body without the framing of the transfer.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) content_type: Option<String>,
    pub(super) content_encoding: Option<String>,
    pub(super) body: Vec<u8>,
}

impl Answer {
    /// Reads HTTP/1; `None` for what is none.
    pub(super) fn parse(mut block: Vec<u8>) -> Option<Self> {
        let (end, blank) = head_end(&block)?;
        let head = String::from_utf8_lossy(block.get(..end)?).into_owned();
        let status = head.strip_prefix("HTTP/")?.split(' ').nth(1)?.trim().parse().ok()?;
        let body = block.split_off(end + blank);
        let find = |name: &str| {
            let fields = head.lines().skip(1).filter_map(|line| line.split_once(':'));
            let mut named = fields.filter(|(found, _)| found.trim().eq_ignore_ascii_case(name));
            named.next().map(|(_, value)| value.trim().to_owned())
        };
        let chunked = find("transfer-encoding").is_some_and(|value| value.to_ascii_lowercase().contains("chunked"));
        let body = if chunked { unchunked(&body).unwrap_or(body) } else { body };
        Some(Self { status, content_type: find("content-type"), content_encoding: find("content-encoding"), body })
    }

    /// Whether it may hold a page: markup or text, or nothing told.
    pub(super) fn is_page(&self) -> bool {
        self.content_type.as_deref().is_none_or(|content_type| {
            let media = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
            ["text/html", "application/xhtml+xml", "text/plain"].contains(&media.as_str())
        })
    }
}

/// Where the head ends, and how long the blank line behind it is.
fn head_end(block: &[u8]) -> Option<(usize, usize)> {
    let blank = |mark: &[u8]| block.windows(mark.len()).position(|window| window == mark).map(|at| (at, mark.len()));
    let (with_return, without) = (blank(b"\r\n\r\n"), blank(b"\n\n"));
    [with_return, without].into_iter().flatten().min()
}

/// The chunks put together; `None` where they are not whole (some archives keep the header and not the framing).
fn unchunked(mut body: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::with_capacity(body.len());
    loop {
        let end = body.iter().position(|byte| *byte == b'\n')?;
        let size = std::str::from_utf8(body.get(..end)?).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        let rest = body.get(end + 1..)?;
        whole.extend_from_slice(rest.get(..size)?);
        body = rest.get(size..)?;
        body = body.strip_prefix(b"\r\n").or_else(|| body.strip_prefix(b"\n"))?;
    }
}
