//! One page with a list, a list twice, people speaking, a calendar's time and an item twice.

use super::*;
use crate::pipeline::decode::{Media, Page};
use crate::pipeline::extract::{Extractor, Rules};

const PAGE: &str = r#"<html lang=en><body>
<div class=weather>Gusts at <time>10:20</time></div>
<section><h2>Latest news</h2><ul id=feed>
<li class=item><h3><a class=head href=/a>Ferry to the islands runs again today</a></h3><time datetime=2031-05-05T09:20:00Z>09:20</time><p class=teaser>After nine days the first boat left at dawn.</p></li>
<li class=item><h3><a class=head href=/b>Bakers open their doors at night</a></h3><time datetime=2031-05-05T08:20:00Z>08:20</time></li>
<li class=item><h3><a class=head href=/a>Ferry to the islands runs again today</a></h3><time datetime=2031-05-05T09:20:00Z>09:20</time></li>
</ul></section>
<div id=below><h2>What you say</h2><ol class=comments>
<li class=comment><a href=/u/1>I have waited for this boat since March</a> <time>5 May 2031 10:00</time></li>
<li class=comment><a href=/u/2>My grandmother rowed there, every single day</a> <time>5 May 2031 10:10</time></li>
</ol></div></body></html>"#;

fn page(media: Media, text: &str) -> Page<'_> {
    Page {
        url: "https://harbour-post.example/".parse().unwrap(),
        site: "harbour-post.example".to_owned(),
        id: None,
        fetched_at: "2031-05-05T12:00:00Z".parse().unwrap(),
        timezone: None,
        language: None,
        media,
        text: text.into(),
    }
}

#[test]
fn blocks_items_and_times_are_accounted_for() {
    let page = page(Media::Html, PAGE);
    let mut extractor = Extractor::default();
    let plain = extractor.extract(&page, &Rules::default()).unwrap();
    let (found, told) = extractor.explain(&page, &Rules::default()).unwrap();
    assert_eq!(format!("{plain:?}"), format!("{found:?}"), "asking changes nothing");

    let [feed, comments] = told.blocks.as_slice() else { panic!("{:#?}", told.blocks) };
    let taken = Outcome::Taken { list: 0, kind: SectionKind::Latest, why: Why::Heading };
    assert_eq!((feed.outcome, feed.place.as_str()), (taken, "ul#feed"));
    assert_eq!(feed.items.iter().map(|item| item.dropped).collect::<Vec<_>>(), [None, None, Some(Reason::Repeated)]);
    let places = &feed.items[0].places;
    assert_eq!(places.title.as_deref(), Some("li.item > h3 > a.head"));
    assert_eq!(places.link, places.title);
    assert_eq!(places.deck.as_deref(), Some("ul#feed > li.item > p.teaser"));
    assert_eq!(places.time.as_deref(), Some("ul#feed > li.item > time"));
    assert_eq!(comments.outcome, Outcome::Dropped(Reason::ForeignClass));
    let strays: Vec<_> = told.strays.iter().map(|stray| (stray.text.as_str(), stray.reason)).collect();
    assert_eq!(strays, [("10:20", Reason::NoHeadline)]);
}

#[test]
fn a_text_is_accounted_for_by_its_lines() {
    let text = "Harbour Post\n\nLatest news\n\nFerry to the islands runs again\n5 May 2031 09:20\n\n\
        Bakers open their doors at night\n5 May 2031 08:20\n\nLighthouse gets a new lamp\n5 May 2031 07:10\n";
    let (found, told) = Extractor::default().explain(&page(Media::Text, text), &Rules::default()).unwrap();
    assert_eq!(found.lists.len(), 1);
    let [block] = told.blocks.as_slice() else { panic!("{:#?}", told.blocks) };
    assert_eq!((block.place.as_str(), block.items.len()), ("line 5", 3));
}
