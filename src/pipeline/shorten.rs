//! Words cut to what a topic takes. A text that was cut ends with an ellipsis, which dedupe and readers know.

use crate::contract::headline_event::HeadlineEvent;
use crate::contract::sighting::Sighting;

const ELLIPSIS: &str = "…";
/// What is left of a text is worth keeping from so many bytes on.
const WORTH: usize = 40;

/// A text that may be cut, where there is one.
type TextOf<T> = fn(&mut T) -> Option<&mut Option<String>>;

/// Cuts an event until its value has `bytes` at most: the deck first, then the kicker, then what they were before.
/// Whether it fits; the title and the link are never touched.
pub fn event(event: &mut HeadlineEvent, bytes: usize) -> bool {
    let texts: [TextOf<HeadlineEvent>; 4] = [
        |event| Some(&mut event.deck),
        |event| Some(&mut event.kicker),
        |event| Some(&mut event.previous.as_mut()?.deck),
        |event| Some(&mut event.previous.as_mut()?.kicker),
    ];
    cut(event, bytes, &texts, |event| event.to_json().map_or(0, |value| value.len()))
}

/// The same for a sighting.
pub fn sighting(sighting: &mut Sighting, bytes: usize) -> bool {
    let texts: [TextOf<Sighting>; 2] = [|sighting| Some(&mut sighting.deck), |sighting| Some(&mut sighting.kicker)];
    cut(sighting, bytes, &texts, |sighting| sighting.to_bytes().map_or(0, |value| value.len()))
}

fn cut<T>(value: &mut T, bytes: usize, texts: &[TextOf<T>], size: impl Fn(&T) -> usize) -> bool {
    for text in texts {
        let over = size(value).saturating_sub(bytes);
        if over == 0 {
            return true;
        }
        if let Some(text) = text(value) {
            shorten(text, over);
        }
    }
    size(value) <= bytes
}

/// Takes at least `over` bytes off a text, all of it where little would be left.
fn shorten(text: &mut Option<String>, over: usize) {
    let Some(words) = text else { return };
    let keep = words.len().saturating_sub(over + ELLIPSIS.len());
    if keep < WORTH {
        *text = None;
        return;
    }
    let end = (0..=keep).rev().find(|at| words.is_char_boundary(*at)).unwrap_or(0);
    words.truncate(end);
    words.truncate(words.trim_end().len());
    words.push_str(ELLIPSIS);
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::contract::headline_event::{EventKind, Previous, Published};
    use crate::headline::{PageRef, Section, SectionKind};

    fn long(words: &str) -> Option<String> {
        Some(words.repeat(200))
    }

    fn wordy() -> HeadlineEvent {
        HeadlineEvent {
            id: "a".repeat(26),
            event: EventKind::Revised,
            revision: 1,
            site: "a.example".into(),
            title: "A title that stays".into(),
            kicker: long("kicker "),
            deck: long("тизер \"x\" "),
            url: None,
            published: Published::default(),
            section: Section { kind: SectionKind::Latest, label: None, position: 0 },
            language: None,
            first_seen_at: DateTime::UNIX_EPOCH,
            page: PageRef { id: None, url: "https://a.example/".into(), fetched_at: DateTime::UNIX_EPOCH },
            changed: None,
            previous: Some(Previous {
                title: "As it was".into(),
                kicker: None,
                deck: long("deck "),
                published_at: None,
            }),
            cause: None,
        }
    }

    #[test]
    fn the_deck_goes_first_and_the_title_stays() {
        let whole = wordy();
        let size = whole.to_json().unwrap().len();
        let mut cut = whole.clone();
        assert!(event(&mut cut, size - 100));
        assert!(cut.deck.as_ref().is_some_and(|deck| deck.ends_with("x\"…") || deck.ends_with('…')), "{:?}", cut.deck);
        assert_eq!((&cut.kicker, &cut.previous, &cut.title), (&whole.kicker, &whole.previous, &whole.title));
        assert!(cut.to_json().unwrap().len() <= size - 100);
    }

    #[test]
    fn everything_but_the_title_goes_before_it_gives_up() {
        let mut cut = wordy();
        assert!(event(&mut cut, 1000));
        assert_eq!((cut.deck, cut.kicker, cut.title.as_str()), (None, None, "A title that stays"));
        assert!(!event(&mut wordy(), 300));
    }

    #[test]
    fn a_text_that_fits_is_not_touched() {
        let mut same = wordy();
        assert!(event(&mut same, 100_000));
        assert_eq!(same, wordy());
    }
}
