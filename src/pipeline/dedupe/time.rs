//! A time of publication, as it is remembered and compared.

use chrono::{DateTime, FixedOffset, Offset as _, Utc};
use serde::{Deserialize, Serialize};

use super::line::Effect;
use crate::headline::{Precision, PublishedAt, PublishedSource, TimezoneSource};
use crate::pipeline::identity::v1::span::{Span, crosses};

/// A time of publication.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Time {
    pub(super) at: i64,
    pub(super) offset: i32,
    /// `[earliest, latest)` as narrowed by everything seen since.
    pub(super) bounds: (i64, i64),
    /// The bounds that were told last: a time outside them is an edit.
    pub(super) told: (i64, i64),
    pub(super) precision: Precision,
    pub(super) timezone: Box<str>,
    pub(super) timezone_source: TimezoneSource,
    pub(super) source: PublishedSource,
    pub(super) text: Box<str>,
}

impl Time {
    /// A time as a sighting tells it.
    pub(super) fn of(published: &PublishedAt) -> Self {
        let bounds = (published.earliest.timestamp_millis(), published.latest.timestamp_millis());
        Self {
            at: published.at.timestamp_millis(),
            offset: published.at.offset().local_minus_utc(),
            bounds,
            told: bounds,
            precision: published.precision,
            timezone: published.timezone.as_str().into(),
            timezone_source: published.timezone_source,
            source: published.source,
            text: published.text.as_str().into(),
        }
    }

    /// The time as it is told.
    pub(super) fn published(&self) -> PublishedAt {
        let offset = FixedOffset::east_opt(self.offset).unwrap_or_else(|| Utc.fix());
        PublishedAt {
            at: instant(self.at).with_timezone(&offset),
            earliest: instant(self.bounds.0),
            latest: instant(self.bounds.1),
            precision: self.precision,
            timezone: self.timezone.to_string(),
            timezone_source: self.timezone_source,
            source: self.source,
            text: self.text.to_string(),
        }
    }

    /// When it was, as far as it is known.
    pub(super) fn span(&self) -> Span {
        let guessed = Span::is_guessed(self.timezone_source, self.source);
        Span::of(self.bounds, self.at, self.offset, self.precision, guessed)
    }

    /// `seen` lies within the bounds that were told. A relative time is as loose as its unit: it counts from the moment
    /// the page was made, which is before it was fetched.
    pub(super) fn agrees(&self, seen: &Self) -> bool {
        let slack = self.slack().max(seen.slack());
        let told = (self.told.0.saturating_sub(slack), self.told.1.saturating_add(slack));
        crosses(told, seen.bounds)
    }

    fn slack(&self) -> i64 {
        if self.source == PublishedSource::Relative { self.bounds.1.saturating_sub(self.bounds.0) } else { 0 }
    }

    /// Takes the finer time, or narrower bounds where that is worth a write.
    pub(super) fn refine(&mut self, seen: &Self) -> Effect {
        let guesses = self.span().civil.zip(seen.span().civil);
        let finer = match guesses {
            Some((known, other)) => seen.precision < self.precision && crosses(known, other),
            None => seen.class() < self.class(),
        };
        if finer {
            *self = seen.clone();
            return Effect::Reading;
        }
        let both = (self.bounds.0.max(seen.bounds.0), self.bounds.1.min(seen.bounds.1));
        let (length, narrower) = (self.bounds.1.saturating_sub(self.bounds.0), both.1.saturating_sub(both.0));
        if guesses.is_some() || narrower <= 0 || narrower > length / 4 * 3 {
            return Effect::None;
        }
        self.bounds = both;
        if self.span().civil.is_none() {
            self.at = self.at.clamp(both.0, both.1 - 1);
        }
        Effect::Quiet
    }

    /// How finely it is known: by what the page told and by how wide its bounds are, whichever is coarser. A minute in
    /// a guessed zone is known to the day.
    fn class(&self) -> Precision {
        let wide = match self.told.1.saturating_sub(self.told.0) {
            length if length <= 1_000 => Precision::Second,
            length if length <= 60_000 => Precision::Minute,
            length if length <= 3 * 3_600_000 => Precision::Hour,
            _ => Precision::Day,
        };
        wide.max(self.precision)
    }
}

/// An instant of milliseconds that came from one.
pub(super) fn instant(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(millis).unwrap_or_default()
}
