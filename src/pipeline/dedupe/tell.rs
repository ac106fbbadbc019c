//! Who hears of a sighting, and what.

use super::Verdict;
use super::entry::{Entry, Told};
use super::facts::Facts;
use super::line::{Effect, Effects};
use super::route::{Route, Routes};
use super::time::{Time, instant};
use crate::contract::headline_event::{Cause, ChangedField, EventKind, HeadlineEvent, Previous, Published};
use crate::headline::{HeadlineId, Section};

/// A revision: what was known before it, and what made it.
pub(super) struct Revised<'a> {
    pub(super) known: &'a Entry,
    pub(super) effects: Effects,
}

/// One event for each route: `published` where the headline stands for the first time, `revised` where that was told.
/// Notes in `entry` who was told.
pub(super) fn verdicts(
    id: HeadlineId,
    entry: &mut Entry,
    facts: &Facts<'_>,
    routes: &Routes,
    revised: Option<&Revised<'_>>,
) -> Vec<Verdict> {
    let mut verdicts = Vec::new();
    for (bit, route) in routes.in_force() {
        let standing = facts.sighting.sections.iter().find(|section| route.sections.contains(&section.kind));
        let told = entry.told.iter().find(|told| told.bit == bit).map(Told::section);
        let event = match (told, revised, standing) {
            (Some(told), Some(revised), standing) => {
                let section = standing.cloned().unwrap_or(told);
                revision(event(id, entry, facts, section), entry, revised)
            }
            (None, _, Some(standing)) if !entry.aged && takes(route, entry) => {
                entry.told.push(Told::new(bit, standing));
                event(id, entry, facts, standing.clone())
            }
            _ => continue,
        };
        verdicts.push(Verdict { topic: route.topic.clone(), event });
    }
    verdicts
}

fn takes(route: &Route, entry: &Entry) -> bool {
    route.takes(&entry.site, entry.language.as_deref())
}

fn event(id: HeadlineId, entry: &Entry, facts: &Facts<'_>, section: Section) -> HeadlineEvent {
    let published = entry.published.as_ref().map(|line| line.now.published());
    HeadlineEvent {
        id: id.to_string(),
        event: EventKind::Published,
        revision: entry.revision,
        site: entry.site.to_string(),
        title: entry.title.now.to_string(),
        kicker: entry.kicker.as_deref().map(str::to_owned),
        deck: entry.deck.as_ref().map(|deck| deck.now.to_string()),
        url: entry.url.as_deref().map(str::to_owned),
        published: Published::from(published.as_ref()),
        section,
        language: entry.language.as_deref().map(str::to_owned),
        first_seen_at: instant(entry.first_seen_at),
        page: facts.sighting.page.clone(),
        changed: None,
        previous: None,
        cause: None,
    }
}

fn revision(event: HeadlineEvent, entry: &Entry, revised: &Revised<'_>) -> HeadlineEvent {
    let known = revised.known;
    let deck = |entry: &Entry| entry.deck.as_ref().map(|deck| deck.now.clone());
    let told = [
        (ChangedField::Title, entry.title.now != known.title.now),
        (ChangedField::Kicker, entry.kicker != known.kicker),
        (ChangedField::Deck, deck(entry) != deck(known)),
        (ChangedField::PublishedAt, revised.effects.time >= Effect::Reading),
    ];
    let changed = told.iter().filter(|(_, changed)| *changed).map(|(field, _)| *field).collect();
    let at = |time: &Time| time.published().at;
    HeadlineEvent {
        event: EventKind::Revised,
        changed: Some(changed),
        previous: Some(Previous {
            title: known.title.now.to_string(),
            kicker: known.kicker.as_deref().map(str::to_owned),
            deck: deck(known).map(String::from),
            published_at: known.published.as_ref().map(|line| at(&line.now)),
        }),
        cause: Some(if revised.effects.any() == Effect::Edit { Cause::Edit } else { Cause::Reading }),
        ..event
    }
}
