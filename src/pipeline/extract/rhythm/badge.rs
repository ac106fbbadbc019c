//! Badges that a renderer of text runs into headlines: "Premium Ferry sails again".

use crate::pipeline::extract::List;
use crate::pipeline::text::Line;

/// Words that mark what only subscribers may read, in lower case; such a word begins no headline by itself.
const BADGES: [&str; 22] = [
    "premium",
    "abo",
    "abo+",
    "exklusiv",
    "exclusive",
    "exclusif",
    "exclusiva",
    "exclusivo",
    "exclusief",
    "paywall",
    "abonnés",
    "abonné",
    "article abonné",
    "réservé aux abonnés",
    "subscriber only",
    "subscribers only",
    "for subscribers",
    "members only",
    "nur für abonnenten",
    "solo suscriptores",
    "solo abbonati",
    "dla subskrybentów",
];
/// Fewest lines of a text that begin with a badge: one alone may be a word of its headline.
const FEWEST: usize = 2;

/// The badges of a text.
pub(super) struct Badges(Vec<&'static str>);

impl Badges {
    pub(super) fn of(lines: &[Line]) -> Self {
        let leads = |badge: &&'static str| lines.iter().filter(|line| behind(&line.text, badge).is_some()).count();
        Self(BADGES.into_iter().filter(|badge| leads(badge) >= FEWEST).collect())
    }

    /// What a line says behind a badge, if it begins with one.
    pub(super) fn behind<'t>(&self, text: &'t str) -> Option<&'t str> {
        self.0.iter().find_map(|badge| behind(text, badge))
    }

    /// Takes the badges off the headlines and teasers of a list.
    pub(super) fn strip(&self, list: &mut List) {
        for item in &mut list.items {
            for words in [Some(&mut item.title), item.deck.as_mut()].into_iter().flatten() {
                if let Some(bare) = self.behind(words).map(str::to_owned) {
                    *words = bare;
                }
            }
        }
    }
}

/// What stands behind a badge, which begins with a capital or a digit as headlines do.
fn behind<'t>(text: &'t str, badge: &str) -> Option<&'t str> {
    let first = text.split(' ').next().unwrap_or_default();
    // most lines begin with none: their first letter tells
    if !first.chars().next().is_some_and(|c| badge.starts_with(|b: char| c.to_lowercase().eq([b]))) {
        return None;
    }
    let end = badge.chars().count();
    let at = text.char_indices().nth(end).map(|(at, _)| at)?;
    let (head, rest) = text.split_at(at);
    let rest = rest.strip_prefix([' ', ':'])?.trim_start();
    let opens = rest.starts_with(|c: char| !c.is_lowercase());
    (opens && head.to_lowercase() == badge && rest.contains(' ')).then_some(rest)
}

#[cfg(test)]
mod tests {
    use super::Badges;
    use crate::pipeline::text::lines;

    #[test]
    fn a_badge_stands_before_several_headlines() {
        let one = lines("Premium Ferry sails again\n10:20\nPremium petrol dearer\nRain returns").unwrap();
        assert_eq!(Badges::of(&one).behind("Premium Ferry sails again"), None);
        let two = lines("Premium Ferry sails again\nPREMIUM Rain returns to the hills\nPremium\n").unwrap();
        assert_eq!(Badges::of(&two).behind("Premium Ferry sails again"), Some("Ferry sails again"));
        assert_eq!(Badges::of(&two).behind("Premium petrol is dearer"), None);
        assert_eq!(Badges::of(&two).behind("Premiums rise again"), None);
    }
}
