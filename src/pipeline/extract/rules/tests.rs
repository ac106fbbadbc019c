use super::*;
use crate::pipeline::decode::{Media, Page};
use crate::pipeline::extract::explain::{Outcome, Reason, Why};
use crate::pipeline::extract::{Extractor, List};

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

fn of(rule: SiteRule) -> Rules {
    Rules::new([("Harbour-Post.example".to_owned(), rule)])
}

fn labelled(label: &str, named: Named) -> SiteRule {
    SiteRule { labels: [(label.to_owned(), named)].into(), ..SiteRule::default() }
}

fn selector(text: &str) -> Selector {
    Selector::parse(text).unwrap()
}

const LIST: &str = "<h2>Fresh  from the quay</h2><ul class=feed>
    <li><a href=/a>Ferry to the islands runs again today</a> <i>5 May 2031 09:20</i></li>
    <li><a href=/b>Bakers open their doors at night</a> <i>5 May 2031 08:20</i></li></ul>";
const TEXT: &str = "Fresh from the quay\n\nFerry to the islands runs again\n5 May 2031 09:20\n\n\
    Bakers open their doors at night\n5 May 2031 08:20\n\nLighthouse gets a new lamp\n5 May 2031 07:10\n";

fn lists(media: Media, text: &str, rule: SiteRule) -> Vec<List> {
    Extractor::default().extract(&page(media, text), &of(rule)).unwrap().lists
}

#[test]
fn a_heading_that_a_rule_names_decides_the_kind() {
    for (media, text) in [(Media::Html, LIST), (Media::Text, TEXT)] {
        let kinds = |rule| lists(media, text, rule).iter().map(|list| list.kind).collect::<Vec<_>>();
        assert_ne!(kinds(SiteRule::default()), [SectionKind::Popular]);
        let label = "FRESH from the Quay";
        assert_eq!(kinds(labelled(label, Named::Kind(SectionKind::Popular))), [SectionKind::Popular]);
        assert_eq!(kinds(labelled(label, Named::None)), []);
    }
}

#[test]
fn other_sites_have_no_rule() {
    let rules = of(SiteRule { off: true, ..SiteRule::default() });
    assert_eq!((rules.site("other.example"), rules.len()), (&SiteRule::default(), 1));
    assert!(rules.site("harbour-post.example").off);
}

#[test]
fn a_block_without_items_takes_what_the_general_rules_find_in_it() {
    let block = BlockRule {
        select: selector("ul.feed"),
        kind: SectionKind::Related,
        label: Some("Quay".to_owned()),
        item: None,
        fields: FieldRules::default(),
    };
    let rules = of(SiteRule { blocks: vec![block], ..SiteRule::default() });
    let (found, told) = Extractor::default().explain(&page(Media::Html, LIST), &rules).unwrap();
    let list = &found.lists[0];
    assert_eq!((list.kind, list.label.as_deref(), list.items.len()), (SectionKind::Related, Some("Quay"), 2));
    let taken = Outcome::Taken { list: 0, kind: SectionKind::Related, why: Why::Rule };
    assert_eq!(told.blocks[0].outcome, taken);
}

#[test]
fn items_stand_under_days_and_need_no_time() {
    let text = "<div class=feed><h4>4 May 2031</h4><p><a href=/a>Ferry to the islands runs again</a> 09:20</p>
        <p><b>Bakers open their doors at night</b></p><p>  <img></p><p class=ad><a href=/c>Soap for sailors is here</a> 08:00</p></div>";
    let block = BlockRule {
        select: selector(".feed"),
        kind: SectionKind::Latest,
        label: None,
        item: Some(selector("p")),
        fields: FieldRules { title: Some(selector("a, b")), ..FieldRules::default() },
    };
    let rule = SiteRule { blocks: vec![block], ignore: vec![selector("p.ad")], ..SiteRule::default() };
    let (found, told) = Extractor::default().explain(&page(Media::Html, text), &of(rule)).unwrap();
    let [list] = found.lists.as_slice() else { panic!("{found:?}") };
    let titles: Vec<_> =
        list.items.iter().map(|item| (item.title.as_str(), item.times.len(), item.day.is_some())).collect();
    assert_eq!(titles, [("Ferry to the islands runs again", 1, true), ("Bakers open their doors at night", 0, true)]);
    let reasons: Vec<_> = told.strays.iter().map(|stray| stray.reason).collect();
    assert_eq!(reasons, [Reason::RuledOut, Reason::NoWords]);
}

#[test]
fn structured_data_can_be_ignored() {
    let article = |n| {
        format!(
            r#"{{"@type":"NewsArticle","headline":"Night boat {n} turns back","url":"/{n}","datePublished":"2031-05-0{n}"}}"#
        )
    };
    let articles = [1, 2, 3].map(article).join(",");
    let text = format!(r#"<script type="application/ld+json">{{"a":[{articles}]}}</script>"#);
    assert_eq!(lists(Media::Html, &text, SiteRule::default()).len(), 1);
    let rule = SiteRule { ignore: vec![selector("script")], ..SiteRule::default() };
    assert!(lists(Media::Html, &text, rule).is_empty());
}
