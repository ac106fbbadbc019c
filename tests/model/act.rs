//! What each step does.

use super::broker::{Committed, Entry, Phase};
use super::lane::{Hold, Lane, Producer, Step, Turn};
use super::world::{Action, INPUT, Rule, World};

impl World {
    /// Lets that step happen.
    pub fn act(&mut self, action: Action, rule: Option<Rule>) {
        use Action as A;
        match action {
            A::Start(l) => self.start(l),
            A::Join(l) | A::LetIn(l) => self.join(l, matches!(action, A::Join(_))),
            A::Assign(l) => {
                self.group.owner = Some(l);
                self.rebalance();
            }
            A::HandOver(l) => {
                self.faults -= 1;
                self.group.owner = None;
                self.rebalance();
                self.change(l, |lane| lane.hold = Hold::Nothing);
            }
            A::Expel(l) => self.expel(l),
            A::Tell(l) => self.tell(l, rule),
            A::Ask(l) | A::Mark(l) | A::Read(l) => self.take_over(l, rule),
            A::Work(l) => self.work(l),
            A::Send(l) => self.send(l, rule),
            A::Commit(l) => self.commit(l, rule),
            A::Deliver(l) => self.deliver(l),
            A::Answer(l) => self.change(l, |lane| lane.keep(l)),
            A::GiveUp(l) => self.give_up(l, rule),
            A::Renew(l) => {
                self.txns[l].fence();
                self.change(l, |lane| lane.producer = Producer::Ready);
            }
            A::Settle(l) => self.settle(l, rule),
            A::TimeOut(l) => {
                self.faults -= 1;
                self.txns[l].fence();
                self.change(l, Lane::fence);
            }
            A::MarkOffsets(l) => self.mark_offsets(l),
            A::MarkLog(l) => self.mark_log(l),
            A::Crash(l) => {
                self.faults -= 1;
                self.lanes[l] = None;
            }
        }
    }

    fn change(&mut self, number: usize, change: impl FnOnce(&mut Lane)) {
        if let Some(lane) = &mut self.lanes[number] {
            change(lane);
        }
    }

    fn start(&mut self, number: usize) {
        self.txns[number].fence();
        // a static member that is known has its place again
        let known = self.group.members[number];
        self.lanes[number] = Some(Lane::new(known));
        if !known {
            self.join(number, true);
        }
    }

    /// A new generation: the clients of all members join it, their lanes hear of it later.
    fn rebalance(&mut self) {
        for lane in self.lanes.iter_mut().flatten() {
            lane.copy_is_new = false;
        }
    }

    fn join(&mut self, number: usize, knows: bool) {
        self.group.members[number] = true;
        self.rebalance();
        if knows {
            self.change(number, |lane| lane.copy_is_new = true);
        }
    }

    fn expel(&mut self, number: usize) {
        self.faults -= 1;
        self.group.members[number] = false;
        if self.group.owner == Some(number) {
            self.group.owner = None;
        }
        self.rebalance();
        self.change(number, |lane| lane.lost = true);
    }

    fn tell(&mut self, number: usize, rule: Option<Rule>) {
        let (member, owns) = (self.group.members[number], self.group.owner == Some(number));
        self.change(number, |lane| {
            if lane.lost || !owns {
                lane.drop_turn(rule == Some(Rule::RollBack));
                lane.hold = Hold::Nothing;
            }
            if owns && lane.hold == Hold::Nothing {
                lane.hold = Hold::Asking;
            }
            lane.copy_is_new = member;
            (lane.lost, lane.refused) = (false, false);
        });
    }

    fn take_over(&mut self, number: usize, rule: Option<Rule>) {
        let (committed, end, stable) = (self.group.committed, self.log.len(), self.stable_end());
        let known = self.committed_below(stable);
        self.change(number, |lane| {
            lane.hold = match lane.hold {
                Hold::Asking => Hold::Marking(committed),
                Hold::Marking(committed) => {
                    let mark = if rule == Some(Rule::HighWatermarkAsMark) { stable } else { end };
                    Hold::Waiting { committed, mark, early: known }
                }
                Hold::Waiting { committed, early, .. } => {
                    let known = if rule == Some(Rule::EndAfterBarrier) { early } else { known };
                    Hold::Active { committed, known }
                }
                hold => hold,
            }
        });
    }

    fn work(&mut self, number: usize) {
        self.change(number, |lane| {
            let Hold::Active { committed, known } = lane.hold else { return };
            let headline = INPUT[committed.offset];
            let new = (known & 1 << headline == 0).then_some(headline);
            lane.turn = Some(Turn { new, step: Step::Worked });
        });
    }

    /// Whether the lane's producer has been fenced: then the turn comes to nothing and a new one is needed.
    fn is_fenced(&mut self, number: usize, rule: Option<Rule>) -> bool {
        let fenced = self.lanes[number].is_some_and(|lane| lane.producer == Producer::Fenced);
        if fenced {
            self.change(number, |lane| {
                lane.drop_turn(rule == Some(Rule::RollBack));
                lane.producer = Producer::Gone;
            });
        }
        fenced
    }

    fn send(&mut self, number: usize, rule: Option<Rule>) {
        if self.is_fenced(number, rule) {
            return;
        }
        let Some(turn) = self.lanes[number].and_then(|lane| lane.turn) else { return };
        (self.txns[number].phase, self.txns[number].accepted) = (Phase::Ongoing, false);
        if let Some(headline) = turn.new {
            self.log.push(Entry { headline, open: Some(number) });
            self.txns[number].unmarked = true;
        }
        self.change(number, |lane| lane.go_to(Step::Sent));
    }

    fn commit(&mut self, number: usize, rule: Option<Rule>) {
        if self.is_fenced(number, rule) {
            return;
        }
        let Some(lane) = self.lanes[number] else { return };
        let new = lane.copy_is_new || rule == Some(Rule::CopiedGeneration);
        let taken = rule == Some(Rule::Generation) || (self.group.members[number] && new);
        if let (true, Hold::Active { committed, .. }) = (taken, lane.hold) {
            self.txns[number].offset = Some(Committed { offset: committed.offset + 1, by: Some(number) });
            self.txns[number].requested = true;
            self.change(number, |lane| lane.go_to(Step::Asked));
        } else {
            self.txns[number].end(false);
            self.change(number, |lane| {
                lane.drop_turn(rule == Some(Rule::RollBack));
                lane.refused = true;
            });
        }
    }

    fn deliver(&mut self, number: usize) {
        let txn = &mut self.txns[number];
        (txn.requested, txn.accepted) = (false, true);
        txn.end(true);
    }

    fn give_up(&mut self, number: usize, rule: Option<Rule>) {
        let never = self.never_answered(number);
        self.faults -= u8::from(!never);
        self.change(number, |lane| {
            lane.producer = Producer::Gone;
            if rule == Some(Rule::UnknownIsAsked) { lane.drop_turn(false) } else { lane.go_to(Step::Unknown) }
        });
    }

    /// Whose turn does the group's offset name?
    fn settle(&mut self, number: usize, rule: Option<Rule>) {
        let found = self.group.committed;
        self.change(number, |lane| {
            let Hold::Active { committed, .. } = lane.hold else { return };
            if found == (Committed { offset: committed.offset + 1, by: Some(number) }) {
                lane.keep(number);
            } else {
                lane.drop_turn(rule == Some(Rule::RollBack));
                if found != committed {
                    lane.hold = Hold::Asking;
                }
            }
        });
    }

    fn mark_offsets(&mut self, number: usize) {
        let txn = &mut self.txns[number];
        let (committing, offset) = (txn.is_committing(), txn.offset.take());
        txn.rest();
        if let Some(committed) = offset.filter(|_| committing) {
            self.group.committed = committed;
        }
    }

    fn mark_log(&mut self, number: usize) {
        let txn = &mut self.txns[number];
        let committing = txn.is_committing();
        txn.unmarked = false;
        txn.rest();
        let Some(place) = self.log.iter().position(|entry| entry.open == Some(number)) else { return };
        if committing {
            self.log[place].open = None;
            return;
        }
        self.log.remove(place);
        for lane in self.lanes.iter_mut().flatten() {
            if let Hold::Waiting { mark, .. } = &mut lane.hold
                && *mark > place
            {
                *mark -= 1;
            }
        }
    }
}
