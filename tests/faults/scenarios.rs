//! Scenarios that each show one rule at work: clean with the sound build, not clean once that rule is broken.

pub mod answers;
pub mod death;
pub mod pages;
pub mod retention;
pub mod state;
pub mod timed_out;
pub mod zombies;

use crate::ground::Ground;
use crate::judge::Seen;

/// A scenario: what it is called, what it does.
#[derive(Clone, Copy)]
pub struct Scenario {
    pub name: &'static str,
    pub play: fn(&Ground<'_>) -> Seen,
}
