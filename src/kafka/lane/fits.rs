//! What fits into a topic that refuses records for their size, learned from what it refuses.
//!
//! A topic's limit is on batches, as they are sent. So the first refusal of several records says only that they don't fit
//! together: from then on each record is a batch of its own, and turns are short. Where one was alone it is too large, and
//! goes smaller: the next step of a ladder from Kafka's default limit down. What is learned lasts as long as the lane.

use std::collections::BTreeMap;

/// Sizes to try. The first is below what a topic takes by default (1,048,588 bytes).
const LADDER: [usize; 7] = [1_000_000, 256 << 10, 64 << 10, 16 << 10, 8 << 10, 4 << 10, 2 << 10];

/// Records of a turn while each goes out by itself: it must not take longer than a turn may.
const FEW: usize = 500;

/// What was learned.
#[derive(Debug, Default)]
pub(super) struct Fits {
    one_by_one: bool,
    /// By topic.
    limits: BTreeMap<String, usize>,
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
        let below = self.limits.get(topic).map_or(size, |limit| size.min(*limit));
        let Some(step) = LADDER.into_iter().find(|step| *step < below) else {
            tracing::error!(
                topic,
                size,
                "a record is too large for its topic and can't be made smaller: raise the topic's max.message.bytes; until \
                 then its turn runs again and again"
            );
            return;
        };
        tracing::warn!(
            topic,
            size,
            limit = step,
            "a record is too large for its topic: what is larger is cut from now on"
        );
        self.limits.insert(topic.to_owned(), step);
    }

    /// Every record is to be a batch of its own.
    pub(super) fn one_by_one(&self) -> bool {
        self.one_by_one
    }

    /// How many records a turn takes at most.
    pub(super) fn turn(&self) -> usize {
        if self.one_by_one { FEW } else { usize::MAX }
    }

    /// Bytes that fit into one record, where that is known.
    pub(super) fn limits(&self) -> &BTreeMap<String, usize> {
        &self.limits
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_refused_record_goes_smaller_at_once() {
        let mut fits = Fits::default();
        fits.learn([("dead", 14_000_000)].into_iter());
        assert_eq!(fits.limits().get("dead"), Some(&1_000_000));
        assert!(!fits.one_by_one());
        fits.learn([("dead", 999_000)].into_iter());
        assert_eq!(fits.limits().get("dead"), Some(&(256 << 10)));
    }

    #[test]
    fn several_go_one_by_one_before_any_goes_smaller() {
        let mut fits = Fits::default();
        fits.learn([("headlines", 900), ("headlines", 5000), ("dead", 70_000)].into_iter());
        assert!(fits.one_by_one());
        assert_eq!(fits.limits().keys().collect::<Vec<_>>(), ["dead"]);
        fits.learn([("headlines", 9000), ("headlines", 5000)].into_iter());
        assert_eq!(fits.limits().get("headlines"), Some(&4096));
    }

    #[test]
    fn below_the_ladder_nothing_more_is_learned() {
        let mut fits = Fits::default();
        fits.learn([("headlines", 1500)].into_iter());
        assert!(fits.limits().is_empty());
    }
}
