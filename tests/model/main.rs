//! The protocol of taking over and committing, small enough to be looked at in every order in which it can happen.
//!
//! Two lanes, one partition, three records of two headlines. A lane takes a record, works, sends, offers its offset,
//! commits; it may crash, start again, be thrown out of the group without knowing it (a zombie), be let in again by its
//! client behind its back; requests and answers get lost or come late, the broker times transactions out, and writes the
//! markers of one transaction to the offsets and to the change log at different times. What [`Rule`] names can be broken.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stdout,
    missing_docs,
    unreachable_pub,
    reason = "a test that panics is a test that fails, and nobody imports a test"
)]

mod act;
mod broker;
mod lane;
mod may;
mod world;

use stateright::{Checker, HasDiscoveries, Model, Property};

use self::world::{Action, Rule, World};

/// The protocol, with one rule broken or none.
#[derive(Clone, Copy, Debug)]
struct Protocol {
    rule: Option<Rule>,
    faults: u8,
}

/// Crashes, expulsions, time-outs, lost answers and handovers in one history, all together.
const FAULTS: u8 = 2;
/// What a broken rule must lead to.
const HARM: [&str; 2] = ["no headline twice", "no headline lost"];

impl Model for Protocol {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        vec![World::new(self.faults)]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        actions.extend(Action::all().filter(|action| world.may(*action, self.rule)));
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        next.act(action, self.rule);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(HARM[0], |_, world: &World| !world.has_doubled()),
            Property::always(HARM[1], |_, world: &World| !world.has_lost()),
            Property::always("state is what was published", |_, world: &World| world.state_is_right()),
            Property::always("no dead end", |model: &Self, world: &World| {
                world.is_done() || Action::all().any(|action| world.may(action, model.rule))
            }),
            Property::sometimes("all is done", |_, world: &World| world.is_done()),
        ]
    }
}

fn check(rule: Option<Rule>) -> impl Checker<Protocol> {
    let protocol = Protocol { rule, faults: FAULTS };
    let found = rule.map_or(HasDiscoveries::All, |_| HasDiscoveries::AnyOf(HARM.into()));
    protocol.checker().threads(2).finish_when(found).spawn_bfs().join()
}

#[test]
fn every_headline_comes_out_once_in_every_order_of_things() {
    let checked = check(None);
    println!("sound: {} states, {} deep: nothing found", checked.unique_state_count(), checked.max_depth());
    checked.assert_properties();
    assert!(checked.unique_state_count() > 100_000, "a model that hardly moves proves little");
}

/// A checker that finds nothing may not be looking: with each of these rules broken it must find a way to lose or double.
#[test]
fn each_broken_rule_has_a_way_to_lose_or_double() {
    for rule in Rule::ALL {
        let checked = check(Some(rule));
        let found = HARM.into_iter().find_map(|name| Some((name, checked.discovery(name)?)));
        let Some((name, path)) = found else {
            panic!(
                "{rule:?}: nothing found in {} states; {:?}",
                checked.unique_state_count(),
                checked.discoveries().keys()
            )
        };
        let steps: Vec<String> = path.into_actions().iter().map(|action| format!("{action:?}")).collect();
        println!("{rule:?}: against {name:?} in {} steps: {}", steps.len(), steps.join(" "));
    }
}
