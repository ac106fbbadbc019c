//! Times of day, and the offsets and zone names behind them.

use super::ClockTime;
use super::lexicon::meaning::{Half, Kinds, Meaning, Unit};
use super::parts::Parts;
use super::reader::Reader;

/// The digits of a clock, before anything is made of them.
struct Digits {
    hour: u64,
    hour_digits: usize,
    minute: Option<u64>,
    second: Option<u64>,
    end: usize,
    /// Between hour and minute stands a dot.
    dotted: bool,
    /// The hour is named as such: `10 Uhr`, `10時`.
    named: bool,
}

impl Reader<'_> {
    /// The time of day at `at`, where it ends and whether it is a lone hour.
    pub(super) fn clock(&self, at: usize) -> Option<(ClockTime, usize, bool)> {
        let (before, from) = match self.half(at) {
            Some((half, end)) => (Some(half), self.inner(end).unwrap_or(end)),
            None => (None, at),
        };
        let mut digits = self.digits(from)?;
        let half = before.or_else(|| {
            let (half, end) = self.half(digits.end)?;
            digits.end = end;
            Some(half)
        });
        let unclear = digits.minute.is_none() && !digits.named
            || digits.dotted && (self.is_date(from, &digits) || self.is_decimal(from, &digits));
        if half.is_none() && unclear {
            return None;
        }
        let lone = digits.minute.is_none() && half.is_none();
        Some((self.time(&digits, half)?, digits.end, lone))
    }

    fn half(&self, at: usize) -> Option<(Half, usize)> {
        self.known_word(at, Kinds::HALF, |meaning| match meaning {
            Meaning::Half(half) => Some(half),
            _ => None,
        })
    }

    pub(super) fn unit(&self, at: usize) -> Option<(Unit, usize)> {
        self.word(at, Kinds::UNIT, |meaning| match meaning {
            Meaning::Unit(unit) => Some(unit),
            _ => None,
        })
    }

    fn digits(&self, at: usize) -> Option<Digits> {
        let (hour, hour_digits) = self.tokens.number(at).filter(|&(hour, digits)| hour < 24 && digits <= 2)?;
        let mut digits =
            Digits { hour, hour_digits, minute: None, second: None, end: at + 1, dotted: false, named: false };
        if let Some(separator) = self.tokens.mark(at + 1).filter(|mark| is_separator(*mark)) {
            digits.dotted = separator == '.';
            self.separated(&mut digits, separator);
        } else {
            self.named(&mut digits);
        }
        Some(digits)
    }

    /// `:20:30.123` behind the hour.
    fn separated(&self, digits: &mut Digits, separator: char) {
        let Some(minute) = self.sixty(digits.end, digits.dotted) else { return };
        digits.minute = Some(minute);
        digits.end += 2;
        if self.tokens.mark(digits.end) != Some(separator) {
            return;
        }
        let Some(second) = self.sixty(digits.end, true) else { return };
        digits.second = Some(second);
        digits.end += 2;
        let fraction = matches!(self.tokens.mark(digits.end), Some('.' | ',')) && self.tokens.is_glued(digits.end);
        if fraction && self.tokens.is_glued(digits.end + 1) && self.tokens.number(digits.end + 1).is_some() {
            digits.end += 2;
        }
    }

    /// Two digits below sixty behind the mark at `at`.
    fn sixty(&self, at: usize, glued: bool) -> Option<u64> {
        if glued && !(self.tokens.is_glued(at) && self.tokens.is_glued(at + 1)) {
            return None;
        }
        self.tokens.number(at + 1).filter(|&(value, digits)| value < 60 && digits == 2).map(|(value, _)| value)
    }

    /// `h20`, `時20分30秒` behind the hour.
    fn named(&self, digits: &mut Digits) {
        let Some((Unit::Hour, end)) = self.unit(digits.end) else { return };
        digits.named = true;
        digits.end = end;
        let small = |at: usize| self.tokens.number(at).filter(|&(value, count)| value < 60 && count <= 2);
        let Some((minute, count)) = small(end) else { return };
        let marked = self.unit(end + 1).filter(|(unit, _)| *unit == Unit::Minute);
        if marked.is_none() && (count < 2 || !self.tokens.is_glued(end) && self.tokens.mark(end + 1).is_some()) {
            return;
        }
        digits.minute = Some(minute);
        digits.end = marked.map_or(end + 1, |(_, end)| end);
        if let (Some((second, _)), Some((Unit::Second, end))) = (small(digits.end), self.unit(digits.end + 1)) {
            digits.second = Some(second);
            digits.end = end;
        }
    }

    /// `27.01` rather than a clock: a dot or a real clock follows it, or the page writes dates so.
    fn is_date(&self, from: usize, digits: &Digits) -> bool {
        let (Some(minute), None) = (digits.minute, digits.second) else { return digits.minute.is_some() };
        let could_be = (1..=12).contains(&minute) && digits.hour > 0 || (1..=31).contains(&minute) && digits.hour <= 12;
        if !could_be {
            return false;
        }
        let dot_follows = self.tokens.mark(digits.end) == Some('.')
            && self.tokens.is_glued(digits.end)
            && self.tokens.get(digits.end + 1).is_some();
        let next = (digits.end..digits.end + 3).find(|&next| self.tokens.number(next).is_some());
        let clock_follows = next.is_some_and(|next| {
            next > from && self.digits(next).is_some_and(|digits| digits.minute.is_some() && !digits.dotted)
        });
        self.dotted_dates || dot_follows || clock_follows
    }

    /// `1.13` is a number unless the language writes its clocks so, or a word says so; `-11.30` always is.
    fn is_decimal(&self, from: usize, digits: &Digits) -> bool {
        let before = from.checked_sub(1);
        let signed = before.and_then(|before| self.tokens.mark(before)).is_some_and(|mark| "+-−－–‐‑".contains(mark));
        let named = self.inner(digits.end).is_some() || before.is_some_and(|before| self.inner(before) == Some(from));
        signed && self.tokens.is_glued(from) || digits.hour_digits == 1 && !self.dotted_clocks && !named
    }

    fn time(&self, digits: &Digits, half: Option<Half>) -> Option<ClockTime> {
        let hour = u8::try_from(digits.hour).ok()?;
        let unknown = half.is_none()
            && self.twelve_hours
            && !digits.named
            && !digits.dotted
            && digits.second.is_none()
            && (1..=12).contains(&hour)
            && (digits.hour_digits == 1 || hour >= 10);
        let hour = match half {
            None if unknown => hour % 12,
            Some(Half::Before) if hour == 12 => 0,
            Some(Half::After) if hour < 12 => hour + 12,
            Some(Half::Night) if (6..12).contains(&hour) => hour + 12,
            Some(Half::Night) if hour == 12 => 0,
            _ => hour,
        };
        let second = digits.second.and_then(|second| u8::try_from(second).ok());
        let minute = u8::try_from(digits.minute.unwrap_or(0)).ok()?;
        Some(ClockTime { hour, minute, second, half_day_unknown: unknown })
    }

    /// `+04:00` behind a time that looks like ISO 8601.
    pub(super) fn signed_offset(&self, at: usize, parts: &Parts) -> Option<(i32, usize)> {
        let exact = parts.iso || parts.time.is_some_and(|time| time.second.is_some());
        self.offset(at).filter(|_| exact)
    }

    /// The name of a zone, perhaps with an offset behind it: `GMT+4`.
    pub(super) fn zone(&self, at: usize) -> Option<(Option<i32>, usize)> {
        let (zone, end) = self.word(at, Kinds::ZONE, |meaning| match meaning {
            Meaning::Zone(offset) => Some(offset),
            _ => None,
        })?;
        let written = self.tokens.get(at).and_then(|token| self.tokens.text.get(token.start..token.end))?;
        if written.chars().any(|c| c.is_ascii_lowercase() || !c.is_alphanumeric())
            && zone.is_some()
            && written.len() > 1
        {
            return None;
        }
        match self.offset(end).filter(|_| zone == Some(0)) {
            Some((offset, end)) => Some((Some(offset), end)),
            None => Some((zone, end)),
        }
    }

    fn offset(&self, at: usize) -> Option<(i32, usize)> {
        let sign = match self.tokens.mark(at)? {
            '+' => 1,
            '-' | '−' => -1,
            _ => return None,
        };
        let (value, count) = self.tokens.number(at + 1).filter(|_| self.tokens.is_glued(at + 1))?;
        let minutes = self.tokens.mark(at + 2).filter(|mark| *mark == ':').and_then(|_| self.sixty(at + 2, true));
        let (hours, minutes, end) = match (count, minutes) {
            (1 | 2, Some(minutes)) => (value, minutes, at + 4),
            (1 | 2, None) => (value, 0, at + 2),
            (3 | 4, _) => (value / 100, value % 100, at + 2),
            _ => return None,
        };
        let seconds = i32::try_from(hours * 3600 + minutes * 60).ok()?;
        (hours <= 14 && minutes < 60).then_some((sign * seconds, end))
    }
}

fn is_separator(mark: char) -> bool {
    matches!(mark, ':' | '.' | '：' | '∶' | '﹕')
}
