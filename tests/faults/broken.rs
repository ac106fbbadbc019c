//! Rules broken on purpose: each must be caught by the scenario that shows it at work. `-- --broken` prints the table,
//! `-- --broken NAME` one rule or one scenario of it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

use crate::ground::Ground;
use crate::judge::Seen;
use crate::rig::broker::Broker;
use crate::scenarios::{Scenario, answers, death, pages, retention, state, timed_out, zombies};

/// The rules, by the names that `break=NAME` knows, each with the scenario that shows it.
const RULES: [(&str, Scenario); 15] = [
    ("no-barrier", state::COMMITTED_LATE),
    ("stable-end-as-mark", state::COMMITTED_LATE),
    ("early-end", state::COMMITTED_LATE),
    ("no-rollback", timed_out::IN_DEDUPE),
    ("combiner-keeps-uncommitted", timed_out::IN_EXTRACT),
    ("dead-letter-outside", timed_out::IN_EXTRACT),
    ("no-generation", zombies::THROWN_OUT),
    ("fresh-group-metadata", zombies::LET_IN_AGAIN),
    ("sweep-without-offsets", zombies::WITH_A_SWEEP),
    ("unknown-as-failed", answers::LOST),
    ("combiner-blind-to-kinds", pages::ANOTHER_KIND),
    ("fetched-at-unclamped", pages::FROM_THE_FUTURE),
    ("offset-without-one", pages::RESTARTED),
    ("new-transactional-id", death::AND_RETURN),
    ("no-static-member", death::AND_RETURN),
];

/// Scenarios that no rule of these is behind.
const OTHERS: [Scenario; 1] = [retention::ATE_INPUT];

/// Scenarios played at once: they mostly wait for time-outs.
const AT_ONCE: usize = 4;

/// One playing of a scenario.
struct Playing {
    scenario: Scenario,
    rule: Option<&'static str>,
    seen: Result<Seen, String>,
}

impl Playing {
    fn is_right(&self) -> bool {
        match (&self.seen, self.rule) {
            (Ok(seen), None) => seen.is_clean(),
            (Ok(seen), Some(_)) => !seen.is_clean(),
            (Err(_), _) => false,
        }
    }
}

/// Plays every scenario soundly and with each rule of it broken, or those of one rule or scenario; whether all came out right.
pub fn play(only: Option<&str>) -> bool {
    let since = Instant::now();
    let broker = Broker::start();
    let playings = play_all(&broker, &orders(only));
    println!("{:28} {:32} {:32} caught", "rule broken on purpose", "scenario", "seen");
    for playing in &playings {
        let seen = match &playing.seen {
            Ok(seen) => seen.to_string(),
            Err(panic) => format!("could not be played: {panic}"),
        };
        let caught = match (playing.rule, playing.is_right()) {
            (None, true) => "-",
            (None, false) => "FAILED",
            (Some(_), true) => "yes",
            (Some(_), false) => "NO",
        };
        println!("{:28} {:32} {seen:32} {caught}", playing.rule.unwrap_or("none (sound)"), playing.scenario.name);
    }
    let right = !playings.is_empty() && playings.iter().all(Playing::is_right);
    println!("broken on purpose, {:.0} s: {}", since.elapsed().as_secs_f64(), if right { "ok" } else { "FAILED" });
    right
}

/// Each scenario with nothing broken, then with each of its rules.
fn orders(only: Option<&str>) -> Vec<(Scenario, Option<&'static str>)> {
    let mut orders: Vec<(Scenario, Option<&'static str>)> = Vec::new();
    for (rule, scenario) in
        RULES.into_iter().filter(|(rule, scenario)| only.is_none_or(|only| [*rule, scenario.name].contains(&only)))
    {
        if !orders.iter().any(|(known, _)| known.name == scenario.name) {
            orders.push((scenario, None));
        }
        orders.push((scenario, Some(rule)));
    }
    let others = OTHERS.into_iter().filter(|scenario| only.is_none_or(|only| only == scenario.name));
    orders.into_iter().chain(others.map(|scenario| (scenario, None))).collect()
}

fn play_all(broker: &Broker, orders: &[(Scenario, Option<&'static str>)]) -> Vec<Playing> {
    let (next, line) = (AtomicUsize::new(0), Mutex::new(()));
    let player = || {
        let mut played = Vec::new();
        while let Some((number, (scenario, rule))) =
            Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|n| Some((n, orders.get(n)?)))
        {
            let ground = || Ground::new(broker, &line, &format!("scenario-{number}"), *rule);
            let seen = catch_unwind(AssertUnwindSafe(|| (scenario.play)(&ground()))).map_err(|panic| message(&*panic));
            played.push((number, Playing { scenario: *scenario, rule: *rule, seen }));
        }
        played
    };
    let mut played: Vec<(usize, Playing)> = thread::scope(|scope| {
        let players: Vec<_> = (0..AT_ONCE).map(|_| scope.spawn(player)).collect();
        players.into_iter().flat_map(|player| player.join().expect("a player catches panics")).collect()
    });
    played.sort_by_key(|(number, _)| *number);
    played.into_iter().map(|(_, playing)| playing).collect()
}

fn message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_else(|| "no message".to_owned())
}
