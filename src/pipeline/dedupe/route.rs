//! Which topics hear of which headlines.
//!
//! The state keeps one bit a route. Bits are bound to topics by name, for good: [`Routes::bound_to`] takes the order
//! that a state was written with, new topics follow, and a topic that is no longer a route keeps its bit unused.

use thiserror::Error;

use crate::headline::SectionKind;

/// Routes that fit into the state's bits.
pub const MOST: usize = 8;

/// One downstream topic.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The topic, as it is told in verdicts.
    pub topic: String,
    /// The kinds of list that a headline must stand in.
    pub sections: Vec<SectionKind>,
    /// Only these sites; none = all.
    pub sites: Option<Vec<String>>,
    /// Only these languages, each with everything below it (`pt` takes `pt-BR`); none = all.
    pub languages: Option<Vec<String>>,
}

/// The routes, each at the place of its bit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routes {
    places: Vec<Place>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Route(Route),
    /// A topic that the state knows and no route names.
    Retired(String),
}

/// Why routes can't be.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum RoutesError {
    /// The state has no bit for one more.
    #[error("{count} topics (those that the state remembers included), at most {MOST} fit into the state")]
    TooMany {
        /// How many there are.
        count: usize,
    },
    /// One topic twice.
    #[error("the topic {topic:?} is named by two routes")]
    Twice {
        /// The topic.
        topic: String,
    },
}

impl Routes {
    /// Routes in the order of their bits, for a state that holds none yet.
    ///
    /// # Errors
    /// [`RoutesError`] for more than [`MOST`] routes or a topic named twice.
    pub fn new(routes: Vec<Route>) -> Result<Self, RoutesError> {
        for (place, route) in routes.iter().enumerate() {
            if routes.iter().take(place).any(|other| other.topic == route.topic) {
                return Err(RoutesError::Twice { topic: route.topic.clone() });
            }
        }
        Self::of(routes.into_iter().map(Place::Route).collect())
    }

    /// The same routes at the bits that a state's header names, `names[0]` first. The header is to be written anew with
    /// [`Routes::names`] of the result.
    ///
    /// # Errors
    /// [`RoutesError::TooMany`] where retired and present topics together don't fit.
    pub fn bound_to(self, names: &[String]) -> Result<Self, RoutesError> {
        let mut present = self.places;
        let mut places: Vec<Place> = Vec::with_capacity(names.len() + present.len());
        for name in names {
            let found = present.iter().position(|place| place.topic() == name);
            places.push(found.map_or_else(|| Place::Retired(name.clone()), |found| present.remove(found)));
        }
        places.append(&mut present);
        Self::of(places)
    }

    /// The topics in the order of their bits, retired ones included: what the state's header holds.
    pub fn names(&self) -> Vec<String> {
        self.places.iter().map(|place| place.topic().to_owned()).collect()
    }

    /// The bits and routes in force.
    pub(super) fn in_force(&self) -> impl Iterator<Item = (u8, &Route)> {
        (0..).zip(&self.places).filter_map(|(bit, place)| match place {
            Place::Route(route) => Some((bit, route)),
            Place::Retired(_) => None,
        })
    }

    fn of(places: Vec<Place>) -> Result<Self, RoutesError> {
        if places.len() > MOST { Err(RoutesError::TooMany { count: places.len() }) } else { Ok(Self { places }) }
    }
}

impl Place {
    fn topic(&self) -> &str {
        match self {
            Self::Route(route) => &route.topic,
            Self::Retired(topic) => topic,
        }
    }
}

impl Route {
    /// Every headline in lists of these kinds.
    pub fn of_sections(topic: &str, sections: &[SectionKind]) -> Self {
        Self { topic: topic.to_owned(), sections: sections.to_vec(), sites: None, languages: None }
    }

    /// Whether headlines of that site and language go this way.
    pub(super) fn takes(&self, site: &str, language: Option<&str>) -> bool {
        let below = |wanted: &String, told: &str| {
            let (head, tail) = told.split_at_checked(wanted.len()).unwrap_or((told, ""));
            head.eq_ignore_ascii_case(wanted) && (tail.is_empty() || tail.starts_with('-'))
        };
        let site = self.sites.as_ref().is_none_or(|sites| sites.iter().any(|wanted| wanted == site));
        let told = |languages: &Vec<String>| language.is_some_and(|told| languages.iter().any(|one| below(one, told)));
        site && self.languages.as_ref().is_none_or(told)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn route(topic: &str) -> Route {
        Route::of_sections(topic, &[SectionKind::Latest])
    }

    #[test]
    fn bits_stay_with_their_topics() {
        let routes = Routes::new(vec![route("c"), route("a")]).unwrap();
        let names = ["a".to_owned(), "gone".to_owned()];
        let bound = routes.bound_to(&names).unwrap();
        assert_eq!(bound.names(), ["a", "gone", "c"]);
        let bits: Vec<_> = bound.in_force().map(|(bit, route)| (bit, route.topic.as_str())).collect();
        assert_eq!(bits, [(0, "a"), (2, "c")]);
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        let nine = (0..9).map(|number| route(&number.to_string())).collect();
        assert_eq!(Routes::new(nine), Err(RoutesError::TooMany { count: 9 }));
        assert_eq!(Routes::new(vec![route("a"), route("a")]), Err(RoutesError::Twice { topic: "a".to_owned() }));
    }

    #[test]
    fn a_language_takes_what_is_below_it() {
        let route = Route { languages: Some(vec!["pt".to_owned()]), ..route("a") };
        let taken = ["pt", "PT-br", "ptx", "es"].map(|language| route.takes("news.example", Some(language)));
        assert_eq!(taken, [true, true, false, false]);
        assert!(!route.takes("news.example", None));
    }
}
