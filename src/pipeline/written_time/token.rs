//! A text as numbers, words and punctuation, with words folded to what the lexicon is keyed by.

use unicode_normalization::char::is_combining_mark;

use crate::pipeline::text::words;

use super::fold::fold;
use super::lexicon::meaning::Kinds;
use super::lexicon::segments::Segments;
use super::lexicon::{Lexicon, Use};

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Decimal digits of any script.
    Number {
        /// Its value, saturating.
        value: u64,
        /// How many digits it has, leading zeros too.
        digits: usize,
    },
    /// Letters with their marks.
    Word,
    /// Anything else but blanks.
    Mark(char),
}

/// One token and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// First byte in the text.
    pub(super) start: usize,
    /// First byte after it.
    pub(super) end: usize,
    /// A blank stands before it.
    pub(super) spaced: bool,
    /// What the word is good for.
    pub(super) uses: Use,
    /// What the phrases may mean that begin with it.
    pub(super) kinds: Kinds,
    folded_from: usize,
    folded_to: usize,
}

/// What the tokens of a text lie in.
pub(super) type Buffers = (Vec<Token>, String);

/// A text, cut up.
pub(super) struct Tokens<'a> {
    pub(super) text: &'a str,
    items: Vec<Token>,
    /// Words and numbers, folded, with a blank between: any phrase is a slice of it.
    folded: String,
}

impl<'a> Tokens<'a> {
    /// Cuts `text`; `known` finds the known words in scripts that write no blanks, and tells what words are good for.
    pub(super) fn new(text: &'a str, known: Option<&Lexicon>) -> Self {
        Self::reusing(text, known, (Vec::new(), String::new()))
    }

    /// [`Tokens::new`] in buffers that are at hand.
    pub(super) fn reusing(text: &'a str, known: Option<&Lexicon>, (mut items, mut folded): Buffers) -> Self {
        let segments = known.map(|known| &known.segments);
        items.clear();
        folded.clear();
        let mut tokens = Self { text, items, folded };
        let mut at = 0;
        let mut spaced = false;
        while let Some(first) = tokens.rest(at).chars().next() {
            if first == ' ' {
                spaced = true;
                at += 1;
                continue;
            }
            if first.is_whitespace() || is_invisible(first) {
                spaced |= first.is_whitespace();
                at += first.len_utf8();
                continue;
            }
            let (kind, end) = tokens.cut(at, first, segments);
            tokens.push(kind, at, end, spaced);
            if let (Some(known), Some(token)) = (known, tokens.items.last_mut())
                && !matches!(kind, Kind::Mark(_))
            {
                token.uses = tokens.folded.get(token.folded_from..).map(|word| known.uses(word)).unwrap_or_default();
            }
            spaced = false;
            at = end;
        }
        tokens
    }

    /// The buffers, for the next text.
    pub(super) fn buffers(&mut self) -> Buffers {
        (std::mem::take(&mut self.items), std::mem::take(&mut self.folded))
    }

    /// Notes what the phrases may mean that begin at `index`.
    pub(super) fn begins(&mut self, index: usize, kinds: Kinds) {
        if let Some(token) = self.items.get_mut(index) {
            token.kinds = kinds;
        }
    }

    pub(super) fn len(&self) -> usize {
        self.items.len()
    }

    pub(super) fn get(&self, index: usize) -> Option<&Token> {
        self.items.get(index)
    }

    pub(super) fn kind(&self, index: usize) -> Option<Kind> {
        self.items.get(index).map(|token| token.kind)
    }

    /// Value and digits of the number at `index`.
    pub(super) fn number(&self, index: usize) -> Option<(u64, usize)> {
        match self.kind(index)? {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    pub(super) fn mark(&self, index: usize) -> Option<char> {
        match self.kind(index)? {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    pub(super) fn is_word(&self, index: usize) -> bool {
        self.kind(index) == Some(Kind::Word)
    }

    /// No blank stands before the token.
    pub(super) fn is_glued(&self, index: usize) -> bool {
        self.items.get(index).is_some_and(|token| !token.spaced)
    }

    /// The folded words and numbers of `from..to`, which must begin and end with one.
    pub(super) fn phrase(&self, from: usize, to: usize) -> &str {
        let bounds = self.items.get(from).zip(to.checked_sub(1).and_then(|last| self.items.get(last)));
        bounds.and_then(|(first, last)| self.folded.get(first.folded_from..last.folded_to)).unwrap_or_default()
    }

    /// All words and numbers, folded.
    pub(super) fn folded(&self) -> &str {
        &self.folded
    }

    fn rest(&self, at: usize) -> &'a str {
        self.text.get(at..).unwrap_or_default()
    }

    fn cut(&self, at: usize, first: char, segments: Option<&Segments>) -> (Kind, usize) {
        let rest = self.rest(at);
        if first.is_ascii_alphabetic() {
            (Kind::Word, at + word(rest))
        } else if digit(first).is_some() {
            let (kind, length) = number(rest);
            (kind, at + length)
        } else if is_unspaced(first) {
            (Kind::Word, at + unspaced_word(rest, segments))
        } else if is_letter(first) {
            (Kind::Word, at + word(rest))
        } else {
            (Kind::Mark(first), at + first.len_utf8())
        }
    }

    fn push(&mut self, kind: Kind, start: usize, end: usize, spaced: bool) {
        if !matches!(kind, Kind::Mark(_)) && !self.folded.is_empty() {
            self.folded.push(' ');
        }
        let folded_from = self.folded.len();
        let text = self.text.get(start..end).unwrap_or_default();
        match kind {
            Kind::Word => fold(text, &mut self.folded),
            Kind::Number { .. } if text.is_ascii() => self.folded.push_str(text),
            Kind::Number { .. } => {
                self.folded.extend(text.chars().filter_map(digit).filter_map(|d| char::from_digit(d, 10)))
            }
            Kind::Mark(_) => {}
        }
        let folded_to = self.folded.len();
        self.items.push(Token {
            kind,
            start,
            end,
            spaced,
            uses: Use::default(),
            kinds: Kinds::default(),
            folded_from,
            folded_to,
        });
    }
}

/// The value of a decimal digit of any script.
pub(super) fn digit(c: char) -> Option<u32> {
    if c.is_ascii() {
        return c.to_digit(10);
    }
    if !words::is_number(c) {
        return None;
    }
    super::lexicon::digit_zeros().iter().find_map(|&zero| {
        let value = u32::from(c).checked_sub(u32::from(zero))?;
        (value < 10).then_some(value)
    })
}

fn number(rest: &str) -> (Kind, usize) {
    let (mut value, mut digits, mut length) = (0_u64, 0, 0);
    for c in rest.chars() {
        let Some(d) = digit(c) else { break };
        value = value.saturating_mul(10).saturating_add(u64::from(d));
        digits += 1;
        length += c.len_utf8();
    }
    (Kind::Number { value, digits }, length)
}

/// Length of the word that `rest` begins with.
pub(super) fn word(rest: &str) -> usize {
    let plain = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
    if plain > 0 && rest.as_bytes().get(plain).is_none_or(|next| next.is_ascii() && !is_apostrophe(char::from(*next))) {
        return plain;
    }
    let mut chars = rest.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let inside = is_letter(c) && !is_unspaced(c)
            || is_invisible(c)
            || is_apostrophe(c) && at > 0 && chars.peek().is_some_and(|&(_, next)| is_letter(next));
        if !inside {
            return at;
        }
    }
    rest.len()
}

/// Length of the known word that `rest` begins with, or else of what stands before the next known one.
fn unspaced_word(rest: &str, segments: Option<&Segments>) -> usize {
    for (at, c) in rest.char_indices() {
        if !is_unspaced(c) {
            return at;
        }
        let known = segments.and_then(|segments| segments.longest(rest.get(at..)?));
        match known {
            Some(length) if at == 0 => return length,
            Some(_) => return at,
            None => {}
        }
    }
    rest.len()
}

/// A letter, or a mark on one.
pub(super) fn is_letter(c: char) -> bool {
    words::is_letter(c) || c >= '\u{300}' && !words::is_punctuation(c) && is_combining_mark(c)
}

pub(super) fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '`' | '´' | '׳' | '״' | '"')
}

/// Characters without a shape of their own.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{70f}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

/// Whether `mark` is one of `marks`.
pub(super) fn is_among(mark: char, marks: &str) -> bool {
    match u8::try_from(mark) {
        Ok(byte) if byte.is_ascii() => marks.as_bytes().contains(&byte),
        _ => marks.contains(mark),
    }
}

/// Scripts that put no blank between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{3005}'..='\u{3007}'
        | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}
