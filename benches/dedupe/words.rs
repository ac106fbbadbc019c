//! Headlines with words that are made up, and that compress no better than those of real pages.

use chrono::{DateTime, TimeDelta, Utc};
use headlined::contract::sighting::Sighting;
use headlined::headline::{PageRef, Precision, PublishedAt, PublishedSource, Section, SectionKind, TimezoneSource};

/// Words of the language.
const WORDS: u32 = 40_000;
/// Sites whose headlines share a partition.
const SITES: u64 = 400;

const ONSETS: [&str; 24] = [
    "b", "c", "d", "f", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "w", "st", "tr", "br", "ch", "sh", "pl",
    "gr", "",
];
const NUCLEI: [&str; 12] = ["a", "e", "i", "o", "u", "ai", "ea", "ou", "er", "ar", "in", "on"];
const CODAS: [&str; 12] = ["", "", "", "n", "r", "s", "t", "l", "nd", "st", "ng", "ck"];

/// A language: its words, and how often each is used.
pub(crate) struct Language {
    words: Vec<String>,
    shares: Vec<f64>,
}

/// A sequence that is the same in every run.
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len() as u64) as usize]
    }

    fn share(&mut self) -> f64 {
        self.below(1 << 32) as f64 / 2_f64.powi(32)
    }
}

impl Language {
    /// Frequent words are short; the frequencies fall as those of real languages do.
    pub(crate) fn new() -> Self {
        let mut dice = Dice(1);
        let word = |rank: u32| {
            let syllables = if rank < 60 { 1 } else { 1 + dice.below(3) + u64::from(rank > 2000) };
            let word: String = (0..syllables).map(|_| dice.pick(&ONSETS).to_owned() + dice.pick(&NUCLEI)).collect();
            word + dice.pick(&CODAS)
        };
        let words = (0..WORDS).map(word).collect();
        let mut sum = 0.0;
        let share = |rank: u32| {
            sum += (f64::from(rank) + 3.0).powf(-0.95);
            sum
        };
        Self { words, shares: (0..WORDS).map(share).collect() }
    }

    fn text(&self, dice: &mut Dice, words: u64) -> String {
        let whole = self.shares.last().copied().unwrap_or_default();
        let mut word = |_| {
            let at = dice.share() * whole;
            let word = &self.words[self.shares.partition_point(|share| *share < at).min(self.words.len() - 1)];
            match dice.below(25) {
                0 => dice.below(2030).to_string(),
                1..5 => capital(word),
                _ => word.clone(),
            }
        };
        (0..words).map(&mut word).collect::<Vec<_>>().join(" ")
    }

    /// Headline `number` on a page fetched `later` minutes after it was published.
    pub(crate) fn sighting(&self, number: u64, later: i64) -> Sighting {
        let mut dice = Dice(number << 20);
        let (title_words, deck_words) = (8 + dice.below(3), 10 + dice.below(4));
        let title = self.text(&mut dice, title_words);
        // three new headlines a page
        let of = number / 3 % SITES;
        let site = format!("{}{of}.example", self.words[2000 + of as usize]);
        let slug = title.to_lowercase().split(' ').take(6).collect::<Vec<_>>().join("-");
        let rubric = &self.words[300 + dice.below(8) as usize];
        let at = minute((number / 50) as i64);
        let fetched = at + TimeDelta::minutes(later) + TimeDelta::milliseconds((number / 3 % 60_000) as i64);
        Sighting {
            link: Some(format!("https://www.{site}/{rubric}/{slug}-{}", 4_640_101 + number * 7)),
            link_shared: false,
            deck: Some(self.text(&mut dice, deck_words)),
            title,
            kicker: None,
            published: Some(published(at)),
            sections: vec![Section { kind: SectionKind::Latest, label: Some("Latest news".to_owned()), position: 0 }],
            language: Some("en".to_owned()),
            page: PageRef { id: None, url: format!("https://www.{site}/"), fetched_at: fetched },
            page_timestamp: at,
            site,
        }
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn published(at: DateTime<Utc>) -> PublishedAt {
    PublishedAt {
        at: at.fixed_offset(),
        earliest: at,
        latest: at + TimeDelta::minutes(1),
        precision: Precision::Minute,
        timezone: "Europe/Berlin".to_owned(),
        timezone_source: TimezoneSource::Event,
        source: PublishedSource::Text,
        text: at.format("%d.%m.%Y %H:%M").to_string(),
    }
}

/// Minutes after an arbitrary day.
pub(crate) fn minute(number: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::days(20_000) + TimeDelta::minutes(number)
}

/// Title, deck and link.
pub(crate) fn words(sighting: &Sighting) -> String {
    let or_none = |words: &Option<String>| words.clone().unwrap_or_default();
    sighting.title.clone() + &or_none(&sighting.deck) + &or_none(&sighting.link)
}

/// Bytes of the words alone, compressed in blocks of 32 headlines.
pub(crate) fn compressed(sightings: &[Sighting]) -> usize {
    let block = |block: &[Sighting]| block.iter().map(words).collect::<String>();
    let bytes = |block: String| zstd::bulk::compress(block.as_bytes(), 1).map_or(block.len(), |block| block.len());
    sightings.chunks(32).map(|sightings| bytes(block(sightings))).sum()
}
