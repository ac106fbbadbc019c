//! What kind of list it is: by its heading, by class words around it, by its order and place.

use std::collections::{HashMap, HashSet};
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
    /// How many characters it has, folded.
    size: usize,
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

/// All phrases, the longest first.
struct Phrases {
    all: Vec<Phrase>,
    /// The places of those that are whole words, by their words.
    whole: HashMap<String, Vec<usize>>,
    /// The places of the others.
    parts: Vec<usize>,
    /// How many words the longest has.
    most: usize,
}

static PHRASES: LazyLock<Phrases> = LazyLock::new(|| {
    let mut all: Vec<Phrase> = include_str!("kinds.tsv").lines().filter_map(phrase).collect();
    all.sort_by_key(|p| std::cmp::Reverse(p.size));
    let mut phrases = Phrases { all, whole: HashMap::new(), parts: Vec::new(), most: 0 };
    for (at, phrase) in phrases.all.iter().enumerate() {
        if phrase.whole {
            phrases.most = phrases.most.max(phrase.text.split(' ').count());
            phrases.whole.entry(phrase.text.clone()).or_default().push(at);
        } else {
            phrases.parts.push(at);
        }
    }
    phrases
});

impl Phrases {
    /// The places of the phrases that a heading holds, in no order.
    fn held(&self, heading: &str) -> Vec<usize> {
        let text = spaced(heading);
        let blanks: Vec<usize> = text.match_indices(' ').map(|(at, _)| at).collect();
        let mut held = Vec::new();
        for (first, start) in blanks.iter().enumerate() {
            let ends = blanks.iter().skip(first + 1).take(self.most);
            let words = ends.filter_map(|end| text.get(*start..=*end));
            held.extend(words.filter_map(|words| self.whole.get(words)).flatten());
        }
        if !heading.is_ascii() {
            let bare = fold(heading);
            let is_held = |at: &&usize| self.all.get(**at).is_some_and(|p| bare.contains(&p.folded));
            held.extend(self.parts.iter().filter(is_held));
        }
        held
    }
}

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
    let folded = fold(words);
    Some(Phrase { says, size: folded.chars().count(), folded, whole, text })
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

/// What the longest phrase that a heading holds says; of a row of tabs in one line the first, which is the one that shows.
pub(super) fn of_heading(heading: &str) -> Option<Says> {
    if let Some(tab) = first_of_row(heading) {
        return Some(tab);
    }
    let first = PHRASES.held(heading).into_iter().min()?;
    PHRASES.all.get(first).map(|p| p.says)
}

/// `Newest Popular Discussed`: single words that each name a kind, and not all the same.
fn first_of_row(heading: &str) -> Option<Says> {
    let words: Vec<&str> = heading.split(' ').collect();
    if !(2..=4).contains(&words.len()) {
        return None;
    }
    let mut says = words.iter().map(|word| match PHRASES.whole.get(&spaced(word))?.first() {
        Some(at) => PHRASES.all.get(*at).map(|phrase| phrase.says),
        None => None,
    });
    let first = says.next()??;
    let rest: Vec<Says> = says.collect::<Option<_>>()?;
    (matches!(first, Says::Kind(_)) && rest.iter().any(|other| matches!(other, Says::Kind(_)) && *other != first))
        .then_some(first)
}

/// Whether `line` is a heading and little else: a phrase makes up most of it.
pub(super) fn is_phrase(line: &str) -> bool {
    let Some(first) = PHRASES.held(line).into_iter().min() else { return false };
    PHRASES.all.get(first).is_some_and(|p| p.size * 3 >= fold(line).chars().count())
}

/// Whether a heading could be one of a row of tabs: the newest, the most read.
pub(super) fn is_tab(heading: &str) -> bool {
    use SectionKind::{Latest, Popular};
    matches!(of_heading(heading), Some(Says::Kind(Latest | Popular) | Says::Perhaps(Latest | Popular)))
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

/// The kind that a name for machines says, as `latestNews`.
pub(super) fn of_name(name: &str) -> Option<SectionKind> {
    of_class(name)
}

fn of_class(class: &str) -> Option<SectionKind> {
    role::own_classes(class).flat_map(role::words).find_map(|word| match word.as_ref() {
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
        assert_eq!(kind("Newest Popular"), Some(SectionKind::Latest));
        assert_eq!(kind("nowe popularne komentowane"), Some(SectionKind::Latest));
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
