//! `--explain`: what became of every candidate block of a page, for people.

use std::io::{self, Write};

use crate::headline::PublishedAt;
use crate::pipeline::decode::Page;
use crate::pipeline::extract::explain::{Block, Explanation, Outcome, Shown, Stray};
use crate::pipeline::normalize::Standing;
use crate::pipeline::written_time::WrittenTime;

/// Prints the explanation of the page that came from `place`. `standings` are its headlines as they would be published.
pub(super) fn print(
    out: &mut impl Write,
    place: &str,
    page: &Page,
    explanation: &Explanation,
    standings: &[Standing],
) -> io::Result<()> {
    writeln!(out, "{place}: {} of {}, fetched {}", page.url, page.site, page.fetched_at.to_rfc3339())?;
    if explanation.off {
        return writeln!(out, "a site rule switches the site off\n");
    }
    let language = standings.iter().find_map(|standing| standing.language.as_deref());
    writeln!(out, "language {}, {}", language.unwrap_or("not told"), counts(explanation))?;
    let mut told = Told(standings);
    for (at, block) in explanation.blocks.iter().enumerate() {
        print_block(out, at + 1, block, &mut told)?;
    }
    if !explanation.strays.is_empty() {
        writeln!(out, "\ntimes outside every block")?;
    }
    explanation.strays.iter().try_for_each(|stray| print_stray(out, stray))?;
    writeln!(out)
}

fn counts(explanation: &Explanation) -> String {
    let taken = explanation.blocks.iter().filter(|block| matches!(block.outcome, Outcome::Taken { .. })).count();
    format!("{taken} of {} candidate blocks taken", explanation.blocks.len())
}

fn print_block(out: &mut impl Write, number: usize, block: &Block, told: &mut Told<'_>) -> io::Result<()> {
    let label = block.label.as_ref().map_or("no heading".to_owned(), |label| format!("{label:?}"));
    write!(out, "\nblock {number}  {label}, {} items", block.items.len())?;
    if let Some(score) = block.score {
        write!(out, ", score {score}")?;
    }
    writeln!(out, "\n  at     {}", block.place)?;
    match block.outcome {
        Outcome::Taken { kind, why, .. } => {
            writeln!(out, "  taken  {}: {} ({})", kind.name(), why.meaning(), why.name())?;
        }
        Outcome::Dropped(reason) => writeln!(out, "  not taken: {} ({})", reason.meaning(), reason.name())?,
    }
    let taken = matches!(block.outcome, Outcome::Taken { .. });
    let mut position = 0;
    for shown in &block.items {
        let standing = if taken && shown.dropped.is_none() { told.next(position, &shown.item.title) } else { None };
        print_item(out, shown, position, standing)?;
        position += u32::from(shown.dropped.is_none());
    }
    Ok(())
}

fn print_item(out: &mut impl Write, shown: &Shown, position: u32, standing: Option<&Standing>) -> io::Result<()> {
    match shown.dropped {
        Some(reason) => writeln!(out, "   -  left out: {} ({})", reason.meaning(), reason.name())?,
        None => {
            writeln!(out, "{position:>4}{}", shown.score.map_or(String::new(), |score| format!("  score {score}")))?
        }
    }
    let (item, at) = (&shown.item, &shown.places);
    field(out, "title", Some(&item.title), at.title.as_deref())?;
    field(out, "whole", item.whole.as_deref(), None)?;
    field(out, "kicker", item.kicker.as_deref(), at.kicker.as_deref())?;
    field(out, "deck", item.deck.as_deref(), at.deck.as_deref())?;
    field(out, "link", item.link.as_deref(), at.link.as_deref())?;
    for (number, time) in item.times.iter().enumerate() {
        field(out, "time", Some(&words(time)), at.time.as_deref().filter(|_| number == 0))?;
    }
    field(out, "day", item.day.as_ref().map(words).as_deref(), None)?;
    field(out, "told", standing.map(|standing| instant(standing.published.as_ref())).as_deref(), None)
}

fn field(out: &mut impl Write, name: &str, value: Option<&str>, place: Option<&str>) -> io::Result<()> {
    let Some(value) = value else { return Ok(()) };
    let place = place.map_or(String::new(), |place| format!("   [{place}]"));
    writeln!(out, "      {name:<7}{value}{place}")
}

fn words(time: &WrittenTime) -> String {
    let source = serde_json::to_value(time.source).unwrap_or_default();
    format!("{:?} from {}", time.text, source.as_str().unwrap_or("text"))
}

fn instant(published: Option<&PublishedAt>) -> String {
    let Some(published) = published else { return "no time".to_owned() };
    let name = |value: serde_json::Result<serde_json::Value>| value.map_or(String::new(), |value| value.to_string());
    let zone = name(serde_json::to_value(published.timezone_source));
    let precision = name(serde_json::to_value(published.precision));
    format!("{} to the {precision}, zone {} by {zone}", published.at.to_rfc3339(), published.timezone).replace('"', "")
}

fn print_stray(out: &mut impl Write, stray: &Stray) -> io::Result<()> {
    writeln!(out, "      {:?}   [{}] {} ({})", stray.text, stray.place, stray.reason.meaning(), stray.reason.name())
}

/// The standings still to come: they are in the order of the items.
struct Told<'a>(&'a [Standing]);

impl<'a> Told<'a> {
    /// The standing of an item; none where it had no words to tell.
    fn next(&mut self, position: u32, title: &str) -> Option<&'a Standing> {
        if title.trim().is_empty() {
            return None;
        }
        let (first, rest) = self.0.split_first()?;
        if first.section.position != position {
            return None;
        }
        self.0 = rest;
        Some(first)
    }
}
