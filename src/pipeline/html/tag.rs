//! Names of elements as small numbers.

use super::names::{Names, Packed};

/// An element's name. Names that we have no rule for are told apart by a hash.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tag(u16);

macro_rules! tags {
    ($($name:ident = $text:literal,)*) => {
        tags!(@number 1u16; $($name = $text,)*);
        static NAMES: Names<Tag> = Names::of(&[$(($text, Tag::$name),)*]);
        impl Tag {
            /// The tag of a lower-case name.
            pub fn of(name: &[u8]) -> Self {
                NAMES.get(name).unwrap_or_else(|| Self::unknown(name))
            }

            /// Its name; `*` for one that there is no rule for.
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $text,)*
                    _ => "*",
                }
            }
        }
    };
    (@number $at:expr; $name:ident = $text:literal, $($rest:tt)*) => {
        impl Tag {
            #[doc = concat!("`", $text, "`")]
            pub const $name: Self = Self($at);
        }
        tags!(@number $at + 1; $($rest)*);
    };
    (@number $at:expr;) => {};
}

tags! {
    A = "a", ADDRESS = "address", ARTICLE = "article", ASIDE = "aside", AUDIO = "audio", B = "b", BASE = "base", BLOCKQUOTE = "blockquote", BODY = "body", BR = "br",
    BUTTON = "button", CAPTION = "caption", CENTER = "center", DD = "dd", DETAILS = "details", DIV = "div", DL = "dl", DT = "dt", EM = "em", FIELDSET = "fieldset",
    FIGCAPTION = "figcaption", FIGURE = "figure", FONT = "font", FOOTER = "footer", FORM = "form", H1 = "h1", H2 = "h2", H3 = "h3", H4 = "h4", H5 = "h5", H6 = "h6",
    HEAD = "head", HEADER = "header", HR = "hr", HTML = "html", I = "i", IFRAME = "iframe", IMG = "img", INPUT = "input", LI = "li", LINK = "link", MAIN = "main",
    MATH = "math", META = "meta", NAV = "nav", NOSCRIPT = "noscript", OL = "ol", OPTGROUP = "optgroup", OPTION = "option", P = "p", PRE = "pre", S = "s",
    SCRIPT = "script", SECTION = "section", SELECT = "select", SMALL = "small", SPAN = "span", STRONG = "strong", STYLE = "style", SUMMARY = "summary", SUB = "sub",
    SUP = "sup", SVG = "svg", TABLE = "table", TBODY = "tbody", TD = "td", TEMPLATE = "template", TEXTAREA = "textarea", TFOOT = "tfoot", TH = "th", THEAD = "thead",
    TIME = "time", TITLE = "title", TR = "tr", U = "u", UL = "ul", VIDEO = "video", WBR = "wbr", AREA = "area", COL = "col", EMBED = "embed", SOURCE = "source",
    TRACK = "track", PARAM = "param", Q = "q", CITE = "cite", MARK = "mark", ABBR = "abbr", BDI = "bdi", CODE = "code", LABEL = "label", OBJECT = "object",
    XMP = "xmp", NOEMBED = "noembed", NOFRAMES = "noframes", PLAINTEXT = "plaintext", HGROUP = "hgroup", DEL = "del", INS = "ins", MENU = "menu", DIALOG = "dialog",
    SEARCH = "search", DIR = "dir", LISTING = "listing", COLGROUP = "colgroup",
}

impl Tag {
    /// A run of text.
    pub const TEXT: Self = Self(0);

    const KNOWN: u16 = 512;

    /// The tag of a short name, where there is a rule for it.
    #[inline]
    pub(super) fn of_short(name: Packed) -> Option<Self> {
        NAMES.get_packed(name)
    }

    fn unknown(name: &[u8]) -> Self {
        let hash = name.iter().fold(0x811c_9dc5_u32, |h, b| (h ^ u32::from(*b)).wrapping_mul(0x0100_0193));
        Self(Self::KNOWN + (hash ^ (hash >> 16)) as u16 % (u16::MAX - Self::KNOWN))
    }

    /// How many [`Tag::bucket`]s there are.
    pub(super) const BUCKETS: usize = 512;

    /// A small number for the tag: its own where we have rules for it.
    pub(super) fn bucket(self) -> usize {
        self.0 as usize % Self::BUCKETS
    }

    /// Has neither content nor an end tag.
    pub fn is_void(self) -> bool {
        matches!(
            self,
            Self::AREA
                | Self::BASE
                | Self::BR
                | Self::COL
                | Self::EMBED
                | Self::HR
                | Self::IMG
                | Self::INPUT
                | Self::LINK
                | Self::META
                | Self::PARAM
                | Self::SOURCE
                | Self::TRACK
                | Self::WBR
        )
    }

    /// A start tag of it closes an open paragraph.
    pub fn closes_p(self) -> bool {
        self.is_heading()
            || matches!(
                self,
                Self::ADDRESS
                    | Self::ARTICLE
                    | Self::ASIDE
                    | Self::BLOCKQUOTE
                    | Self::CENTER
                    | Self::DETAILS
                    | Self::DIALOG
                    | Self::DIR
                    | Self::DIV
                    | Self::DL
                    | Self::DD
                    | Self::DT
                    | Self::FIELDSET
                    | Self::FIGCAPTION
                    | Self::FIGURE
                    | Self::FOOTER
                    | Self::FORM
                    | Self::HEADER
                    | Self::HGROUP
                    | Self::HR
                    | Self::LI
                    | Self::LISTING
                    | Self::MAIN
                    | Self::MENU
                    | Self::NAV
                    | Self::OL
                    | Self::P
                    | Self::PRE
                    | Self::SEARCH
                    | Self::SECTION
                    | Self::SUMMARY
                    | Self::TABLE
                    | Self::UL
            )
    }

    /// Its text stands on lines of its own.
    pub fn is_block(self) -> bool {
        self.closes_p()
            || matches!(
                self,
                Self::BODY
                    | Self::HTML
                    | Self::TR
                    | Self::TD
                    | Self::TH
                    | Self::TBODY
                    | Self::THEAD
                    | Self::TFOOT
                    | Self::CAPTION
                    | Self::OPTION
                    | Self::BR
            )
    }

    /// Its start tag ends an `svg` or `math` that was left open.
    pub fn leaves_foreign(self) -> bool {
        (self.is_block() && !matches!(self, Self::TR | Self::TD | Self::TH | Self::CAPTION | Self::OPTION))
            || matches!(
                self,
                Self::SPAN
                    | Self::STRONG
                    | Self::EM
                    | Self::B
                    | Self::I
                    | Self::IMG
                    | Self::META
                    | Self::SMALL
                    | Self::S
                    | Self::U
            )
    }

    /// `h1` to `h6`.
    pub fn is_heading(self) -> bool {
        matches!(self, Self::H1 | Self::H2 | Self::H3 | Self::H4 | Self::H5 | Self::H6)
    }

    /// Only changes the look of words within a line.
    pub fn is_formatting(self) -> bool {
        matches!(
            self,
            Self::B
                | Self::I
                | Self::EM
                | Self::STRONG
                | Self::U
                | Self::S
                | Self::FONT
                | Self::SUB
                | Self::SUP
                | Self::MARK
                | Self::ABBR
                | Self::Q
                | Self::BDI
                | Self::CODE
                | Self::WBR
                | Self::CITE
                | Self::DEL
                | Self::INS
        )
    }

    /// An end tag does not reach through it (the standard's scope markers).
    pub fn is_scope(self) -> bool {
        matches!(
            self,
            Self::TABLE
                | Self::TD
                | Self::TH
                | Self::CAPTION
                | Self::TEMPLATE
                | Self::OBJECT
                | Self::HTML
                | Self::SVG
                | Self::MATH
        )
    }

    /// Nothing in it is read by people as part of the page.
    pub fn is_unread(self) -> bool {
        matches!(
            self,
            Self::SCRIPT
                | Self::STYLE
                | Self::TEMPLATE
                | Self::NOSCRIPT
                | Self::IFRAME
                | Self::TEXTAREA
                | Self::SELECT
                | Self::TITLE
                | Self::HEAD
                | Self::SVG
                | Self::MATH
                | Self::OBJECT
                | Self::XMP
                | Self::NOEMBED
                | Self::NOFRAMES
        )
    }
}
