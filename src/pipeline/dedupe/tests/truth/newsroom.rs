//! Articles, their edits, and the lists that show them.

use super::super::{Sighting, sighting};

/// How a house links its articles and tells their times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum House {
    /// A six-digit number behind a slug that follows the title; rubrics move.
    Numbers,
    /// `/2026/03/01/slug`; the slug stays.
    DatedSlugs,
    /// `/rubric/slug`; the slug stays, some articles stand under two rubrics.
    Slugs,
    /// Codes of letters and digits.
    Codes,
    /// Text pages: no links at all, the minute is told.
    Text,
    /// Some pages have links, others none.
    Mixed,
    /// A live ticker: every entry under one link, told by the minute.
    Ticker,
}

impl House {
    pub(crate) const ALL: [Self; 7] =
        [Self::Numbers, Self::DatedSlugs, Self::Slugs, Self::Codes, Self::Text, Self::Mixed, Self::Ticker];
}

/// A sighting and the article it truly shows.
pub(crate) struct Shown {
    pub(crate) article: usize,
    pub(crate) sighting: Sighting,
}

/// A small generator of numbers, the same on every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % sides.max(1)
    }

    fn one_in(&mut self, sides: u64) -> bool {
        self.roll(sides) == 0
    }

    fn of<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let place = usize::try_from(self.roll(words.len() as u64)).unwrap();
        words[place]
    }
}

const WHO: &[&str] = &[
    "Minister",
    "Council",
    "Mayor",
    "Court",
    "Police",
    "Farmers",
    "Striker",
    "Teachers",
    "Pilots",
    "Union",
    "Parliament",
    "Museum",
    "Bank",
    "Airline",
    "Hospital",
    "Coach",
    "Singer",
    "Painter",
    "Governor",
    "Ambassador",
    "Professor",
    "Fishermen",
    "Nurses",
    "Commission",
    "Champion",
    "Residents",
    "Volunteers",
    "Scientists",
    "Investors",
    "Prosecutors",
];
const DOES: &[&str] = &[
    "rejects",
    "opens",
    "closes",
    "visits",
    "questions",
    "welcomes",
    "delays",
    "praises",
    "wins",
    "loses",
    "buys",
    "sells",
    "warns of",
    "plans",
    "demands",
    "begins",
    "ends",
    "leaves",
    "joins",
    "criticises",
    "defends",
    "discovers",
    "presents",
    "cancels",
    "doubles",
];
const WHAT: &[&str] = &[
    "new bridge",
    "harbour plan",
    "school reform",
    "budget deal",
    "river festival",
    "tax law",
    "old theatre",
    "night trains",
    "water price",
    "airport tender",
    "transfer window",
    "winter market",
    "border talks",
    "gas contract",
    "city marathon",
    "land survey",
    "housing fund",
    "grain export",
    "film prize",
    "power station",
    "bus strike",
    "wage talks",
    "forest park",
    "tunnel works",
    "chess final",
    "cup draw",
    "vaccine study",
    "rail link",
    "steel order",
    "wheat harvest",
];
const WHERE: &[&str] = &[
    "in the north",
    "in the capital",
    "on the coast",
    "after long dispute",
    "for third time",
    "before elections",
    "despite protest",
    "at weekend",
    "by autumn",
    "without vote",
    "under new rules",
    "in record time",
    "near the border",
    "with neighbours",
    "this spring",
    "over costs",
    "amid storm",
    "in Lowtown",
    "in Hillford",
    "in Eastbay",
];
/// Titles that come again and again.
const DAILY: &[&str] = &[
    "Weather for tomorrow",
    "Gold price today",
    "Silver price today",
    "Exchange rates of the day",
    "Traffic report",
    "Fuel prices today",
    "Quote of the day",
];
const RUBRICS: &[&str] = &["politics", "sport", "culture", "economy", "world", "local", "health", "science"];

/// An article as it stands now.
struct Article {
    number: usize,
    /// Minute of publication.
    minute: i64,
    title: String,
    deck: String,
    slug: String,
    rubric: &'static str,
    daily: bool,
}

fn title(dice: &mut Dice) -> String {
    let plain = format!("{} {} {} {}", dice.of(WHO), dice.of(DOES), dice.of(WHAT), dice.of(WHERE));
    if dice.one_in(3) { format!("{plain}, {} {}", dice.of(WHO).to_lowercase(), dice.of(DOES)) } else { plain }
}

fn article(dice: &mut Dice, number: usize, minute: i64) -> Article {
    let daily = dice.one_in(20);
    let title = if daily { dice.of(DAILY).to_owned() } else { title(dice) };
    let deck = format!(
        "{} {} {} {}, says {}.",
        dice.of(WHO),
        dice.of(DOES),
        dice.of(WHAT),
        dice.of(WHERE),
        dice.of(WHO).to_lowercase()
    );
    let slug = slug(&title);
    Article { number, minute, title, deck, slug, rubric: dice.of(RUBRICS), daily }
}

fn slug(title: &str) -> String {
    let words = title.to_lowercase();
    words
        .split(|character: char| !character.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect::<Vec<_>>()
        .join("-")
}

/// One or two words change; with a link, sometimes all of them. Whether anything did.
fn edit(dice: &mut Dice, article: &mut Article, house: House) -> bool {
    let linked = !matches!(house, House::Text | House::Ticker | House::Mixed);
    if article.daily {
        return false;
    }
    let before = article.title.clone();
    if linked && dice.one_in(4) {
        article.title = title(dice);
    } else {
        let mut words: Vec<String> = article.title.split(' ').map(str::to_owned).collect();
        let place = usize::try_from(dice.roll(words.len() as u64)).unwrap();
        words[place] = dice.of(&["finally", "again", "suddenly", "now", "reportedly"]).to_owned();
        article.title = words.join(" ");
    }
    if house == House::Numbers {
        article.slug = slug(&article.title);
        article.rubric = dice.of(RUBRICS);
    }
    article.title != before
}

fn link(dice: &mut Dice, article: &Article, house: House) -> Option<String> {
    let Article { number, slug, rubric, minute, .. } = article;
    let day = minute / 1440;
    let path = match house {
        House::Numbers => format!("{rubric}/{slug}-{}.html", 640_101 + number * 3),
        House::DatedSlugs => format!("2026/{:02}/{:02}/{slug}-{number}", 3 + day / 28, 1 + day % 28),
        House::Slugs if dice.one_in(10) => format!("{}/{slug}-{}", dice.of(RUBRICS), letters(*number)),
        House::Slugs => format!("{rubric}/{slug}-{}", letters(*number)),
        House::Codes => format!("story/K{:09}Z{}", number * 7919 % 1_000_000_007, number % 10),
        House::Mixed if dice.one_in(2) => format!("{rubric}/{}/{slug}", 700_000 + number * 3),
        House::Mixed | House::Text => return None,
        House::Ticker => "live/day".to_owned(),
    };
    let host = dice.of(&["news.example", "www.news.example", "m.news.example", "amp.news.example"]);
    let tail = dice.of(&["", "", "/", "?amp=1"]);
    Some(format!("https://{host}/{path}{tail}"))
}

/// A number without digits, which would be an article number from the ten thousandth on.
fn letters(number: usize) -> String {
    number.to_string().bytes().map(|digit| char::from(digit - b'0' + b'k')).collect()
}

/// Every article on five to nine pages over two days, its edits among them; every tenth page is a stale copy. And how
/// many edits there were.
pub(crate) fn shown(house: House, articles: usize) -> (Vec<Shown>, usize) {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15 ^ house as u64);
    let mut shown: Vec<Shown> = Vec::new();
    let (mut minute, mut edits) = (0, 0);
    for number in 0..articles {
        minute += i64::try_from(dice.roll(14)).unwrap();
        let mut article = article(&mut dice, number, minute);
        let mut fetched = minute + 1;
        for _ in 0..5 + dice.roll(5) {
            edits += usize::from(dice.one_in(6) && edit(&mut dice, &mut article, house));
            fetched += i64::try_from(1 + dice.roll(400)).unwrap();
            let stale = if dice.one_in(10) && fetched > minute + 310 { 299 } else { 0 };
            let sighting = look(&mut dice, &article, house, fetched);
            shown.push(Shown { article: number, sighting: sighting.fetched(fetched - stale) });
        }
    }
    shown.sort_by_key(|one| (one.sighting.page.fetched_at, one.article));
    (shown, edits)
}

fn look(dice: &mut Dice, article: &Article, house: House, fetched: i64) -> Sighting {
    let seen = sighting(&article.title).fetched(fetched);
    let by_link = !matches!(house, House::Text | House::Ticker | House::Mixed);
    let seen = match dice.roll(8) {
        0 => Sighting { title: article.title.to_uppercase(), ..seen },
        1 => Sighting { title: format!("“{}”", article.title), ..seen },
        2 if by_link => Sighting { title: format!("{} {}", article.title, article.deck), ..seen },
        3..6 => seen.deck(&article.deck),
        _ => seen,
    };
    let seen = match dice.roll(6) {
        0 if by_link => seen.day(article.minute.div_euclid(1440)),
        1 if by_link => seen.hours_ago((fetched - article.minute) / 60),
        _ => seen.minute(article.minute),
    };
    let seen = match link(dice, article, house) {
        Some(link) => Sighting { link: Some(link), ..seen },
        None => seen,
    };
    if house == House::Ticker { seen.shared() } else { seen }
}
