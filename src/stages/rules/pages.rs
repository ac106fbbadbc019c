//! Pages of invented sites that come out wrong without the rules beside them.

use std::path::Path;

use super::load;
use crate::headline::SectionKind;
use crate::pipeline::decode::{Media, Page};
use crate::pipeline::extract::{Extractor, Rules};
use crate::pipeline::normalize::{Standing, normalize};

fn standings(name: &str, site: &str, rules: &Rules) -> Vec<Standing> {
    let text = std::fs::read_to_string(format!("tests/fixtures/rules/{name}.html")).unwrap();
    let page = Page {
        url: format!("https://www.{site}/").parse().unwrap(),
        site: site.to_owned(),
        id: None,
        fetched_at: "2031-05-05T12:00:00Z".parse().unwrap(),
        timezone: None,
        language: None,
        media: Media::Html,
        text: text.into(),
    };
    let found = Extractor::default().extract(&page, rules).unwrap();
    normalize(&page, &found, rules.timezone(site))
}

fn rules() -> Rules {
    load(Some(Path::new("tests/fixtures/rules/sites.toml"))).unwrap()
}

#[test]
fn selectors_find_a_list_and_its_fields() {
    let site = "quay-gazette.example";
    assert!(standings("quay-gazette", site, &Rules::default()).iter().all(|item| item.title.starts_with("All about")));
    let found = standings("quay-gazette", site, &rules());
    let told: Vec<_> = found.iter().map(|item| (item.title.as_str(), item.deck.as_deref())).collect();
    assert_eq!(
        told,
        [("Crane is up", Some("It lifts again.")), ("Dock is dry", Some("Nine days to go.")), ("Bell rings", None)]
    );
    assert_eq!(found[0].section.kind, SectionKind::Latest);
    assert_eq!(found[0].section.label.as_deref(), Some("Board"));
    assert_eq!(found[2].link.as_deref(), Some("https://www.quay-gazette.example/town/bell-rings-879"));
    let times: Vec<_> = found.iter().map(|item| item.published.as_ref().unwrap().at.to_rfc3339()).collect();
    assert_eq!(times, ["2031-05-04T18:05:00+02:00", "2031-05-04T16:40:00+02:00", "2031-05-04T15:12:00+02:00"]);
}

#[test]
fn a_heading_is_named_a_box_is_left_out_and_a_language_told() {
    let site = "pier-courier.example";
    let before = standings("pier-courier", site, &Rules::default());
    assert!(before.iter().all(|item| item.link.as_deref().unwrap().contains("soap.example")), "{before:?}");
    let found = standings("pier-courier", site, &rules());
    assert_eq!(found.len(), 3, "{found:?}");
    assert!(found.iter().all(|item| item.section.kind == SectionKind::Latest));
    assert_eq!(found[0].title, "Gulls take over the fish market roof");
    assert_eq!(found[0].language.as_deref(), Some("en-GB"));
    assert_eq!(found[0].published.as_ref().unwrap().at.to_rfc3339(), "2031-05-03T19:30:00+00:00");
}

#[test]
fn a_site_is_switched_off() {
    assert!(standings("pier-courier", "silent.example", &rules()).is_empty());
}
