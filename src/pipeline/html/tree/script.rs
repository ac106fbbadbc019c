//! Scripts that assign data: `window.state = {"…": …};`.

/// So many bytes of a script tell what it is.
const TELLING: usize = 160;

/// Whether a script begins by assigning what could be JSON.
pub(super) fn assigns_data(script: &[u8]) -> bool {
    let script = script.trim_ascii_start();
    let head = script.get(..TELLING).unwrap_or(script);
    let Some(equals) = head.iter().position(|byte| !is_name(*byte)) else { return false };
    let (name, rest) = head.split_at(equals);
    let Some(value) = rest.strip_prefix(b"=") else { return false };
    let value = value.trim_ascii_start();
    let inside = value.get(1..).unwrap_or_default().trim_ascii_start();
    let object = value.starts_with(b"{") && inside.starts_with(b"\"");
    let array = value.starts_with(b"[") && inside.starts_with(b"{");
    !name.trim_ascii().is_empty() && (object || array)
}

fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b" _$.[]\"'-".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::assigns_data;

    #[test]
    fn data_is_plainly_assigned() {
        let data = ["window.__STATE__ = {\"a\":1};", "\n var feed=[ {\"a\":1}]", "window[\"x-y\"]= { \"a\": 1 }"];
        assert!(data.iter().all(|script| assigns_data(script.as_bytes())));
        let code = [
            "",
            "= {\"a\":1}",
            "let a = { b: 1 }",
            "if (a == {\"b\":1})",
            "(function(){})()",
            "var a = 1",
            "var a = []",
        ];
        assert!(code.iter().all(|script| !assigns_data(script.as_bytes())));
    }
}
