//! The phrases of the lexicon that stand in a text: each is looked up once, and asked often.

use super::meaning::{Kinds, Meaning};
use super::{INSIDE_PHRASE, Lexicon, PHRASE, Senses, Trust, best};
use crate::pipeline::written_time::token::{Kind, Tokens, is_among};
use crate::pipeline::written_time::tongue::Tongue;

/// A phrase that the lexicon knows, from one token to before another.
struct Phrase {
    from: usize,
    end: usize,
    senses: &'static Senses,
}

/// The known phrases of a text, by where they begin, the longest first.
#[derive(Default)]
pub(in crate::pipeline::written_time) struct Phrases(Vec<Phrase>);

impl Phrases {
    /// Looks up what stands in a text, in place of what is there, and tells its tokens.
    pub(in crate::pipeline::written_time) fn find_all(&mut self, tokens: &mut Tokens<'_>, known: &'static Lexicon) {
        let phrases = &mut self.0;
        phrases.clear();
        for from in 0..tokens.len() {
            let Some(ends) = ends(tokens, from) else { continue };
            let mut kinds = Kinds::default();
            for end in ends.into_iter().rev().filter(|end| *end > 0) {
                let senses = match tokens.get(from) {
                    Some(token) if end == from + 1 => known.word(token.uses),
                    _ => known.phrase(tokens.phrase(from, end)),
                };
                if let Some(senses) = senses {
                    kinds = kinds.or(senses.kinds);
                    phrases.push(Phrase { from, end, senses });
                }
            }
            tokens.begins(from, kinds);
        }
    }

    /// Whether some phrase is wanted, given the token that it begins at and what it may mean.
    pub(in crate::pipeline::written_time) fn any(&self, wanted: impl Fn(usize, Kinds) -> bool) -> bool {
        self.0.iter().any(|phrase| wanted(phrase.from, phrase.senses.kinds))
    }

    /// The longest phrase at `from` with a meaning of these kinds that `pick` wants, the tongue's own first; with where it ends.
    pub(in crate::pipeline::written_time) fn find<T>(
        &self,
        tokens: &Tokens<'_>,
        from: usize,
        tongue: &Tongue,
        trust: Trust,
        kinds: Kinds,
        pick: impl Fn(Meaning) -> Option<T>,
    ) -> Option<(T, usize)> {
        let first = self.0.partition_point(|phrase| phrase.from < from);
        let here = self.0.get(first..)?.iter().take_while(|phrase| phrase.from == from);
        // Whose sense counts is asked only where one is wanted at all.
        let mut wanted = here.filter(|phrase| phrase.senses.kinds.meets(kinds));
        wanted.find_map(|phrase| {
            let words = tokens.phrase(from, phrase.end);
            let found = best(&phrase.senses.all, words, tongue, trust).find_map(|sense| pick(sense.meaning));
            found.map(|found| (found, phrase.end))
        })
    }
}

/// Where the phrases that begin at `from` may end, shortest first; zero is none.
fn ends(tokens: &Tokens<'_>, from: usize) -> Option<[usize; PHRASE]> {
    let longest = tokens.get(from).filter(|token| token.kind == Kind::Word).map(|token| token.uses.longest)?;
    if longest == 0 {
        return None;
    }
    let mut ends = [0; PHRASE];
    let mut at = from;
    for end in ends.iter_mut().take(longest.into()) {
        while tokens.mark(at).is_some_and(|mark| is_among(mark, INSIDE_PHRASE)) {
            at += 1;
        }
        if tokens.get(at).is_none() || tokens.mark(at).is_some() {
            break;
        }
        at += 1;
        *end = at;
    }
    Some(ends)
}
