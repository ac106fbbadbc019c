//! Short texts that a page says again and again are read once.

use std::cell::RefCell;

use crate::pipeline::text::table::Table;

/// Longer texts, in bytes, are seldom said twice.
const LONGEST: usize = 48;
/// Texts of a page that are kept at a time: few enough that no choice of texts makes looking them up dear.
const MOST: usize = 256;

/// What was found out about short texts.
pub(super) struct Memo<T>(RefCell<Table<String, T>>);

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(RefCell::default())
    }
}

impl<T: Clone> Memo<T> {
    /// What `find` gives for a text, which is found out once.
    pub(super) fn get(&self, text: &str, find: impl FnOnce() -> T) -> T {
        if text.len() > LONGEST {
            return find();
        }
        if let Some(known) = self.0.borrow().get(text) {
            return known.clone();
        }
        let found = find();
        let mut known = self.0.borrow_mut();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(text.to_owned(), found.clone());
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_text_is_read_once_and_few_are_kept() {
        let memo = Memo::default();
        assert_eq!((memo.get("5 May", || 1), memo.get("5 May", || 2), memo.get("6 May", || 3)), (1, 1, 3));
        (0..=MOST).for_each(|at| assert_eq!(memo.get(&format!("at {at}"), || at), at));
        assert!(memo.0.borrow().len() <= MOST);
        assert_eq!(memo.get("5 May", || 4), 4, "others stood in its way");
        let long = "a".repeat(LONGEST + 1);
        assert_eq!((memo.get(&long, || 5), memo.get(&long, || 6)), (5, 6));
    }
}
