//! Known words of the scripts that write no blanks.

use std::collections::HashMap;

use crate::pipeline::written_time::token::is_unspaced;

/// Known words of the scripts that write no blanks, by first character, longest first.
#[derive(Default)]
pub(in crate::pipeline::written_time) struct Segments(HashMap<char, Vec<&'static str>>);

impl Segments {
    /// Length in bytes of the longest known word that `text` begins with.
    pub(in crate::pipeline::written_time) fn longest(&self, text: &str) -> Option<usize> {
        let words = self.0.get(&text.chars().next()?)?;
        words.iter().find(|word| text.starts_with(**word)).map(|word| word.len())
    }

    pub(super) fn add(&mut self, form: &'static str) {
        for word in form.split(|c| !is_unspaced(c)).filter(|word| !word.is_empty()) {
            let words = word.chars().next().map(|first| self.0.entry(first).or_default());
            let Some(words) = words else { continue };
            if let Err(place) = words.binary_search_by(|known| word.len().cmp(&known.len()).then(known.cmp(&word))) {
                words.insert(place, word);
            }
        }
    }
}
