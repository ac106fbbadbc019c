//! In which zone a page's times are read, and where that zone comes from.

use std::collections::HashMap;
use std::sync::LazyLock;

use chrono::{DateTime, Duration, NaiveDateTime, Offset as _, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;

use crate::headline::TimezoneSource;
use crate::pipeline::decode::Page;
use crate::pipeline::extract::PageFacts;

/// Written by `zone/generate.py`.
const COUNTRIES: &str = include_str!("zone/countries.tsv");
/// The same: languages that nearly all who speak them speak by one clock.
const LANGUAGES: &str = include_str!("zone/languages.tsv");

/// The zone of the largest town of each country that has several and a domain not sold to anybody: where most of its
/// papers are made.
const TOWNS: [(&str, Tz); 9] = [
    ("au", Tz::Australia__Sydney),
    ("br", Tz::America__Sao_Paulo),
    ("ca", Tz::America__Toronto),
    ("id", Tz::Asia__Jakarta),
    ("kz", Tz::Asia__Almaty),
    ("mx", Tz::America__Mexico_City),
    ("pg", Tz::Pacific__Port_Moresby),
    ("ru", Tz::Europe__Moscow),
    ("us", Tz::America__New_York),
];

/// All offsets that are in force anywhere, in seconds east of UTC.
const ANYWHERE: (i32, i32) = (-12 * 3600, 14 * 3600);

/// Zones by the pair of offsets that they change between: a page that shows both tells its zone as far as it matters.
const CHANGING: [(i32, i32, Tz); 9] = [
    (0, 3600, Tz::Europe__London),
    (3600, 7200, Tz::Europe__Berlin),
    (7200, 10800, Tz::Europe__Athens),
    (-18000, -14400, Tz::America__New_York),
    (-21600, -18000, Tz::America__Chicago),
    (-25200, -21600, Tz::America__Denver),
    (-28800, -25200, Tz::America__Los_Angeles),
    (36000, 39600, Tz::Australia__Sydney),
    (43200, 46800, Tz::Pacific__Auckland),
];

/// Zones without changes whose offset is no whole hour.
const BROKEN: [(i32, Tz); 6] = [
    (12600, Tz::Asia__Tehran),
    (16200, Tz::Asia__Kabul),
    (19800, Tz::Asia__Kolkata),
    (20700, Tz::Asia__Kathmandu),
    (23400, Tz::Asia__Yangon),
    (34200, Tz::Australia__Darwin),
];

/// Offsets of winter and summer, in zones beside those of [`CHANGING`].
const ALSO_CHANGING: [(i32, i32); 7] = [
    (-36000, -32400),
    (-32400, -28800),
    (-14400, -10800),
    (-12600, -9000),
    (-10800, -7200),
    (-3600, 0),
    (34200, 37800),
];

/// Domains of countries that are sold to anybody: beside English they prove nothing.
const SOLD: [&str; 11] = ["am", "cd", "co", "dj", "gl", "ly", "me", "mg", "mn", "mu", "re"];

/// A zone to read local times in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Zone {
    pub(super) tz: Tz,
    pub(super) source: TimezoneSource,
    /// The least and the greatest offset it could be, where it is a guess.
    pub(super) guess: Option<(i32, i32)>,
}

/// A local time that a page tells with its date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told {
    pub(super) start: NaiveDateTime,
    /// Not only the day is told.
    pub(super) timed: bool,
}

struct Country {
    zone: Option<Tz>,
    offsets: (i32, i32),
}

static BY_DOMAIN: LazyLock<HashMap<&'static str, Country>> =
    LazyLock::new(|| COUNTRIES.lines().filter_map(|line| country(&mut line.split('\t'))).collect());

static BY_LANGUAGE: LazyLock<HashMap<&'static str, Tz>> = LazyLock::new(|| {
    let lines = LANGUAGES.lines().filter_map(|line| line.split_once('\t'));
    lines.filter_map(|(language, zone)| Some((language, zone.parse().ok()?))).collect()
});

fn country<'a>(columns: &mut impl Iterator<Item = &'a str>) -> Option<(&'a str, Country)> {
    let (domain, zone) = (columns.next()?, columns.next()?.parse().ok());
    Some((domain, Country { zone, offsets: (columns.next()?.parse().ok()?, columns.next()?.parse().ok()?) }))
}

/// What tells the zone, beside the page event.
pub(super) struct Evidence<'a> {
    pub(super) facts: &'a PageFacts,
    /// Offsets that the page's times show.
    pub(super) offsets: &'a [i32],
    /// What a site rule names.
    pub(super) rule: Option<Tz>,
    /// Local times that must not lie after the fetch.
    pub(super) told: &'a [Told],
    /// The newest clock that must be of today, as if it were UTC.
    pub(super) fresh: Option<NaiveDateTime>,
}

/// The zone of the page, best evidence first; one that would put local times after the fetch is not used.
pub(super) fn choose(page: &Page, evidence: &Evidence<'_>) -> Zone {
    let country = domain(page).and_then(|domain| BY_DOMAIN.get(domain));
    let sold = is_sold(page, evidence).then_some(ANYWHERE);
    let candidates = [
        (page.timezone, TimezoneSource::Event, None),
        (evidence.rule, TimezoneSource::Rule, None),
        (evidence.facts.timezone, TimezoneSource::Page, None),
        (agreeing(country, evidence.offsets), TimezoneSource::Page, None),
        (agreeing(region(page, evidence.facts), evidence.offsets), TimezoneSource::Page, None),
        (by_offsets(evidence.offsets), TimezoneSource::Page, year_round(evidence.offsets)),
        (country.and_then(|country| country.zone), TimezoneSource::Country, sold),
    ];
    let known = candidates.into_iter().find_map(|(tz, source, guess)| {
        let zone = Zone { tz: tz?, source, guess };
        (!is_disproved(&zone, page.fetched_at, evidence.told)).then_some(zone)
    });
    known
        .or_else(|| presumed(page, country, evidence))
        .unwrap_or_else(|| guess(country.map_or(ANYWHERE, |country| country.offsets), page.fetched_at, evidence))
}

/// The country's part of the page's host, as `az`.
pub(super) fn domain<'p>(page: &'p Page<'_>) -> Option<&'p str> {
    page.url
        .domain()?
        .trim_end_matches('.')
        .rsplit_once('.')
        .map(|(_, domain)| domain)
        .filter(|domain| domain.len() == 2)
}

/// The domain is one that anybody buys, and the page is in English.
fn is_sold(page: &Page, evidence: &Evidence<'_>) -> bool {
    let language = self::language(page, evidence.facts);
    domain(page).is_some_and(|domain| SOLD.contains(&domain)) && language.is_some_and(|l| l.starts_with("en"))
}

/// What the event says that the page is written in, else what the page says.
pub(super) fn language<'a>(page: &'a Page<'_>, facts: &'a PageFacts) -> Option<&'a str> {
    page.language.as_deref().or(facts.language.as_deref())
}

/// The country of the page's language, as it stands in `de-AT`.
fn region(page: &Page, facts: &PageFacts) -> Option<&'static Country> {
    let language = self::language(page, facts)?;
    let region =
        language.rsplit(['-', '_']).next().filter(|region| region.len() == 2 && region.len() < language.len())?;
    BY_DOMAIN.get(region.to_ascii_lowercase().as_str())
}

/// The country's zone, if it has all the offsets that the page shows.
fn agreeing(country: Option<&Country>, offsets: &[i32]) -> Option<Tz> {
    let country = country?;
    let (least, greatest) = country.offsets;
    let told = !offsets.is_empty() && offsets.iter().all(|offset| [least, greatest].contains(offset));
    country.zone.filter(|_| told)
}

fn by_offsets(offsets: &[i32]) -> Option<Tz> {
    let mut offsets: Vec<i32> = offsets.to_vec();
    offsets.sort_unstable();
    offsets.dedup();
    match offsets.as_slice() {
        [0] => None,
        [offset] | [0, offset] => fixed(*offset),
        [winter, summer] => CHANGING.iter().find(|known| (known.0, known.1) == (*winter, *summer)).map(|known| known.2),
        _ => None,
    }
}

/// What the only offset that a page shows may be for the other half of the year; `None` where no such zone changes.
fn year_round(offsets: &[i32]) -> Option<(i32, i32)> {
    let mut told = offsets.iter().copied().filter(|offset| *offset != 0);
    let only = told.next().filter(|only| told.all(|other| other == *only))?;
    let changing = || CHANGING.iter().map(|zone| (zone.0, zone.1)).chain(ALSO_CHANGING);
    let least = changing().find(|(_, summer)| *summer == only).map_or(only, |(winter, _)| winter);
    let greatest = changing().find(|(winter, _)| *winter == only).map_or(only, |(_, summer)| summer);
    (least < greatest).then_some((least, greatest))
}

/// The zone that always has this offset.
pub(super) fn fixed(offset: i32) -> Option<Tz> {
    if offset == 0 {
        return Some(Tz::UTC);
    }
    if offset % 3600 != 0 {
        return BROKEN.iter().find(|known| known.0 == offset).map(|known| known.1);
    }
    // The sign is reversed in these names.
    format!("Etc/GMT{:+}", -offset / 3600).parse().ok()
}

/// Local times of the page lie after the fetch, and another zone would mend it. A single one among others may be planned,
/// and a day may be that of tomorrow's paper: they prove nothing against a zone that was told.
fn is_disproved(zone: &Zone, fetched_at: DateTime<Utc>, told: &[Told]) -> bool {
    let timed = || told.iter().filter(|told| told.timed);
    let after = timed().filter(|told| {
        let late = instant(zone.tz, told.start) - fetched_at;
        late > Duration::zero() && late <= Duration::hours(26)
    });
    let (count, all) = (after.count(), timed().count());
    match zone.source {
        TimezoneSource::Event | TimezoneSource::Rule => count > 1 && 2 * count > all.min(6),
        _ => count > 1 || count > 0 && count == all,
    }
}

/// The zone that is likeliest where nothing tells it: that of the country's largest town, or of all who speak the language.
/// It may be any other of the country, or of the world.
fn presumed(page: &Page, country: Option<&Country>, evidence: &Evidence<'_>) -> Option<Zone> {
    let language = self::language(page, evidence.facts);
    let tz = match country {
        Some(_) => TOWNS.iter().find(|(town, _)| Some(*town) == domain(page)).map(|(_, tz)| *tz),
        None => language.and_then(|tag| BY_LANGUAGE.get(tag.split(['-', '_']).next()?).copied()),
    };
    let zone =
        Zone { tz: tz?, source: TimezoneSource::Default, guess: Some(country.map_or(ANYWHERE, |of| of.offsets)) };
    let fresh = evidence.fresh.is_none_or(|newest| instant(zone.tz, newest) <= page.fetched_at);
    (fresh && !is_disproved(&zone, page.fetched_at, evidence.told)).then_some(zone)
}

/// UTC where nothing is known; if that would put times after the fetch, the nearest zone to the east that doesn't.
fn guess((least, greatest): (i32, i32), fetched_at: DateTime<Utc>, evidence: &Evidence<'_>) -> Zone {
    let now = fetched_at.naive_utc();
    // how far each local time lies after the fetch if taken as UTC
    let ahead = |starts: &mut dyn Iterator<Item = NaiveDateTime>| {
        let ahead = starts.map(|start| start - now).filter(|ahead| *ahead <= Duration::seconds(ANYWHERE.1.into()));
        ahead.max().and_then(|ahead| i32::try_from(ahead.num_seconds()).ok()).unwrap_or(i32::MIN)
    };
    let dated = ahead(&mut evidence.told.iter().map(|told| told.start));
    let fresh = ahead(&mut evidence.fresh.into_iter());
    // far enough to the west today is still the day before
    let since_midnight = i32::try_from(now.num_seconds_from_midnight()).unwrap_or(0);
    let proved = if -since_midnight <= least { dated.max(fresh) } else { dated };
    let least = least.max(proved.min(greatest));
    let needed = dated.max(fresh);
    let offset = if needed > 0 { (needed + 3599) / 3600 * 3600 } else { 0 };
    let tz = fixed(offset).unwrap_or(Tz::UTC);
    Zone { tz, source: TimezoneSource::Default, guess: Some((least.min(offset), greatest.max(offset))) }
}

/// The instant of a local time. In a gap the clock that was in force before it counts, in an overlap the first pass.
pub(super) fn instant(tz: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    if let Some(at) = tz.from_local_datetime(&local).earliest() {
        return at.with_timezone(&Utc);
    }
    let before = tz.offset_from_utc_datetime(&(local - Duration::hours(24))).fix().local_minus_utc();
    DateTime::from_naive_utc_and_offset(local - Duration::seconds(before.into()), Utc)
}

/// The last instant of a local time: the second pass where the clock is put back.
pub(super) fn last_instant(tz: Tz, local: NaiveDateTime) -> DateTime<Utc> {
    tz.from_local_datetime(&local).latest().map_or_else(|| instant(tz, local), |at| at.with_timezone(&Utc))
}
