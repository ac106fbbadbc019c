//! When each step may happen.

use super::broker::Phase;
use super::lane::{Hold, Lane, Producer, Step};
use super::world::{Action, INPUT, Rule, World};

impl World {
    /// Whether that step can happen now.
    pub fn may(&self, action: Action, rule: Option<Rule>) -> bool {
        use Action as A;
        let txn = |lane: usize| &self.txns[lane];
        let up = |lane: usize| self.lanes[lane].as_ref();
        let is = |lane: usize, right: &dyn Fn(&Lane) -> bool| up(lane).is_some_and(right);
        match action {
            // both are alike: the first to start is called 0
            A::Start(l) => up(l).is_none() && self.producer_may_start(l) && (l == 0 || self.has_begun()),
            A::Join(l) => !self.group.members[l] && is(l, &|lane| !lane.lost && lane.polls()),
            A::Assign(l) => self.group.owner.is_none() && self.group.members[l] && up(l).is_some(),
            A::HandOver(l) => {
                let other = 1 - l;
                let to = self.group.members[other] && up(other).is_some();
                self.faults > 0
                    && to
                    && self.group.owner == Some(l)
                    && is(l, &|lane| !lane.lost && lane.is_between_turns())
            }
            A::Expel(l) => self.faults > 0 && self.group.members[l],
            A::LetIn(l) => !self.group.members[l] && is(l, &|lane| lane.lost),
            A::Tell(l) => is(l, &|lane| lane.polls() && self.has_news(l, lane)),
            A::Ask(l) => self.offset_is_stable() && is(l, &|lane| lane.hold == Hold::Asking),
            A::Mark(l) => is(l, &|lane| matches!(lane.hold, Hold::Marking(_))),
            A::Read(l) => is(l, &|lane| match lane.hold {
                Hold::Waiting { mark, .. } => rule == Some(Rule::Barrier) || self.stable_end() >= mark,
                _ => false,
            }),
            A::Work(l) => is(l, &|lane| match lane.hold {
                Hold::Active { committed, .. } => {
                    committed.offset < INPUT.len()
                        && lane.turn.is_none()
                        && lane.producer != Producer::Gone
                        && !lane.refused
                }
                _ => false,
            }),
            A::Send(l) => {
                is(l, &|lane| lane.is_at(Step::Worked) && (lane.producer == Producer::Fenced || txn(l).is_idle()))
            }
            A::Commit(l) => is(l, &|lane| lane.is_at(Step::Sent)),
            A::Deliver(l) => txn(l).requested,
            A::Answer(l) => is(l, &|lane| lane.is_at(Step::Asked) && txn(l).accepted),
            A::GiveUp(l) => is(l, &|lane| lane.is_at(Step::Asked) && (self.never_answered(l) || self.faults > 0)),
            A::Renew(l) => is(l, &|lane| lane.producer == Producer::Gone) && self.producer_may_start(l),
            A::Settle(l) => is(l, &|lane| lane.is_at(Step::Unknown) && self.may_ask(l, lane, rule)),
            A::TimeOut(l) => self.faults > 0 && txn(l).phase == Phase::Ongoing,
            A::MarkOffsets(l) => matches!(txn(l).phase, Phase::Ending { .. }) && txn(l).offset.is_some(),
            // of an abort's markers the order tells nothing: the one that is written first hides as much as the other
            A::MarkLog(l) => match txn(l).phase {
                Phase::Ending { commit } => txn(l).unmarked && (commit || txn(l).offset.is_none()),
                _ => false,
            },
            A::Crash(l) => self.faults > 0 && up(l).is_some(),
        }
    }

    fn has_begun(&self) -> bool {
        self.lanes.iter().any(Option::is_some) || self.group.members != [false; 2]
    }

    /// While the markers of its last transaction are being written the broker asks a producer to wait.
    fn producer_may_start(&self, lane: usize) -> bool {
        !matches!(self.txns[lane].phase, Phase::Ending { .. })
    }

    /// The request came to a fenced producer's end: nobody will say that it was done.
    pub fn never_answered(&self, number: usize) -> bool {
        !self.txns[number].requested && !self.txns[number].accepted
    }

    fn may_ask(&self, number: usize, lane: &Lane, rule: Option<Rule>) -> bool {
        let fenced = lane.producer == Producer::Ready && self.txns[number].is_idle() && self.offset_is_stable();
        fenced || rule == Some(Rule::FencedBeforeAsked)
    }

    fn has_news(&self, number: usize, lane: &Lane) -> bool {
        let member = self.group.members[number];
        let owns = self.group.owner == Some(number);
        lane.lost || (member && !lane.copy_is_new) || (owns != (lane.hold != Hold::Nothing))
    }
}
