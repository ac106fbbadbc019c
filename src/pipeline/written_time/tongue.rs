//! The language of a page with what follows from it, looked up once for all its times.

use std::cell::Cell;
use std::ops::Range;

use super::WrittenTime;
use super::lexicon::customs::Order;
use super::lexicon::lexicon;
use super::lexicon::phrases::Phrases;
use super::memo::Memo;
use super::token::Buffers;
use crate::pipeline::text::table::Table;

/// A language and the customs of those who write it.
pub struct Tongue {
    /// The language without region; empty where none is known.
    pub(super) language: String,
    pub(super) order: Order,
    pub(super) twelve_hours: bool,
    /// The language writes `9.05` for a clock.
    pub(super) dotted_clocks: bool,
    pub(super) steps: Cell<u64>,
    /// Which senses of a phrase are of the language, for phrases that were asked for.
    spoken: Cell<Table<usize, u64>>,
    /// Texts that were read as a time and nothing else.
    pub(super) wholes: Memo<Option<WrittenTime>>,
    /// Texts at whose edges a time was looked for.
    pub(super) edges: Memo<Option<(Range<usize>, WrittenTime)>>,
    /// Buffers of texts that were read.
    spare: Cell<Vec<Spare>>,
}

impl Tongue {
    /// The customs of a BCP 47 tag; those of most where it is absent or says nothing.
    pub fn of(tag: Option<&str>) -> Self {
        let words = lexicon();
        let locale = tag.unwrap_or_default().to_ascii_lowercase().replace('_', "-");
        Self {
            language: canonical(locale.split('-').next().unwrap_or_default()).to_owned(),
            order: words.order(&locale),
            twelve_hours: words.has_twelve_hours(&locale),
            dotted_clocks: words.has_dotted_clocks(&locale),
            steps: Cell::new(0),
            spoken: Cell::default(),
            wholes: Memo::default(),
            edges: Memo::default(),
            spare: Cell::default(),
        }
    }

    /// What `find` gives for the phrase of this number, which is asked for once.
    pub(super) fn spoken(&self, phrase: usize, find: impl FnOnce() -> u64) -> u64 {
        let mut known = self.spoken.take();
        let senses = *known.entry(phrase).or_insert_with(find);
        self.spoken.set(known);
        senses
    }

    /// Buffers for a text, empty or not.
    pub(super) fn lend(&self) -> Spare {
        let mut spare = self.spare.take();
        let lent = spare.pop().unwrap_or_default();
        self.spare.set(spare);
        lent
    }

    /// Takes buffers back.
    pub(super) fn take_back(&self, lent: Spare) {
        let mut spare = self.spare.take();
        spare.push(lent);
        self.spare.set(spare);
    }

    /// Steps that reading took since they were last asked for: the same text takes as many on every machine.
    pub fn take_steps(&self) -> usize {
        usize::try_from(self.steps.take()).unwrap_or(usize::MAX)
    }
}

/// Buffers that go from text to text.
#[derive(Default)]
pub(super) struct Spare {
    pub(super) tokens: Buffers,
    pub(super) phrases: Phrases,
}

/// The code that the lexicon knows a language by.
fn canonical(language: &str) -> &str {
    match language {
        "no" => "nb",
        "iw" => "he",
        "in" => "id",
        "tl" => "fil",
        "sh" => "sr",
        _ => language,
    }
}
