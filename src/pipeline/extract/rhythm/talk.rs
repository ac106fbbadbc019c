//! Times that stand beside what people say, or within what an article says: no headline is about to come.

use crate::pipeline::text::Line;
use crate::pipeline::text::words::fold;

use super::beat::{Beat, MOST_LINES};

/// What calls to answer a comment, folded.
const REPLIES: [&str; 45] = [
    "reply",
    "replyreport",
    "replyto",
    "antworten",
    "antwort",
    "répondre",
    "répondreàcecommentaire",
    "responder",
    "respon",
    "rispondi",
    "beantwoorden",
    "reageer",
    "reageren",
    "svar",
    "svara",
    "svare",
    "besvar",
    "vastaa",
    "vasta",
    "atbildēt",
    "atsakyti",
    "odpowiedz",
    "odpovědět",
    "odpovedať",
    "odgovori",
    "одговори",
    "válasz",
    "răspunde",
    "отговор",
    "ответить",
    "відповісти",
    "απάντηση",
    "yanıtla",
    "cevapla",
    "cavabla",
    "回复",
    "回覆",
    "返信",
    "답글",
    "رد",
    "پاسخ",
    "השב",
    "trảlời",
    "balas",
    "ตอบกลับ",
];

/// Whether at least half of the times of a stretch have a call to reply below them, or a sentence that goes on behind them:
/// comments, footnotes.
pub(super) fn is_talk(lines: &[Line], run: &[Beat]) -> bool {
    let below = |at: usize, beat: &Beat| {
        let next = run.get(at + 1).map_or(beat.end + MOST_LINES, |next| next.line);
        lines.get(beat.end..next.min(lines.len())).unwrap_or(&[])
    };
    let is_reply = |line: &Line| line.text.len() <= 48 && REPLIES.contains(&fold(&line.text).as_str());
    let said = |(at, beat): (usize, &Beat)| {
        let below = below(at, beat);
        below.first().is_some_and(|line| line.text.starts_with('.')) || below.iter().any(is_reply)
    };
    run.iter().enumerate().filter(|beat| said(*beat)).count() * 2 >= run.len()
}
