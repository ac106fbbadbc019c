//! Whole lists from `tests/fixtures/written_time/lists.tsv`, and what must hold for any list.

use chrono::{DateTime, Datelike as _, Duration, FixedOffset, NaiveDate, Utc};
use proptest::prelude::*;
use url::Url;

use crate::headline::{PublishedAt, SectionKind};
use crate::pipeline::decode::{Media, Page};
use crate::pipeline::extract::{Item, List, PageFacts};
use crate::pipeline::written_time::{Reading, WrittenTime, find, read, read_attribute};

use super::solve;

/// A page about which the settings of a case say something.
fn page(settings: &str) -> Page<'static> {
    let get = |key: &str| settings.split(' ').find_map(|word| word.strip_prefix(key)?.strip_prefix('='));
    Page {
        url: Url::parse(get("url").unwrap_or("https://news.example/")).unwrap(),
        site: "news.example".to_owned(),
        id: None,
        fetched_at: get("fetched").unwrap().parse().unwrap(),
        timezone: get("zone").map(|zone| zone.parse().unwrap()),
        language: get("language").map(str::to_owned),
        media: Media::Html,
        text: "".into(),
    }
}

fn facts(settings: &str) -> PageFacts {
    let offsets = settings.split(' ').find_map(|word| word.strip_prefix("offsets=")).unwrap_or_default();
    PageFacts { offsets: offsets.split(',').filter_map(|offset| offset.parse().ok()).collect(), ..PageFacts::default() }
}

fn item(text: &str, attribute: &str, day: &str, language: Option<&str>) -> Item {
    let times = read(text, language).into_iter().chain(read_attribute(attribute)).collect();
    Item {
        title: "A title".to_owned(),
        whole: None,
        kicker: None,
        deck: None,
        link: None,
        times,
        day: read(day, language),
    }
}

fn list(kind: SectionKind, items: Vec<Item>) -> List {
    List { kind, label: None, items }
}

fn kind(settings: &str) -> SectionKind {
    let name = settings.split(' ').find_map(|word| word.strip_prefix("kind=")).unwrap_or("latest");
    SectionKind::ALL.into_iter().find(|kind| kind.name() == name).unwrap()
}

fn name(value: impl serde::Serialize) -> String {
    serde_json::to_value(value).unwrap().as_str().unwrap().to_owned()
}

fn spelt(published: Option<&PublishedAt>) -> String {
    let Some(published) = published else { return "-\t-\t-\t-".to_owned() };
    let zone = format!("{} {}", published.timezone, name(published.timezone_source));
    format!("{}\t{}\t{}\t{zone}", published.at.to_rfc3339(), name(published.precision), name(published.source))
}

#[test]
fn lists_are_solved() {
    let fixture = include_str!("../../../../tests/fixtures/written_time/lists.tsv");
    let mut wrong = Vec::new();
    for case in fixture.split("\n> ").skip(1) {
        let (head, rows) = case.split_once('\n').unwrap();
        let (title, settings) = head.split_once('\t').unwrap();
        let page = page(settings);
        let rows: Vec<Vec<&str>> =
            rows.lines().filter(|row| !row.is_empty()).map(|row| row.splitn(4, '\t').collect()).collect();
        let items = rows.iter().map(|row| item(row[0], row[1], row[2], page.language.as_deref())).collect();
        let solved = solve(&list(kind(settings), items), &page, &facts(settings), None);
        for (row, solved) in rows.iter().zip(&solved) {
            let said = spelt(solved.as_ref());
            if said != row[3] {
                wrong.push(format!("{title}: {} {}: {said}, expected {}", row[0], row[1], row[3]));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The only offset that a page shows may be that of its winter or of its summer.
#[test]
fn one_offset_does_not_tell_the_other_half_of_the_year() {
    let page = page("fetched=2023-06-27T07:05:00Z language=en");
    let items = vec![item("26 June 2023 10:20", "", "", Some("en")), item("10 January 2023", "", "", Some("en"))];
    let facts = facts("offsets=7200");
    let solved = solve(&list(SectionKind::Section, items), &page, &facts, None);
    let [Some(summer), Some(winter)] = solved.as_slice() else { panic!("{solved:?}") };
    assert_eq!(summer.at.to_rfc3339(), "2023-06-26T10:20:00+02:00");
    let berlin: [DateTime<Utc>; 2] = ["2023-01-09T23:00:00Z".parse().unwrap(), "2023-01-10T23:00:00Z".parse().unwrap()];
    assert!(winter.earliest <= berlin[0] && berlin[1] <= winter.latest, "{winter:?}");
}

/// Texts of times, of every kind and also nonsense.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        (0..30_u32, 0..70_u32).prop_map(|(hour, minute)| format!("{hour:02}:{minute:02}")),
        (0..13_u32, 0..60_u32).prop_map(|(hour, minute)| format!("{hour}:{minute:02}")),
        (0..40_u32, 0..14_u32).prop_map(|(day, month)| format!("{day:02}.{month:02}.")),
        (0..40_u32, 0..14_u32, 1960..2110_i32).prop_map(|(day, month, year)| format!("{day}/{month}/{year}")),
        (0..40_u32, 0..14_u32, 0..25_u32).prop_map(|(day, month, hour)| format!("{day}.{month}.2023 {hour}:30")),
        (0..5000_u32, "minutes|hours|days|weeks|years").prop_map(|(amount, unit)| format!("{amount} {unit} ago")),
        "(Today|Yesterday|Monday|Friday) [0-2][0-9]:[0-5][0-9]",
        "29 February( 20[0-9][0-9])?",
        "[a-z0-9:./ -]{0,20}",
    ]
}

fn attribute() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "20[0-4][0-9]-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9](Z|\\+0[0-9]:00|-1[0-2]:00)?",
        "[0-9]{1,14}",
        "20[0-2][0-9]-[01][0-9]-[0-3][0-9]",
    ]
}

proptest! {

    /// Bounds hold the instant; what the page does not date itself is never after the fetch.
    #[test]
    fn bounds_hold(
        rows in proptest::collection::vec((text(), attribute(), text()), 0..12),
        fetched in 946_684_800_i64..4_102_444_800,
        zone in proptest::option::of("Europe/Berlin|America/St_Johns|Asia/Kathmandu|Pacific/Apia|Africa/Casablanca"),
        kind in 0..5_usize,
    ) {
        let mut page = page("fetched=2023-01-27T07:05:00Z language=en");
        page.fetched_at = DateTime::from_timestamp(fetched, 0).unwrap();
        page.timezone = zone.map(|zone| zone.parse().unwrap());
        let items: Vec<Item> = rows.iter().map(|row| item(&row.0, &row.1, &row.2, Some("en"))).collect();
        let solved = solve(&list(SectionKind::ALL[kind], items.clone()), &page, &PageFacts::default(), None);
        prop_assert_eq!(solved.len(), items.len());
        for (item, solved) in items.iter().zip(solved) {
            let Some(solved) = solved else { continue };
            prop_assert!(solved.earliest <= solved.at && solved.at < solved.latest, "{:?}", solved);
            let dated = item.times.iter().chain(&item.day).any(|time| is_dated(time, page.fetched_at));
            prop_assert!(dated || solved.at <= page.fetched_at, "{:?} {:?}", item, solved);
        }
    }

    /// A feed of bare clocks, however often it passes midnight, is put back on its days.
    #[test]
    fn clocks_find_their_days(first in 0..170_i64, gaps in proptest::collection::vec(11..300_i64, 0..24), tokyo: bool) {
        let mut page = page("fetched=2023-05-27T07:05:00Z");
        let zone = if tokyo { chrono_tz::Asia::Tokyo } else { chrono_tz::UTC };
        page.timezone = Some(zone);
        let mut at = page.fetched_at - Duration::minutes(first);
        let instants: Vec<DateTime<Utc>> =
            std::iter::once(0).chain(gaps).map(|gap| { at -= Duration::minutes(gap); at }).collect();
        let text = |at: &DateTime<Utc>| at.with_timezone(&zone).format("%H:%M").to_string();
        let items = instants.iter().map(|at| item(&text(at), "", "", None)).collect();
        let solved = solve(&list(SectionKind::Latest, items), &page, &PageFacts::default(), None);
        let said: Vec<DateTime<Utc>> = solved.into_iter().flatten().map(|time| time.at.with_timezone(&Utc)).collect();
        prop_assert_eq!(said, instants);
    }

    /// Whatever zone a newsroom writes in, the bounds of its times hold the truth where nobody has told the zone.
    #[test]
    fn an_untold_zone_excludes_nothing(
        hours in -11..=13_i32,
        fetched in 1_600_000_000_i64..1_600_900_000,
        first in 0..170_i64,
        gaps in proptest::collection::vec(11..300_i64, 3..24),
        style in 0..4_usize,
    ) {
        let mut page = page("language=en fetched=2023-05-27T07:05:00Z");
        page.fetched_at = DateTime::from_timestamp(fetched, 0).unwrap();
        let zone = FixedOffset::east_opt(hours * 3600).unwrap();
        let now = page.fetched_at.with_timezone(&zone);
        let minute = DateTime::from_timestamp(fetched / 60 * 60, 0).unwrap();
        let ages = std::iter::once(first).chain(gaps).scan(0, |age, gap| { *age += gap; Some(*age) });
        let instants: Vec<DateTime<FixedOffset>> =
            ages.map(|age| (minute - Duration::minutes(age)).with_timezone(&zone)).collect();
        let text = |at: &DateTime<FixedOffset>| match (style, (now.date_naive() - at.date_naive()).num_days()) {
            (0, _) => at.format("%H:%M").to_string(),
            (1, _) => at.format("%B %-d, %Y %H:%M").to_string(),
            (2, _) => at.format("%B %-d, %Y").to_string(),
            (_, 0) => at.format("Today %H:%M").to_string(),
            (_, 1) => at.format("Yesterday %H:%M").to_string(),
            (_, days) => format!("{days} days ago"),
        };
        let items = instants.iter().map(|at| item(&text(at), "", "", Some("en"))).collect();
        let solved = solve(&list(SectionKind::Latest, items), &page, &PageFacts::default(), None);
        for (at, solved) in instants.iter().zip(solved) {
            let solved = solved.unwrap();
            prop_assert!(solved.earliest <= *at && *at < solved.latest, "{} is not in {:?}", at, solved);
        }
    }

    /// Dates without a year cross any number of New Years.
    #[test]
    fn days_find_their_years(gaps in proptest::collection::vec(0..100_i64, 1..20)) {
        let page = page("fetched=2023-05-27T07:05:00Z zone=UTC language=en");
        let mut day = page.fetched_at.date_naive();
        let days: Vec<NaiveDate> = gaps.into_iter().map(|gap| { day -= Duration::days(gap); day }).collect();
        prop_assume!(days.iter().all(|day| day.format("%m-%d").to_string() != "02-29"));
        let items = days.iter().map(|day| item(&day.format("%B %-d").to_string(), "", "", Some("en"))).collect();
        let solved = solve(&list(SectionKind::Latest, items), &page, &PageFacts::default(), None);
        let said: Vec<NaiveDate> = solved.into_iter().flatten().map(|time| time.at.date_naive()).collect();
        prop_assert_eq!(said, days);
    }

    /// One date that can be read in one way only settles all.
    #[test]
    fn one_date_settles_the_order(gaps in proptest::collection::vec(0..20_i64, 1..20), month_first: bool) {
        let page = page("fetched=2023-05-27T07:05:00Z zone=UTC");
        let mut day = page.fetched_at.date_naive();
        let days: Vec<NaiveDate> = gaps.into_iter().map(|gap| { day -= Duration::days(gap); day }).collect();
        prop_assume!(days.iter().any(|day| day.day() > 12));
        let (format, language) = if month_first { ("%m/%d/%Y", "en-GB") } else { ("%d/%m/%Y", "en-US") };
        let items = days.iter().map(|day| item(&day.format(format).to_string(), "", "", Some(language))).collect();
        let solved = solve(&list(SectionKind::Latest, items), &page, &PageFacts::default(), None);
        let said: Vec<NaiveDate> = solved.into_iter().flatten().map(|time| time.at.date_naive()).collect();
        prop_assert_eq!(said, days);
    }

    /// Whatever stands on a page, it is read without a panic.
    #[test]
    fn anything_is_read(text in "\\PC{0,200}", language in proptest::option::of("[a-z]{2}(-[A-Z]{2})?")) {
        let language = language.as_deref();
        let _ = (read(&text, language), read_attribute(&text));
        if let Some((range, _)) = find(&text, language) {
            prop_assert!(text.get(range).is_some_and(|part| !part.is_empty()));
        }
    }
}

fn is_dated(time: &WrittenTime, fetched_at: DateTime<Utc>) -> bool {
    match time.reading {
        Reading::Date { date, .. } => date.year.is_some(),
        Reading::Unix { seconds } => seconds > (fetched_at - Duration::days(2)).timestamp(),
        _ => false,
    }
}
