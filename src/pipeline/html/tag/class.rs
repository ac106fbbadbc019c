//! What is known of elements by their names, a bit each: whatever is asked of an element costs one look.

use super::Tag;

/// Has neither content nor an end tag.
pub(super) const VOID: u16 = 1;
/// A start tag of it closes an open paragraph.
pub(super) const CLOSES_P: u16 = 2;
/// Its text stands on lines of its own.
pub(super) const BLOCK: u16 = 4;
/// Its start tag ends an `svg` or `math` that was left open.
pub(super) const LEAVES_FOREIGN: u16 = 8;
/// `h1` to `h6`.
pub(super) const HEADING: u16 = 16;
/// Only changes the look of words within a line.
pub(super) const FORMATTING: u16 = 32;
/// An end tag does not reach through it.
pub(super) const SCOPE: u16 = 64;
/// Nothing in it is read by people as part of the page.
pub(super) const UNREAD: u16 = 128;
/// What is in it is no markup.
pub(super) const RAW: u16 = 256;
/// Its start tag may end others without a word.
pub(super) const ENDS: u16 = 512;

/// Far more than there are tags that we have rules for.
const TAGS: usize = 128;

#[rustfmt::skip]
static CLASSES: [u16; TAGS] = {
    let mut classes = [0; TAGS];
    classes = also(classes, VOID, &[
        Tag::AREA, Tag::BASE, Tag::BR, Tag::COL, Tag::EMBED, Tag::HR, Tag::IMG, Tag::INPUT, Tag::LINK, Tag::META,
        Tag::PARAM, Tag::SOURCE, Tag::TRACK, Tag::WBR,
    ]);
    classes = also(classes, HEADING | CLOSES_P | BLOCK | LEAVES_FOREIGN, &[
        Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6,
    ]);
    classes = also(classes, CLOSES_P | BLOCK | LEAVES_FOREIGN, &[
        Tag::ADDRESS, Tag::ARTICLE, Tag::ASIDE, Tag::BLOCKQUOTE, Tag::CENTER, Tag::DETAILS, Tag::DIALOG, Tag::DIR,
        Tag::DIV, Tag::DL, Tag::DD, Tag::DT, Tag::FIELDSET, Tag::FIGCAPTION, Tag::FIGURE, Tag::FOOTER, Tag::FORM,
        Tag::HEADER, Tag::HGROUP, Tag::HR, Tag::LI, Tag::LISTING, Tag::MAIN, Tag::MENU, Tag::NAV, Tag::OL, Tag::P,
        Tag::PRE, Tag::SEARCH, Tag::SECTION, Tag::SUMMARY, Tag::TABLE, Tag::UL,
    ]);
    classes = also(classes, BLOCK | LEAVES_FOREIGN, &[
        Tag::BODY, Tag::HTML, Tag::TBODY, Tag::THEAD, Tag::TFOOT, Tag::BR,
    ]);
    classes = also(classes, BLOCK, &[Tag::TR, Tag::TD, Tag::TH, Tag::CAPTION, Tag::OPTION]);
    classes = also(classes, LEAVES_FOREIGN, &[
        Tag::SPAN, Tag::STRONG, Tag::EM, Tag::B, Tag::I, Tag::IMG, Tag::META, Tag::SMALL, Tag::S, Tag::U,
    ]);
    classes = also(classes, FORMATTING, &[
        Tag::B, Tag::I, Tag::EM, Tag::STRONG, Tag::U, Tag::S, Tag::FONT, Tag::SUB, Tag::SUP, Tag::MARK, Tag::ABBR,
        Tag::Q, Tag::BDI, Tag::CODE, Tag::WBR, Tag::CITE, Tag::DEL, Tag::INS,
    ]);
    classes = also(classes, SCOPE, &[
        Tag::TABLE, Tag::TD, Tag::TH, Tag::CAPTION, Tag::TEMPLATE, Tag::OBJECT, Tag::HTML, Tag::SVG, Tag::MATH,
    ]);
    classes = also(classes, UNREAD, &[
        Tag::SCRIPT, Tag::STYLE, Tag::TEMPLATE, Tag::NOSCRIPT, Tag::IFRAME, Tag::TEXTAREA, Tag::SELECT, Tag::TITLE,
        Tag::HEAD, Tag::SVG, Tag::MATH, Tag::OBJECT, Tag::XMP, Tag::NOEMBED, Tag::NOFRAMES,
    ]);
    classes = also(classes, RAW, &[
        Tag::SCRIPT, Tag::STYLE, Tag::IFRAME, Tag::XMP, Tag::NOEMBED, Tag::NOFRAMES, Tag::NOSCRIPT, Tag::TEXTAREA,
        Tag::TITLE,
    ]);
    classes = also(classes, ENDS, &[
        Tag::LI, Tag::DD, Tag::DT, Tag::OPTION, Tag::OPTGROUP, Tag::A, Tag::BUTTON, Tag::TD, Tag::TH, Tag::TR,
        Tag::TBODY, Tag::THEAD, Tag::TFOOT, Tag::BODY, Tag::H1, Tag::H2, Tag::H3, Tag::H4, Tag::H5, Tag::H6,
    ]);
    classes
};

const fn also(mut classes: [u16; TAGS], class: u16, tags: &[Tag]) -> [u16; TAGS] {
    let mut rest = tags;
    while let [tag, behind @ ..] = rest {
        #[allow(clippy::indexing_slicing, reason = "computed when compiled")]
        {
            classes[tag.0 as usize] |= class;
        }
        rest = behind;
    }
    classes
}

impl Tag {
    /// Whether it is of some class.
    pub(super) fn is(self, class: u16) -> bool {
        CLASSES.get(usize::from(self.0)).is_some_and(|classes| classes & class != 0)
    }
}
