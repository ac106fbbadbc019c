//! The words of time in every language: data from the CLDR, and beside it what news sites write and the CLDR lacks.
//!
//! `lexicon/generate.py` writes `lexicon/cldr.tsv` and says what its columns mean.

pub(super) mod customs;
mod load;
pub(super) mod meaning;
pub(super) mod phrases;
pub(super) mod segments;

use std::sync::LazyLock;

use super::AgoUnit;
use super::tongue::Tongue;
use crate::pipeline::text::table::{Filter, Table};
use customs::{Customs, Order};
use meaning::{Kinds, Meaning};
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

/// What a phrase means in all languages.
#[derive(Default)]
struct Senses {
    kinds: Kinds,
    all: Vec<Sense>,
}

struct Sense {
    meaning: Meaning,
    languages: &'static str,
    /// One of the languages is spoken by many sites.
    major: bool,
}

/// What a single word is good for.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Use {
    /// How many words the longest phrase has that begins with it; 0 for none.
    longest: u8,
    /// It stands beside the amount in some pattern of the past.
    pub(super) ago: bool,
    /// It stands in a phrase that begins with another word.
    inside: bool,
    /// The place of what it means by itself, one further on; 0 for nothing.
    alone: u16,
}

impl Use {
    /// A phrase begins with it.
    pub(super) fn begins_phrase(self) -> bool {
        self.longest > 0
    }

    /// Something of a time may end with it.
    pub(super) fn may_end(self) -> bool {
        self.inside || !self.is_none()
    }

    /// Nothing that begins with it could be of a time.
    pub(super) fn is_none(self) -> bool {
        self.longest == 0 && !self.ago
    }
}

/// All tables, keyed by folded phrases.
#[derive(Default)]
pub(super) struct Lexicon {
    /// What phrases of several words mean.
    phrases: Table<String, Senses>,
    /// What single words are good for.
    uses: Table<String, Use>,
    /// What single words mean, which is looked up with what they are good for.
    words: Vec<Senses>,
    /// Most words of a page are in no table, which is seen here at once.
    filter: Filter,
    /// The same for phrases.
    longer: Filter,
    /// Patterns of the past with `#` for the amount.
    ago: Table<String, Vec<(AgoUnit, &'static str)>>,
    /// Names of months by language, in order, to know them by their beginning.
    months: Table<&'static str, Vec<(String, u8)>>,
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
    /// What a word is good for.
    pub(super) fn uses(&self, word: &str) -> Use {
        let known = self.filter.may_hold(word.as_bytes()).then(|| self.uses.get(word));
        known.flatten().copied().unwrap_or_default()
    }

    /// [`Lexicon::uses`] of a word that is known to be folded, by its bytes.
    pub(super) fn uses_of_bytes(&self, word: &[u8]) -> Use {
        let known = self.filter.may_hold(word).then(|| std::str::from_utf8(word).ok());
        known.flatten().map(|word| self.uses(word)).unwrap_or_default()
    }

    /// What a word means by itself, given what it is good for.
    fn word(&self, uses: Use) -> Option<&Senses> {
        usize::from(uses.alone).checked_sub(1).and_then(|at| self.words.get(at))
    }

    /// What a phrase of several words means.
    fn phrase(&self, phrase: &str) -> Option<&Senses> {
        self.longer.may_hold(phrase.as_bytes()).then(|| self.phrases.get(phrase)).flatten()
    }

    /// The unit of a pattern of the past, `vor # minuten`. A short one counts in its own language only: `# m` may be
    /// anything.
    pub(super) fn ago(&self, pattern: &str, language: &str) -> Option<AgoUnit> {
        let units = self.ago.get(pattern)?;
        let words = pattern.split(' ').count() - 1;
        let long = words > 1 || pattern.len() >= "# hours".len() || !pattern.is_ascii();
        units.iter().find(|(_, known)| long || language.is_empty() || speaks(known, language)).map(|(unit, _)| *unit)
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
        let names = self.months.get(language)?;
        let first = word.as_bytes().first()?;
        let from = names.partition_point(|(name, _)| name.as_bytes().first() < Some(first));
        let alike = names.get(from..)?.iter().take_while(|(name, _)| name.as_bytes().first() == Some(first));
        let mut months = alike.filter(|(name, _)| begins_like(name, word)).map(|(_, month)| *month);
        let month = months.next()?;
        months.all(|other| other == month).then_some(month)
    }
}

impl Sense {
    fn speaks(&self, language: &str) -> bool {
        speaks(self.languages, language)
    }
}

/// Whether a word is the beginning of a name, or ends otherwise.
fn begins_like(name: &str, word: &str) -> bool {
    let shared = name.chars().zip(word.chars()).take_while(|(a, b)| a == b).count();
    let (full, length) = (name.chars().count(), word.chars().count());
    shared >= 3 && shared == length || shared >= 4 && shared + 2 >= full.max(length)
}

fn speaks(languages: &str, language: &str) -> bool {
    languages == "*" || languages.split(' ').any(|known| known == language)
}

/// The senses of the given language; where it has none those of the languages of many sites, else all.
fn best<'a>(
    senses: &'a [Sense],
    phrase: &str,
    tongue: &'a Tongue,
    trust: Trust,
) -> impl Iterator<Item = &'a Sense> + use<'a> {
    let language = tongue.language.as_str();
    let spoken = tongue.spoken(senses.as_ptr().addr(), || spoken(senses, language));
    let speaks = move |at: usize, sense: &Sense| if at < 64 { spoken >> at & 1 != 0 } else { sense.speaks(language) };
    let own = !language.is_empty() && senses.iter().enumerate().any(|(at, sense)| speaks(at, sense));
    let telling = phrase.len() >= 4 || !phrase.is_ascii();
    let ascii = phrase.is_ascii();
    let major = trust != Trust::Any || senses.iter().any(|sense| sense.major);
    let counts = move |at: usize, sense: &Sense| match (own, trust) {
        (_, Trust::Many) => language.is_empty() || sense.major || speaks(at, sense),
        (true, _) => speaks(at, sense),
        (false, Trust::Known) => sense.major && (telling || sense.languages == "*"),
        (false, Trust::Own) => sense.major && (language.is_empty() || !ascii),
        (false, Trust::Any) => sense.major || !major,
    };
    senses.iter().enumerate().filter(move |(at, sense)| counts(*at, sense)).map(|(_, sense)| sense)
}

/// Which of the first 64 senses are of the language, a bit each.
fn spoken(senses: &[Sense], language: &str) -> u64 {
    senses.iter().take(64).enumerate().fold(0, |bits, (at, sense)| bits | u64::from(sense.speaks(language)) << at)
}
