//! How fast the core is beside a bare tokenizer: `cargo bench --no-default-features --bench extract`.
//!
//! Prints, never judges, on one thread, over the same pages in turn: from raw bytes to sightings (decode, parse, find,
//! normalize) against `html5gum` merely tokenizing, and microseconds for each text that is, or is not, a time. The pages
//! are those of `HEADLINED_CORPUS` (its `dev` set); where it is not set, the sample pages of `deploy/samples`.
//! A number behind `--` is how many rounds each measurement takes.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a measurement that panics is no measurement"
)]

#[path = "extract/pages.rs"]
mod pages;
#[path = "extract/tokens.rs"]
mod tokens;

use std::hint::black_box;
use std::time::{Duration, Instant};

use headlined::pipeline::decode::{Limits, Media, Page, decode};
use headlined::pipeline::extract::{Extraction, Extractor, Rules};
use headlined::pipeline::html::{Arena, Buffers};
use headlined::pipeline::normalize::{normalize, reconcile::reconcile};
use headlined::pipeline::written_time;

use headlined::contract::page_event::PageEvent;

/// Rounds over all pages; the best counts, for what else the machine does only adds.
const ROUNDS: usize = 7;

fn main() {
    let rounds = std::env::args().find_map(|told| told.parse().ok()).unwrap_or(ROUNDS);
    let set = pages::load();
    let bytes: usize = set.pages.iter().map(pages::size).sum();
    println!("{} pages, {:.1} MB, from {}; each the best of {rounds} rounds", set.pages.len(), mega(bytes), set.from);
    warm(&set.pages);
    pages_against_tokens(&set.pages, bytes, rounds);
    texts("times", &set.times, rounds);
    texts("no times", &set.others, rounds);
}

/// Tables are loaded once a process, which is not what is measured.
fn warm(pages: &[PageEvent]) {
    let mut extractor = Extractor::default();
    for event in pages {
        black_box(Parts::of(event, &mut extractor));
    }
}

fn pages_against_tokens(pages: &[PageEvent], bytes: usize, rounds: usize) {
    let texts: Vec<Option<String>> = pages.iter().map(html).collect();
    let mut best = vec![Parts::longest(); pages.len()];
    let (mut extractor, mut buffers) = (Extractor::default(), Buffers::default());
    for _ in 0..rounds {
        for ((event, text), best) in pages.iter().zip(&texts).zip(&mut best) {
            let mut parts = Parts::of(event, &mut extractor);
            if let Some(text) = text {
                // Like the decoder, the tokenizer comes to a page that nobody has looked at since the last round.
                parts.tokens = took(|| tokens::count(text));
                // The parse is part of the extraction: it is measured once more by itself, and taken off.
                parts.parse = took(|| Arena::parse(text, &mut buffers).is_ok());
            }
            best.take(parts);
        }
    }
    tell(&best, bytes);
}

fn tell(best: &[Parts], bytes: usize) {
    let sum = |part: fn(&Parts) -> Duration| best.iter().map(part).sum::<Duration>().as_secs_f64();
    let all = sum(|p| p.decode + p.extract + p.normalize);
    let (tokens, parse) = (sum(|p| p.tokens), sum(|p| p.parse));
    println!("tokenizing alone  {:7.1} MB/s", mega(bytes) / tokens);
    println!("bytes → sightings {:7.1} MB/s", mega(bytes) / all);
    println!("ratio             {:7.2}", tokens / all);
    let shares = [
        ("decode", sum(|p| p.decode)),
        ("parse", parse),
        ("find", sum(|p| p.extract) - parse),
        ("normalize", sum(|p| p.normalize)),
    ];
    for (name, took) in shares {
        println!("  {name:9} {:5.1} %", 100.0 * took / all);
    }
}

/// What the parts of the way of one page took.
#[derive(Clone, Copy, Default)]
struct Parts {
    tokens: Duration,
    decode: Duration,
    parse: Duration,
    extract: Duration,
    normalize: Duration,
}

impl Parts {
    fn longest() -> Self {
        let long = Duration::from_secs(86_400);
        Self { tokens: long, decode: long, parse: long, extract: long, normalize: long }
    }

    fn of(event: &PageEvent, extractor: &mut Extractor) -> Self {
        let start = Instant::now();
        let page = decode(event, event.fetched_at, &Limits::default()).expect("a page").page;
        let decoded = Instant::now();
        let found = extractor.extract(&page, &Rules::default());
        let extracted = Instant::now();
        black_box(found.map(|found| sightings(&page, &found)).ok());
        let normalize = extracted.elapsed();
        Self { decode: decoded - start, extract: extracted - decoded, normalize, ..Self::default() }
    }

    /// The best of each part: a page takes less than a slice of the scheduler, so that a disturbed one is put right.
    fn take(&mut self, other: Self) {
        self.tokens = self.tokens.min(other.tokens);
        self.decode = self.decode.min(other.decode);
        self.parse = self.parse.min(other.parse);
        self.extract = self.extract.min(other.extract);
        self.normalize = self.normalize.min(other.normalize);
    }
}

fn took<T>(work: impl FnOnce() -> T) -> Duration {
    let since = Instant::now();
    black_box(work());
    since.elapsed()
}

fn sightings(page: &Page, found: &Extraction) -> usize {
    reconcile(page, normalize(page, found, None), page.fetched_at).len()
}

/// What a parser is given; plain text has none.
fn html(event: &PageEvent) -> Option<String> {
    let page = decode(event, event.fetched_at, &Limits::default()).expect("a page").page;
    (page.media == Media::Html).then(|| page.text.into_owned())
}

fn texts(name: &str, texts: &[(String, Option<String>)], rounds: usize) {
    let mut best = Duration::MAX;
    let mut read = 0;
    for _ in 0..rounds {
        let since = Instant::now();
        let is_time = |(text, language): &&(String, Option<String>)| {
            black_box(written_time::read(text, language.as_deref())).is_some()
        };
        read = texts.iter().filter(is_time).count();
        best = best.min(since.elapsed());
    }
    let each = best.as_secs_f64() * 1e6 / texts.len().max(1) as f64;
    println!("{name}: {each:.2} µs each ({} texts, {read} read as times)", texts.len());
}

fn mega(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}
