//! Headlines that a page cuts off with an ellipsis, and tells in full in an attribute.

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::text::words::{fold, tidy};

use super::MAX_TITLE;

/// Fewest letters and digits that say which headline it is.
const FEWEST: usize = 8;

/// The whole headline of the words `shown`: it stands in the attributes of an element of the card and begins like them.
pub(in crate::pipeline::extract) fn title(arena: &Arena, (from, to): (NodeId, NodeId), shown: &str) -> Option<String> {
    cut(shown)?;
    let attributes = (from..to).flat_map(|id| arena.attributes(id));
    let told = attributes.filter(|(name, _)| matches!(name, Name::Title | Name::AriaLabel | Name::Alt));
    let whole = told.map(|(_, value)| value).filter(|value| value.len() <= MAX_TITLE);
    whole.map(tidy).find(|value| is_whole(value, shown))
}

/// Whether `value` is the headline of which `shown` is the beginning.
pub(in crate::pipeline::extract) fn is_whole(value: &str, shown: &str) -> bool {
    let Some(beginning) = cut(shown).map(fold).filter(|beginning| beginning.len() >= FEWEST) else { return false };
    let folded = fold(value);
    cut(value).is_none() && folded.len() > beginning.len() && folded.starts_with(&beginning)
}

/// What stands before the ellipsis at the end.
pub(in crate::pipeline::extract) fn cut(words: &str) -> Option<&str> {
    ["…", "...", "[…]", "[...]", "(…)", "(...)"].into_iter().rev().find_map(|end| words.strip_suffix(end))
}

#[cfg(test)]
mod tests {
    use super::title;
    use crate::pipeline::html::{Arena, Buffers};

    fn whole(html: &str, shown: &str) -> Option<String> {
        let mut buffers = Buffers::default();
        let arena = Arena::parse(html, &mut buffers).unwrap();
        title(&arena, (0, arena.len()), shown)
    }

    #[test]
    fn attributes_tell_the_whole() {
        let card = r#"<li><a href=/a title="The ferry sails again after the frost">The ferry sails …</a>"#;
        assert_eq!(whole(card, "The ferry sails …").as_deref(), Some("The ferry sails again after the frost"));
        assert_eq!(whole(card, "The ferry sails"), None, "nothing is cut off");
        assert_eq!(whole(card, "The mail coach..."), None, "another headline");
        assert_eq!(whole(r#"<a aria-label="The ferry sails ag…">"#, "The ferry sails…"), None, "cut off as well");
    }
}
