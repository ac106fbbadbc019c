//! What kind of list it is: by its heading, by class words around it, by its order and place.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::headline::SectionKind;
use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::{Arena, NodeId};

use super::List;
use super::role;
use crate::pipeline::text::words::fold;

/// A phrase of `kinds.tsv`.
struct Phrase {
    says: Says,
    folded: String,
    /// Must begin and end with a word of the heading (scripts without blanks: anywhere).
    whole: bool,
    text: String,
}

/// What a heading says of its list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Says {
    /// The kind.
    Kind(SectionKind),
    /// The kind, where nothing speaks against it.
    Perhaps(SectionKind),
    /// It is no list of headlines.
    Foreign,
}

static PHRASES: LazyLock<Vec<Phrase>> = LazyLock::new(|| {
    let mut phrases: Vec<Phrase> = include_str!("kinds.tsv").lines().filter_map(phrase).collect();
    phrases.sort_by_key(|p| std::cmp::Reverse(p.folded.chars().count()));
    phrases
});

fn phrase(line: &str) -> Option<Phrase> {
    let (name, words) = line.split_once('\t')?;
    let kind = |name: &str| SectionKind::ALL.into_iter().find(|k| k.name() == name);
    let says = match name.strip_suffix('?') {
        _ if name == "none" => Says::Foreign,
        Some(name) => Says::Perhaps(kind(name)?),
        None => Says::Kind(kind(name)?),
    };
    let text = spaced(words);
    let whole = text.chars().all(|c| (c as u32) < 0x0e00);
    Some(Phrase { says, folded: fold(words), whole, text })
}

/// Lower case, words parted by single blanks, one at each end.
fn spaced(text: &str) -> String {
    let mut out = String::from(" ");
    for c in text.chars() {
        if c.is_alphanumeric() || c == '+' {
            out.extend(c.to_lowercase());
        } else if c != '\'' && c != '’' && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    if !out.ends_with(' ') {
        out.push(' ');
    }
    out
}

/// What the longest phrase that a heading holds says.
pub(super) fn of_heading(heading: &str) -> Option<Says> {
    let text = spaced(heading);
    let bare = fold(heading);
    PHRASES.iter().find(|p| if p.whole { text.contains(&p.text) } else { bare.contains(&p.folded) }).map(|p| p.says)
}

/// Whether `line` is a heading and little else: a phrase makes up most of it.
pub(super) fn is_phrase(line: &str) -> bool {
    let text = spaced(line);
    let bare = fold(line);
    let size = bare.chars().count();
    PHRASES.iter().any(|p| {
        let held = if p.whole { text.contains(&p.text) } else { bare.contains(&p.folded) };
        held && p.folded.chars().count() * 3 >= size
    })
}

/// "News" is the feed of a page that has no other; "trends" are a rubric where nothing else says that they are popular.
pub(super) fn settle(lists: &mut [List], doubtful: &HashSet<usize>) {
    let sure = |(at, list): (usize, &List)| list.kind == SectionKind::Latest && !doubtful.contains(&at);
    let news_is_feed = doubtful.len() == 1 && !lists.iter().enumerate().any(sure);
    for (_, list) in lists.iter_mut().enumerate().filter(|(at, _)| doubtful.contains(at)) {
        if list.kind == SectionKind::Popular || (list.kind == SectionKind::Latest && !news_is_feed) {
            list.kind = SectionKind::Section;
        }
    }
}

/// The kind that class and id words of the list or the elements around it name, the nearest first.
pub(super) fn of_classes(arena: &Arena, root: NodeId, reach: usize) -> Option<SectionKind> {
    let around = std::iter::once(root).chain(arena.ancestors(root)).take(reach);
    around.filter(|id| !matches!(arena.tag(*id), crate::pipeline::html::tag::Tag::BODY)).find_map(|id| {
        [Name::Class, Name::Id].into_iter().filter_map(|name| arena.attribute(id, name)).find_map(of_class)
    })
}

fn of_class(class: &str) -> Option<SectionKind> {
    role::own_classes(class).flat_map(role::words).find_map(|word| match word.as_str() {
        "related" | "relacionados" | "correlati" | "gerelateerd" | "powiazane" | "recommended" | "recommend"
        | "similar" | "verwandte" | "relacionadas" => Some(SectionKind::Related),
        "latest" | "neueste" | "aktuelles" | "ultimas" | "dernieres" | "najnowsze" | "recent" | "newest" | "ticker"
        | "breaking" | "newsfeed" | "lastnews" | "newsticker" | "recents" => Some(SectionKind::Latest),
        "popular" | "trending" | "meistgelesene" | "populares" | "populaires" | "topread" | "mostread"
        | "mostpopular" | "meistgelesen" | "tendencias" => Some(SectionKind::Popular),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_name_the_kind() {
        let kind = |heading: &str| match of_heading(heading) {
            Some(Says::Kind(kind)) => Some(kind),
            _ => None,
        };
        assert_eq!(kind("Latest news"), Some(SectionKind::Latest));
        assert_eq!(kind("Neueste Meldungen aus Sielhafen"), Some(SectionKind::Latest));
        assert_eq!(kind("Read also:"), Some(SectionKind::Related));
        assert_eq!(kind("Les plus lus"), Some(SectionKind::Popular));
        assert_eq!(kind("関連記事"), Some(SectionKind::Related));
        assert_eq!(kind("Harbour"), None);
    }

    #[test]
    fn some_headings_only_hint_and_some_are_foreign() {
        assert_eq!(of_heading("News"), Some(Says::Perhaps(SectionKind::Latest)));
        assert_eq!(of_heading("Recent comments"), Some(Says::Foreign));
        assert_eq!(of_heading("Kommende Termine"), Some(Says::Foreign));
    }

    #[test]
    fn phrases_are_whole_words() {
        assert_eq!(of_heading("Newsletter"), None);
        assert!(is_phrase("Latest news") && !is_phrase("A fox in the latest of a long row of mills was seen"));
    }

    #[test]
    fn class_words_name_the_kind() {
        assert_eq!(of_class("widget latestNews"), Some(SectionKind::Latest));
        assert_eq!(of_class("box box--related"), Some(SectionKind::Related));
        assert_eq!(of_class("post category-latest"), None);
    }
}
