//! The tables as they are compiled in → the lexicon.

use std::collections::HashSet;

use super::meaning::{Kinds, Meaning, ago_unit, meaning};
use super::{Lexicon, Sense, Senses};
use crate::pipeline::text::table::Filter;
use crate::pipeline::written_time::AgoUnit;
use crate::pipeline::written_time::token::Tokens;

const CLDR: &str = include_str!("cldr.tsv");
const NEWSROOM: &str = include_str!("newsroom.tsv");

fn rows() -> impl Iterator<Item = (&'static str, &'static str, &'static str)> {
    // Where both know a form, the newsroom's use of it comes first.
    NEWSROOM.lines().chain(CLDR.lines()).filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut columns = line.split('\t');
        Some((columns.next()?, columns.next()?, columns.next()?))
    })
}

/// The zeros of every script's decimal digits.
pub(super) fn zeros() -> Vec<char> {
    rows().filter(|(kind, ..)| *kind == "digits").flat_map(|(_, form, _)| form.chars()).collect()
}

impl Lexicon {
    pub(super) fn load() -> Self {
        let mut lexicon = Self::default();
        for (kind, form, languages) in rows() {
            lexicon.add(kind, form, languages);
        }
        let major: HashSet<&str> = rows().filter(|row| row.0 == "major").flat_map(|row| row.2.split(' ')).collect();
        for senses in lexicon.phrases.values_mut().chain(&mut lexicon.words) {
            senses.kinds = senses.all.iter().fold(Kinds::default(), |kinds, sense| kinds.or(sense.meaning.kind()));
            for sense in &mut senses.all {
                sense.major = sense.languages.split(' ').any(|known| known == "*" || major.contains(known));
            }
            senses.all.sort_by_key(|sense| std::cmp::Reverse(sense.languages.len()));
        }
        lexicon.months.values_mut().for_each(|names| names.sort());
        lexicon.filter = Filter::of(lexicon.uses.keys());
        lexicon.longer = Filter::of(lexicon.phrases.keys());
        lexicon
    }

    fn add(&mut self, kind: &str, form: &'static str, languages: &'static str) {
        if !self.customs.add(kind, form, languages) && !matches!(kind, "digits" | "major") {
            self.add_words(kind, form, languages);
        }
    }

    fn add_words(&mut self, kind: &str, form: &'static str, languages: &'static str) {
        self.segments.add(form);
        if let (Some(unit), Some((before, after))) = (ago_unit(kind), form.split_once("{0}")) {
            self.add_pattern(unit, before, after, languages);
        } else if let Some(meaning) = meaning(kind) {
            self.add_phrase(Tokens::new(form, None).folded(), meaning, languages);
        }
    }

    fn add_phrase(&mut self, phrase: &str, meaning: Meaning, languages: &'static str) {
        if let Meaning::Month(month) = meaning {
            for language in languages.split(' ') {
                self.months.entry(language).or_default().push((phrase.to_owned(), month));
            }
        }
        let mut words = phrase.split(' ');
        let first = self.uses.entry(words.next().unwrap_or_default().to_owned()).or_default();
        first.longest = u8::try_from(words.clone().count() + 1).unwrap_or(u8::MAX).max(first.longest);
        for word in words {
            self.uses.entry(word.to_owned()).or_default().inside = true;
        }
        self.add_sense(phrase, Sense { meaning, languages, major: false });
    }

    fn add_sense(&mut self, phrase: &str, sense: Sense) {
        if phrase.contains(' ') {
            self.phrases.entry(phrase.to_owned()).or_default().all.push(sense);
            return;
        }
        let alone = &mut self.uses.entry(phrase.to_owned()).or_default().alone;
        if *alone == 0 {
            self.words.push(Senses::default());
            *alone = u16::try_from(self.words.len()).unwrap_or_default();
        }
        let senses = usize::from(*alone).checked_sub(1).and_then(|at| self.words.get_mut(at));
        if let Some(senses) = senses {
            senses.all.push(sense);
        }
    }

    fn add_pattern(&mut self, unit: AgoUnit, before: &str, after: &str, languages: &'static str) {
        let (before, after) = (Tokens::new(before, None), Tokens::new(after, None));
        for word in before.folded().split(' ').chain(after.folded().split(' ')).filter(|word| !word.is_empty()) {
            self.uses.entry(word.to_owned()).or_default().ago = true;
        }
        let pattern = format!("{} # {}", before.folded(), after.folded());
        self.ago.entry(pattern.trim().to_owned()).or_default().push((unit, languages));
    }
}
