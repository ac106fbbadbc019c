//! Names of elements as small numbers.

mod class;

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
        self.is(class::VOID)
    }

    /// A start tag of it closes an open paragraph.
    pub fn closes_p(self) -> bool {
        self.is(class::CLOSES_P)
    }

    /// Its text stands on lines of its own.
    pub fn is_block(self) -> bool {
        self.is(class::BLOCK)
    }

    /// Its start tag ends an `svg` or `math` that was left open.
    pub fn leaves_foreign(self) -> bool {
        self.is(class::LEAVES_FOREIGN)
    }

    /// `h1` to `h6`.
    pub fn is_heading(self) -> bool {
        self.is(class::HEADING)
    }

    /// Only changes the look of words within a line.
    pub fn is_formatting(self) -> bool {
        self.is(class::FORMATTING)
    }

    /// An end tag does not reach through it (the standard's scope markers).
    pub fn is_scope(self) -> bool {
        self.is(class::SCOPE)
    }

    /// What is in it is no markup.
    pub(super) fn is_raw(self) -> bool {
        self.is(class::RAW)
    }

    /// Its start tag may end others without a word.
    pub(super) fn ends_others(self) -> bool {
        self.is(class::ENDS)
    }

    /// Nothing in it is read by people as part of the page.
    pub fn is_unread(self) -> bool {
        self.is(class::UNREAD)
    }
}
