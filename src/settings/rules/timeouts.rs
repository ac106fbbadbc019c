//! Time-outs stand in order: what waits for another thing waits longer than it.

use super::Rules;
use crate::settings::Settings;

pub(super) fn check(settings: &Settings, rules: &mut Rules<'_>) {
    let transaction = &settings.transaction;
    let timeout = transaction.timeout_ms;
    let drain = settings.service.drain_seconds * 1000;
    if transaction.min_interval_ms > transaction.interval_ms {
        let right = format!("expected transaction.interval_ms ({}) at most", transaction.interval_ms);
        rules.refuse_pair(
            "transaction.min_interval_ms",
            "transaction.interval_ms",
            format!("is {}", transaction.min_interval_ms),
            right,
        );
    }
    if transaction.interval_ms > timeout / 3 {
        let right = format!("expected a third of transaction.timeout_ms ({timeout}) at most");
        rules.refuse_pair(
            "transaction.interval_ms",
            "transaction.timeout_ms",
            format!("is {}", transaction.interval_ms),
            right,
        );
    }
    if timeout >= drain {
        let right = format!("expected less than service.drain_seconds ({drain} ms)");
        rules.refuse_pair("transaction.timeout_ms", "service.drain_seconds", format!("is {timeout}"), right);
    }
    group(settings, drain, rules);
}

/// The group's time-outs, as the properties may have changed them.
fn group(settings: &Settings, drain: u64, rules: &mut Rules<'_>) {
    let property = |name: &str| settings.kafka.properties.get(name).and_then(|text| text.trim().parse::<u64>().ok());
    let session = property("session.timeout.ms").unwrap_or(settings.kafka.session_timeout_ms);
    let poll = u64::try_from(settings.kafka.max_poll_interval().as_millis()).unwrap_or(u64::MAX);
    if let Some(heartbeat) = property("heartbeat.interval.ms").filter(|heartbeat| *heartbeat > session / 3) {
        let right = format!("expected a third of the session's time-out ({session}) at most");
        rules.refuse("kafka.properties.heartbeat.interval.ms", format!("is {heartbeat}"), right);
    }
    if drain >= poll {
        let right = format!("expected less than max.poll.interval.ms ({poll} ms)");
        rules.refuse_pair(
            "service.drain_seconds",
            "kafka.properties.max.poll.interval.ms",
            format!("is {}", settings.service.drain_seconds),
            right,
        );
    }
    if session > poll {
        let right = format!("expected max.poll.interval.ms ({poll}) at most");
        rules.refuse_pair(
            "kafka.session_timeout_ms",
            "kafka.properties.max.poll.interval.ms",
            format!("is {session}"),
            right,
        );
    }
    if settings.transaction.timeout_ms > session {
        rules.warnings.push(format!(
            "transaction.timeout_ms ({}) is above kafka.session_timeout_ms ({session}): a successor waits for the open \
             transaction of a dead process",
            settings.transaction.timeout_ms
        ));
    }
}
