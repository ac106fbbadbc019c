//! The composition root: lanes, admin and the order of starting and ending.

pub mod config;
