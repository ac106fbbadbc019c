//! The words of time in every language: data from the CLDR, and beside it what news sites write and the CLDR lacks.
//!
//! `lexicon/generate.py` writes `lexicon/cldr.tsv` and says what its columns mean.

pub(super) mod customs;
mod load;
pub(super) mod meaning;
pub(super) mod segments;

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::AgoUnit;
use super::token::Tokens;
use customs::{Customs, Order};
use meaning::Meaning;
use segments::Segments;

/// The longest phrase that is looked for, in words.
const PHRASE: usize = 7;

/// Marks that may stand inside a phrase.
const INSIDE_PHRASE: &str = ".,-/’'\u{2011}་";

/// Whose words count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Those of any language.
    Any,
    /// Those of the given language, or longer ones of a language of many sites: a short word may be another one's.
    Known,
    /// Those of the given language only, where one is given, and those of another script.
    Own,
    /// Those of the given language and of every language of many sites.
    Many,
}

struct Sense {
    meaning: Meaning,
    languages: &'static str,
    /// One of the languages is spoken by many sites.
    major: bool,
}

/// All tables, keyed by folded phrases.
#[derive(Default)]
pub(super) struct Lexicon {
    phrases: HashMap<String, Vec<Sense>>,
    /// How many words the longest phrase has that begins with a word: most words begin none.
    longest: HashMap<String, usize>,
    /// Patterns of the past with `#` for the amount.
    ago: HashMap<String, Vec<(AgoUnit, &'static str)>>,
    /// Words that stand beside the amount in such a pattern.
    ago_words: HashSet<String>,
    /// Names of months by language, to know them by their beginning.
    months: HashMap<&'static str, Vec<(String, u8)>>,
    pub(super) segments: Segments,
    customs: Customs,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);
static ZEROS: LazyLock<Vec<char>> = LazyLock::new(load::zeros);

/// The lexicon, loaded at first use.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// The zeros of every script's decimal digits.
pub(super) fn digit_zeros() -> &'static [char] {
    &ZEROS
}

impl Lexicon {
    /// The longest phrase at `from` with a meaning that `pick` wants, the given language's first; with where it ends.
    pub(super) fn find<T>(
        &self,
        tokens: &Tokens<'_>,
        from: usize,
        language: &str,
        trust: Trust,
        pick: impl Fn(Meaning) -> Option<T>,
    ) -> Option<(T, usize)> {
        let ends = self.ends(tokens, from)?;
        ends.iter().rev().filter(|end| **end > 0).find_map(|&end| {
            let phrase = tokens.phrase(from, end);
            let senses = self.phrases.get(phrase)?;
            let found = best(senses, phrase, language, trust).find_map(|sense| pick(sense.meaning));
            found.map(|found| (found, end))
        })
    }

    /// Where the phrases that begin at `from` may end, shortest first; zero is none.
    fn ends(&self, tokens: &Tokens<'_>, from: usize) -> Option<[usize; PHRASE]> {
        let first = tokens.is_word(from).then(|| tokens.phrase(from, from + 1))?;
        let longest = self.longest.get(first).copied()?;
        let mut ends = [0; PHRASE];
        let mut at = from;
        for end in ends.iter_mut().take(longest) {
            while tokens.mark(at).is_some_and(|mark| INSIDE_PHRASE.contains(mark)) {
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

    /// The unit of a pattern of the past, `vor # minuten`. A short one counts in its own language only: `# m` may be
    /// anything.
    pub(super) fn ago(&self, pattern: &str, language: &str) -> Option<AgoUnit> {
        let words = pattern.split(' ').count() - 1;
        let long = words > 1 || pattern.len() >= "# hours".len() || !pattern.is_ascii();
        let units = self.ago.get(pattern)?;
        units.iter().find(|(_, known)| long || language.is_empty() || speaks(known, language)).map(|(unit, _)| *unit)
    }

    /// The word stands beside the amount in some pattern of the past.
    pub(super) fn is_ago_word(&self, word: &str) -> bool {
        self.ago_words.contains(word)
    }

    /// The customs of a locale, given in lower case with dashes.
    pub(super) fn order(&self, locale: &str) -> Order {
        self.customs.order(locale)
    }

    /// Its clock has twelve hours.
    pub(super) fn has_twelve_hours(&self, locale: &str) -> bool {
        self.customs.has_twelve_hours(locale)
    }

    /// It writes `9.05` for a clock.
    pub(super) fn has_dotted_clocks(&self, locale: &str) -> bool {
        self.customs.has_dotted_clocks(locale)
    }

    /// The month of the language whose name `word` begins or ends otherwise: an abbreviation of the site's own, a case
    /// that the CLDR does not list.
    pub(super) fn month_like(&self, word: &str, language: &str) -> Option<u8> {
        let length = word.chars().count();
        let alike = |name: &str| {
            let shared = name.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
            let full = name.chars().count();
            shared >= 3 && shared == length || shared >= 4 && shared + 2 >= full.max(length)
        };
        let mut months = self.months.get(language)?.iter().filter(|(name, _)| alike(name)).map(|(_, month)| *month);
        let month = months.next()?;
        months.all(|other| other == month).then_some(month)
    }
}

impl Sense {
    fn speaks(&self, language: &str) -> bool {
        speaks(self.languages, language)
    }
}

fn speaks(languages: &str, language: &str) -> bool {
    languages == "*" || languages.split(' ').any(|known| known == language)
}

/// The senses of the given language; where it has none those of the languages of many sites, else all.
fn best<'a>(senses: &'a [Sense], phrase: &str, language: &'a str, trust: Trust) -> impl Iterator<Item = &'a Sense> {
    let own = !language.is_empty() && senses.iter().any(|sense| sense.speaks(language));
    let telling = phrase.len() >= 4 || !phrase.is_ascii();
    let major = trust != Trust::Any || senses.iter().any(|sense| sense.major);
    senses.iter().filter(move |sense| match (own, trust) {
        (_, Trust::Many) => language.is_empty() || sense.major || sense.speaks(language),
        (true, _) => sense.speaks(language),
        (false, Trust::Known) => sense.major && (telling || sense.languages == "*"),
        (false, Trust::Own) => sense.major && (language.is_empty() || !phrase.is_ascii()),
        (false, Trust::Any) => sense.major || !major,
    })
}
