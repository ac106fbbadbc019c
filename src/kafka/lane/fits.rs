//! What fits into a topic that refuses records for their size, learned from what it refuses.
//!
//! A topic's limit is on batches, as they are sent. So the first refusal of several records says only that they don't fit
//! together: from then on each record is a batch of its own, and turns are short. Where one was alone it is too large, and
//! goes smaller: the next step of a ladder from Kafka's default limit down. What is learned lasts as long as the lane.

use std::collections::BTreeMap;

use crate::kafka::record::Room;

/// Sizes to try. The first is below what a topic takes by default (1,048,588 bytes).
const LADDER: [usize; 7] = [1_000_000, 256 << 10, 64 << 10, 16 << 10, 8 << 10, 4 << 10, 2 << 10];

/// Records of a turn while each goes out by itself: it must not take longer than a turn may.
const FEW: usize = 500;

/// What was learned.
#[derive(Debug, Default)]
pub(super) struct Fits {
    one_by_one: bool,
    /// By topic.
    limits: BTreeMap<String, Room>,
}

impl Fits {
    /// These records, topic and size, were refused in one turn.
    pub(super) fn learn<'r>(&mut self, refused: impl Iterator<Item = (&'r str, usize)>) {
        let mut by_topic: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (topic, size) in refused {
            by_topic.entry(topic).or_default().push(size);
        }
        let were_apart = self.one_by_one;
        for (topic, sizes) in by_topic {
            let smallest = sizes.iter().min().filter(|_| were_apart || sizes.len() == 1);
            match smallest {
                Some(size) => self.lower(topic, *size),
                None => {
                    let records = sizes.len();
                    tracing::warn!(topic, records, "records don't fit their topic together: they go one by one");
                    self.one_by_one = true;
                }
            }
        }
    }

    fn lower(&mut self, topic: &str, size: usize) {
        let known = self.limits.get(topic);
        let refused = known.map_or(size, |room| size.min(room.refused));
        let below = known.map_or(size, |room| size.min(room.aim));
        let aim = LADDER.into_iter().find(|step| *step < below).unwrap_or(LADDER[LADDER.len() - 1]);
        tracing::warn!(topic, size, aim, "a record is too large for its topic: what is larger is cut from now on");
        self.limits.insert(topic.to_owned(), Room { aim, refused });
    }

    /// Every record is to be a batch of its own.
    pub(super) fn one_by_one(&self) -> bool {
        self.one_by_one
    }

    /// How many records a turn takes at most.
    pub(super) fn turn(&self) -> usize {
        if self.one_by_one { FEW } else { usize::MAX }
    }

    /// The room for one record, where that is known.
    pub(super) fn limits(&self) -> &BTreeMap<String, Room> {
        &self.limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(fits: &Fits, topic: &str) -> Option<(usize, usize)> {
        fits.limits().get(topic).map(|room| (room.aim, room.refused))
    }

    #[test]
    fn one_refused_record_goes_smaller_at_once() {
        let mut fits = Fits::default();
        fits.learn([("dead", 14_000_000)].into_iter());
        assert_eq!(room(&fits, "dead"), Some((1_000_000, 14_000_000)));
        assert!(!fits.one_by_one());
        fits.learn([("dead", 999_000)].into_iter());
        assert_eq!(room(&fits, "dead"), Some((256 << 10, 999_000)));
        let refuses = |topic, size| fits.limits().get(topic).is_some_and(|room| room.refuses(size));
        assert!(refuses("dead", 999_000) && !refuses("dead", 998_999) && !refuses("state", 999_000));
    }

    #[test]
    fn several_go_one_by_one_before_any_goes_smaller() {
        let mut fits = Fits::default();
        fits.learn([("headlines", 900), ("headlines", 5000), ("dead", 70_000)].into_iter());
        assert!(fits.one_by_one());
        assert_eq!(fits.limits().keys().collect::<Vec<_>>(), ["dead"]);
        fits.learn([("headlines", 9000), ("headlines", 5000)].into_iter());
        assert_eq!(room(&fits, "headlines"), Some((4096, 5000)));
    }

    #[test]
    fn below_the_ladder_only_what_was_refused_gets_smaller() {
        let mut fits = Fits::default();
        fits.learn([("headlines", 1500)].into_iter());
        fits.learn([("headlines", 1400)].into_iter());
        assert_eq!(room(&fits, "headlines"), Some((2 << 10, 1400)));
    }
}
