use crate::pipeline::html::tag::Tag;
use crate::pipeline::html::{Arena, Buffers};

/// The words of each element of `tag`, its subtree's texts joined by `|`.
fn texts(html: &str, tag: Tag) -> Vec<String> {
    let mut buffers = Buffers::default();
    let arena = Arena::parse(html, &mut buffers).unwrap();
    let words =
        |id| (id..arena.end(id)).map(|n| arena.text(n).trim()).filter(|t| !t.is_empty()).collect::<Vec<_>>().join("|");
    (0..arena.len()).filter(|id| arena.tag(*id) == tag).map(words).collect()
}

#[test]
fn items_end_where_the_next_begins() {
    assert_eq!(texts("<ul><li>one<ul><li>in<li>ner</ul><li>two", Tag::LI), ["one|in|ner", "in", "ner", "two"]);
    assert_eq!(texts("<dl><dt>a<dd>b<dt>c<dd>d</dl>", Tag::DD), ["b", "d"]);
    assert_eq!(texts("<p>one<p>two<div>three</div>", Tag::P), ["one", "two"]);
    assert_eq!(texts("<table><tr><td>a<td>b<tr><td>c</table>", Tag::TR), ["a|b", "c"]);
    assert_eq!(texts("<select><option>a<option>b</select>", Tag::OPTION), ["a", "b"]);
}

#[test]
fn links_do_not_nest() {
    assert_eq!(texts("<a href=1>one <b>bold<a href=2>two</a>", Tag::A), ["one|bold", "two"]);
    assert_eq!(texts("<a href=1><div>in</div></a>out", Tag::A), ["in"]);
}

#[test]
fn end_tags_reach_only_their_own() {
    assert_eq!(texts("<div>a</span></p>b</div>c", Tag::DIV), ["a|b"]);
    assert_eq!(texts("<div><table><tr><td>a</div>b</table>c</div>", Tag::DIV), ["a|b|c"]);
    assert_eq!(texts("<h2>a</h3>b", Tag::H2), ["a"]);
}

#[test]
fn drawings_and_scripts_hide_nothing_behind_them() {
    assert_eq!(texts("<svg><path d=x /><title>t</title></svg><p>a", Tag::P), ["a"]);
    assert_eq!(texts("<svg><path d=x><p>a</p>", Tag::P), ["a"]);
    assert_eq!(texts("<script>if (a</p>b) x = '<p>no</p>'</script><p>a</p>", Tag::P), ["a"]);
    assert_eq!(texts("<textarea><p>no</textarea><p>a</p>", Tag::P), ["a"]);
}

#[test]
fn depth_is_bounded() {
    let mut buffers = Buffers::default();
    let page = "<div>".repeat(5_000);
    let arena = Arena::parse(&page, &mut buffers).unwrap();
    assert!(arena.ancestors(arena.len() - 1).count() <= super::MAX_DEPTH);
}
