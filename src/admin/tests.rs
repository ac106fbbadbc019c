use std::time::Duration;

use super::*;
use crate::telemetry::health::Limits;

/// Status and body of what `path` answers.
fn ask(addr: SocketAddr, path: &str) -> (u16, String) {
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build());
    let mut response = agent.get(format!("http://{addr}{path}")).call().unwrap();
    (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
}

/// The same of a POST.
fn tell(addr: SocketAddr, path: &str) -> (u16, String) {
    let agent = ureq::Agent::new_with_config(ureq::Agent::config_builder().http_status_as_error(false).build());
    let mut response = agent.post(format!("http://{addr}{path}")).send_empty().unwrap();
    (response.status().as_u16(), response.body_mut().read_to_string().unwrap())
}

#[test]
fn it_answers_on_the_port_it_was_given_until_it_is_told_to_stop() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let limits = Limits { turn: Duration::from_secs(300), transaction: Duration::from_secs(10) };
    let health = Arc::new(Health::new(limits));
    let metrics = Metrics::new(&["headlines.v1"]).unwrap();
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let bound = runtime.block_on(bind("127.0.0.1:0".parse().unwrap())).unwrap();
    let addr = bound.addr();
    let shutdown = async { drop(stopped.await) };
    let server = runtime.spawn(serve(bound, Arc::clone(&health), Arc::clone(&metrics), shutdown));

    assert_eq!(ask(addr, "/live").0, 200);
    assert_eq!(ask(addr, "/ready"), (503, "not ready: the lanes are not started yet\n".to_owned()));
    let lane = health.lane("extract.0", clock::now());
    lane.polled(clock::now());
    lane.member(true);
    assert_eq!(ask(addr, "/ready"), (200, "ready\nextract.0: ready\n".to_owned()));
    assert!(ask(addr, "/metrics").1.contains("\nheadlined_ready 1\n"));

    let held = |partition| crate::telemetry::health::Held {
        partition,
        why: crate::telemetry::metrics::HoldReason::Flood,
        text: format!("pages.raw [{partition}] is paused"),
    };
    assert_eq!(tell(addr, "/release"), (404, "nothing of that is held back by this process\n".to_owned()));
    lane.held(vec![held(3), held(4)]);
    assert_eq!(tell(addr, "/release?partition=three").0, 400);
    assert_eq!(tell(addr, "/release?partition=5").0, 404);
    assert_eq!(tell(addr, "/release?partition=4"), (200, "extract.0: pages.raw [4] is paused\n".to_owned()));
    assert_eq!(lane.take_released().into_iter().collect::<Vec<_>>(), [4]);
    assert_eq!(ask(addr, "/release").0, 405, "looking changes nothing");
    lane.ended("fenced");
    assert_eq!(ask(addr, "/live"), (503, "not live\nextract.0: ended: fenced\n".to_owned()));
    assert!(ask(addr, "/metrics").1.contains("\nheadlined_ready 0\n"));

    stop.send(()).unwrap();
    runtime.block_on(server).unwrap().unwrap();
}
