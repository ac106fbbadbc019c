//! The words of time in every language: data from the CLDR, and beside it what news sites write and the CLDR lacks.
//!
//! `lexicon/generate.py` writes `lexicon/cldr.tsv` and says what its columns mean.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::AgoUnit;
use super::token::{Tokens, is_unspaced};

const CLDR: &str = include_str!("lexicon/cldr.tsv");
const NEWSROOM: &str = include_str!("lexicon/newsroom.tsv");

/// The longest phrase that is looked for, in words.
const PHRASE: usize = 7;

/// Marks that may stand inside a phrase.
const INSIDE_PHRASE: &str = ".,-’'\u{2011}་";

/// Whose words count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// Those of any language.
    Any,
    /// Those of the given language, or longer ones of a language of many sites: a short word may be another one's.
    Known,
    /// Those of the given language only, where one is given.
    Own,
}

/// What a word or phrase means in some language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A month of the Gregorian calendar, 1 to 12.
    Month(u8),
    /// A month of the Persian calendar, 1 to 12.
    PersianMonth(u8),
    /// A weekday, Monday 0, and whether it is written out.
    Weekday(u8, bool),
    /// Before noon, after noon or at night.
    Half(Half),
    /// So many days before today.
    Day(u8),
    /// This moment.
    Now,
    /// A word inside a time that says nothing more.
    Inner,
    /// A word before a time that is no part of it.
    Lead,
    /// What the number before it counts.
    Unit(Unit),
    /// The number one.
    One,
    /// The years after it begin so many years later.
    Era(i32),
    /// A zone, with its offset where it has one.
    Zone(Option<i32>),
    /// A while ago, amount and unit in one phrase.
    Ago(u32, AgoUnit),
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    Before,
    After,
    Night,
}

/// A mark behind a number, as 年.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// The order of numbers in a date, as a locale has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Order {
    /// 27/1 rather than 1/27.
    pub(super) day_first: bool,
    /// 23/1/27 begins with the year.
    pub(super) year_first: bool,
}

struct Sense {
    meaning: Meaning,
    languages: &'static str,
    /// One of the languages is spoken by many sites.
    major: bool,
}

/// Known words of the scripts that write no blanks, by first character, longest first.
#[derive(Default)]
pub(super) struct Segments(HashMap<char, Vec<&'static str>>);

impl Segments {
    /// Length in bytes of the longest known word that `text` begins with.
    pub(super) fn longest(&self, text: &str) -> Option<usize> {
        let words = self.0.get(&text.chars().next()?)?;
        words.iter().find(|word| text.starts_with(**word)).map(|word| word.len())
    }

    fn add(&mut self, form: &'static str) {
        for word in form.split(|c| !is_unspaced(c)).filter(|word| !word.is_empty()) {
            let words = word.chars().next().map(|first| self.0.entry(first).or_default());
            let Some(words) = words else { continue };
            if let Err(place) = words.binary_search_by(|known| word.len().cmp(&known.len()).then(known.cmp(&word))) {
                words.insert(place, word);
            }
        }
    }
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
    pub(super) segments: Segments,
    day_first: HashMap<&'static str, bool>,
    year_first: HashMap<&'static str, bool>,
    twelve: HashMap<&'static str, bool>,
    dotted: HashMap<&'static str, bool>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::load);
static ZEROS: LazyLock<Vec<char>> = LazyLock::new(zeros);

/// The lexicon, loaded at first use.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// The zeros of every script's decimal digits.
pub(super) fn digit_zeros() -> &'static [char] {
    &ZEROS
}

fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    CLDR.lines().chain(NEWSROOM.lines()).filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    })
}

fn zeros() -> Vec<char> {
    rows().filter(|(kind, ..)| *kind == "digits").flat_map(|(_, form, _)| form.chars()).collect()
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
        let long = pattern.chars().filter(|c| c.is_alphabetic()).count() >= 5 || !pattern.is_ascii();
        let units = self.ago.get(pattern)?;
        units.iter().find(|(_, known)| long || language.is_empty() || speaks(known, language)).map(|(unit, _)| *unit)
    }

    /// The word stands beside the amount in some pattern of the past.
    pub(super) fn is_ago_word(&self, word: &str) -> bool {
        self.ago_words.contains(word)
    }

    /// How `locale` orders numbers in a date; day first where nothing is known.
    pub(super) fn order(&self, locale: &str) -> Order {
        Order {
            day_first: by_locale(&self.day_first, locale).unwrap_or(true),
            year_first: by_locale(&self.year_first, locale).unwrap_or(false),
        }
    }

    /// The clock of `locale` has twelve hours.
    pub(super) fn has_twelve_hours(&self, locale: &str) -> bool {
        by_locale(&self.twelve, locale).unwrap_or(false)
    }

    /// Clocks are written with a dot there.
    pub(super) fn has_dotted_clocks(&self, locale: &str) -> bool {
        by_locale(&self.dotted, locale).unwrap_or(false)
    }

    fn load() -> Self {
        let mut lexicon = Self::default();
        for (kind, form, languages) in rows() {
            lexicon.add(kind, form, languages);
        }
        let major: HashSet<&str> = rows().filter(|row| row.0 == "major").flat_map(|row| row.2.split(' ')).collect();
        for senses in lexicon.phrases.values_mut() {
            for sense in senses.iter_mut() {
                sense.major = sense.languages.split(' ').any(|known| known == "*" || major.contains(known));
            }
            senses.sort_by_key(|sense| std::cmp::Reverse(sense.languages.len()));
        }
        lexicon
    }

    fn add(&mut self, kind: &str, form: &'static str, languages: &'static str) {
        match kind {
            "order" if form.len() == 2 => note(&mut self.day_first, languages, form == "dm"),
            "order" => note(&mut self.year_first, languages, form == "ymd"),
            "dot" => note(&mut self.dotted, languages, true),
            "clock" => note(&mut self.twelve, languages, form == "12"),
            "digits" | "major" => {}
            _ => self.add_words(kind, form, languages),
        }
    }

    fn add_words(&mut self, kind: &str, form: &'static str, languages: &'static str) {
        self.segments.add(form);
        if let (Some(unit), Some((before, after))) = (ago_unit(kind), form.split_once("{0}")) {
            self.add_pattern(unit, before, after, languages);
        } else if let Some(meaning) = meaning(kind) {
            let phrase = Tokens::new(form, None).folded().to_owned();
            let words = phrase.split(' ').count();
            let first = phrase.split(' ').next().unwrap_or_default().to_owned();
            let longest = self.longest.entry(first).or_default();
            *longest = words.max(*longest);
            self.phrases.entry(phrase).or_default().push(Sense { meaning, languages, major: false });
        }
    }

    fn add_pattern(&mut self, unit: AgoUnit, before: &str, after: &str, languages: &'static str) {
        let (before, after) = (Tokens::new(before, None), Tokens::new(after, None));
        for word in before.folded().split(' ').chain(after.folded().split(' ')).filter(|word| !word.is_empty()) {
            self.ago_words.insert(word.to_owned());
        }
        let pattern = format!("{} # {}", before.folded(), after.folded());
        self.ago.entry(pattern.trim().to_owned()).or_default().push((unit, languages));
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
    let telling = phrase.len() >= 4 || !phrase.is_ascii() || language.is_empty();
    let major = trust != Trust::Any || senses.iter().any(|sense| sense.major);
    senses.iter().filter(move |sense| match (own, trust) {
        (true, _) => sense.speaks(language),
        (false, Trust::Known) => sense.major && telling,
        (false, Trust::Own) => sense.major && language.is_empty(),
        (false, Trust::Any) => sense.major || !major,
    })
}

fn note(table: &mut HashMap<&'static str, bool>, locales: &'static str, value: bool) {
    table.extend(locales.split(' ').map(|locale| (locale, value)));
}

/// What stands for the locale or for the nearest above it: `en-GB`, `en`.
fn by_locale(table: &HashMap<&'static str, bool>, locale: &str) -> Option<bool> {
    let mut name = locale;
    loop {
        if let Some(&value) = table.get(name) {
            return Some(value);
        }
        name = name.rsplit_once('-')?.0;
    }
}

fn ago_unit(kind: &str) -> Option<AgoUnit> {
    let unit = kind.strip_prefix("ago-")?;
    Some(match unit.split(':').next()? {
        "second" => AgoUnit::Second,
        "minute" => AgoUnit::Minute,
        "hour" => AgoUnit::Hour,
        "day" => AgoUnit::Day,
        "week" => AgoUnit::Week,
        "month" => AgoUnit::Month,
        "year" => AgoUnit::Year,
        _ => return None,
    })
}

fn meaning(kind: &str) -> Option<Meaning> {
    let argument = kind.split_once(':').map(|(_, argument)| argument);
    let number = |prefix: &str| kind.strip_prefix(prefix)?.parse().ok();
    let fixed = match kind {
        "am" => Some(Meaning::Half(Half::Before)),
        "pm" => Some(Meaning::Half(Half::After)),
        "nt" => Some(Meaning::Half(Half::Night)),
        "now" => Some(Meaning::Now),
        "in" => Some(Meaning::Inner),
        "lead" => Some(Meaning::Lead),
        "one" => Some(Meaning::One),
        "year-mark" => Some(Meaning::Unit(Unit::Year)),
        "month-mark" => Some(Meaning::Unit(Unit::Month)),
        "day-mark" => Some(Meaning::Unit(Unit::Day)),
        "hour-mark" => Some(Meaning::Unit(Unit::Hour)),
        "minute-mark" => Some(Meaning::Unit(Unit::Minute)),
        "second-mark" => Some(Meaning::Unit(Unit::Second)),
        _ => None,
    };
    if fixed.is_some() {
        return fixed;
    }
    if kind.starts_with("era:") {
        return argument?.parse().ok().map(Meaning::Era);
    }
    if kind.starts_with("zone:") {
        return Some(Meaning::Zone(argument?.parse().ok()));
    }
    if let Some(unit) = ago_unit(kind) {
        return argument?.parse().ok().map(|amount| Meaning::Ago(amount, unit));
    }
    (number("m").map(Meaning::Month))
        .or_else(|| number("j").map(Meaning::PersianMonth))
        .or_else(|| number("w").map(|day| Meaning::Weekday(day, true)))
        .or_else(|| number("v").map(|day| Meaning::Weekday(day, false)))
        .or_else(|| number("d").map(Meaning::Day))
}
