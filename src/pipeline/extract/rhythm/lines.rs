//! What a single line of an item is.

use crate::pipeline::extract::kind;
use crate::pipeline::text::Line;
use crate::pipeline::text::words::letters;

/// Words that stand before an author's name.
pub(super) const BY: [&str; 14] =
    ["by", "von", "par", "por", "di", "door", "av", "af", "przez", "autor", "autor:", "yazan", "от", "written"];

/// Calls to read on, in lower case.
const CALLS: [&str; 30] = [
    "read more",
    "continue reading",
    "more",
    "mehr",
    "mehr lesen",
    "weiterlesen",
    "weiter lesen",
    "zum artikel",
    "lesen",
    "lire la suite",
    "en savoir plus",
    "lire",
    "leer más",
    "ver más",
    "seguir leyendo",
    "ler mais",
    "leia mais",
    "continua a leggere",
    "leggi",
    "leggi tutto",
    "lees meer",
    "lees verder",
    "läs mer",
    "les mer",
    "læs mere",
    "czytaj więcej",
    "читать далее",
    "devamı",
    "続きを読む",
    "اقرأ المزيد",
];

/// Words that open a list.
pub(super) fn is_heading(line: &Line) -> bool {
    line.text.len() <= 60 && line.text.split(' ').count() <= 6 && kind::is_phrase(&line.text)
}

/// Words that could be a headline.
pub(super) fn is_title(line: &Line) -> bool {
    (12..=220).contains(&letters(&line.text)) && !is_small(line) && !is_heading(line)
}

/// A rubric or a name: a word or two.
pub(super) fn is_chip(line: &Line) -> bool {
    letters(&line.text) < 15 && line.text.split(' ').count() <= 2 && !is_heading(line)
}

/// A sentence of some length, as teasers are and headlines are not.
pub(super) fn is_sentence(line: &Line) -> bool {
    letters(&line.text) >= 45 && line.text.ends_with(['.', '…', '。'])
}

/// Bylines, counters, names of files: never a headline or teaser.
pub(super) fn is_small(line: &Line) -> bool {
    let said = letters(&line.text);
    let blanks = line.text.split(' ').count();
    let counter = line.text.starts_with(|c: char| c.is_ascii_digit()) && blanks <= 2 && said < 16;
    let file = blanks == 1 && line.text.contains(['/', '_']) && said < 120;
    // the path of a rubric: `Harbour › Ships`
    let path = blanks <= 6 && line.text.contains(" › ");
    said < 2 || counter || file || path || is_call(line) || is_byline(&line.text)
}

/// A call to read on: it ends an item.
pub(super) fn is_call(line: &Line) -> bool {
    let words = line.text.trim_end_matches(|c: char| !c.is_alphanumeric());
    let short = line.text.split(' ').count() <= 4;
    short && (line.text.ends_with(['→', '»', '›', '▶', '>']) || CALLS.contains(&words.to_lowercase().as_str()))
}

/// A word for "by" and a few more.
pub(super) fn is_byline(words: &str) -> bool {
    let first = words.split(' ').next().unwrap_or("").to_lowercase();
    words.split(' ').count() <= 6 && BY.contains(&first.as_str())
}

/// Words enough for a teaser: a rubric has one or two.
pub(super) fn is_deck(line: &Line) -> bool {
    let dense = line.text.chars().any(|c| c as u32 >= 0x2e80);
    letters(&line.text) >= 12 && (dense || line.text.split(' ').count() >= 3) && !is_small(line)
}
