//! Marks that renderers of text put around words: headings, links, references, rules.

use std::borrow::Cow;

/// Longest line, in bytes, in which links are looked for.
const LONGEST: usize = 4_000;
/// Digits of the longest number of a reference.
const REFERENCE: usize = 4;

/// The words of a tidy line without such marks.
pub(super) fn without(line: &str) -> Cow<'_, str> {
    if is_rule(line) {
        return Cow::Borrowed("");
    }
    let line = heading(emphasised(line));
    if line.len() > LONGEST || !line.contains('[') {
        return Cow::Borrowed(line);
    }
    Cow::Owned(without_links(line))
}

/// A line of dashes or their like.
fn is_rule(line: &str) -> bool {
    line.len() > 2 && line.bytes().all(|byte| b"-=_*~+# ".contains(&byte))
}

/// `## Latest news` and `## Latest news ##`.
fn heading(line: &str) -> &str {
    let words = line.trim_start_matches('#');
    let marks = line.len() - words.len();
    if (1..=6).contains(&marks) && words.starts_with(' ') { emphasised(words.trim_matches(['#', ' '])) } else { line }
}

/// `**4 May 2031**`, where the marks stand around the whole line.
fn emphasised(line: &str) -> &str {
    let inside = |mark: &str| line.strip_prefix(mark)?.strip_suffix(mark).filter(|words| !words.contains(mark));
    ["**", "__", "*", "_"].into_iter().find_map(inside).map_or(line, str::trim)
}

/// `[Ferry sails](https://…)` as its words, `![a ferry](…)` as nothing, `[12]Ferry sails` without the reference.
fn without_links(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some((before, after)) = rest.split_once('[') {
        let Some((words, behind)) = after.split_once(']') else { break };
        if let Some(behind) = behind.strip_prefix('(').and_then(|link| link.split_once(')')) {
            let image = before.strip_suffix('!');
            out.push_str(image.unwrap_or(before));
            out.push_str(if image.is_some() { "" } else { words });
            rest = behind.1;
        } else if is_reference(words) && behind.starts_with(|c: char| !c.is_whitespace()) {
            out.push_str(before);
            rest = behind;
        } else {
            out.push_str(before);
            out.push('[');
            rest = after;
        }
    }
    out.push_str(rest);
    super::words::tidy(&out)
}

fn is_reference(words: &str) -> bool {
    (1..=REFERENCE).contains(&words.len()) && words.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::without;

    #[test]
    fn marks_go_and_words_stay() {
        for (line, words) in [
            ("## Latest news", "Latest news"),
            ("### [Ferry sails](https://example.org/a_(b))", "Ferry sails)"),
            ("**4 May 2031**", "4 May 2031"),
            ("[12]Ferry sails again", "Ferry sails again"),
            ("![A ferry](a.jpg) [Ferry sails](/a) 4 May", "Ferry sails 4 May"),
            ("-----", ""),
            ("#1 in the world", "#1 in the world"),
            ("[Harbour] The ferry sails", "[Harbour] The ferry sails"),
            ("[10:20] The ferry [sails", "[10:20] The ferry [sails"),
            ("2031-05-04", "2031-05-04"),
        ] {
            assert_eq!(without(line), words);
        }
    }
}
