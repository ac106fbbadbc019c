//! The heading of a list: the nearest words above it that look like one and stand over nothing else.

mod lead;
mod tabs;

use lead::{is_headline, may_be_headline};
pub(super) use tabs::is_panel;
use tabs::{tab, tab_among, tab_shown};

use crate::pipeline::html::attribute::Name;
use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, NodeId};
use crate::pipeline::written_time;

use super::kind;
use super::role::{self, Role};
use super::said::{text_of, text_parted};
use crate::pipeline::text::words::{fold, letters, tidy};

/// What links beside headings say, folded.
const CALLS: [&str; 34] = [
    "seeall",
    "viewall",
    "showall",
    "all",
    "allnews",
    "more",
    "seemore",
    "viewmore",
    "showmore",
    "readmore",
    "alle",
    "alleanzeigen",
    "alleansehen",
    "mehr",
    "mehranzeigen",
    "voirtout",
    "toutvoir",
    "voirplus",
    "plus",
    "vertodo",
    "vertodas",
    "vertodos",
    "vermás",
    "vertudo",
    "vermais",
    "veditutti",
    "veditutto",
    "bekijkalles",
    "meer",
    "więcej",
    "zobaczwszystkie",
    "все",
    "もっと見る",
    "更多",
];

const LONGEST: usize = 90;
/// How many elements outward a heading is looked for.
const LEVELS: usize = 6;
/// How many elements above the list, on each level.
const SIBLINGS: usize = 8;
/// Letters between two cards that part them.
const MOST_PROSE: usize = 200;
/// Most nodes of a heading with its wrappers.
const LARGEST: u32 = 40;

/// The heading of the list in `root` whose first card starts at `from`; nothing above `floor` is looked at.
pub(super) fn of(arena: &Arena, root: NodeId, from: NodeId, floor: NodeId) -> Option<String> {
    shown(arena, root, from, floor).or_else(|| spoken(arena, root, floor))
}

/// The name that screen readers say for the list or a box around it.
fn spoken(arena: &Arena, root: NodeId, floor: NodeId) -> Option<String> {
    let around = std::iter::once(root).chain(arena.ancestors(root)).take(4).take_while(|id| *id >= floor);
    let mut named = around.filter_map(|id| arena.attribute(id, Name::AriaLabel)).map(tidy);
    named.find(|name| name.len() <= LONGEST && kind::of_heading(name).is_some())
}

fn shown(arena: &Arena, root: NodeId, from: NodeId, floor: NodeId) -> Option<String> {
    let mut inner = from;
    for level in 0..LEVELS + 6 {
        let around = arena.parent(inner);
        if around == 0 && inner == 0 {
            return None;
        }
        match above(arena, around, inner, from, floor) {
            Above::Heading(words) => return Some(words),
            Above::Content => return None,
            Above::Nothing | Above::Headline => {}
        }
        if around < floor || matches!(arena.tag(around), Tag::BODY | Tag::HTML) || (around < root && level > LEVELS) {
            return None;
        }
        inner = around;
    }
    None
}

enum Above {
    Heading(String),
    /// The headline of a larger card that leads the list.
    Headline,
    Content,
    Nothing,
}

/// What stands in `around` right above its child `inner`, where the first card of the list begins at `from`.
fn above(arena: &Arena, around: NodeId, inner: NodeId, from: NodeId, floor: NodeId) -> Above {
    let mut led = false;
    for sibling in arena.before(inner).take_while(|c| *c > around).take(SIBLINGS) {
        if sibling < floor {
            return tab_among(arena, around, inner).map_or(Above::Content, Above::Heading);
        }
        let size = arena.end(sibling) - sibling;
        if arena.tag(sibling).is_unread() || (inner == from && is_card(arena, sibling, inner)) {
            continue;
        }
        if size > LARGEST {
            return if says_something(arena, sibling) { Above::Content } else { Above::Nothing };
        }
        match heading_in(arena, sibling, inner) {
            Some(Above::Nothing) => continue,
            Some(Above::Headline) => led = true,
            // above one such card another may stand, whose time is not told
            Some(Above::Heading(words)) if led && may_be_headline(&words) => continue,
            Some(found) => return found,
            None => return Above::Content,
        }
    }
    Above::Nothing
}

/// What a small element above a list is to it: its heading, nothing, or (`None`) something else.
fn heading_in(arena: &Arena, id: NodeId, list: NodeId) -> Option<Above> {
    let words = text_of(arena, id);
    if letters(&words) < 2 {
        return Some(Above::Nothing);
    }
    if let Some(tab) = tab(arena, id, list) {
        return Some(Above::Heading(tab));
    }
    // Who is asked to write something writes under the heading that stands there: it is none of links to articles.
    if (id..arena.end(id)).any(|n| arena.tag(n) == Tag::TEXTAREA) && leads_somewhere(arena, list) {
        return None;
    }
    let tagged = (id..arena.end(id)).find(|n| arena.tag(*n).is_heading());
    if let Some(heading) = tagged.or_else(|| (id..arena.end(id)).find(|n| is_heading(arena, *n))) {
        let words = text_parted(arena, heading);
        if is_time(&words) {
            return Some(Above::Nothing);
        }
        if is_headline(arena, id, heading, &words) {
            return Some(Above::Headline);
        }
        let words = tab_shown(arena, heading).unwrap_or(words);
        return (words.len() <= LONGEST && letters(&words) > 1).then_some(Above::Heading(words));
    }
    if let Some(words) = before_call(arena, id) {
        return Some(Above::Heading(words));
    }
    if matches!(arena.tag(id), Tag::STRONG | Tag::B) && is_time(&words) {
        return Some(Above::Nothing);
    }
    let named = words.len() <= 60
        && !in_menu(arena, id)
        && (kind::of_heading(&words).is_some() || matches!(arena.tag(id), Tag::STRONG | Tag::B | Tag::LABEL));
    match (named, letters(&words)) {
        (true, _) => Some(Above::Heading(tab_shown(arena, id).unwrap_or(words))),
        (_, 0..25) => Some(Above::Nothing),
        _ => None,
    }
}

/// Whether an element is one of three that are a link each: a menu names other pages, not the list below it.
fn in_menu(arena: &Arena, id: NodeId) -> bool {
    let leads = |n: NodeId| {
        let mut links = (n..arena.end(n)).filter(|n| arena.tag(*n) == Tag::A);
        let href = links.next().and_then(|link| arena.attribute(link, Name::Href));
        links.next().is_none() && href.is_some_and(|href| !href.starts_with('#') && !href.starts_with("javascript"))
    };
    let mut row = arena.children(arena.parent(id)).take(2 * SIBLINGS).filter(|n| is_twin(arena, *n, id) && leads(*n));
    leads(id) && row.nth(2).is_some()
}

/// `Latest … See all`: words, and behind them a link that calls to see more of the list they stand above.
fn before_call(arena: &Arena, id: NodeId) -> Option<String> {
    let mut texts = (id..arena.end(id)).filter(|n| letters(arena.text(*n)) > 0);
    let (words, call) = (texts.next()?, texts.next()?);
    let linked = arena.ancestors(call).take_while(|up| *up >= id).any(|up| arena.tag(up) == Tag::A);
    let heading = tidy(arena.text(words));
    let calls = linked && texts.next().is_none() && CALLS.contains(&fold(arena.text(call)).as_str());
    (calls && heading.len() <= LONGEST && letters(&heading) > 1 && !is_time(&heading)).then_some(heading)
}

fn says_something(arena: &Arena, id: NodeId) -> bool {
    // What holds a thousand silent nodes is not looked into further.
    let end = arena.end(id);
    end - id > 1_000 || (id..end).any(|n| letters(arena.text(n)) > 1)
}

/// Whether what stands between the nodes `from` and `to` parts what stands around it: a heading, or a paragraph.
/// Elements of the make of `like`, cards that show no time, part nothing.
pub(super) fn between(arena: &Arena, from: NodeId, to: NodeId, like: NodeId) -> bool {
    let mut said = 0;
    let mut at = from;
    while at < to {
        let (tag, end) = (arena.tag(at), arena.end(at));
        if tag.is_unread() || (end <= to && at != like && (is_twin(arena, at, like) || is_card(arena, at, like))) {
            at = end;
            continue;
        }
        said += letters(arena.text(at));
        let small = end - at < if tag.is_heading() { LARGEST } else { 12 };
        if said > MOST_PROSE || (small && end <= to && is_heading(arena, at) && says_heading(&text_of(arena, at))) {
            return true;
        }
        at += 1;
    }
    false
}

/// Whether an element is a card beside the card `like` that shows no time: of its tag and one of its classes, or
/// of none as it is, with a headline that leads somewhere.
fn is_card(arena: &Arena, id: NodeId, like: NodeId) -> bool {
    let end = arena.end(id).min(id + LARGEST);
    let akin = is_twin(arena, id, like) || (arena.tag(id) == arena.tag(like) && share_class(arena, id, like));
    akin && leads(arena, id, end)
}

fn leads_somewhere(arena: &Arena, id: NodeId) -> bool {
    leads(arena, id, arena.end(id).min(id + LARGEST))
}

/// Whether a link with the words of a headline stands in the nodes `from..to`.
fn leads(arena: &Arena, from: NodeId, to: NodeId) -> bool {
    (from..to).any(|n| arena.tag(n) == Tag::A && letters(&text_of(arena, n)) >= 25)
}

/// Whether two elements have a class in common.
pub(super) fn share_class(arena: &Arena, a: NodeId, b: NodeId) -> bool {
    let classes = |id| arena.attribute(id, Name::Class).unwrap_or("").split_ascii_whitespace();
    classes(a).any(|class| classes(b).any(|other| class == other))
}

/// Elements of one tag and one class.
pub(super) fn is_twin(arena: &Arena, a: NodeId, b: NodeId) -> bool {
    let tag = arena.tag(a);
    tag == arena.tag(b) && tag != Tag::TEXT && arena.attribute(a, Name::Class) == arena.attribute(b, Name::Class)
}

/// How many letters stand between the nodes `from` and `to`.
pub(super) fn prose(arena: &Arena, from: NodeId, to: NodeId) -> usize {
    let mut said = 0;
    let mut at = from;
    while at < to {
        at = if arena.tag(at).is_unread() { arena.end(at) } else { at + 1 };
        said += letters(arena.text(at - 1));
    }
    said
}

fn says_heading(words: &str) -> bool {
    letters(words) > 1 && !is_time(words)
}

/// A day above a part of a list is no heading of its own.
fn is_time(words: &str) -> bool {
    written_time::read(words, None).is_some()
}

fn is_heading(arena: &Arena, id: NodeId) -> bool {
    let tag = arena.tag(id);
    if tag == Tag::TEXT || tag.is_unread() || arena.end(id) - id > LARGEST {
        return false;
    }
    if tag.is_heading() || tag == Tag::CAPTION {
        return true;
    }
    arena.attribute(id, Name::Class).and_then(role::of_class) == Some(Role::Title)
}
