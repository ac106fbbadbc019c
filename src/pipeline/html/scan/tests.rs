use proptest::prelude::*;

use crate::pipeline::html::{Arena, Buffers, witness};

/// What both make of it: nodes, words and attributes.
fn agree(html: &str) {
    let mut buffers = Buffers::default();
    let arena = Arena::parse(html, &mut buffers).unwrap();
    assert_eq!(shown(&arena), shown(&witness::tree(html, &mut Buffers::default())), "{html:?}");
}

fn shown(arena: &Arena) -> Vec<String> {
    let node = |id| {
        let node = arena.node(id);
        let attributes: Vec<_> = arena.attributes(id).collect();
        format!("{:?} {} {} {} {:?} {attributes:?}", node.tag, node.spaced, node.parent, node.end, arena.text(id))
    };
    (0..arena.len()).map(node).collect()
}

/// What markup is made of, and what breaks it.
const PARTS: [&str; 98] = [
    "<",
    ">",
    "/",
    "=",
    "\"",
    "'",
    "&",
    ";",
    "-",
    "!",
    "?",
    "#",
    "]",
    "[",
    " ",
    "\t",
    "\n",
    "\r",
    "\r\n",
    "\u{c}",
    "\0",
    "a",
    "b",
    "7",
    "ä",
    "ı",
    "京",
    "😀",
    "\u{fffd}",
    "<!--",
    "-->",
    "--!>",
    "<!-->",
    "<!--->",
    "--",
    "<!",
    "<!doctype html>",
    "<?xml ?>",
    "</",
    "</>",
    "</ a>",
    "<![CDATA[",
    "]]>",
    "<a href=",
    "<a href='/x?a=1&amp;b=2&copy=3&notit;&lt'>",
    "</a>",
    "<A HREF=\"x\" Title='y'",
    "<div class=\"a b\">",
    "</DIV >",
    "<p/>",
    "<br/>",
    "<li",
    "<time datetime=",
    "data-time=",
    "data-x=\"2031-05-04T10:20\"",
    "DATA-PUBLISHED=",
    "content",
    "/>",
    "<script>",
    "<SCRIPT >",
    "</script>",
    "</ScRiPt\n",
    "<script type=application/ld+json>",
    "<script",
    "</script",
    "<style>",
    "</style>",
    "</sty",
    "<title>",
    "</title>",
    "<textarea>",
    "</textarea>",
    "<noscript>",
    "</noscript>",
    "<svg>",
    "</svg>",
    "<math/>",
    "<iframe>",
    "</iframe>",
    "<xmp>",
    "</xmp>",
    "&amp",
    "&amp;",
    "&nbsp;",
    "&notin;",
    "&notit;",
    "&semi;",
    "&fjlig;",
    "&Abreve;x",
    "&#65;",
    "&#x41",
    "&#0;",
    "&#x80;",
    "&#xD800;",
    "&#99999999999;",
    "&#;",
    "\0id=1 id=2",
    "<\0",
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 4_000, ..ProptestConfig::default() })]

    #[test]
    fn any_parts_make_the_tree_of_the_witness(parts in prop::collection::vec(prop::sample::select(&PARTS[..]), 0..40)) {
        agree(&parts.concat());
    }

    #[test]
    fn any_bytes_make_the_tree_of_the_witness(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        agree(&String::from_utf8_lossy(&bytes));
    }
}

/// Every name of a character, whole, cut and in an address: `html5gum` knows them, and tells them by trying.
#[test]
fn names_of_characters_are_read_as_the_witness_reads_them() {
    let names = [
        "amp",
        "quot",
        "hellip",
        "bdquo",
        "copy",
        "not",
        "notin",
        "semi",
        "fjlig",
        "nGt",
        "Auml",
        "CounterClockwiseContourIntegral",
    ];
    for name in names {
        for end in ["", ";", "=1", "x;", "x", ";;", " ", "&", "\r\n"] {
            agree(&format!(
                "a&{name}{end}<a href='?b&{name}{end}' title=&{name}{end}>c</a><title>&{name}{end}</title>"
            ));
        }
    }
    agree(&format!("&amp{0}; <a href='&amp{0};'>&{0}</a>", "x".repeat(100)));
    for code in (0..0x180).chain([0xd7ff, 0xd800, 0xdfff, 0xfdd0, 0xffff, 0x10_ffff, 0x11_0000, u32::MAX]) {
        agree(&format!("&#{code};&#x{code:x} &#X{code:X};<a href='&#{code}a&#{code};'>"));
    }
}

/// The pages of `HEADLINED_CORPUS` where it is set, and our own samples.
#[test]
#[allow(clippy::disallowed_methods)]
fn pages_make_the_tree_of_the_witness() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/extract").to_owned();
    let corpus = std::env::var("HEADLINED_CORPUS").map(|corpus| corpus + "/dev/pages");
    let mut seen = 0;
    for file in [Ok(own), corpus].into_iter().flatten().flat_map(|folder| std::fs::read_dir(folder).unwrap()) {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|kind| kind == "html") {
            agree(&String::from_utf8_lossy(&std::fs::read(path).unwrap()));
            seen += 1;
        }
    }
    assert!(seen > 0);
}
