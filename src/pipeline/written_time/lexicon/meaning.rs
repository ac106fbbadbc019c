//! What the words of the lexicon mean.

use crate::pipeline::written_time::AgoUnit;

/// What a word or phrase means in some language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::written_time) enum Meaning {
    /// A month of the Gregorian calendar, 1 to 12.
    Month(u8),
    /// A month of the Persian calendar, 1 to 12.
    PersianMonth(u8),
    /// A weekday, Monday 0, and whether it is written out.
    Weekday(u8, bool),
    /// Before noon, after noon or at night.
    Half(Half),
    /// So many days before today.
    Day(u8),
    /// The last such weekday before today, Monday 0.
    LastWeekday(u8),
    /// This moment.
    Now,
    /// A word inside a time that says nothing more.
    Inner,
    /// A word before a time that is no part of it.
    Lead,
    /// The same where the time is that of an edit.
    Update,
    /// What the number before it counts.
    Unit(Unit),
    /// The number one.
    One,
    /// The years after it begin so many years later.
    Era(i32),
    /// A zone, with its offset where it has one.
    Zone(Option<i32>),
    /// A while ago, amount and unit in one phrase.
    Ago(u32, AgoUnit),
}

/// Kinds of meanings, a bit each: what a word is asked for and cannot mean is seen at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::pipeline::written_time) struct Kinds(u16);

impl Kinds {
    pub(in crate::pipeline::written_time) const MONTH: Self = Self(1);
    pub(in crate::pipeline::written_time) const PERSIAN_MONTH: Self = Self(1 << 1);
    pub(in crate::pipeline::written_time) const WEEKDAY: Self = Self(1 << 2);
    pub(in crate::pipeline::written_time) const HALF: Self = Self(1 << 3);
    pub(in crate::pipeline::written_time) const DAY: Self = Self(1 << 4);
    pub(in crate::pipeline::written_time) const LAST_WEEKDAY: Self = Self(1 << 5);
    pub(in crate::pipeline::written_time) const NOW: Self = Self(1 << 6);
    pub(in crate::pipeline::written_time) const INNER: Self = Self(1 << 7);
    pub(in crate::pipeline::written_time) const LEAD: Self = Self(1 << 8);
    pub(in crate::pipeline::written_time) const UPDATE: Self = Self(1 << 9);
    pub(in crate::pipeline::written_time) const UNIT: Self = Self(1 << 10);
    pub(in crate::pipeline::written_time) const ONE: Self = Self(1 << 11);
    pub(in crate::pipeline::written_time) const ERA: Self = Self(1 << 12);
    pub(in crate::pipeline::written_time) const ZONE: Self = Self(1 << 13);
    pub(in crate::pipeline::written_time) const AGO: Self = Self(1 << 14);

    /// Those and these.
    pub(in crate::pipeline::written_time) const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// All but these.
    pub(in crate::pipeline::written_time) const fn others(self) -> Self {
        Self(!self.0)
    }

    /// Some of those are among these.
    pub(in crate::pipeline::written_time) const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }
}

impl Meaning {
    /// Its kind.
    pub(in crate::pipeline::written_time) fn kind(self) -> Kinds {
        match self {
            Self::Month(_) => Kinds::MONTH,
            Self::PersianMonth(_) => Kinds::PERSIAN_MONTH,
            Self::Weekday(..) => Kinds::WEEKDAY,
            Self::Half(_) => Kinds::HALF,
            Self::Day(_) => Kinds::DAY,
            Self::LastWeekday(_) => Kinds::LAST_WEEKDAY,
            Self::Now => Kinds::NOW,
            Self::Inner => Kinds::INNER,
            Self::Lead => Kinds::LEAD,
            Self::Update => Kinds::UPDATE,
            Self::Unit(_) => Kinds::UNIT,
            Self::One => Kinds::ONE,
            Self::Era(_) => Kinds::ERA,
            Self::Zone(_) => Kinds::ZONE,
            Self::Ago(..) => Kinds::AGO,
        }
    }
}

/// A part of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::written_time) enum Half {
    Before,
    After,
    Night,
}

/// A mark behind a number, as 年.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::pipeline::written_time) enum Unit {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// The meaning of a row's kind, as `generate.py` lists them.
pub(super) fn meaning(kind: &str) -> Option<Meaning> {
    let argument = kind.split_once(':').map(|(_, argument)| argument);
    let number = |prefix: &str| kind.strip_prefix(prefix)?.parse().ok();
    let fixed = match kind {
        "am" => Some(Meaning::Half(Half::Before)),
        "pm" => Some(Meaning::Half(Half::After)),
        "nt" => Some(Meaning::Half(Half::Night)),
        "now" => Some(Meaning::Now),
        "in" => Some(Meaning::Inner),
        "lead" => Some(Meaning::Lead),
        "update" => Some(Meaning::Update),
        "one" => Some(Meaning::One),
        "year-mark" => Some(Meaning::Unit(Unit::Year)),
        "month-mark" => Some(Meaning::Unit(Unit::Month)),
        "day-mark" => Some(Meaning::Unit(Unit::Day)),
        "hour-mark" => Some(Meaning::Unit(Unit::Hour)),
        "minute-mark" => Some(Meaning::Unit(Unit::Minute)),
        "second-mark" => Some(Meaning::Unit(Unit::Second)),
        _ => None,
    };
    if fixed.is_some() {
        return fixed;
    }
    if kind.starts_with("era:") {
        return argument?.parse().ok().map(Meaning::Era);
    }
    if kind.starts_with("zone:") {
        return Some(Meaning::Zone(argument?.parse().ok()));
    }
    if let Some(unit) = ago_unit(kind) {
        return argument?.parse().ok().map(|amount| Meaning::Ago(amount, unit));
    }
    (number("m").map(Meaning::Month))
        .or_else(|| number("j").map(Meaning::PersianMonth))
        .or_else(|| number("w").map(|day| Meaning::Weekday(day, true)))
        .or_else(|| number("v").map(|day| Meaning::Weekday(day, false)))
        .or_else(|| number("d").map(Meaning::Day))
        .or_else(|| number("l").map(Meaning::LastWeekday))
}

/// The unit of a kind like `ago-hour` or `ago-hour:2`.
pub(super) fn ago_unit(kind: &str) -> Option<AgoUnit> {
    let unit = kind.strip_prefix("ago-")?;
    Some(match unit.split(':').next()? {
        "second" => AgoUnit::Second,
        "minute" => AgoUnit::Minute,
        "hour" => AgoUnit::Hour,
        "day" => AgoUnit::Day,
        "week" => AgoUnit::Week,
        "month" => AgoUnit::Month,
        "year" => AgoUnit::Year,
        _ => return None,
    })
}
