//! A state at rest on its way to other partitions, or to the other form of the line.

use super::header::{Expected, Form, Header, KEY};
use crate::kafka::murmur2;
use crate::kafka::record::StateChange;
use crate::kafka::stage::StateFault;
use crate::pipeline::dedupe::rekey::{self, Moved};
use crate::pipeline::dedupe::route::{MOST, RoutesError};
use crate::pipeline::{dedupe, identity};

/// Where a state lies, or shall lie.
#[derive(Clone, Debug)]
pub struct StatePlace {
    /// The state topic.
    pub topic: String,
    /// Form of the line.
    pub form: Form,
    /// Partitions of the topic.
    pub partitions: usize,
}

/// Takes the source's partitions one after another: its header, then its records.
#[derive(Debug)]
pub struct Rekey {
    from: Expected,
    to: Expected,
    /// Topics of the routes in the order of the new bits.
    routes: Vec<String>,
    /// New bits of the partition that is being read, by old bit; none where nothing changes.
    bits: Option<Vec<u8>>,
    /// The earliest mark: nothing is forgotten too soon.
    mark: Option<i64>,
    headers: Vec<(i32, Header)>,
}

impl Rekey {
    /// Nothing taken yet.
    pub fn new(from: &StatePlace, to: &StatePlace, cluster: Option<&str>) -> Self {
        let expected = |place: &StatePlace| Expected {
            form: place.form,
            partitions: place.partitions,
            cluster: cluster.map(str::to_owned),
            identity: identity::VERSION,
            format: u32::from(dedupe::FORMAT),
        };
        Self { from: expected(from), to: expected(to), routes: Vec::new(), bits: None, mark: None, headers: Vec::new() }
    }

    /// Whether a key is the header's.
    pub fn is_header(key: &[u8]) -> bool {
        key == KEY
    }

    /// Begins with a partition of the source; `header` is the value under the header's key, where there is one.
    ///
    /// # Errors
    /// [`StateFault`] where the state is not what it is said to be, or was moved already.
    pub fn begin(&mut self, partition: i32, header: Option<&[u8]>) -> Result<(), StateFault> {
        self.bits = None;
        let Some(header) = header else { return Ok(()) };
        let header = Header::from_bytes(header)?;
        header.check(&self.from)?;
        let mut bits = Vec::with_capacity(header.routes.len());
        for topic in &header.routes {
            let place = self.routes.iter().position(|known| known == topic).unwrap_or(self.routes.len());
            if place == self.routes.len() {
                self.routes.push(topic.clone());
            }
            bits.push(u8::try_from(place).unwrap_or(u8::MAX));
        }
        if self.routes.len() > MOST {
            return Err(StateFault::new(RoutesError::TooMany { count: self.routes.len() }));
        }
        self.bits = Some(bits).filter(|bits| bits.iter().zip(0..).any(|(new, old): (&u8, u8)| *new != old));
        self.headers.push((partition, header));
        Ok(())
    }

    /// A record of the partition, but its header: where it goes, unless it stays behind.
    ///
    /// # Errors
    /// [`StateFault`] where it can't be understood, or where a partition has headlines and no header.
    pub fn place(
        &mut self,
        partition: i32,
        key: &[u8],
        value: &[u8],
    ) -> Result<Option<(i32, StateChange)>, StateFault> {
        match rekey::of(key, value).map_err(StateFault::new)? {
            Moved::Mark(mark) => {
                self.mark = Some(self.mark.map_or(mark, |earliest| earliest.min(mark)));
                Ok(None)
            }
            Moved::Headline(_) if self.headers.last().is_none_or(|(of, _)| *of != partition) => {
                Err(StateFault::new("there are headlines but no header: a broken-off run, or not a state topic"))
            }
            Moved::Headline(site) => {
                let partitions = i32::try_from(self.to.partitions).unwrap_or(i32::MAX);
                let target = murmur2::partition(site.as_bytes(), partitions);
                let value = match &self.bits {
                    Some(bits) => rekey::rebound(value, bits).map_err(StateFault::new)?,
                    None => value.to_vec(),
                };
                Ok(Some((target, StateChange { key: key.to_vec(), value: Some(value) })))
            }
        }
    }

    /// What makes the target's partitions valid, once everything is there: for each of them.
    pub fn opening(&self) -> Vec<StateChange> {
        let header = self.to.header(self.routes.clone());
        let mark = self.mark.map(rekey::mark).map(|change| StateChange { key: change.key, value: change.value });
        mark.into_iter().chain([StateChange { key: KEY.to_vec(), value: Some(header.to_bytes()) }]).collect()
    }

    /// What makes the source's partitions unusable, so that nobody goes on there by mistake.
    pub fn farewell(&self, topic: &str) -> Vec<(i32, StateChange)> {
        let moved = |(partition, header): &(i32, Header)| {
            let value = header.clone().moved(topic).to_bytes();
            (*partition, StateChange { key: KEY.to_vec(), value: Some(value) })
        };
        self.headers.iter().map(moved).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(topic: &str, form: Form, partitions: usize) -> StatePlace {
        StatePlace { topic: topic.into(), form, partitions }
    }

    fn rekey() -> Rekey {
        Rekey::new(&place("old", Form::Staged, 4), &place("new", Form::Fused, 6), Some("cluster"))
    }

    fn header(routes: &[&str]) -> Vec<u8> {
        let routes = routes.iter().map(|route| (*route).to_owned()).collect();
        rekey().from.header(routes).to_bytes()
    }

    #[test]
    fn routes_of_all_partitions_become_one_list_and_bits_follow() {
        let mut rekey = rekey();
        rekey.begin(0, Some(&header(&["a", "b"]))).unwrap();
        assert_eq!(rekey.bits, None);
        rekey.begin(1, Some(&header(&["b", "c"]))).unwrap();
        assert_eq!(rekey.bits, Some(vec![1, 2]));
        assert_eq!(rekey.routes, ["a", "b", "c"]);
    }

    #[test]
    fn the_earliest_mark_goes_along() {
        let mut rekey = rekey();
        for mark in [7, 3, 9] {
            let record = rekey::mark(mark);
            assert_eq!(rekey.place(0, &record.key, &record.value.unwrap()), Ok(None));
        }
        assert_eq!(rekey.opening().len(), 2);
        assert_eq!(rekey.mark, Some(3));
    }

    #[test]
    fn what_was_moved_is_not_moved_again_and_what_is_not_ours_not_at_all() {
        let mut rekey = rekey();
        rekey.begin(0, Some(&header(&["a"]))).unwrap();
        let (_, farewell) = rekey.farewell("new").remove(0);
        let again = rekey.begin(0, farewell.value.as_deref()).unwrap_err();
        assert!(again.reason.contains("lives in topic new"), "{again}");
        let five = Rekey::new(&place("old", Form::Staged, 5), &place("new", Form::Fused, 6), None).from.header(vec![]);
        assert!(rekey.begin(0, Some(&five.to_bytes())).unwrap_err().reason.contains("for 5 partitions"));
        assert!(rekey.place(1, b"what", b"\x01").is_err());
    }
}
