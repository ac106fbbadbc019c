//! Figures over labelled pages, by the core alone:
//!
//! ```sh
//! cargo run --no-default-features --example measure -- score           # by language and by kind of time
//! cargo run --no-default-features --example measure -- faces FOLDER    # pages as HTML and as rendered texts: one headline each?
//! ```
//!
//! `HEADLINED_CORPUS` names the folder of labelled pages: `dev/gold/ID.json` beside `dev/pages/ID.html` or `.txt`.
//! It prints, never judges. `--details` names every miss; `--no-zone` keeps the newsroom's zone from the reader.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::disallowed_methods,
    unreachable_pub,
    reason = "a measurement that panics is no measurement"
)]

mod corpus;
mod faces;
mod labels;
mod score;

use std::path::PathBuf;

/// What a measurement is told on the command line.
pub struct Options {
    /// Name every miss.
    pub details: bool,
    /// Tell the newsroom's zone.
    pub zone: bool,
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let (flags, words): (Vec<&str>, Vec<&str>) =
        arguments.iter().map(String::as_str).partition(|word| word.starts_with("--"));
    let options = Options { details: flags.contains(&"--details"), zone: !flags.contains(&"--no-zone") };
    let corpus = PathBuf::from(std::env::var_os("HEADLINED_CORPUS").expect("HEADLINED_CORPUS names no folder"));
    match words.as_slice() {
        ["score"] => score::run(&corpus.join("dev"), &options),
        ["score", set] => score::run(set.as_ref(), &options),
        ["faces", renderings] => faces::run(&corpus.join("dev"), renderings.as_ref(), &options),
        _ => panic!("usage: measure score [SET] | faces RENDERINGS, with --details, --no-zone"),
    }
}
