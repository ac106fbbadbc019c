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
    /// Patterns of the past with `#` for the amount.
    ago: HashMap<String, AgoUnit>,
    /// Words that stand beside the amount in such a pattern.
    ago_words: HashSet<String>,
    pub(super) segments: Segments,
    day_first: HashMap<&'static str, bool>,
    year_first: HashMap<&'static str, bool>,
    twelve: HashMap<&'static str, bool>,
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
        pick: impl Fn(Meaning) -> Option<T>,
    ) -> Option<(T, usize)> {
        if !tokens.is_word(from) {
            return None;
        }
        let mut ends = [0; PHRASE];
        let mut count = 0;
        let mut at = from;
        while count < PHRASE {
            match tokens.mark(at) {
                Some('.' | ',' | '-' | '’' | '\'' | '\u{2011}' | '་') => {}
                Some(_) => break,
                None if at >= tokens.len() => break,
                None => {
                    if let Some(end) = ends.get_mut(count) {
                        *end = at + 1;
                    }
                    count += 1;
                }
            }
            at += 1;
        }
        ends.iter().take(count).rev().find_map(|&end| {
            let senses = self.phrases.get(tokens.phrase(from, end))?;
            best(senses, language).find_map(|sense| pick(sense.meaning)).map(|found| (found, end))
        })
    }

    /// The unit of a pattern of the past, `vor # minuten`.
    pub(super) fn ago(&self, pattern: &str) -> Option<AgoUnit> {
        self.ago.get(pattern).copied()
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
            "clock" => note(&mut self.twelve, languages, form == "12"),
            "digits" | "major" => {}
            _ => self.add_words(kind, form, languages),
        }
    }

    fn add_words(&mut self, kind: &str, form: &'static str, languages: &'static str) {
        self.segments.add(form);
        if let (Some(unit), Some((before, after))) = (ago_unit(kind), form.split_once("{0}")) {
            self.add_pattern(unit, before, after);
        } else if let Some(meaning) = meaning(kind) {
            let phrase = Tokens::new(form, None).folded().to_owned();
            self.phrases.entry(phrase).or_default().push(Sense { meaning, languages, major: false });
        }
    }

    fn add_pattern(&mut self, unit: AgoUnit, before: &str, after: &str) {
        let (before, after) = (Tokens::new(before, None), Tokens::new(after, None));
        for word in before.folded().split(' ').chain(after.folded().split(' ')).filter(|word| !word.is_empty()) {
            self.ago_words.insert(word.to_owned());
        }
        let pattern = format!("{} # {}", before.folded(), after.folded());
        self.ago.entry(pattern.trim().to_owned()).or_insert(unit);
    }
}

impl Sense {
    fn speaks(&self, language: &str) -> bool {
        self.languages == "*" || self.languages.split(' ').any(|known| known == language)
    }
}

/// The senses of the given language; where it has none those of the languages of many sites, else all.
fn best<'a>(senses: &'a [Sense], language: &'a str) -> impl Iterator<Item = &'a Sense> {
    let own = !language.is_empty() && senses.iter().any(|sense| sense.speaks(language));
    let major = !own && senses.iter().any(|sense| sense.major);
    senses.iter().filter(move |sense| if own { sense.speaks(language) } else { sense.major || !major })
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
