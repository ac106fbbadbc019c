//! Page → lists and their items, as they stand on the page. Without any per-site rule, save that a rule may name the
//! kind of a list by its heading.

mod budget;
mod candidate;
mod card;
mod data;
mod embedded;
pub mod explain;
mod facts;
mod find;
mod finish;
mod foreign;
mod group;
mod kind;
mod label;
mod length;
mod measure;
mod order;
mod rhythm;
mod role;
mod rules;
mod said;
mod seen;

use chrono_tz::Tz;

use crate::contract::rejection::Rejection;
use crate::headline::SectionKind;
use crate::pipeline::decode::{Media, Page};
use crate::pipeline::html::{Arena, Buffers};
use crate::pipeline::text;
use crate::pipeline::written_time::WrittenTime;
use budget::Budget;
use explain::{Explanation, Sink};
use rules::Applied;
pub use rules::{BlockRule, FieldRules, Named, Rules, SiteRule};

/// What a page holds.
#[derive(Clone, Debug, Default)]
pub struct Extraction {
    /// The lists, in page order.
    pub lists: Vec<List>,
    /// What the page tells about itself.
    pub facts: PageFacts,
}

/// What the page tells about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PageFacts {
    /// BCP 47, from `lang`, `Content-Language` or `og:locale`.
    pub language: Option<String>,
    /// The newsroom's zone as the page names it.
    pub timezone: Option<Tz>,
    /// Offsets (seconds east of UTC) that stand beside machine-readable times of the page, each once.
    pub offsets: Vec<i32>,
}

/// A list of timestamped headlines.
#[derive(Clone, Debug)]
pub struct List {
    /// What kind of list it is.
    pub kind: SectionKind,
    /// Its heading, as a reader sees it.
    pub label: Option<String>,
    /// Its items, in page order; the place in here is the position.
    pub items: Vec<Item>,
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// The headline, as a reader sees it: entities decoded, single blanks.
    pub title: String,
    /// The whole headline, where `title` is cut off and an attribute or the page's data tell it.
    pub whole: Option<String>,
    /// Small unlinked line above the headline.
    pub kicker: Option<String>,
    /// The teaser.
    pub deck: Option<String>,
    /// Absolute URL of the primary link, not yet canonical.
    pub link: Option<String>,
    /// Every time that was read for this item: the visible text, an attribute, structured data.
    pub times: Vec<WrittenTime>,
    /// The day separator above it ("Yesterday", "26 January"), if the list has such lines.
    pub day: Option<WrittenTime>,
}

/// Bytes of a page above which the buffers are given back.
const LARGE_PAGE: usize = 4 * 1024 * 1024;

/// Bytes of a page's words that tell its language.
const LANGUAGE_SAMPLE: usize = 64 * 1024;

/// Finds the lists of `page`.
///
/// # Errors
/// [`Rejection::TooLarge`] where the page goes past a limit on nodes or work.
pub fn extract(page: &Page, rules: &Rules) -> Result<Extraction, Rejection> {
    Extractor::default().extract(page, rules)
}

/// An extractor that keeps its buffers from page to page.
#[derive(Debug, Default)]
pub struct Extractor {
    buffers: Buffers,
    steps: u64,
}

impl Extractor {
    /// Finds the lists of `page`.
    ///
    /// # Errors
    /// As [`extract`].
    pub fn extract(&mut self, page: &Page, rules: &Rules) -> Result<Extraction, Rejection> {
        self.run(page, rules, &mut Sink::default())
    }

    /// Finds the lists of `page` and tells why it is these.
    ///
    /// # Errors
    /// As [`extract`].
    pub fn explain(&mut self, page: &Page, rules: &Rules) -> Result<(Extraction, Explanation), Rejection> {
        let mut sink = Sink::open();
        let found = self.run(page, rules, &mut sink)?;
        let explanation = sink.finish(&found.lists);
        Ok((found, explanation))
    }

    fn run(&mut self, page: &Page, rules: &Rules, sink: &mut Sink) -> Result<Extraction, Rejection> {
        let site = rules.site(&page.site);
        if site.off {
            sink.off();
            return Ok(Extraction::default());
        }
        let mut budget = Budget::new(budget::STEPS);
        let found = self.find(page, site, &mut budget, sink);
        self.steps = budget.spent();
        if page.text.len() > LARGE_PAGE {
            // One giant must not hold its memory for ever.
            self.buffers = Buffers::default();
        }
        found
    }

    /// Steps that the last page took.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    fn find(
        &mut self,
        page: &Page,
        site: &SiteRule,
        budget: &mut Budget,
        sink: &mut Sink,
    ) -> Result<Extraction, Rejection> {
        if page.media == Media::Text {
            let lines = text::lines(&page.text)?;
            let lists = rhythm::lists(&lines, page, site, budget, sink)?;
            let facts = PageFacts { language: site.language.clone(), ..PageFacts::default() };
            return Ok(Extraction { lists, facts });
        }
        let arena = &Arena::parse(&page.text, &mut self.buffers)?;
        budget.spend(usize::try_from(arena.scanned() / 8).unwrap_or(usize::MAX))?;
        let rules = Applied::new(site, arena, budget)?;
        let mut facts = facts::of_head(arena);
        facts.language = site.language.clone().or(facts.language);
        let told = page.language.clone().or_else(|| facts.language.clone());
        let language = told.or_else(|| text::language::guess(&arena.words(LANGUAGE_SAMPLE)).map(str::to_owned));
        let candidates = candidate::all(arena, language.as_deref(), budget)?;
        facts.offsets = facts::offsets(&facts.offsets, &candidates);
        let sorted = rules.sort(candidates);
        let mut drafts = find::lists(arena, &sorted.general, budget)?;
        sink.strays(arena, &sorted.general, &drafts, &sorted.left_out);
        rules.add(&mut drafts, arena, &sorted, budget, sink)?;
        let base = finish::base(arena, &page.url);
        let mut lists = finish::lists(arena, page, &base, drafts, budget, &rules, sink)?;
        embedded::complete(arena, page, &base, &mut lists, &rules, budget, sink)?;
        Ok(Extraction { lists, facts })
    }
}
