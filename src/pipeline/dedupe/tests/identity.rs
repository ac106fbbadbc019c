//! Rules 1 to 4: which sightings are the same headline.

use super::*;

#[test]
fn one_link_in_every_spelling_is_one_headline() {
    let spellings = [
        "https://news.example/a/rain-again",
        "https://www.news.example/a/rain-again/",
        "https://m.news.example/a/rain-again",
        "https://mobile.news.example/a/rain-again.html",
        "https://amp.news.example/a/rain-again",
        "https://news.example/amp/a/rain-again",
        "http://news.example/a/rain-again/amp/",
        "https://news.example/a/rain-again?outputType=amp",
    ];
    let seen = spellings.map(|link| Sighting { link: Some(link.to_owned()), ..sighting("Rain") });
    assert_eq!(count(&seen), 1);
}

#[test]
fn a_number_or_a_long_slug_outlives_the_rest_of_the_link() {
    assert_eq!(
        count(&[sighting("A").link("sport/old-393947"), sighting("B").link("football/new-393947").fetched(1)]),
        1
    );
    assert_eq!(count(&[sighting("A").link("news/48213/old"), sighting("B").link("news/48213/new").fetched(1)]), 1);
    let slug = "council-votes-for-the-new-river-bridge";
    let seen =
        [sighting("A").link(&format!("politics/{slug}")), sighting("B").link(&format!("local/{slug}")).fetched(1)];
    assert_eq!(count(&seen), 1);
}

#[test]
fn two_links_are_two_headlines() {
    assert_eq!(count(&[sighting("Rain").link("a/1"), sighting("Rain").link("a/2")]), 2);
    assert_eq!(count(&[sighting("Rain").link("a/1").minute(0), sighting("Rain").link("a/2").minute(1)]), 2);
    assert_eq!(count(&[sighting("Rain").link("a/1").day(0), sighting("Rain").link("a/2").day(0)]), 2);
}

#[test]
fn two_links_with_one_text_and_minute_are_one_and_the_first_link_stays() {
    let seen = [sighting("Rain").link("sport/1").minute(0), sighting("Rain").link("news/2").minute(0)];
    assert_eq!(count(&seen), 1);
    let mut memory = memory();
    let later = sighting("Rain stays").link("news/2").minute(0).fetched(5);
    let events = told(&mut memory, &[seen[0].clone(), seen[1].clone(), later]);
    assert_eq!(brief(&events), [("published", 0, "Rain"), ("revised", 1, "Rain stays")]);
    assert_eq!(events[1].url.as_deref(), Some("https://news.example/sport/1"));
}

#[test]
fn a_shared_link_leaves_it_to_text_and_time() {
    let live = |title: &str, minute| sighting(title).link("live/storm").shared().minute(minute);
    assert_eq!(count(&[live("Trees fall", 0), live("Roads closed", 0), live("Trees fall", 30)]), 3);
    assert_eq!(count(&[live("Trees fall", 0), live("Trees fall", 0).fetched(9)]), 1);
}

#[test]
fn entries_of_a_live_page_are_headlines() {
    assert_eq!(count(&[sighting("A").link("live/storm?post=12"), sighting("B").link("live/storm?post=13")]), 2);
    assert_eq!(count(&[sighting("A").link("live/storm#post-12"), sighting("B").link("live/storm#post-13")]), 2);
}

#[test]
fn a_rubric_link_identifies_nothing() {
    assert_eq!(count(&[sighting("A").link("sport/").minute(0), sighting("B").link("sport").minute(9)]), 2);
}

#[test]
fn without_a_link_text_and_overlapping_times_decide() {
    assert_eq!(count(&[sighting("Rain").minute(3), sighting("Rain").day(0)]), 1);
    assert_eq!(count(&[sighting("Rain").minute(3), sighting("“RAIN”").minute(3)]), 1);
    assert_eq!(count(&[sighting("Rain").minute(3), sighting("Rain")]), 1);
    assert_eq!(count(&[sighting("Rain").minute(3).link("a/1"), sighting("Rain").day(0)]), 1);
}

#[test]
fn the_weather_of_every_day_is_a_new_headline_every_day() {
    let daily: Vec<_> = (0..20).map(|day| sighting("Weather for tomorrow").minute(day * 1440 + 360)).collect();
    assert_eq!(count(&daily), 20);
    let dated: Vec<_> = (0..20).map(|day| sighting("Weather for tomorrow").day(day)).collect();
    assert_eq!(count(&dated), 20);
}

#[test]
fn the_weather_of_every_day_is_new_where_the_zone_is_a_guess() {
    let dated: Vec<_> = (0..20).map(|day| sighting("Weather for tomorrow").day(day).guessed()).collect();
    assert_eq!(count(&dated), 20);
    let timed: Vec<_> = (0..20).map(|hour| sighting("Traffic report").minute(hour * 60).guessed()).collect();
    assert_eq!(count(&timed), 20);
    assert_eq!(count(&[sighting("Rain").minute(30).guessed(), sighting("Rain").minute(300)]), 1, "it could be");
}

#[test]
fn guesses_of_two_pages_may_differ_and_the_clock_is_the_same() {
    let noon = sighting("Rain").minute(60).guessed();
    let mut other = noon.clone().fetched(9);
    let published = other.published.as_mut().unwrap();
    published.at = (published.at - TimeDelta::hours(1)).with_timezone(&FixedOffset::east_opt(3600).unwrap());
    assert_eq!(count(&[noon.clone(), other.clone()]), 1);
    assert_eq!(count(&[noon.link("a/1"), other.link("b/2")]), 1);
}

#[test]
fn run_together_or_apart_or_without_deck_is_one() {
    let apart = sighting("Rain returns").deck("Bring a coat").day(0);
    let together = sighting("Rain returns Bring a coat").day(0);
    assert_eq!(count(&[apart.clone(), together]), 1);
    assert_eq!(count(&[apart, sighting("Rain returns").day(0)]), 1);
}

#[test]
fn similar_words_in_the_same_minute_are_an_edit() {
    let seen = sighting("Two hurt in a fire in the old harbour").minute(0);
    let edited = sighting("Three hurt in a fire in the old harbour").minute(0).fetched(30);
    let mut memory = memory();
    let events = told(&mut memory, &[seen.clone(), edited.clone()]);
    assert_eq!(events.iter().map(|event| event.revision).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(events[0].id, events[1].id);
    assert_eq!(count(&[seen.clone(), edited.clone()]), 1);
    assert_eq!(count(&[seen.clone(), edited.clone().minute(1)]), 2, "another minute");
    assert_eq!(count(&[seen, edited.fetched(0)]), 2, "two items of one page");
}

#[test]
fn ids_of_links_do_not_depend_on_the_order() {
    let seen = [
        sighting("Rain").link("a/rain-393947").minute(0),
        sighting("Rain stays").link("b/rain-393947").minute(0).fetched(5),
        sighting("Sun").link("a/sun").minute(0),
    ];
    let ids = |sightings: &[Sighting]| {
        let mut ids: Vec<String> = told(&mut memory(), sightings).into_iter().map(|event| event.id).collect();
        ids.sort();
        ids.dedup();
        ids
    };
    let reversed: Vec<_> = seen.iter().rev().cloned().collect();
    assert_eq!(ids(&seen), ids(&reversed));
}

#[test]
fn sites_are_apart() {
    let other = Sighting { site: "other.example".to_owned(), ..sighting("Rain").link("a/1").minute(0) };
    assert_eq!(count(&[sighting("Rain").link("a/1").minute(0), other]), 2);
}

#[test]
fn one_short_slug_under_two_rubrics_is_one_where_words_and_times_agree() {
    let seen = |path: &str| sighting("Cup draw").link(path).day(0);
    assert_eq!(count(&[seen("sport/cup-draw"), seen("local/cup-draw")]), 1);
    assert_eq!(count(&[seen("sport/cup-draw"), seen("local/cup-draw").day(1)]), 2);
    assert_eq!(count(&[seen("sport/cup-draw-21645"), seen("local/cup-draw-21645")]), 1);
    assert_eq!(count(&[seen("sport/cup-draw-21645"), seen("local/cup-draw-21646")]), 2);
    assert_eq!(count(&[seen("sport/cup-draw-21645"), seen("local/cup-draw-21645").day(1)]), 2);
    assert_eq!(count(&[seen("sport/cup-draw"), Sighting { title: "Draw".to_owned(), ..seen("local/cup-draw") }]), 2);
}

#[test]
fn times_that_overlap_in_part_are_counted() {
    let mut memory = memory();
    told(&mut memory, &[sighting("Rain").fetched(600).hours_ago(3), sighting("Rain").fetched(630).hours_ago(3)]);
    assert_eq!((memory.headlines(), memory.take_tally().chained), (1, 1));
}

#[test]
fn headlines_that_turn_out_to_be_one_are_joined() {
    let mut memory = memory();
    let first = sighting("Rain").link("a/rain").minute(0);
    let unlinked = sighting("Downpour").minute(0).fetched(20);
    let edited = sighting("Downpour").link("a/rain").minute(0).fetched(10);
    let events = told(&mut memory, &[first, unlinked.clone(), edited, unlinked.fetched(30)]);
    assert_eq!(brief(&events), [("published", 0, "Rain"), ("published", 0, "Downpour"), ("revised", 1, "Downpour")]);
    assert_eq!(events[0].id, events[2].id, "the one that a link identifies stays");
    assert_eq!((memory.headlines(), memory.take_tally().joined), (1, 1));
}

/// Of one day, with links lost and a byline run into the deck: still the same one.
#[test]
fn a_deck_that_goes_on_is_the_same_headline() {
    let deck = "The clouds come over the northern ridge and stay until Monday";
    let html = sighting("Rain returns to the hills").link("a/rain").day(-1).deck(deck);
    let text = |deck: &str| sighting("Rain returns to the hills").day(-1).deck(deck).fetched(1);
    let heard = |second: Sighting| told(&mut memory(), &[html.clone(), second]).len();
    assert_eq!(heard(text(&format!("{deck} Ada Quill"))), 1);
    assert_eq!(heard(text("Something else is told about another place and time")), 2);
}

/// A rendered text has no links, tells the day alone and cuts titles off.
#[test]
fn a_title_cut_off_in_a_text_is_the_one_that_it_begins() {
    let whole = "Harbour ferry returns to Ulmsey after storm damage";
    let linked = sighting(whole).link("a/ferry").day(-2);
    let cut = |title: &str| sighting(title).day(-2);
    for cut in [cut("Harbour ferry returns to Ulmsey after st..."), cut("Harbour ferry returns to Ulmsey after…")] {
        assert_eq!(count(&[linked.clone(), cut.clone().fetched(1)]), 1, "{}", cut.title);
        assert_eq!(count(&[cut.clone(), linked.clone().fetched(1)]), 1, "{}", cut.title);
        assert_eq!(count(&[linked.clone(), cut.clone().day(-9)]), 2, "{}: another day", cut.title);
        assert_eq!(count(&[linked.clone(), cut.clone().link("a/other")]), 2, "{}: another link", cut.title);
    }
    assert_eq!(count(&[linked.clone(), cut("Harbour ferry…")]), 2, "so few words begin many a title");
    assert_eq!(count(&[linked, cut("Harbour ferry returns to Ulmsey after")]), 2, "nothing says that it is cut off");
}

/// A text shows teasers beside headlines that they do not belong to.
#[test]
fn a_long_title_is_itself_whatever_a_text_says_beside_it() {
    let long = |deck: &str| sighting("Harbour ferry returns to Ulmsey after storm damage").day(-2).deck(deck);
    let short = |deck: &str| sighting("Harbour news").day(-2).deck(deck);
    assert_eq!(count(&[long("Bring a coat").link("a/ferry"), long("Stay in").fetched(1)]), 1);
    assert_eq!(count(&[short("Bring a coat").link("a/ferry"), short("Stay in").fetched(1)]), 2);
}
