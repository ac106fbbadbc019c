//! The parts of the demo: sample pages, a script that sends them, a reader that shows what comes out.

pub mod samples;
pub mod script;
pub mod show;
