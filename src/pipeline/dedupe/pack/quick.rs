//! Reads what most packed entries are, field by field, in a fraction of the time that postcard takes for any.
//!
//! It knows the layout and nothing of what may be wrong with it: what is out of the ordinary, or may be, is left to postcard.

use serde::Deserialize;

use super::{Packed, Reading, Site};
use crate::pipeline::dedupe::entry::Told;

/// What is yet to be read.
struct Rest<'a>(&'a [u8]);

/// An entry without further links and without a past; none where it may be anything else.
pub(super) fn read(bytes: &[u8]) -> Option<Packed<'_>> {
    let rest = &mut Rest(bytes);
    let (by_link, linked, aged) = (rest.flag()?, rest.flag()?, rest.flag()?);
    let revision = rest.small()?;
    rest.none()?;
    let language = rest.optional(Rest::text)?;
    rest.none()?;
    let (title_at, deck_at) = (rest.signed()?, rest.optional(Rest::signed)?);
    let published = rest.optional(Rest::reading)?;
    let mut told = Vec::new();
    for _ in 0..rest.small()? {
        told.push(rest.told()?);
    }
    let (seen, last_seen, minute) = (rest.signed()?, rest.signed()?, rest.signed()?);
    let (text, site, kicker, url) =
        (rest.text()?, rest.site()?, rest.optional(Rest::text)?, rest.optional(Rest::text)?);
    let (title, deck) = (rest.text()?, rest.optional(Rest::text)?);
    rest.none()?;
    let (aliases, pasts, id) = (Vec::new(), None, None);
    let written = bytes.get(..bytes.len() - rest.0.len());
    Some(Packed {
        by_link,
        linked,
        aged,
        revision,
        aliases,
        language,
        pasts,
        title_at,
        deck_at,
        published,
        told,
        seen,
        last_seen,
        minute,
        text,
        site,
        kicker,
        url,
        title,
        deck,
        id,
        written,
    })
}

impl<'a> Rest<'a> {
    #[inline]
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    /// A list without anything in it, or what is left out.
    fn none(&mut self) -> Option<()> {
        (self.byte()? == 0).then_some(())
    }

    fn flag(&mut self) -> Option<bool> {
        match self.byte()? {
            0 => Some(false),
            1 => Some(true),
            _ => None,
        }
    }

    #[inline]
    fn optional<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<Option<T>> {
        if self.flag()? { read(self).map(Some) } else { Some(None) }
    }

    /// Seven bits a byte, the lowest first; more than fit into 63 bits are none.
    #[inline]
    fn unsigned(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            number |= u64::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    /// One of 32 bits, in no more bytes than it takes.
    #[inline]
    fn small(&mut self) -> Option<u32> {
        let before = self.0.len();
        let number = u32::try_from(self.unsigned()?).ok()?;
        (before - self.0.len() <= 5).then_some(number)
    }

    /// The sign stands in the lowest bit.
    #[inline]
    fn signed(&mut self) -> Option<i64> {
        let number = self.unsigned()?;
        let half = i64::try_from(number >> 1).ok()?;
        Some(if number & 1 == 0 { half } else { !half })
    }

    #[inline]
    fn pair(&mut self) -> Option<(i64, i64)> {
        Some((self.signed()?, self.signed()?))
    }

    #[inline]
    fn text(&mut self) -> Option<&'a str> {
        let length = usize::try_from(self.unsigned()?).ok()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    /// What stands in one of few ways.
    fn one_of<T: Deserialize<'a>>(&mut self) -> Option<T> {
        let (one, rest) = postcard::take_from_bytes(self.0).ok()?;
        self.0 = rest;
        Some(one)
    }

    #[inline]
    fn reading(&mut self) -> Option<Reading<'a>> {
        let (told_at, offset) = (self.signed()?, self.small()?);
        let offset = i32::try_from(offset >> 1).map(|half| if offset & 1 == 0 { half } else { !half }).ok()?;
        let (precision, timezone_source, source) = self.one_of()?;
        let (timezone, millis, bounds, told) = (self.text()?, self.signed()?, self.pair()?, self.pair()?);
        Some(Reading { told_at, offset, precision, timezone_source, source, timezone, millis, bounds, told })
    }

    fn told(&mut self) -> Option<Told<&'a str>> {
        let (bit, kind) = (self.byte()?, self.one_of()?);
        Some(Told { bit, kind, label: self.optional(Self::text)?, position: self.small()? })
    }

    fn site(&mut self) -> Option<Site<'a>> {
        match self.byte()? {
            0 => Some(Site::InLink(self.byte()?, self.byte()?)),
            1 => self.text().map(Site::Other),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::headline::SectionKind;
    use crate::pipeline::dedupe::Memory;
    use crate::pipeline::dedupe::tests::{memory, minutes, sighting};

    /// Records as a memory writes them, some with a past or further links.
    fn records() -> Vec<Vec<u8>> {
        let mut memory = memory();
        let plain = sighting("Rain returns").link("a/rain-640101").minute(-5).deck("Bring a coat");
        let see = |memory: &mut Memory, seen| memory.observe(&seen, minutes(99));
        see(&mut memory, plain.clone());
        see(&mut memory, sighting("Сонце").day(-3).fetched(1).under(&[SectionKind::Latest, SectionKind::Popular]));
        see(&mut memory, sighting("Snow").link("https://elsewhere.example/snow-640102").fetched(2));
        see(&mut memory, plain.link("b/rain-640103").fetched(3));
        see(&mut memory, sighting("Sleet").link("a/sleet-640104").minute(-9));
        see(&mut memory, sighting("Sleet stays").link("a/sleet-640104").minute(-9).fetched(4));
        let values = memory.changes().into_iter().filter(|change| change.key.len() == 16);
        values.filter_map(|change| Some(change.value?.split_first()?.1.to_vec())).collect()
    }

    /// What it reads is what postcard reads.
    fn check(bytes: &[u8]) -> bool {
        let Some(packed) = read(bytes) else { return false };
        let other = Packed::read_any(bytes).unwrap();
        assert_eq!(format!("{packed:?}"), format!("{other:?}"));
        true
    }

    #[test]
    fn what_is_ordinary_is_read() {
        let quick = records().iter().filter(|record| check(record)).count();
        assert_eq!((quick, records().len()), (2, 4));
    }

    proptest! {
        #[test]
        fn what_postcard_refuses_is_not_read(at in any::<prop::sample::Index>(), to in any::<[u8; 6]>(), bytes in 1..6_usize) {
            for mut record in records() {
                let at = at.index(record.len());
                for (byte, to) in record.iter_mut().skip(at).zip(to).take(bytes) {
                    *byte = to;
                }
                check(&record);
                check(&record[..at]);
            }
        }
    }
}
