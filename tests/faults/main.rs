//! Faults of every kind, and readers that count what they cost: `cargo test --features fault-injection --test faults`.
//!
//! - `-- --kills 1000 --seed 7 --minutes 60`: two processes share the line on a real Apache Kafka while they are killed,
//!   killed at named points, frozen past their session and thawed as zombies, ended politely, timed out, doubled, cut
//!   off; the broker is killed as well. What stands on the topics in the end is judged by the independent
//!   read-committed reader against what the pages said. A seed makes the same pages and the same order of faults.
//!   `--records 20000` sends so many between two faults: a state of some size, and work that is always under way.
//! - `-- --broken [NAME]`: each rule that exactly-once rests on is broken on purpose, and must be caught.
//!
//! Without arguments: a short run of the first, and all of the second.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    dead_code,
    unreachable_pub,
    reason = "a test that panics is a test that fails, and nobody imports a test"
)]

mod broken;
mod chance;
mod desk;
mod fault;
mod ground;
mod judge;
mod pages;
mod run;
mod scenarios;
mod snapshots;
mod strike;
#[path = "../it"]
mod it {
    pub mod newsroom;
    pub mod rig;
}

use std::process::ExitCode;
use std::time::Duration;

use self::it::rig;
use self::run::Length;

const KILLS: u32 = 24;
const MINUTES: u64 = 24 * 60;

fn main() -> ExitCode {
    let broken = given("--broken");
    let long = ["--kills", "--seed", "--minutes", "--records"].into_iter().any(|name| given(name).is_some());
    let mut right = true;
    if broken.is_none() {
        let length = Length {
            kills: number("--kills").unwrap_or(KILLS),
            time: Duration::from_secs(60 * number("--minutes").unwrap_or(MINUTES)),
            records: number("--records").unwrap_or(run::RECORDS),
        };
        right &= run::run(&length, number("--seed").unwrap_or(1));
    }
    if !long {
        right &= broken::play(broken.as_deref().filter(|name| !name.is_empty()));
    }
    let (passed, failed) = (u8::from(right), u8::from(!right));
    println!("test result: {}. {passed} passed; {failed} failed", if right { "ok" } else { "FAILED" });
    if right { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// What follows an argument, empty where nothing does; `None` where it is not given.
fn given(name: &str) -> Option<String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.next()?;
    Some(arguments.next().unwrap_or_default())
}

fn number<N: std::str::FromStr>(name: &str) -> Option<N> {
    given(name)?.parse().ok()
}
