//! How a locale orders the numbers of a date and writes its clocks.

use std::collections::HashMap;

/// The order of numbers in a date, as a locale has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::written_time) struct Order {
    /// 27/1 rather than 1/27.
    pub(in crate::pipeline::written_time) day_first: bool,
    /// 23/1/27 begins with the year.
    pub(in crate::pipeline::written_time) year_first: bool,
}

/// The customs of all locales, by name in lower case.
#[derive(Default)]
pub(super) struct Customs {
    day_first: Table,
    year_first: Table,
    twelve_hours: Table,
    dotted_clocks: Table,
}

#[derive(Default)]
struct Table(HashMap<String, bool>);

impl Table {
    fn note(&mut self, locales: &str, value: bool) {
        for locale in locales.split(' ') {
            self.0.entry(locale.to_ascii_lowercase()).or_insert(value);
        }
    }

    /// What stands for the locale or for the nearest above it: `en-gb`, `en`.
    fn get(&self, locale: &str) -> Option<bool> {
        let mut name = locale;
        loop {
            if let Some(&value) = self.0.get(name) {
                return Some(value);
            }
            name = name.rsplit_once('-')?.0;
        }
    }
}

impl Customs {
    /// Takes a row in, if it is one of these.
    pub(super) fn add(&mut self, kind: &str, form: &str, locales: &str) -> bool {
        match kind {
            "order" if form.len() == 2 => self.day_first.note(locales, form == "dm"),
            "order" => self.year_first.note(locales, form == "ymd"),
            "clock" => self.twelve_hours.note(locales, form == "12"),
            "dot" => self.dotted_clocks.note(locales, true),
            _ => return false,
        }
        true
    }

    /// The order of numbers in a date; day first where nothing is known.
    pub(super) fn order(&self, locale: &str) -> Order {
        Order {
            day_first: self.day_first.get(locale).unwrap_or(true),
            year_first: self.year_first.get(locale).unwrap_or(false),
        }
    }

    pub(super) fn has_twelve_hours(&self, locale: &str) -> bool {
        self.twelve_hours.get(locale).unwrap_or(false)
    }

    pub(super) fn has_dotted_clocks(&self, locale: &str) -> bool {
        self.dotted_clocks.get(locale).unwrap_or(false)
    }
}
