//! Times of publication, as they are compared.

use crate::headline::{Precision, PublishedAt, PublishedSource, TimezoneSource};

/// When something was, as it is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// `[earliest, latest)`
    pub bounds: (i64, i64),
    /// What stands on the clock and calendar there, where the zone is a guess. Two pages of a site may guess
    /// differently, but they write the same.
    pub civil: Option<(i64, i64)>,
    /// The minute, where it is told so finely; of the clock there, where the zone is a guess.
    pub minute: Option<i64>,
}

impl Span {
    /// The span of a time that is told.
    pub fn told(published: &PublishedAt) -> Self {
        let bounds = (published.earliest.timestamp_millis(), published.latest.timestamp_millis());
        let guessed = Self::is_guessed(published.timezone_source, published.source);
        let offset = published.at.offset().local_minus_utc();
        Self::of(bounds, published.at.timestamp_millis(), offset, published.precision, guessed)
    }

    /// The span of `at` in the zone `offset` seconds east.
    pub fn of(bounds: (i64, i64), at: i64, offset: i32, precision: Precision, guessed: bool) -> Self {
        let clock = if guessed { at.saturating_add(1000 * i64::from(offset)) } else { at };
        let civil = guessed.then(|| (clock, clock.saturating_add(unit(precision))));
        let fine = matches!(precision, Precision::Minute | Precision::Second);
        Self { bounds, civil, minute: fine.then(|| clock.div_euclid(60_000)) }
    }

    /// A relative time is counted from the fetch: no zone is in it.
    pub fn is_guessed(zone: TimezoneSource, source: PublishedSource) -> bool {
        zone == TimezoneSource::Default && source != PublishedSource::Relative
    }

    /// Both may have been at the same time. Two guesses are compared by what is written.
    pub fn overlaps(self, other: Self) -> bool {
        let bounds = crosses(self.bounds, other.bounds);
        bounds && self.civil.zip(other.civil).is_none_or(|(one, other)| crosses(one, other))
    }

    /// One of them lies within the other.
    pub fn nests(self, other: Self) -> bool {
        let (one, other) = self.civil.zip(other.civil).unwrap_or((self.bounds, other.bounds));
        (one.0 <= other.0 && other.1 <= one.1) || (other.0 <= one.0 && one.1 <= other.1)
    }
}

/// Whether two spans overlap; an unknown time may be any.
pub fn overlap(one: Option<Span>, other: Option<Span>) -> bool {
    one.zip(other).is_none_or(|(one, other)| one.overlaps(other))
}

/// Whether two intervals `[from, to)` overlap.
pub fn crosses(one: (i64, i64), other: (i64, i64)) -> bool {
    one.0 < other.1 && other.0 < one.1
}

fn unit(precision: Precision) -> i64 {
    match precision {
        Precision::Second => 1_000,
        Precision::Minute => 60_000,
        Precision::Hour => 3_600_000,
        Precision::Day => 86_400_000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 3_600_000;

    fn guessed(hour: i64, offset: i32) -> Span {
        let at = hour * HOUR - 1000 * i64::from(offset);
        Span::of((at - 14 * HOUR, at + 12 * HOUR), at, offset, Precision::Minute, true)
    }

    #[test]
    fn guesses_are_compared_by_what_is_written() {
        assert!(guessed(30, 0).overlaps(guessed(30, 3600)));
        assert!(!guessed(30, 0).overlaps(guessed(31, 0)));
        assert_eq!(guessed(30, 0).minute, guessed(30, 3600).minute);
    }

    #[test]
    fn a_guess_and_a_known_time_are_compared_by_their_bounds() {
        let known = Span::of((35 * HOUR, 35 * HOUR + 60_000), 35 * HOUR, 0, Precision::Minute, false);
        assert!(guessed(30, 0).overlaps(known));
        assert!(!guessed(3, 0).overlaps(known));
        assert!(guessed(30, 0).nests(known));
    }
}
