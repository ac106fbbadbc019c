//! What is an edit, what a better reading, what neither.

use super::*;

fn seen(title: &str) -> Sighting {
    sighting(title).link("a/rain").minute(-5)
}

/// Cause, title and deck of the revisions that `sightings` make.
fn revisions(sightings: &[Sighting]) -> Vec<(Cause, String, Option<String>)> {
    let events = told(&mut memory(), sightings);
    let revised = events.into_iter().filter(|event| event.event == EventKind::Revised);
    revised.map(|event| (event.cause.unwrap(), event.title, event.deck)).collect()
}

fn causes(sightings: &[Sighting]) -> Vec<Cause> {
    revisions(sightings).into_iter().map(|(cause, ..)| cause).collect()
}

#[test]
fn another_title_or_deck_on_a_later_page_is_an_edit() {
    assert_eq!(causes(&[seen("Rain returns"), seen("Rain stays").fetched(1)]), [Cause::Edit]);
    assert_eq!(causes(&[seen("Rain").deck("Bring a coat"), seen("Rain").deck("Stay in").fetched(1)]), [Cause::Edit]);
}

#[test]
fn an_older_page_edits_nothing() {
    assert_eq!(causes(&[seen("Rain stays").fetched(9), seen("Rain returns").fetched(8)]), []);
    let stale = [seen("A").fetched(1), seen("B").fetched(5), seen("A").fetched(2), seen("C").fetched(4)];
    assert_eq!(causes(&stale), [Cause::Edit]);
}

#[test]
fn a_deck_seen_for_the_first_time_is_a_reading() {
    let found = revisions(&[seen("Rain"), seen("Rain").deck("Bring a coat").fetched(1), seen("Rain").fetched(2)]);
    assert_eq!(found, [(Cause::Reading, "Rain".to_owned(), Some("Bring a coat".to_owned()))]);
}

#[test]
fn title_and_deck_seen_apart_are_a_reading() {
    let found = revisions(&[
        seen("Rain returns Bring a coat"),
        seen("Rain returns").deck("Bring a coat").fetched(1),
        seen("Rain returns Bring a coat").fetched(2),
    ]);
    assert_eq!(found, [(Cause::Reading, "Rain returns".to_owned(), Some("Bring a coat".to_owned()))]);
}

#[test]
fn a_title_that_was_cut_off_is_read_better() {
    let cut = seen("Rain returns to the…");
    let whole = seen("Rain returns to the hills").fetched(1);
    assert_eq!(causes(&[cut.clone(), whole.clone(), cut.clone().fetched(2)]), [Cause::Reading]);
    assert_eq!(causes(&[whole, cut.fetched(2)]), []);
}

#[test]
fn what_a_page_without_links_says_of_a_teaser_edits_nothing() {
    let title = "Harbour ferry returns to Ulmsey after storm damage";
    let linked = |deck: &str| seen(title).day(-5).deck(deck);
    let text = |deck: &str| sighting(title).day(-5).deck(deck);
    assert_eq!(causes(&[linked("Bring a coat"), text("Stay in").fetched(1)]), []);
    assert_eq!(causes(&[text("Stay in"), linked("Bring a coat").fetched(1)]), [Cause::Reading]);
    assert_eq!(causes(&[text("Stay in"), text("Bring a coat").fetched(1)]), [Cause::Edit]);
    let teaser = "The captain had not thought that she would ever leave the yard again";
    let run_in = format!("{teaser} Share Print");
    assert_eq!(causes(&[text(teaser), text(&run_in).fetched(1), text(teaser).fetched(2)]), []);
    assert_eq!(causes(&[text(&run_in), text(teaser).fetched(1), text(&run_in).fetched(2)]), []);
}

#[test]
fn a_rubric_behind_a_bar_is_neither() {
    let bare = seen("The harbour ferry sails again");
    assert_eq!(causes(&[bare.clone(), seen("Harbour | The harbour ferry sails again").fetched(1)]), []);
    assert_eq!(causes(&[seen("Harbour | The harbour ferry sails again"), bare.fetched(1)]), []);
    assert_eq!(causes(&[seen("Rain returns | Bring a coat"), seen("Rain returns").fetched(1)]), [Cause::Edit]);
}

#[test]
fn what_is_neither() {
    let known = seen("Rain returns").deck("Bring a coat").kicker("Weather");
    for neither in [
        seen("Rain returns"),
        seen("RAIN – “returns”"),
        seen("Rain returns Bring a coat"),
        seen("Rain returns Bring a …"),
        seen("Weather Rain returns"),
        seen("Rain…"),
        seen("Rain returns").deck("Bring a…"),
        sighting("Rain returns").link("other/way").minute(-5),
    ] {
        assert_eq!(causes(&[known.clone(), neither.clone().fetched(5)]), [], "{}", neither.title);
    }
}

#[test]
fn a_wording_that_returns_must_stand() {
    let flow = [("A", 0), ("B", 10), ("A", 20), ("A", 40), ("A", 79), ("A", 80), ("A", 90)];
    let sightings = flow.map(|(title, at)| seen(title).fetched(at));
    let found: Vec<_> = revisions(&sightings).into_iter().map(|(_, title, _)| title).collect();
    assert_eq!(found, ["B", "A"]);
}

#[test]
fn titles_that_flip_are_told_once_each() {
    let sightings: Vec<_> = (0..200).map(|at| seen(if at % 2 == 0 { "A" } else { "B" }).fetched(at)).collect();
    assert_eq!(causes(&sightings), [Cause::Edit]);
}

#[test]
fn an_old_wording_run_together_is_still_an_old_wording() {
    let sightings = [
        seen("Rain returns").deck("Bring a coat"),
        seen("Rain stays").fetched(5),
        seen("Rain returns Bring a coat").fetched(6),
    ];
    assert_eq!(causes(&sightings), [Cause::Edit]);
}

/// A page as HTML, and as the text that a renderer made of it: links are lost, bylines and buttons run into the deck.
#[test]
fn a_rendered_text_edits_no_deck() {
    let deck = "The clouds come over the northern ridge and stay until Monday";
    let html = seen("Rain returns to the hills").deck(deck);
    let text = sighting("Rain returns to the hills").minute(-5).deck(&format!("{deck} Ada Quill, Bo Reed"));
    assert_eq!(causes(&[html.clone(), text.clone().fetched(1), html.clone().fetched(2)]), []);
    let found = revisions(&[text.clone(), html.clone().fetched(1), text.fetched(2), seen("Rain returns").fetched(3)]);
    assert_eq!(found, [(Cause::Edit, "Rain returns".to_owned(), Some(deck.to_owned()))]);
    let more = html.clone().deck(&format!("{deck}, or longer")).fetched(1);
    assert_eq!(causes(&[html, more]), [Cause::Edit], "a page with links that says more was edited");
}

#[test]
fn a_number_of_comments_is_no_edit() {
    let one = seen("Rain returns");
    let counted = seen("Rain returns (1)").fetched(1);
    assert_eq!(causes(&[one, counted, seen("Rain returns (12)").fetched(2), seen("Rain returns").fetched(3)]), []);
    assert_eq!(causes(&[seen("Cup of 2030 (2030)"), seen("Cup of 2030 (2031)").fetched(1)]), [Cause::Edit]);
}
