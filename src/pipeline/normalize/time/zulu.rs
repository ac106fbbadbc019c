//! Local times that are marked as UTC: templates that write `Z` or `+00:00` behind whatever the clock says.
//!
//! Taken at its word such a page is proved wrong by its newest items, which would lie after the fetch. Without that proof
//! the mark is believed: many a site runs on UTC and shows it.

use chrono::{DateTime, Duration, NaiveTime, Timelike as _, Utc};

use crate::pipeline::extract::{Item, List};
use crate::pipeline::written_time::Reading;

use super::machine::{civil, machine_times};
use super::sequence;
use super::shown::Shown;
use super::zone::{self, Zone};

/// What the items of a page say of the mark.
#[derive(Default)]
struct Evidence {
    /// Items that would lie after the fetch, and do not if the time is local.
    late: usize,
    /// Of these the ones whose visible clock is the marked one.
    late_as_shown: usize,
    /// Items whose visible clock is another than the marked one.
    converted: usize,
}

/// The page's `Z` is no UTC.
pub(super) fn is_local(lists: &[List], shown: &[Vec<Option<Shown>>], fetched_at: DateTime<Utc>, zone: &Zone) -> bool {
    let mut evidence = Evidence::default();
    for (list, shown) in lists.iter().zip(shown) {
        for (item, shown) in list.items.iter().zip(shown) {
            evidence.take(item, shown.as_ref(), fetched_at, zone);
        }
    }
    evidence.converted == 0 && (evidence.late > 1 || evidence.late_as_shown > 0)
}

impl Evidence {
    fn take(&mut self, item: &Item, shown: Option<&Shown>, fetched_at: DateTime<Utc>, zone: &Zone) -> Option<()> {
        let value = machine_times(item).find_map(|time| match time.reading {
            Reading::Date { date, time: Some(clock), offset: Some(0) } => civil(date, Some(clock)),
            _ => None,
        })?;
        let late = value.and_utc() > fetched_at + Duration::minutes(5) && zone::instant(zone.tz, value) <= fetched_at;
        let same =
            shown.and_then(visible_clock).map(|clock| (clock.hour(), clock.minute()) == (value.hour(), value.minute()));
        self.late += usize::from(late);
        self.late_as_shown += usize::from(late && same == Some(true));
        self.converted += usize::from(same == Some(false));
        Some(())
    }
}

fn visible_clock(shown: &Shown) -> Option<NaiveTime> {
    match shown.reading {
        Reading::Clock { time } => Some(sequence::clock(Some(time))),
        Reading::Date { time, .. } | Reading::Day { time, .. } => Some(sequence::clock(Some(time?))),
        _ => None,
    }
}
