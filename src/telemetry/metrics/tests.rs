use super::*;
use crate::headline::SectionKind;
use std::time::Duration;

/// Name, type and one line each that must stand in the text of a process that has done nothing yet.
const CONTRACT: [(&str, &str, &str); 34] = [
    ("pages_total", "counter", "{result=\"passed_over\"} 0"),
    ("items_total", "counter", "{kind=\"latest\"} 0"),
    ("sightings_total", "counter", " 0"),
    ("duplicates_dropped_total", "counter", "{stage=\"dedupe\"} 0"),
    ("headlines_total", "counter", "{event=\"revised\",topic=\"headlines.v1\"} 0"),
    ("rejections_total", "counter", "{code=\"unpublishable\"} 0"),
    ("page_fields_ignored_total", "counter", "{field=\"timezone\"} 0"),
    ("clamped_total", "counter", " 0"),
    ("lost_input_records_total", "counter", " 0"),
    ("consumer_lag_records", "gauge", ""),
    ("consumer_lag_seconds", "gauge", ""),
    ("e2e_latency_seconds", "histogram", "_count 0"),
    ("txn_total", "counter", "{result=\"unknown\",stage=\"fused\"} 0"),
    ("txn_duration_seconds", "histogram", "_count{phase=\"commit\",stage=\"extract\"} 0"),
    ("producer_recreated_total", "counter", "{reason=\"timed_out\",stage=\"dedupe\"} 0"),
    ("rebalances_total", "counter", "{stage=\"extract\"} 0"),
    ("state_headlines", "gauge", ""),
    ("state_bytes", "gauge", ""),
    ("state_restore_seconds", "gauge", ""),
    ("partitions_assigned", "gauge", "{stage=\"extract\"} 0"),
    ("last_commit_timestamp_seconds", "gauge", "{stage=\"extract\"} 0"),
    ("records_cut_total", "counter", "{kind=\"event\"} 0"),
    ("headlines_aged_total", "counter", " 0"),
    ("headlines_chained_total", "counter", " 0"),
    ("headlines_joined_total", "counter", " 0"),
    ("pages_astray_total", "counter", " 0"),
    ("snapshots_total", "counter", "{result=\"written\"} 0"),
    ("input_partitions", "gauge", ""),
    ("partitions_held", "gauge", "{reason=\"flood\",stage=\"extract\"} 0"),
    ("ready", "gauge", " 0"),
    ("last_headline_timestamp_seconds", "gauge", " 0"),
    ("build_info", "gauge", "{"),
    ("pages_total", "counter", "{result=\"no_list\"} 0"),
    ("txn_duration_seconds", "histogram", "_bucket{phase=\"send\",stage=\"dedupe\",le=\"0.0005\"} 0"),
];

fn fresh() -> Arc<Metrics> {
    Metrics::new(&["headlines.v1"]).unwrap()
}

#[test]
fn every_name_of_the_contract_stands_there_from_the_start() {
    let text = fresh().render();
    for (name, kind, line) in CONTRACT {
        assert!(text.contains(&format!("# TYPE headlined_{name} {kind}\n")), "{name} is not declared as {kind}");
        assert!(line.is_empty() || text.contains(&format!("\nheadlined_{name}{line}")), "{name}{line} is not there");
    }
    assert!(text.contains("\nprocess_start_time_seconds "));
}

#[test]
fn no_name_but_the_contracts() {
    let text = fresh().render();
    let declared = text.lines().filter_map(|line| line.strip_prefix("# TYPE headlined_"));
    for name in declared.filter_map(|line| line.split(' ').next()) {
        assert!(CONTRACT.iter().any(|(known, ..)| *known == name), "{name} is not in the contract");
    }
}

#[test]
fn a_released_partition_is_no_longer_spoken_of() {
    let metrics = fresh();
    metrics.lag(Stage::Dedupe, "sightings", 3, 7, Duration::from_millis(1500));
    metrics.state(3, 20, 4000);
    let text = metrics.render();
    let lag = "headlined_consumer_lag_seconds{partition=\"3\",stage=\"dedupe\",topic=\"sightings\"} 1.5";
    assert!(text.contains(lag) && text.contains("headlined_state_headlines{partition=\"3\"} 20"), "{text}");
    metrics.partition_released(Stage::Dedupe, "sightings", 3);
    assert!(!metrics.render().contains("partition=\"3\""));
}

#[test]
fn lanes_of_one_stage_add_up() {
    let metrics = fresh();
    metrics.assigned(Stage::Extract, 0, 3);
    metrics.assigned(Stage::Extract, 1, 4);
    metrics.assigned(Stage::Extract, 0, 2);
    assert!(metrics.render().contains("headlined_partitions_assigned{stage=\"extract\"} 6"));
}

#[test]
fn partitions_that_wait_for_a_person_add_up_by_reason() {
    let metrics = fresh();
    metrics.held(Stage::Dedupe, 0, &[(HoldReason::State, 2), (HoldReason::Poison, 0)]);
    metrics.held(Stage::Dedupe, 1, &[(HoldReason::State, 1), (HoldReason::Poison, 1)]);
    let text = metrics.render();
    assert!(text.contains("headlined_partitions_held{reason=\"state\",stage=\"dedupe\"} 3"), "{text}");
    metrics.held(Stage::Dedupe, 0, &[(HoldReason::State, 0)]);
    assert!(metrics.render().contains("headlined_partitions_held{reason=\"state\",stage=\"dedupe\"} 1"));
}

#[test]
fn occurrences_move_their_counters() {
    let metrics = fresh();
    metrics.page_finished(PageResult::Ok);
    metrics.items_found(SectionKind::Latest, 12);
    metrics.headline_committed(Event::Published, "headlines.v1");
    metrics.input_lost("pages", 1, 5);
    let text = metrics.render();
    for line in [
        "pages_total{result=\"ok\"} 1",
        "items_total{kind=\"latest\"} 12",
        "headlines_total{event=\"published\",topic=\"headlines.v1\"} 1",
        "lost_input_records_total 5",
    ] {
        assert!(text.contains(&format!("\nheadlined_{line}\n")), "{line}");
    }
}
