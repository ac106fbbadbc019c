//! `2023-01-27T10:20:30+04:00` as machines write it: most attributes that tell a time do, so it is read by its bytes.
//!
//! Any other spelling is left to the reader of words, which gives the same for this one.

use super::date::date;
use super::{ClockTime, Reading};

/// Reads a date with a time of day to the second; with a fraction, an offset or `Z` behind it, or none.
pub(super) fn read(value: &str) -> Option<Reading> {
    let (moment, behind) = value.as_bytes().split_first_chunk::<19>()?;
    let [y, e, a, r, b'-', m, n, b'-', d, f, b'T', h, i, b':', j, k, b':', s, t] = *moment else { return None };
    let (year, month, day) = (i32::from(two(y, e)?) * 100 + i32::from(two(a, r)?), two(m, n)?, two(d, f)?);
    let time = clock(two(h, i)?, two(j, k)?, two(s, t)?)?;
    let date = YEARS.contains(&year).then(|| date(Some(year), month.into(), day.into(), false)).flatten()?;
    Some(Reading::Date { date, time: Some(time), offset: offset(without_fraction(behind)?)? })
}

/// Years that are no years of another calendar.
const YEARS: std::ops::RangeInclusive<i32> = 1971..=2100;

fn clock(hour: u8, minute: u8, second: u8) -> Option<ClockTime> {
    let sound = hour < 24 && minute < 60 && second < 60;
    sound.then_some(ClockTime { hour, minute, second: Some(second), half_day_unknown: false })
}

fn without_fraction(behind: &[u8]) -> Option<&[u8]> {
    let Some(fraction) = behind.strip_prefix(b".") else { return Some(behind) };
    let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
    fraction.get(digits..).filter(|_| digits > 0)
}

/// The offset that is all that is left, if one is.
fn offset(behind: &[u8]) -> Option<Option<i32>> {
    match *behind {
        [] => Some(None),
        [b'Z'] => Some(Some(0)),
        [sign @ (b'+' | b'-'), h, o, b':', m, n] => {
            let (hours, minutes) = (i32::from(two(h, o)?), i32::from(two(m, n)?));
            let seconds = hours * 3600 + minutes * 60;
            (hours <= 14 && minutes < 60).then_some(Some(if sign == b'-' { -seconds } else { seconds }))
        }
        _ => None,
    }
}

/// A number of two digits.
fn two(tens: u8, ones: u8) -> Option<u8> {
    let (tens, ones) = (tens.wrapping_sub(b'0'), ones.wrapping_sub(b'0'));
    (tens < 10 && ones < 10).then_some(tens * 10 + ones)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::attribute::dated;
    use super::*;

    #[test]
    fn the_usual_spellings_are_read() {
        for value in [
            "2023-01-27T10:20:30",
            "2023-01-27T00:20:30Z",
            "2024-02-29T12:00:59.123456-05:30",
            "1999-12-31T23:59:00+14:00",
        ] {
            assert!(read(value).is_some(), "{value}");
        }
        for value in ["2023-02-29T10:20:30", "2023-01-27T24:20:30", "2023-01-27T10:20", "2023-01-27T10:20:30.Z", ""] {
            assert_eq!(read(value), None, "{value}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_reader_of_words_gives(
            value in "(19|20|21|14)[0-9]{2}-[0-3][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-6][0-9](\\.[0-9]{1,9})?(Z|[+-][01][0-9]:[0-6][05])?"
        ) {
            if let Some(reading) = read(&value) {
                prop_assert_eq!(Some(reading), dated(&value));
            }
        }
    }
}
