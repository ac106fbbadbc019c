//! Names of processes that will not come back.

/// Letters that Kubernetes makes pod and replica set names of.
const SAFE: &str = "bcdfghjklmnpqrstvwxz2456789";

/// The warning about a name that looks random, if it does.
pub(super) fn warning(instance: &str) -> Option<String> {
    let random = is_container_id(instance) || is_deployment_pod(instance);
    random.then(|| {
        format!(
            "service.instance is {instance:?}, which looks random: each restart waits out the time-outs of its \
             predecessor. Set a name that stays, e.g. by a StatefulSet"
        )
    })
}

/// `0123456789ab`, or the long form.
fn is_container_id(name: &str) -> bool {
    matches!(name.len(), 12 | 64)
        && name.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
        && name.bytes().any(|byte| byte.is_ascii_digit())
}

/// `headlined-7c9d8b6f5d-x2x4v`
fn is_deployment_pod(name: &str) -> bool {
    let mut parts = name.rsplit('-');
    let (Some(pod), Some(set), Some(_)) = (parts.next(), parts.next(), parts.next()) else { return false };
    let safe = |part: &str| part.chars().all(|letter| SAFE.contains(letter));
    pod.len() == 5
        && safe(pod)
        && (8..=10).contains(&set.len())
        && safe(set)
        && set.bytes().any(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::warning;

    #[test]
    fn random_names_are_warned_of() {
        for name in ["3f2a9c0d1e4b", "headlined-7c9d8b6f5d-x2x4v"] {
            assert!(warning(name).is_some(), "{name}");
        }
        for name in ["worker-1", "headlined-0", "db.example.net", "news-extract-a", "headlined-production-north"] {
            assert!(warning(name).is_none(), "{name}");
        }
    }
}
